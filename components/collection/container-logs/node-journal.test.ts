import assert from "node:assert/strict";
import { alloyProblems, type ParsedBlock, parseAlloy } from "../../../test/support/alloy";
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

  it("is kept from the default tenant's minimum severity on, and below info in its share", () => {
    const stages = (configuration: object) => {
      const all = parseAlloy(alloyConfig(settingsOf({ ...configuration })));
      assert.deepEqual(alloyProblems(all), []);
      return all.find(({ name, label }) => name === "loki.process" && label === "journal")?.blocks ?? [];
    };
    const left = (of: ReturnType<typeof stages>) =>
      of
        .slice(
          0,
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
