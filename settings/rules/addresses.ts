// Addresses that lead back: to the platform itself, or to the pod that asks.
import { hostOf, isOwnPod } from "../../conventions/hosts";
import { askCommand, askedFor, type Path, type Problem, setSecretCommand } from "../refusals/problem";
import type { Configuration } from "../schema";
import { Credential } from "../secrets/credential";
import { leavesOf } from "../shape";
import type { Rule } from "./rule";

/** Services of the platform, which its pods find by their first names. */
const ownServices = /^(otel-gateway|otel-sampler|loki|tempo|kps|grafana|alertmanager|prometheus)(-[a-z0-9-]+)?$/;

/** Whether a host is a Service of the platform's namespace; nothing else is in there. */
const isOwnService = (host: string, namespace: string) =>
  new RegExp(`^[^.]+\\.${namespace}$|\\.${namespace}\\.svc(\\.cluster\\.local)?$`).test(host) || ownServices.test(host);

/** Copies that are sent to the platform itself would come back to be copied again. */
const copiesLeaveThePlatform: Rule = {
  reads: [["namespace"], ["cluster", "externalIngest", "hostname"]],
  check: ({ fanout, longTermMetrics = {}, namespace, cluster }) =>
    leavesOf({ fanout, longTermMetrics }).flatMap(({ path: place, value }): Problem[] => {
      const host = typeof value === "string" ? hostOf(value) : undefined;
      const leadsBack =
        host !== undefined &&
        (isOwnService(host, namespace) || isOwnPod(host) || host === cluster.externalIngest?.hostname);
      return leadsBack
        ? [
            askedFor(
              place,
              value,
              "must lead out of the platform: what it sends to itself would come back to be sent again",
            ),
          ]
        : [];
    }),
};

type Place = [path: Path, address: string | Credential | undefined];

/** Addresses that are told of alerts. */
function told({ alerts: { receivers, deadMansSwitch } }: Pick<Configuration, "alerts">): Place[] {
  return [
    ...receivers.flatMap((receiver, index): Place[] =>
      receiver.type === "pagerduty" ? [] : [[["alerts", "receivers", index, "url"], receiver.url]],
    ),
    ...(deadMansSwitch === undefined || deadMansSwitch.type === "opsgenie"
      ? []
      : [[["alerts", "deadMansSwitch", "url"], deadMansSwitch.url] as Place]),
  ];
}

const hostAt = (address: string | Credential = "") =>
  hostOf(address instanceof Credential ? address.reveal() : address) ?? "";

const refused = ([path, address]: Place, allowed: string): Problem => ({
  path,
  value: address,
  allowed,
  command: address instanceof Credential ? setSecretCommand(path) : askCommand(path),
});

/** Nobody would be told of an alert, let in, or brought out of the cluster by the platform itself. */
const othersAreAsked: Rule = {
  reads: [["namespace"], ["grafana", "hostname"]],
  check: ({ alerts, proxy, signOn, namespace, grafana }) => {
    const identity: Place[] = (["authUrl", "tokenUrl", "userInfoUrl"] as const).map((key) => [
      ["signOn", key],
      signOn?.[key],
    ]);
    const allowed = "must not lead to the platform itself, where nothing receives what is sent";
    return [
      ...[...told({ alerts }), ...identity, [["proxy", "url"], proxy?.url] as Place]
        .filter(([, address]) => isOwnService(hostAt(address), namespace))
        .map((place) => refused(place, allowed)),
      ...identity
        .filter(([, address]) => grafana.hostname !== undefined && hostAt(address) === grafana.hostname)
        .map((place) => refused(place, "must be an address of the identity provider: this one is Grafana's own")),
    ];
  },
};

/** What pods connect to, on the pod itself, where none is. */
const podsFindIt: Rule = {
  reads: [],
  check: ({ proxy, kafka, signOn, alerts }) => {
    const places: Place[] = [
      ...told({ alerts }),
      [["proxy", "url"], proxy?.url],
      [["signOn", "tokenUrl"], signOn?.tokenUrl],
      [["signOn", "userInfoUrl"], signOn?.userInfoUrl],
      ...(kafka.bootstrapServers ?? []).map((server, index): Place => [["kafka", "bootstrapServers", index], server]),
    ];
    return places
      .filter(([, address]) => isOwnPod(hostAt(address)))
      .map((place) => refused(place, "must be reachable from every pod: at this address a pod finds only itself"));
  },
};

export const addressRules: readonly Rule[] = [copiesLeaveThePlatform, othersAreAsked, podsFindIt];
