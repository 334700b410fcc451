// Grammars of PromQL, LogQL and TraceQL (those of Prometheus' and Grafana's own editors): query text in, faults out.
import type { LRParser } from "@lezer/lr";

export type Language = "promql" | "logql" | "traceql";

/** `require`, as the grammars are declared to TypeScript as ES modules only; as CommonJS they are there. */
const grammar = (name: string) => (require(name) as { parser: LRParser }).parser;

const parsers: Record<Language, LRParser> = {
  promql: grammar("@prometheus-io/lezer-promql"),
  logql: grammar("@grafana/lezer-logql"),
  traceql: grammar("@grafana/lezer-traceql"),
};

/** Where the text is not of the language; empty for a sound query. */
export function syntaxErrors(language: Language, text: string): string[] {
  const errors: string[] = [];
  parsers[language].parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError)
        errors.push(
          `${language}: at ${from} near ${JSON.stringify(text.slice(Math.max(0, from - 20), to + 20))}: ${text}`,
        );
    },
  });
  return errors;
}

/** Grafana's variables replaced by a value that they may have. */
export function withoutVariables(text: string): string {
  return text.replace(/\$__(rate_interval|interval|range|auto)/g, "5m").replace(/\$\{?[a-z][a-z_]*\}?/g, "chosen");
}

/** Names of all metrics that a PromQL expression selects, alternatives of a `__name__` matcher included. */
export function metricNames(expression: string): string[] {
  const names: string[] = [];
  parsers.promql.parse(expression).iterate({
    enter: ({ node, name, from, to }) => {
      const text = expression.slice(from, to);
      if (name === "Identifier" && node.parent?.name === "VectorSelector") names.push(text);
      if (name === "QuotedLabelName") names.push(JSON.parse(text) as string);
      const matcher = name === "UnquotedLabelMatcher" ? /^__name__\s*=~?\s*"([^"]*)"$/.exec(text)?.[1] : undefined;
      if (matcher !== undefined) names.push(...matcher.split("|"));
    },
  });
  return names;
}
