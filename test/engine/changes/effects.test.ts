// Every setting does to a running stack what its documentation says: each is changed, and the whole plan is looked at,
// under mocks. Takes a minute, so it is no unit test.
import assert from "node:assert/strict";
import { notices, refusedChanges } from "../../../settings/history/changes";
import { recordOf } from "../../../settings/history/record";
import { documentedEffects } from "../../../settings/reference";
import type { Settings } from "../../../settings/settings";
import { changeBetween, live, type PlannedChange, platformOf } from "../../support/effect-of";
import { changes, kafkaOfOthers, type Overrides } from "../../support/setting-changes";
import { settingsWith } from "../../support/stack-configuration";

/** Where a rolling change shows in plain manifests, or not in values at all: a workload takes another's place. */
const otherWorkloads = new Set(["logs.containerShipper", "logs.filePipeline"]);

/** Rolling of MSK's brokers, not of pods. */
const rollsBrokers = new Set(["kafka.brokerType"]);

/** Files that are read again: by the gateway, by nginx for each request, and by the loop that makes organisations. */
const readAgain =
  /^(otel-gateway-tokens in .*-gateway|read-hashes in .*-loki|(read-passwords|grafana-organisations) in .*-grafana)$/;

/** What takes another's place, by type; roles go with what hangs on them. */
const replacedBy: Readonly<Record<string, RegExp>> = {
  "iam.rolePath": /^aws:iam\/(role:Role|rolePolicy:RolePolicy) /,
  "iam.roleNamePrefix": /^aws:iam\/(role:Role|rolePolicy:RolePolicy) /,
};

const today = "2026-11-27";

describe("what a change of each setting does", function () {
  this.timeout(600_000);
  const platforms = new Map<string, ReturnType<typeof platformOf>>();
  const settings = (overrides: Overrides) => settingsWith(overrides, ["fanout", "alerts", "signOn", "longTermMetrics"]);
  const platform = (overrides: Overrides) => {
    const key = JSON.stringify(overrides);
    const known = platforms.get(key) ?? platformOf(settings(overrides));
    platforms.set(key, known);
    return known;
  };
  async function planOf(from: Overrides, to: Overrides): Promise<PlannedChange> {
    // One after the other: the mocks are the process's own.
    const old = await platform(from);
    return changeBetween(old, await platform(to));
  }
  /** What the preview says of a change: refusals, and words to the reader. */
  function told(from: Overrides, to: Overrides): { refused: string[]; noticed: string[] } {
    const [before, after] = [settings(from), settings(to)];
    const arn = (of: Settings) => `arn:aws:eks:eu-central-1:111122223333:cluster/${of.cluster.name}`;
    const record = recordOf(before, arn(before), undefined, today);
    const now = recordOf(after, arn(after), record, today);
    return {
      refused: refusedChanges({ record }, now, after, today).map(({ allowed }) => allowed),
      noticed: notices({ record }, now, after.accept, today),
    };
  }

  it("is said where it is none: brokers that are there keep their volumes", async () => {
    const [from, to] = [{ kafka: { volumeGib: 100 } }, { kafka: { volumeGib: 200 } }];
    assert.match(told(from, to).noticed.join(), /kafka\.volumeGib: existing brokers keep their volumes/);
  });

  // Every way from one mode to another: brokers of the platform's own go when that is accepted alone, others' are told.
  it("names what goes with a mode of Kafka", async () => {
    const modes = { msk: { kafka: {} }, none: { kafka: { mode: "none" } }, external: kafkaOfOthers };
    for (const [was, from] of Object.entries(modes))
      for (const [is, to] of Object.entries(modes).filter(([other]) => other !== was)) {
        const plan = await planOf(from, to);
        const ways = `${was} to ${is}`;
        assert.deepEqual(plan.replaced, [], ways);
        const { refused, noticed } = told(from, to);
        if (was === "msk") assert.match(refused.join(), /must have "brokers" if this is meant: the brokers go/, ways);
        if (was === "external") assert.match(noticed.join(), /Another Kafka mode/, ways);
        const cluster = (names: readonly string[]) => names.some((each) => each.startsWith("aws:msk/cluster:Cluster "));
        assert.deepEqual([cluster(plan.gone), cluster(plan.made)], [was === "msk", is === "msk"], ways);
      }
  });

  for (const [path, effect] of Object.entries(documentedEffects())) {
    const change = changes[path];
    // Of Kafka's mode each way is looked at above.
    if (change === undefined || path === "kafka.mode") continue;
    const { before = {}, after } = change;
    // A change that is taken back does the same.
    for (const [from, to, way] of [[before, after, ""] as const, [after, before, ", and back"] as const]) {
      it(`${path}: ${effect}${way}`, async () => {
        if (effect === "fixed") {
          const { refused } = told(from, to);
          assert.ok(refused.length > 0, "let through");
          for (const each of refused) assert.match(each, /docs\/operations\/(change|retire-a-tenant)\.md/);
          return;
        }
        const plan = await planOf(from, to);
        assert.deepEqual(plan.unnoticed.environment, [], "pods keep what a source no longer says");
        assert.deepEqual(plan.unnoticed.identities, [], "pods keep what another role gave them");
        if (effect === "replacement") {
          const kinds = replacedBy[path];
          assert.ok(kinds !== undefined, "what is replaced is not named: replacedBy");
          assert.deepEqual(
            plan.replaced.filter((each) => !kinds.test(each)),
            [],
          );
          assert.ok(plan.replaced.length > 0, "nothing is replaced");
          return;
        }
        assert.deepEqual(plan.replaced, []);
        const rolled = Object.entries(plan.releases).filter(([, paths]) => paths.some((value) => !live.test(value)));
        if (effect === "in place") {
          assert.deepEqual([rolled, plan.templates], [[], []], "takes it without a restart");
          return;
        }
        assert.deepEqual(
          plan.unnoticed.files.filter((each) => !readAgain.test(each)),
          [],
          "nobody reads these again",
        );
        if (!otherWorkloads.has(path) && !rollsBrokers.has(path))
          assert.ok(rolled.length + plan.templates.length > 0, "no pod is replaced");
      });
    }
  }
});
