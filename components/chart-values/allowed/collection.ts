// What overrides may set of what collects: Collectors, their operator, Fluent Bit, Alloy and Promtail.
import { longerGrace, oneOf, updatedAtOnce, wholeNumber } from "./kinds";
import { type AllowedPath, type Knobs, knobsOf } from "./knob";

const revisions = wholeNumber(1, 50);

const collector: readonly AllowedPath[] = [
  ...knobsOf({ revisionHistoryLimit: revisions, terminationGracePeriodSeconds: longerGrace(60) }),
  ...knobsOf({ targetCPUUtilizationPercentage: wholeNumber(20, 90) }, "autoscaling"),
];

const alloyOnNodes = knobsOf({
  "controller.revisionHistoryLimit": revisions,
  "controller.terminationGracePeriodSeconds": longerGrace(75),
  "controller.updateStrategy.rollingUpdate.maxUnavailable": updatedAtOnce,
});

export const collectionKnobs: Knobs = {
  gateway: collector,
  sampler: collector,
  logConsumer: collector,
  instrumentationOperator: knobsOf({ revisionHistoryLimit: revisions }),
  fileLogs: knobsOf({
    // Not debug: its Kafka output writes every record then, to the platform's own logs.
    "config.service.log_level": oneOf("info", "warn"),
    terminationGracePeriodSeconds: longerGrace(45),
    "updateStrategy.rollingUpdate.maxUnavailable": updatedAtOnce,
  }),
  alloy: alloyOnNodes,
  kubernetesEvents: knobsOf({ "controller.revisionHistoryLimit": revisions }),
  promtail: knobsOf({
    // Not debug: it writes every line that it reads, and reads what it writes.
    "config.logLevel": oneOf("info", "warn", "error"),
    "updateStrategy.rollingUpdate.maxUnavailable": updatedAtOnce,
  }),
};
