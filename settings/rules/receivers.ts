// Services that take no alert in the form in which a receiver of that type sends it: each one would be refused, and
// nobody told.
import { editByHand, type Path, type Problem } from "../refusals/problem";
import type { Configuration } from "../schema";
import { own, type Rule } from "./rule";

type Receiver = Configuration["alerts"]["receivers"][number];

interface Service {
  name: string;
  address: RegExp;
  /** Types whose form it takes, with what else the address must have. */
  takes?: { type: Receiver["type"]; at?: RegExp };
  instead: string;
}

const translated = "name an address of your own that translates alerts for it, or another receiver";

/** From each one's own documentation of incoming webhooks: what a body must have. */
const services: readonly Service[] = [
  {
    name: "Slack",
    address: /^https:\/\/hooks\.slack(-gov)?\.com\/services\//i,
    takes: { type: "slack" },
    instead: "write type slack, with its channel",
  },
  {
    name: "Discord",
    address: /^https:\/\/(\w+\.)?discord(app)?\.com\/api\/webhooks\//i,
    takes: { type: "slack", at: /\/slack\/?$/i },
    instead: "write type slack, a channel, and the address with /slack at its end, encrypted",
  },
  {
    name: "PagerDuty",
    address: /^https:\/\/events\.(eu\.)?pagerduty\.com\//i,
    instead: "write type pagerduty, with the integration's key as routingKey, encrypted, in place of the address",
  },
  {
    name: "Microsoft Teams",
    address: /^https:\/\/([\w-]+\.webhook\.office\.com|outlook\.office(365)?\.com\/webhook)\//i,
    instead: translated,
  },
  {
    name: "Slack's API, which asks for a token,",
    address: /^https:\/\/slack(-gov)?\.com\/api\//i,
    instead: "write type slack, a channel, and the address of an incoming webhook, encrypted",
  },
  { name: "Telegram", address: /^https:\/\/api\.telegram\.org\//i, instead: translated },
  {
    name: "Opsgenie's API of alerts",
    address: /^https:\/\/api\.(eu\.)?opsgenie\.com\/v2\//i,
    instead: "write type webhook, and the address of Opsgenie's integration of Prometheus, encrypted",
  },
  { name: "Google Chat", address: /^https:\/\/chat\.googleapis\.com\//i, instead: translated },
];

export const receiversTakeTheirForm: Rule = {
  reads: [["alerts", "receivers", own]],
  check: ({ alerts: { receivers } }) =>
    receivers.flatMap((receiver, index): Problem[] => {
      if (receiver.type === "pagerduty") return [];
      const address = receiver.url.reveal();
      const service = services.find((each) => each.address.test(address));
      if (service === undefined) return [];
      const { name, takes, instead } = service;
      if (takes?.type === receiver.type && (takes.at?.test(address) ?? true)) return [];
      const path: Path = ["alerts", "receivers", index, "url"];
      const allowed = `must be of a service that takes alerts of type ${receiver.type} there: ${name} refuses each one`;
      return [{ path, value: receiver.url, allowed, command: editByHand(instead) }];
    }),
};
