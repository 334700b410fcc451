// How people reach the platform, and whom it tells.
import { distance } from "fastest-levenshtein";
import {
  askCommand,
  askedFor,
  editByHand,
  type Path,
  type Problem,
  setCommand,
  setTo,
  takenAway,
} from "../refusals/problem";
import type { Configuration } from "../schema";
import { longestReceiverName } from "../schema/alerts";
import { ingressController } from "../schema/grafana";
import { inTheClear } from "../secrets/cleartext";
import { each, freeName, own, type Rule, repeated } from "./rule";
import { defaultTenantId } from "./tenants";

const ingressHasAHost: Rule = {
  reads: [
    ["grafana", "ingress"],
    ["grafana", "hostname"],
  ],
  check: ({ grafana }) =>
    grafana.ingress && grafana.hostname === undefined
      ? [askedFor(["grafana", "hostname"], undefined, "is required while grafana.ingress is set")]
      : [],
};

const receiverNames: Rule = {
  reads: [["alerts", "receivers", own, "name"]],
  check: ({ alerts }) => {
    const names = alerts.receivers.map((receiver, index) => ({
      path: ["alerts", "receivers", index, "name"] as Path,
      key: receiver.name,
    }));
    const taken = new Set(names.map(({ key }) => key));
    return repeated(names).map(({ path, key }) =>
      setTo(path, key, "must be unique among receivers", freeName(key, taken, longestReceiverName)),
    );
  },
};

const receiverOwners: Rule = {
  reads: [
    ...["tenant", "team"].map((key) => ["alerts", "receivers", own, key]),
    ...["id", "team"].map((key) => ["tenants", each, key]),
  ],
  check: ({ alerts, tenants }) => {
    const ids = [...tenants.map(({ id }) => id), defaultTenantId];
    const teams = tenants.flatMap(({ team }) => team ?? []);
    return alerts.receivers.flatMap(({ tenant, team }, index): Problem[] => {
      const path = (key: string): Path => ["alerts", "receivers", index, key];
      const hasBoth = tenant !== undefined && team !== undefined;
      const unknown = [
        ...(tenant === undefined || ids.includes(tenant) ? [] : [{ key: "tenant", value: tenant, known: ids }]),
        ...(hasBoth || team === undefined || teams.includes(team) ? [] : [{ key: "team", value: team, known: teams }]),
      ];
      const both: Problem[] = hasBoth
        ? [
            takenAway(
              path("team"),
              team,
              `must be absent: a receiver belongs either to a tenant (${tenant}) or to a team`,
            ),
          ]
        : [];
      const strangers = unknown.map(({ key, value, known }) => ({
        path: path(key),
        value,
        allowed: known.length > 0 ? `must be one of tenants[]: ${few(known)}` : "must be the team of one of tenants[]",
        command: ownerMeant(path(key), value, known),
      }));
      return [...both, ...strangers];
    });
  },
};

/** A slip of the pen, or nobody knows whose it is: without an owner it would get the platform's alerts. */
function ownerMeant(path: Path, value: string, known: readonly string[]): string {
  if (known.length === 0) return editByHand("give one of tenants[] that team, or name a tenant here");
  const word = value.toLowerCase();
  const near = known.filter((name) => distance(name.toLowerCase(), word) <= Math.floor(name.length / 4));
  const [only, ...others] = new Set(near);
  return only === undefined || others.length > 0 ? askCommand(path) : setCommand(path, only);
}

/** The first few: a stack may have thousands of tenants. */
function few(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length <= 10
    ? distinct.join(", ")
    : `${distinct.slice(0, 10).join(", ")} and ${distinct.length - 10} more`;
}

/** By the address of a receiver, or of what is pinged, anybody can write there. */
const secretAddressesAreEncrypted: Rule = {
  reads: [
    ["alerts", "receivers", own],
    ["alerts", "deadMansSwitch"],
  ],
  check: ({ alerts: { receivers, deadMansSwitch } }) => [
    ...receivers.flatMap((receiver, index) =>
      "url" in receiver ? inTheClear(["alerts", "receivers", index, "url"], receiver.url) : [],
    ),
    ...(deadMansSwitch !== undefined && "url" in deadMansSwitch
      ? inTheClear(["alerts", "deadMansSwitch", "url"], deadMansSwitch.url)
      : []),
  ],
};

