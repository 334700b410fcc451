// A copy needs its target.
import { type Problem, setCommand, setSecretCommand } from "../problem";
import type { Rule } from "./rule";

const fanoutTargets: Rule = {
  reads: [["fanout"]],
  check: ({ fanout: { datadog, elasticsearch, jaeger } }) => {
    const problems: Problem[] = [];
    if (datadog.enabled && !datadog.apiKey) {
      problems.push({
        path: ["fanout", "datadog", "apiKey"],
        value: undefined,
        allowed: "is required while fanout.datadog.enabled is true",
        command: setSecretCommand(["fanout", "datadog", "apiKey"]),
      });
    }
    if (elasticsearch.enabled && elasticsearch.endpoints.length === 0) {
      problems.push({
        path: ["fanout", "elasticsearch", "endpoints"],
        value: elasticsearch.endpoints,
        allowed: "must have at least 1 entry while fanout.elasticsearch.enabled is true",
        command: setCommand(["fanout", "elasticsearch", "endpoints", 0], "https://search.example.com:9200"),
      });
    }
    if ((elasticsearch.username === undefined) !== (elasticsearch.password === undefined)) {
      const absent = elasticsearch.username === undefined ? "username" : "password";
      const path = ["fanout", "elasticsearch", absent];
      problems.push({
        path,
        value: undefined,
        allowed: "is required: username and password go together",
        command: absent === "password" ? setSecretCommand(path) : setCommand(path, "otel"),
      });
    }
    if (elasticsearch.replacesLoki && !elasticsearch.enabled) {
      problems.push({
        path: ["fanout", "elasticsearch", "replacesLoki"],
        value: true,
        allowed: "must be false while fanout.elasticsearch.enabled is false: logs would go nowhere",
        command: setCommand(["fanout", "elasticsearch", "replacesLoki"], false),
      });
    }
    if (jaeger.enabled && jaeger.endpoint === undefined) {
      problems.push({
        path: ["fanout", "jaeger", "endpoint"],
        value: undefined,
        allowed: "is required while fanout.jaeger.enabled is true",
        command: setCommand(["fanout", "jaeger", "endpoint"], "jaeger-collector.tracing:4317"),
      });
    }
    return problems;
  },
};

export const fanoutRules: readonly Rule[] = [fanoutTargets];
