// The table of what may be overridden, against what the pinned charts have: each line is a value of its chart and
// taken, everything else that a chart has is refused. That the real charts render with all of it at once:
// `npm run test:charts`.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { variants } from "../../../test/charts/variants";
import { nested, withEveryOverride } from "../../../test/support/every-override";
import type { Chart } from "../../charts";
import type { HelmValue, HelmValues } from "../../helm-values";
import { allReleases, plannedReleases, problemsOfOverrides } from "../../releases";
import { allowedText, overrideProblems } from "../override-problems";
import { merged, overriddenValues } from "../overrides";
import { pathText, readPathList } from "../path-list";
import { unknownPaths } from "../value-paths";
import type { AllowedPath } from "./knob";
import { allowedPaths } from "./paths";

const checkout = join(__dirname, "../../..");
const plain = variants.filter(({ settings }) => Object.keys(settings.overrides).length === 0);

const keysOf = (text: string) =>
  (text.match(/"(?:[^"\\]|\\.)*"|[^."]+/g) ?? []).map((key) =>
    key.startsWith('"') ? (JSON.parse(key) as string) : key,
  );

const covers = ({ path, keys }: AllowedPath, at: readonly string[]) =>
  path.every((key, depth) => at[depth] === key) && at.length <= path.length + (keys === undefined ? 0 : 1);

/** Something of the shape that the chart has there. */
const shapes = { scalar: "x", map: {}, openMap: { a: "x" }, list: ["x"], null: "x" } as const;

/** Paths of a chart's own values that the table does not have. */
function beside({ name, version }: Chart, table: readonly AllowedPath[]): HelmValues[] {
  const list = readFileSync(join(checkout, `components/chart-values/paths/${name}-${version}.txt`), "utf8");
  return [...readPathList(list)]
    .map(([text, kind]) => [keysOf(text), kind] as const)
    .filter(([at, kind]) => kind !== "map" && !table.some((each) => covers(each, at)))
    .map(([at, kind]) => nested(at, shapes[kind] as HelmValue));
}