/** Only ALB takes certificates of AWS, and it takes no other. */
const certificates: Rule = {
  reads: [["grafana"], ["grafana", "ingress", "className"]],
  check: ({ grafana: { ingress } }) => {
    if (ingress === undefined) return [];
    const isAlb = ingressController(ingress) === "alb";
    // A class may be called anything, and no other controller reads that certificate.
    if (ingress.certificateArn !== undefined && ingressController(ingress) === "other" && !ingress.controller) {
      const path = ["grafana", "ingress", "controller"];
      const allowed =
        "must be alb beside grafana.ingress.certificateArn: no other controller takes certificates of ACM";
      return [setTo(path, undefined, allowed, "alb")];
    }
    const [key, value, allowed] = isAlb
      ? ["tlsSecret", ingress.tlsSecret, "must be absent: an ALB takes certificates of ACM only (certificateArn)"]
      : ["certificateArn", ingress.certificateArn, "must be absent: only an ALB takes certificates of ACM"];
    const path = ["grafana", "ingress", String(key)];
    return value === undefined ? [] : [takenAway(path, value, String(allowed))];
  },
};

/** Tenants that people may see. */
const peopled = (tenants: Configuration["tenants"]) =>
  tenants.flatMap(({ id, people }, index) =>
    people.viewers.length + people.editors.length > 0
      ? [{ id, path: ["tenants", index, "people"] as Path, people }]
      : [],
  );

const groupsNeedSignOn: Rule = {
  reads: [["signOn"], ["tenants", own, "people"]],
  check: ({ signOn, tenants }) =>
    signOn !== undefined
      ? []
      : peopled(tenants).map(({ path, people }) => ({
          path,
          value: people,
          allowed: "must be absent while signOn is not set: nobody has groups",
          command: editByHand("describe signOn, by which people have groups, or take them away"),
        })),
};

const signOnLeadsBack: Rule = {
  reads: [["signOn"], ["grafana", "hostname"]],
  check: ({ signOn, grafana }) =>
    signOn === undefined || grafana.hostname !== undefined
      ? []
      : [askedFor(["grafana", "hostname"], undefined, "is required while signOn is set: people are sent back there")],
};

const somebodyCanSignIn: Rule = {
  reads: [["signOn"], ["signOn", "operators"], ["tenants", each, "people"]],
  check: ({ signOn, tenants }) =>
    signOn === undefined || signOn.operators.length > 0 || peopled(tenants).length > 0
      ? []
      : [
          {
            path: ["signOn", "operators"],
            value: signOn.operators,
            allowed: "must name a group, or tenants[].people must: nobody could sign in",
            command: askCommand(["signOn", "operators", 0]),
          },
        ],
};

/** Grafana takes an organisation's name of digits alone for an organisation's number: 1 is the operators'. */
const onlyDigits = /^[0-9]+$/;

const organisationsAreNamed: Rule = {
  reads: [["signOn"], ["tenants", own, "id"], ["tenants", own, "people"]],
  check: ({ signOn, tenants }) =>
    peopled(signOn === undefined ? [] : tenants)
      .filter(({ id }) => onlyDigits.test(id))
      .map(({ path, people }) => ({
        path,
        value: people,
        allowed:
          "must be absent: Grafana would take the tenant's id, of digits alone, for the number of an organisation",
        command: editByHand("write another id where the tenant has no data yet, or take its people away"),
      })),
};

const hostNames: Rule = {
  reads: [
    ["cluster", "externalIngest", "hostname"],
    ["grafana", "hostname"],
  ],
  check: ({ cluster, grafana }) =>
    grafana.hostname !== undefined && grafana.hostname === cluster.externalIngest?.hostname
      ? [
          setTo(
            ["cluster", "externalIngest", "hostname"],
            grafana.hostname,
            "must not be Grafana's: one name leads to one address",
            `ingest.${grafana.hostname}`.slice(0, 253),
          ),
        ]
      : [],
};

export const peopleRules: readonly Rule[] = [
  ingressHasAHost,
  certificates,
  groupsNeedSignOn,
  signOnLeadsBack,
  somebodyCanSignIn,
  organisationsAreNamed,
  receiverNames,
  receiverOwners,
  secretAddressesAreEncrypted,
  hostNames,
];
