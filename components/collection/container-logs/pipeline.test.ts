// What is read in a line, and what is done with it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { jsonAlone } from "../../../conventions/line-keys";
import { settings } from "../../../test/support/container-log-settings";
import { jmesPath } from "../../../test/support/jmespath";
import { customerLines } from "../../../test/support/log-lines/customers";
import { severityLines } from "../../../test/support/log-lines/severity";
import { sharedTraces, traceLines } from "../../../test/support/log-lines/traces";
import { loggerLines } from "../../../test/support/logger-lines";
import { secretLines } from "../../../test/support/secret-lines";
import { numbersBelow } from "./levels";
import { containerLogPipeline } from "./pipeline";

/** Runs the stages of one line as Alloy and Promtail do; the fields that it has then, and whether it is dropped. */
function staged(
  line: string,
  { minimum = "trace", share = "100", time = "2026-11-27T16:00:00.000000000Z" } = {},
): { dropped: boolean; fields: Record<string, string | undefined> } {
  const fields: Record<string, string | undefined> = { time };
  const regex = (expression: string) =>
    new RegExp(expression.replace(/^\(\?im\)/, "").replaceAll("?P<", "?<"), expression.startsWith("(?im)") ? "im" : "");
  let dropped = false;
  for (const stage of containerLogPipeline(settings).stages) {
    if (stage.do === "parseJson") Object.assign(fields, searched(line, stage.fields));
    else if (stage.do === "parseFirstLine") {
      const first = regex(jsonAlone).exec(line)?.groups?.first_line;
      if (first !== undefined) Object.assign(fields, searched(first, stage.fields));
    } else if (stage.do === "extract" || stage.do === "extractFromText") {
      const isText = stage.do === "extractFromText" && line.includes(stage.holding) && !/^\s*\{/.test(line);
      const text = stage.do === "extract" ? fields[stage.within] : isText ? line : undefined;
      if (text !== undefined) Object.assign(fields, regex(stage.expression).exec(text)?.groups);
    } else if (stage.do === "replace") {
      const group = regex(stage.expression).exec(fields[stage.field] ?? "")?.[1];
      if (group !== undefined) fields[stage.field] = fields[stage.field]?.replace(group, stage.value);
    } else if (stage.do === "lowerCase") fields[stage.field] = fields[stage.field]?.toLowerCase();
    else if (stage.do === "dropLines" && [minimum, share].includes(stage.where.value))
      dropped ||= regex(stage.expression).test(
        stage.fields.flatMap((field) => (fields[field] === undefined ? [] : [fields[field]])).join(";"),
      );
  }
  return { dropped, fields };
}

/** What a `json` stage finds: texts as they are, anything else as JSON. */
function searched(line: string, expressions: Readonly<Record<string, string>>): Record<string, string | undefined> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return {};
  }
  return Object.fromEntries(
    Object.entries(expressions).map(([field, expression]) => {
      const found = jmesPath(expression, parsed);
      return [field, found === null ? undefined : typeof found === "string" ? found : JSON.stringify(found)];
    }),
  );
}

const isText = (each: unknown): each is string => typeof each === "string";

describe("container logs: secrets in a line", () => {
  const masked = (line: string) =>
    containerLogPipeline(settings).stages.reduce((text, stage) => {
      if (stage.do !== "mask") return text;
      return text.replace(new RegExp(stage.expression, "g"), (match, ...rest: unknown[]) => {
        // Groups that found something; behind them come the position, a number, and the line.
        const [group = ""] = rest
          .slice(
            0,
            rest.findIndex((each) => typeof each === "number"),
          )
          .filter(isText);
        return match.slice(0, match.length - group.length) + stage.to;
      });
    }, line);

  it("are masked as on every other path, what stands around them is not, and JSON stays JSON", () => {
    for (const { line, hidden, kept } of secretLines) {
      const found = masked(line);
      assert.ok(!found.includes(hidden) && found.includes(kept), found);
      if (line.startsWith("{")) assert.doesNotThrow(() => JSON.parse(found) as unknown, found);
    }
  });

  it("are masked before a field is read", () => {
    const steps = containerLogPipeline(settings).stages.map((stage) => stage.do);
    assert.ok(steps.includes("mask") && steps.lastIndexOf("mask") < steps.indexOf("parseJson"));
  });
});