describe("the table of overrides", function () {
  this.timeout(120_000);

  it("has only values that the charts have, and takes its own examples", () => {
    for (const { name, settings, names } of plain) {
      const every = withEveryOverride(settings, names);
      assert.deepEqual(problemsOfOverrides(every, names), [], name);
      for (const [, chart] of plannedReleases(settings)) {
        const set = (every.overrides[chart.release] ?? {}) as HelmValues;
        assert.deepEqual(unknownPaths(chart.name, chart.version, set), [], `${name} ${chart.release}`);
      }
    }
  });

  /** Each release in each size once. */
  const judged = ["small", "large"].flatMap((size) => {
    const ofSize = plain.filter(({ settings }) => settings.size === size);
    return allReleases.flatMap(([id, chart]) =>
      ofSize
        .filter(({ settings }) => chart.when(settings))
        .slice(0, 1)
        .map(({ settings, names }) => ({ id, chart, settings, own: chart.values(settings, names) })),
    );
  });

  const problems = ({ id, chart, settings, own }: (typeof judged)[number], values: HelmValues) =>
    overrideProblems({ ...settings, overrides: { [chart.release]: values } }, () => [{ id, chart, values: own }]);

  it("is all that is taken: every other value of every chart is refused", () => {
    for (const one of judged) {
      const others = beside(one.chart, allowedPaths(one.id, one.own));
      for (let from = 0; from < others.length; from += 100) {
        const values = others.slice(from, from + 100).reduce(merged, {});
        assert.deepEqual(
          problems(one, values).map(({ path }) => pathText(path.slice(2) as string[])),
          overriddenValues(values).map(({ path }) => pathText(path)),
          `${one.settings.size} ${one.chart.release}`,
        );
      }
      assert.ok(one.chart.name === "prometheus-operator-crds" || others.length > 50, one.chart.release);
    }
    assert.ok(judged.length > allReleases.length);
  });

  it("takes of each value its own kind only, and no more than its bounds", () => {
    for (const odd of [
      null,
      {},
      "x\ny",
      "{{ .Values.a }}",
      "$__env{A}",
      -1,
      1e21,
      "9999999h!",
      "no such!",
      ["x"],
      [[]],
    ])
      for (const one of judged) {
        const at = allowedPaths(one.id, one.own).map(({ path, keys }) =>
          keys === undefined ? path : [...path, keys.example],
        );
        const taken = new Set(at.map(pathText));
        for (const { path } of problems(one, at.map((path) => nested(path, odd)).reduce(merged, {})))
          taken.delete(pathText(path.slice(2) as string[]));
        assert.deepEqual([...taken], [], `${one.settings.size} ${one.chart.release} ${JSON.stringify(odd)}`);
      }
  });

  it("has no value of a part that the stack does not run", () => {
    const isOff = (own: HelmValues, path: readonly string[]) =>
      path.some((_, depth) => {
        const part = path
          .slice(0, depth + 1)
          .reduce<HelmValue | undefined>((at, key) => (at as HelmValues)?.[key], own);
        return (part as HelmValues | undefined)?.enabled === false;
      });
    for (const { settings, chart, id, own } of judged)
      assert.deepEqual(
        allowedPaths(id, own).flatMap(({ path }) => (isOff(own, path) ? [pathText(path)] : [])),
        [],
        `${settings.size} ${chart.release}`,
      );
    const parts = /^(rollout_operator|chunksCache|resultsCache|memcachedExporter|ingester|ruler)\./;
    const loki = (size: string) =>
      judged
        .filter(({ id, settings }) => id === "loki" && settings.size === size)
        .flatMap(({ id, own }) => allowedPaths(id, own).map(({ path }) => path.join(".")))
        .filter((path) => parts.test(path));
    assert.deepEqual(loki("small"), []);
    assert.ok(loki("large").length > 15);
  });

  it("keeps Karpenter from no node by what runs on every node", () => {
    const keepers = judged.flatMap(({ id, own, chart }) =>
      allowedPaths(id, own).flatMap(({ path }) =>
        path.at(-1) === "karpenter.sh/do-not-disrupt" ? [`${chart.release} ${path[0]}`] : [],
      ),
    );
    assert.ok(keepers.includes("loki defaults"));
    for (const agent of [
      "kps prometheus-node-exporter",
      "alloy controller",
      "promtail podAnnotations",
      "fluent-bit podAnnotations",
    ])
      assert.ok(!keepers.includes(agent), agent);
  });

  it("is the table of docs/overrides.md", () => {
    const page = join(checkout, "docs/overrides.md");
    const [before = "", after = ""] = readFileSync(page, "utf8").split(
      /(?<=<!-- rows -->\n)[\s\S]*(?=<!-- end of rows -->)/,
    );
    const wanted = before + tableText() + after;
    if (process.env.UPDATE_GOLDENS === "1") writeFileSync(page, wanted);
    assert.equal(readFileSync(page, "utf8"), wanted, "UPDATE_GOLDENS=1 npm test writes it anew");
  });
});

function tableText(): string {
  const rows = allReleases.flatMap(([id, { release, name, when, values }]) => {
    const tables = plain
      .filter(({ settings }) => when(settings))
      .flatMap(({ settings, names }) => allowedPaths(id, values(settings, names)));
    const takes = new Map(
      tables.map((each) => {
        const isCpu = each.path.at(-1) === "cpu";
        const key = each.keys === undefined ? "" : `; key: ${each.keys.are}`;
        return [allowedText(each), isCpu ? "an amount of CPU, at least what is requested" : each.kind.takes + key];
      }),
    );
    return [...takes].map(([path, text]) => `| \`${release}\` | ${name} | \`${path}\` | ${text} |`);
  });
  return ["| Release | Chart | Value | Takes |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
}
