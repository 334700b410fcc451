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
      if (name === "QuotedLabelName" && node.parent?.name === "LabelMatchers") names.push(JSON.parse(text) as string);
      const matcher = name === "UnquotedLabelMatcher" ? /^__name__\s*=~?\s*"([^"]*)"$/.exec(text)?.[1] : undefined;
      if (matcher !== undefined) names.push(...matcher.split("|"));
    },
  });
  return names;
}

interface Matcher {
  label: string;
  operator: "=" | "!=" | "=~" | "!~";
  value: string;
}

/** A metric with the labels that an expression asks for. */
export interface Selector {
  metric: string;
  matchers: readonly Matcher[];
  /** Function that reads it, for example `increase`; none for an instant vector. */
  range?: string;
}

/** What a PromQL expression selects, without what it merely takes away (`unless`). */
export function selectors(expression: string): Selector[] {
  const found: Selector[] = [];
  const takenAway: { from: number; to: number }[] = [];
  const textOf = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  parsers.promql.parse(expression).iterate({
    enter: ({ node, name }) => {
      if (name === "BinaryExpr" && node.getChild("Unless") !== null && node.lastChild !== null) {
        takenAway.push(node.lastChild);
      }
      if (name !== "VectorSelector") return;
      if (takenAway.some(({ from, to }) => node.from >= from && node.to <= to)) return;
      const among = node.getChild("LabelMatchers");
      // A name with a dot stands in quotes, among the labels.
      const metric = node.getChild("Identifier") ?? among?.getChild("QuotedLabelName");
      if (!metric) return;
      const matchers = [
        ...(among?.getChildren("UnquotedLabelMatcher") ?? []),
        ...(among?.getChildren("QuotedLabelMatcher") ?? []),
      ].map((matcher) => {
        const [, label = "", operator = "=", value = ""] =
          /^"?([\w.]+)"?\s*(=~|!~|!=|=)\s*"(.*)"$/s.exec(textOf(matcher)) ?? [];
        return { label, operator: operator as Matcher["operator"], value: value.replaceAll("\\\\", "\\") };
      });
      const call = node.parent?.name === "MatrixSelector" ? node.parent.parent?.parent : null;
      const reader = call?.getChild("FunctionIdentifier");
      found.push({
        metric: textOf(metric).replaceAll('"', ""),
        matchers,
        ...(reader ? { range: textOf(reader) } : {}),
      });
    },
  });
  return found;
}