describe("container logs: what a line says of itself", () => {
  it("is its severity, in whatever spelling, number or key", () => {
    for (const { line, severity = 0 } of severityLines)
      assert.equal(staged(line).fields.severity_number ?? "0", String(severity), line);
  });

  it("is its trace and span, of so many hexadecimal digits, in lower case", () => {
    for (const { line, traceId, spanId } of traceLines) {
      const { fields } = staged(line);
      assert.deepEqual([fields.trace_id, fields.span_id], [traceId, spanId], line);
    }
  });

  it("is what loggers write when nobody tells them otherwise", () => {
    for (const { line, severity = 0, traceId, spanId } of loggerLines(Date.now())) {
      const { fields } = staged(line);
      assert.deepEqual(
        [fields.severity_number ?? "0", fields.trace_id, fields.span_id],
        [String(severity), traceId, spanId],
        line,
      );
    }
  });

  it("is the customer that it names, cut to a name's length, which changes nothing about its tenant", () => {
    for (const { line, customer } of customerLines) assert.equal(staged(line).fields.customer, customer, line);
    const { stages } = containerLogPipeline(settings);
    assert.deepEqual(
      stages.filter((stage) => stage.do === "tenant"),
      [{ do: "tenant", label: "tenant" }],
    );
  });

  it("drops it where it is below the tenant's minimum, and never where it says no severity", () => {
    for (const { line, severity = 0 } of severityLines) {
      assert.equal(staged(line, { minimum: "warn" }).dropped, severity > 0 && severity < 13, line);
      assert.equal(staged(line).dropped, false, line);
    }
  });

  it("keeps a share of what is below info: by trace where there is one, else by the nanosecond", () => {
    const kept = (lines: readonly string[]) =>
      lines.filter((line, index) => {
        const time = `2026-11-27T16:00:00.${String(index * 7_919).padStart(9, "0")}+02:00`;
        return !staged(line, { share: "10", time }).dropped;
      });
    const count = 2_000;
    const plain = (level: string) => Array.from({ length: count }, (_, id) => JSON.stringify({ level, id }));
    for (const level of ["debug", "trace"]) {
      const found = kept(plain(level)).length;
      assert.ok(found > count * 0.08 && found < count * 0.12, `${found} of ${count}`);
    }
    for (const level of ["info", "error", "none"]) assert.equal(kept(plain(level)).length, count, level);

    // 200 traces with ten lines each.
    const traceOf = (id: number) =>
      createHash("md5")
        .update(String(id % 200))
        .digest("hex");
    const traced = kept(plain("debug").map((_, id) => JSON.stringify({ level: "debug", trace_id: traceOf(id), id })));
    const perTrace = new Map<string, number>();
    for (const line of traced) {
      const { trace_id } = JSON.parse(line) as { trace_id: string };
      perTrace.set(trace_id, (perTrace.get(trace_id) ?? 0) + 1);
    }
    assert.deepEqual([...new Set(perTrace.values())], [10]);
    assert.ok(perTrace.size > 10 && perTrace.size < 35, `${perTrace.size} of 200 traces`);
  });

  it("keeps of a trace all below info or nothing, as the Collectors do", () => {
    for (const { traceId, kept } of sharedTraces)
      for (const trace_id of [traceId, traceId.toUpperCase()]) {
        assert.equal(staged(JSON.stringify({ level: "debug", trace_id }), { share: "10" }).dropped, !kept, trace_id);
        assert.equal(staged(JSON.stringify({ level: "info", trace_id }), { share: "10" }).dropped, false, trace_id);
      }
  });

  it("has nothing below the least severity", () => assert.equal(numbersBelow("trace"), undefined));
});
