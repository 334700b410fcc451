// How people reach the platform, and whom it tells.
import { setCommand } from "../problem";
import { type Rule, repeated } from "./rule";

const ingressHasAHost: Rule = {
  reads: [["grafana"]],
  check: ({ grafana }) =>
    grafana.ingress && grafana.hostname === undefined
      ? [
          {
            path: ["grafana", "hostname"],
            value: undefined,
            allowed: "is required while grafana.ingress is set",
            command: setCommand(["grafana", "hostname"], "grafana.example.com"),
          },
        ]
      : [],
};

const receiverNames: Rule = {
  reads: [["alerts"]],
  check: ({ alerts }) =>
    repeated(
      alerts.receivers.map((receiver, index) => ({ path: ["alerts", "receivers", index, "name"], key: receiver.name })),
    ).map(({ path, key }) => ({
      path,
      value: key,
      allowed: "must be unique among receivers",
      command: setCommand(path, `${key}-2`),
    })),
};

export const peopleRules: readonly Rule[] = [ingressHasAHost, receiverNames];
