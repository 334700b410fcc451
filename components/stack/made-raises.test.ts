// Another retention counts for the next run once the releases in the state have it, on whatever day that is.
import assert from "node:assert/strict";
import { recordType } from "../../conventions/data-types";
import { losses } from "../../settings/history/losses";
import { recordOf, type StackRecord } from "../../settings/history/record";
import type { Settings } from "../../settings/settings";
import { cluster } from "../../test/support/mock-stack";
import { namesFor } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { namespace, own, type Resource, stateOf } from "../../test/support/stack-state";
import { platformLogAlerts } from "../backends/loki/alerts";
import { lokiValues } from "../backends/loki/values";
import { prometheusValues } from "../backends/prometheus/values";
import { tempoDistributedValues } from "../backends/tempo/distributed-values";
import { tempoValues } from "../backends/tempo/values";
import { historyOf } from "./history";
import { withRaisesAsMade } from "./made-raises";

const releaseType = "kubernetes:helm.sh/v3:Release";
const [first, second, third] = ["2026-11-27", "2026-11-28", "2026-11-29"] as const;

const sized = (size: string, days: number, retentionSizeGib: number) =>
  settingsWith({
    ...{ size, kafka: { mode: "none" } },
    tenants: [{ id: "payments", retention: { logsDays: days * 2 } }, { id: "search" }],
    retention: { logsDays: days, tracesDays: days - 1, metricsDays: days - 2 },
    sizing: { prometheus: { volumeGib: 1_000, retentionSizeGib } },
  });

/** Releases of the backends as a state has them. */
function outputsOf(settings: Settings): unknown[] {
  const names = namesFor(settings);
  const tempo = settings.size === "large" ? tempoDistributedValues : tempoValues;
  return [
    { name: "loki", values: lokiValues(settings, names, platformLogAlerts(settings)) },
    { name: "tempo", values: tempo(settings, names) },
    { name: "kps", values: prometheusValues(settings, names) },
  ];
}

