import assert from "node:assert/strict";
import { alloyProblems, type ParsedBlock, parseAlloy } from "../../../test/support/alloy";
import { jmesPath } from "../../../test/support/jmespath";
import { settingsOf } from "../../../test/support/settings-of";
import { alloyConfig } from "./alloy-config";
import { alloyValues } from "./alloy-values";
import { numbersBelow } from "./levels";
import { journalPath } from "./node-journal";
import { maskLine } from "./pipeline";

const on = settingsOf({ logs: { nodeJournal: true } });
const blocks = parseAlloy(alloyConfig(on));
const block = (name: string, label: string): ParsedBlock => {
  const found = blocks.find((one) => one.name === name && one.label === label);
  assert.ok(found, `${name} ${label}`);
  return found;
};

/** Runs the stages before those that drop, as Alloy does: the label of the severity that a line has then. */
function stagedSeverity(stages: readonly ParsedBlock[], line: string, priority: string): string | undefined {
  const rules = block("loki.relabel", "journal").blocks.map(({ attributes }) => attributes as Record<string, string>);
  const label = rules.find(
    ({ regex, target_label }) => target_label === "severity_number" && new RegExp(`^(?:${regex})$`).test(priority),
  )?.replacement;
  // Labels are fields too.
  const fields: Record<string, string | undefined> = { severity_number: label };
  const regex = (text: string) =>
    new RegExp(text.replace("(?im)", "").replaceAll("?P<", "?<"), text.startsWith("(?im)") ? "im" : "");
  const run = ({ name, attributes, blocks: inner }: ParsedBlock): void => {
    const { expression = "", source, replace = "", selector = "", expressions } = attributes as Record<string, string>;
    const text = source === undefined ? line : fields[source];
    if (name === "stage.match") {
      const [, holding = ""] = /^\{service_name="node-journal"\} \|= ("[^"]*") !~/.exec(selector) ?? [];
      if (line.includes(JSON.parse(holding) as string) && !/^\s*\{/.test(line)) inner.forEach(run);
    } else if (name === "stage.regex") Object.assign(fields, regex(expression).exec(text ?? "")?.groups);
    else if (name === "stage.replace") {
      const group = regex(expression).exec(text ?? "")?.[1];
      if (group !== undefined && source !== undefined) fields[source] = text?.replace(group, replace);
    } else if (name === "stage.json" && line.startsWith("{")) {
      for (const [field, path] of Object.entries(expressions as unknown as Record<string, string>)) {
        const found = jmesPath(path, JSON.parse(line));
        fields[field] = found === null ? undefined : String(found);
      }
    }
  };
  const at = stages.findIndex(({ name }) => name === "stage.labels");
  stages.slice(0, Math.max(0, at)).forEach(run);
  return fields.severity_number;
}

describe("the node's journal", () => {
  it("is read only where that is asked for, by Alloy", () => {
    assert.deepEqual(alloyProblems(blocks), []);
    assert.doesNotMatch(alloyConfig(settingsOf()), /journal/);
    assert.doesNotMatch(JSON.stringify(alloyValues(settingsOf())), /journal/);
    assert.throws(
      () => settingsOf({ logs: { nodeJournal: true, containerShipper: "promtail" } }),
      /observability:logs\.nodeJournal|logs\.nodeJournal: true - must be false while logs\.containerShipper is promtail/,
    );
  });

  it("is the platform's own tenant's, whatever it says", () => {
    const stages = block("loki.process", "journal").blocks;
    assert.deepEqual(stages.find(({ name }) => name === "stage.tenant")?.attributes, { value: "default" });
    assert.deepEqual(Object.keys(block("loki.source.journal", "node").attributes.labels as object).sort(), [
      "deployment_environment_name",
      "k8s_node_name",
      "service_name",
    ]);
  });

  it("has the severity that syslog's priority says", () => {
    const rules = block("loki.relabel", "journal").blocks.map(({ attributes }) => attributes as Record<string, string>);
    const severityOf = (priority: string) =>
      rules.find(({ regex, target_label }) => {
        return target_label === "severity_number" && new RegExp(`^(?:${regex})$`).test(priority);
      })?.replacement;
    assert.deepEqual(["0", "1", "2", "3", "4", "5", "6", "7"].map(severityOf), [
      "21",
      "21",
      "21",
      "17",
      "13",
      "9",
      "9",
      "5",
    ]);
  });

  it("has the severity that its line says before that of its priority, which of all on stderr is informational", () => {
    const stages = block("loki.process", "journal").blocks;
    const severityOf = (line: string, priority: string) => stagedSeverity(stages, line, priority);
    const said: readonly [line: string, severity: number][] = [
      ["I1129 12:00:00.000000     123 kubelet.go:1] started", 9],
      ["W1129 12:00:00.000000     123 kubelet.go:1] slow", 13],
      ["E1129 12:00:00.000000     123 kubelet.go:1] failed", 17],
      ["F1129 12:00:00.000000     123 kubelet.go:1] gone", 21],
      ['I1129 12:00:00.0 1 httplog.go:1] "HTTP" URI="/api?x= level=error" level=fatal', 9],
      ['time="2026-11-29T12:00:00.000000000Z" level=error msg="failed to pull"', 17],
      ['time="2026-11-29T12:00:00.000000000Z" level=debug msg="retry with level=error"', 5],
      ['{"level":"warn","msg":"m"}', 13],
      ['{"ts":1,"severity":"ERROR"}', 17],
    ];
    for (const [line, severity] of said)
      for (const priority of ["6", "3"]) assert.equal(severityOf(line, priority), String(severity), line);
    for (const line of ["Started Session 1.", "E12 is a road", "level=gold", '{"msg":"m"}', '{"level":"gold"}', ""]) {
      assert.equal(severityOf(line, "6"), "9", line);
      assert.equal(severityOf(line, "3"), "17", line);
    }
  });

  it("is kept from the default tenant's minimum severity on, and below info in its share", () => {
    const stages = (configuration: object) => {
      const all = parseAlloy(alloyConfig(settingsOf({ ...configuration })));
      assert.deepEqual(alloyProblems(all), []);
      return all.find(({ name, label }) => name === "loki.process" && label === "journal")?.blocks ?? [];
    };
    const left = (of: ReturnType<typeof stages>) =>
      of
        .slice(
          of.findIndex(({ name }) => name === "stage.labels") + 1,
          of.findIndex(({ name }) => name === "stage.tenant"),
        )
        .map(({ name, attributes, blocks: inner }) => [
          name,
          attributes.expression ?? attributes.selector,
          inner[0]?.attributes.rate,
        ]);
    const minimumSeverity = "warn";
    assert.deepEqual(left(stages({ logs: { nodeJournal: true, minimumSeverity } })), [
      ["stage.drop", numbersBelow("warn"), undefined],
    ]);
    assert.deepEqual(left(stages({ logs: { nodeJournal: true, debugSharePercent: 20 } })), [
      ["stage.drop", numbersBelow("debug"), undefined],
      ["stage.match", `{severity_number=~"${numbersBelow("info")}"}`, 0.2],
    ]);
    assert.deepEqual(left(stages({ logs: { nodeJournal: true, minimumSeverity: "trace" } })), []);
  });

  it("has its secrets masked as other lines are", () => {
    const masks = block("loki.process", "journal").blocks.flatMap(
      ({ name, attributes: { source, expression, replace } }) =>
        name === "stage.replace" && source === undefined ? [[expression, replace]] : [],
    );
    assert.deepEqual(
      masks,
      maskLine.flatMap((stage) => (stage.do === "mask" ? [[stage.expression, stage.to]] : [])),
    );
  });

  it("is mounted from the node, and cannot be written", () => {
    const { alloy, controller } = alloyValues(on) as {
      alloy: { mounts: { extra: { name: string; mountPath: string; readOnly?: boolean }[] } };
      controller: { volumes: { extra: { name: string; hostPath: object }[] } };
    };
    const mount = alloy.mounts.extra.find(({ mountPath }) => mountPath === journalPath);
    assert.equal(mount?.readOnly, true);
    const volume = controller.volumes.extra.find(({ name }) => name === mount?.name);
    assert.deepEqual(volume?.hostPath, { path: journalPath, type: "Directory" });
  });
});
