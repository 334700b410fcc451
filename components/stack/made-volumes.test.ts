// Volumes that a run was to make or to grow bind the next one once the releases in the state have them, and not before.
import assert from "node:assert/strict";
import { notices, refusedChanges } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { pathText } from "../../settings/refusals/problem";
import type { Settings } from "../../settings/settings";
import { platformOf } from "../../test/support/effect-of";
import { cluster, type Registration } from "../../test/support/mock-stack";
import { settingsWith } from "../../test/support/stack-configuration";
import { volumesBefore, withVolumesAsMade } from "./made-volumes";

const today = "2026-11-28";
const recordFor = (settings: Settings) => recordOf(settings, cluster.arn, undefined, today);

/** Everything that has volumes, in each size. */
const sized = (size: string, more: object = {}) =>
  settingsWith({ size, kafka: { mode: "msk", auth: "scram" }, logs: { controlPlane: true }, ...more });

describe("volumes in the state", () => {
  const made = new Map<string, Promise<Registration[]>>();
  const outputsOf = async (settings: Settings) => {
    const key = `${settings.size} ${settings.kafka.mode} ${settings.sizing.loki.volumeGib}`;
    const known = made.get(key) ?? platformOf(settings);
    made.set(key, known);
    return (await known).filter(({ type }) => !type.startsWith("obs:")).map(({ inputs }) => inputs);
  };
  const [small, medium, large] = ["small", "medium", "large"].map((size) => sized(size)) as [
    Settings,
    Settings,
    Settings,
  ];
  const pairs: readonly (readonly [Settings | undefined, Settings])[] = [
    [undefined, small],
    [undefined, large],
    [small, medium],
    [medium, large],
    [large, small],
  ];

  for (const [from, to] of pairs) {
    const way = `${from?.size ?? "nothing"} to ${to.size}`;
    it(`are those that the run wanted, once all of it is made: ${way}`, async () => {
      const [had, record] = [from && recordFor(from), recordFor(to)];
      const kept = { change: { volumesBefore: volumesBefore(had, record) } };
      assert.deepEqual(withVolumesAsMade(record, kept, await outputsOf(to)), record);
    });

    it(`are those from before, where the run came to none of it: ${way}`, async () => {
      const [had, record] = [from && recordFor(from), recordFor(to)];
      const kept = { change: { volumesBefore: volumesBefore(had, record) } };
      const { volumesGib } = withVolumesAsMade(record, kept, from ? await outputsOf(from) : []);
      assert.deepEqual(volumesGib, had?.volumesGib ?? {});
    });
  }

  it("that were never made may be taken back, and are asked about again", async () => {
    const typed = sized("medium", { sizing: { loki: { volumeGib: 5_000 } }, accept: ["volume/loki/5000"] });
    const [before, wanted] = [recordFor(medium), recordFor(typed)];
    const kept = { change: { volumesBefore: volumesBefore(before, wanted) } };
    const refused = (record: typeof wanted, settings: Settings) =>
      refusedChanges({ record }, recordOf(settings, cluster.arn, record, today), settings, today).map(
        ({ path, allowed }) => `${pathText(path)} ${allowed}`,
      );
    const left = withVolumesAsMade(wanted, kept, await outputsOf(medium));
    assert.deepEqual(refused(left, medium), []);
    assert.match(refused(left, { ...typed, accept: [] }).join("; "), /^sizing\.loki\.volumeGib must stay 50 until/);
    assert.deepEqual(refused(left, typed), []);
    const done = withVolumesAsMade(wanted, kept, await outputsOf(typed));
    assert.match(refused(done, medium).join("; "), /^sizing\.loki\.volumeGib must be at least 5000/);
    // Written by an older version.
    assert.equal(withVolumesAsMade(wanted, {}, []), wanted);
  });

  it("of a size that was never reached are no reason to call its steps done", async () => {
    const kafka = { mode: "none" };
    const sizing = { prometheus: { retentionSizeGib: 100 } };
    const before = recordFor(settingsWith({ size: "medium", kafka, sizing }));
    const accepting = settingsWith({ size: "large", kafka, sizing, accept: ["flushed/tempoIngester"] });
    const wanted = recordFor(accepting);
    const kept = { change: { volumesBefore: volumesBefore(before, wanted) } };
    const record = withVolumesAsMade(wanted, kept, await outputsOf(settingsWith({ size: "medium", kafka, sizing })));
    const retry = recordOf(accepting, cluster.arn, record, today);
    assert.doesNotMatch(notices({ record }, retry, accepting.accept, today).join("; "), /has served/);
    const back = settingsWith({ size: "medium", kafka, sizing });
    assert.deepEqual(refusedChanges({ record }, recordFor(back), back, today), []);
    assert.deepEqual(notices({ record }, recordFor(back), [], today), [], "pods that never came do not go");
  });

  it("are the former workloads' where Helm rolled a release back, whose values the state has all the same", async () => {
    const before = recordFor(small);
    const wanted = recordFor(large);
    const kept = { change: { volumesBefore: volumesBefore(before, wanted) } };
    const failed = (atomic: boolean) => async () =>
      (await outputsOf(large)).map((outputs) => ({ ...(outputs as object), atomic, status: { status: "failed" } }));
    const paths = async (outputs: () => Promise<unknown[]>) => {
      const record = withVolumesAsMade(wanted, kept, await outputs());
      return refusedChanges({ record }, recordOf(small, cluster.arn, record, today), small, today)
        .map(({ path }) => pathText(path))
        .join(" ");
    };
    assert.doesNotMatch(await paths(failed(true)), /loki|tempo|^size/, "of one pod again");
    assert.match(await paths(failed(true)), /sizing\.gateway\.volumeGib/, "these have grown");
    assert.match(await paths(failed(false)), /sizing\.loki\.replicas/);
  });
});
