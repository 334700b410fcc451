// Every setting does to a running stack what its documentation says: each is changed, and the whole plan is looked at,
// under mocks. Takes a minute, so it is no unit test.
import assert from "node:assert/strict";
import { refusedChanges } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { documentedEffects } from "../../settings/reference";
import type { Settings } from "../../settings/settings";
import { changeBetween, type PlannedChange, platformOf } from "../support/effect-of";
import { changes, type Overrides } from "../support/setting-changes";
import { settingsWith } from "../support/stack-configuration";

/** Kept in the state, and refused by the program when another value comes. */
const refusedByHistory = (path: string) => path !== "kafka.volumeGib";

/** Where a rolling change shows in plain manifests, or not in values at all: a workload takes another's place. */
const otherWorkloads = new Set(["logs.containerShipper", "logs.filePipeline"]);

/** Rolling of MSK's brokers, not of pods. */
const rollsBrokers = new Set(["kafka.brokerType"]);

/**
 * Values that charts keep out of pod templates: what reads them watches a file (Loki's overrides, Alertmanager's
 * configuration, Prometheus' remote writes), they make objects of their own (Ingress), or say how Helm works.
 */
const live = new RegExp(
  String.raw`^(chart|repositoryOpts|atomic)(\.|$)|^values\.(loki\.runtimeConfig|` +
    String.raw`alertmanager\.config|ingress|prometheus\.prometheusSpec\.remoteWrite)[.[]|^values\.ingress\.`,
);

describe("what a change of each setting does", function () {
  this.timeout(600_000);
  const plans = new Map<string, Promise<PlannedChange>>();
  const platforms = new Map<string, ReturnType<typeof platformOf>>();
  const settings = (overrides: Overrides) => settingsWith(overrides, ["fanout", "alerts", "signOn", "longTermMetrics"]);
  const platform = (overrides: Overrides) => {
    const key = JSON.stringify(overrides);
    const known = platforms.get(key) ?? platformOf(settings(overrides));
    platforms.set(key, known);
    return known;
  };
  async function planOf(path: string): Promise<PlannedChange> {
    const { before = {}, after } = changes[path] ?? { after: {} };
    // One after the other: the mocks are the process's own.
    const old = await platform(before);
    const plan = plans.get(path) ?? platform(after).then((now) => changeBetween(old, now));
    plans.set(path, plan);
    return plan;
  }

  it("is tried for every setting", () => {
    const groups = /^(cluster|retention|kafka|logs|fanout|charts|grafana|alerts|images|scheduling|pods|iam)$/;
    // One value of each: its parts go the same way.
    const parts = /^(scheduling\.tolerations\[\]|images\.digests\[\])/;
    assert.deepEqual(
      Object.keys(documentedEffects()).filter(
        (path) => changes[path] === undefined && !groups.test(path) && !parts.test(path),
      ),
      [],
    );
  });

  for (const [path, effect] of Object.entries(documentedEffects())) {
    const change = changes[path];
    if (change === undefined) continue;
    it(`${path}: ${effect}`, async () => {
      if (effect === "fixed") {
        if (!refusedByHistory(path)) return;
        const [before, after] = [change.before ?? {}, change.after].map((overrides) => settings(overrides));
        if (before === undefined || after === undefined) throw new Error("a change has two sides");
        const arn = (of: Settings) => `arn:aws:eks:eu-central-1:111122223333:cluster/${of.cluster.name}`;
        const record = recordOf(before, arn(before), undefined, "2026-11-27");
        const problems = refusedChanges(
          { record },
          recordOf(after, arn(after), record, "2026-11-27"),
          after,
          "2026-11-27",
        );
        assert.ok(problems.length > 0, "let through");
        return;
      }
      const plan = await planOf(path);
      assert.deepEqual(plan.unnoticed, [], "pods keep what a Secret no longer says");
      if (effect === "replacement") return;
      assert.deepEqual(plan.replaced, []);
      const rolled = Object.entries(plan.releases).filter(([, paths]) => paths.some((value) => !live.test(value)));
      if (effect === "in place") assert.deepEqual([rolled, plan.templates], [[], []], "takes it without a restart");
      else if (!otherWorkloads.has(path) && !rollsBrokers.has(path))
        assert.ok(rolled.length + plan.templates.length > 0, "no pod is replaced");
    });
  }
});