describe("another retention in the state", () => {
  for (const size of ["small", "medium", "large"])
    it(`counts once its release has it, and before may be taken back on any day: ${size}`, () => {
      const [short, long] = [sized(size, 20, 100), sized(size, 90, 800)];
      const had = recordOf(short, cluster.arn, undefined, first);
      const wanted = recordOf(long, cluster.arn, had, second);
      const [before, after] = [outputsOf(short), outputsOf(long)];
      const lost = (made: readonly unknown[]) => {
        const standing = withRaisesAsMade(wanted, made);
        return losses(standing, recordOf(short, cluster.arn, standing, third), third).map(({ token }) => token);
      };
      assert.deepEqual(withRaisesAsMade(wanted, after), wanted);
      assert.deepEqual(lost(after), [
        "expiry/logs/40/payments",
        "expiry/logs/20/default_search",
        "expiry/traces/19/default_payments_search",
        "expiry/metrics/18",
        "expiry/metrics-gib/100",
      ]);
      assert.deepEqual(lost(before), [], "the run came to none of it");
      const releases = before.map((outputs, index): Resource => [`${own}${index}$`, releaseType, outputs as object]);
      const { record } = historyOf(stateOf([[own, recordType, wanted], namespace, ...releases]));
      assert.deepEqual([record?.tenants.default?.logsDays, record?.tenants.payments?.logsDays], [20, 40]);
      assert.deepEqual(withRaisesAsMade(wanted, []), wanted, "nothing tells");
      assert.deepEqual(withRaisesAsMade(had, after), had, "what was never raised is as it is written down");
    });

  it("has the cut still before it that a failed run was to make, also where it is taken back in between", () => {
    const [long, short] = [sized("small", 90, 800), sized("small", 20, 100)];
    const had = recordOf(long, cluster.arn, undefined, first);
    const cut = recordOf(short, cluster.arn, had, second);
    const lost = (before: StackRecord) => losses(before, recordOf(short, cluster.arn, before, second), second);
    assert.equal(lost(had).length, 5);
    const standing = withRaisesAsMade(cut, outputsOf(long));
    assert.deepEqual(lost(standing), lost(had));
    const back = withRaisesAsMade(recordOf(long, cluster.arn, standing, second), outputsOf(long));
    assert.deepEqual(lost(back), lost(had));
    const raised = recordOf(long, cluster.arn, recordOf(short, cluster.arn, undefined, first), second);
    const takenBack = recordOf(short, cluster.arn, raised, second);
    const late = losses(
      withRaisesAsMade(takenBack, outputsOf(long)),
      recordOf(short, cluster.arn, raised, third),
      third,
    );
    assert.deepEqual(late, lost(had), "on the day on which it was given, too");
    assert.deepEqual(lost(withRaisesAsMade(cut, outputsOf(short))), []);
  });

  it("is the former one where a release failed, whose values the state has all the same", () => {
    const [long, short] = [sized("small", 90, 800), sized("small", 20, 100)];
    const failed = (settings: Settings, atomic: boolean) =>
      outputsOf(settings).map((outputs) => ({ ...(outputs as object), atomic, status: { status: "failed" } }));
    const ranOn = (on: string) => ({ change: { on } });
    const lost = (before: Settings, after: Settings, atomic: boolean) => {
      const wanted = recordOf(after, cluster.arn, recordOf(before, cluster.arn, undefined, first), second);
      const standing = withRaisesAsMade(wanted, failed(after, atomic), ranOn(second));
      const back = recordOf(long, cluster.arn, standing, second);
      return losses(withRaisesAsMade(back, outputsOf(long)), recordOf(short, cluster.arn, back, second), second).length;
    };
    assert.deepEqual([lost(long, short, true), lost(long, short, false)], [5, 5], "a cut, taken back and made again");
    const raised = recordOf(long, cluster.arn, recordOf(short, cluster.arn, undefined, first), second);
    const late = (atomic: boolean) => {
      const standing = withRaisesAsMade(raised, failed(long, atomic), ranOn(second));
      return losses(standing, recordOf(short, cluster.arn, standing, third), third).length;
    };
    assert.deepEqual([late(true), late(false)], [0, 5], "a raise, rolled back or left as it failed");
    for (const kept of [ranOn(third), {}])
      assert.deepEqual(withRaisesAsMade(raised, failed(long, true), kept), raised, "made by an earlier run");
  });

  for (const size of ["small", "large"])
    it(`is each tenant's own, though others have had it all along: ${size}`, () => {
      const keeping = (logsDays: number, tracesDays: number, others = 90) =>
        settingsWith({
          ...{ size, kafka: { mode: "none" }, retention: { logsDays: 30, tracesDays: 14 } },
          tenants: [
            { id: "payments", retention: { logsDays, tracesDays } },
            { id: "search" },
            { id: "shop", retention: { logsDays: others, tracesDays: others } },
          ],
        });
      const [long, common] = [keeping(90, 60), keeping(30, 14)];
      const lost = (before: Settings, after: Settings) => {
        const wanted = recordOf(after, cluster.arn, recordOf(before, cluster.arn, undefined, first), second);
        const standing = withRaisesAsMade(wanted, outputsOf(before));
        return losses(standing, recordOf(after, cluster.arn, standing, third), third).map(({ token }) => token);
      };
      assert.deepEqual(lost(long, common), ["expiry/logs/30/payments", "expiry/traces/14/payments"]);
      const raised = recordOf(long, cluster.arn, recordOf(common, cluster.arn, undefined, first), second);
      const { payments } = withRaisesAsMade(raised, outputsOf(common)).tenants;
      assert.deepEqual([payments?.logsDays, payments?.tracesDays], [30, 14], "a raise that shop has had before");
    });

  it("counts for S3 access logs and copies in CloudWatch once bucket and log groups have it", () => {
    const keeping = (accessLogsDays: number, retentionDays?: number) =>
      settingsWith({
        retention: { accessLogsDays },
        ...(retentionDays ? { fanout: { cloudwatch: { enabled: true, retentionDays } } } : {}),
      });
    const { buckets, logGroupPrefix } = namesFor(keeping(30));
    const made = (days: number, retentionInDays: number) => [
      { bucket: buckets.accessLogs, rules: [{ id: "telemetry", expiration: { days } }] },
      ...["logs", "metrics", "kafka"].map((of) => ({ name: `${logGroupPrefix}/${of}`, retentionInDays })),
    ];
    const lost = (short: Settings, long: Settings, standing: readonly unknown[]) => {
      const wanted = recordOf(long, cluster.arn, recordOf(short, cluster.arn, undefined, first), second);
      const left = withRaisesAsMade(wanted, standing);
      return losses(left, recordOf(short, cluster.arn, left, third), third).map(({ token }) => token);
    };
    const [short, long] = [keeping(30, 14), keeping(90, 60)];
    assert.deepEqual(lost(short, long, made(30, 14)), []);
    assert.deepEqual(lost(short, long, made(90, 60)), ["expiry/access-logs/30", "expiry/cloudwatch/14"]);
    assert.deepEqual(lost(keeping(0), long, []), [], "neither was made");
    assert.deepEqual(lost(keeping(0), long, made(90, 60)), ["expiry/access-logs/0", "expiry/cloudwatch/0"]);
  });
});
