// A longer retention taken back, and a tenant removed whose data is kept as long without it: what expires no earlier
// for it is no loss.
import assert from "node:assert/strict";
import { settingsWith } from "../../test/support/stack-configuration";
import { losses } from "./losses";
import { recordOf, type StackRecord } from "./record";

type Overrides = Record<string, unknown>;

const cluster = "arn:aws:eks:eu-central-1:111122223333:cluster/test";

/** The last of the runs with these settings, each on its day, and what it lets expire of the one before. */
function lostBy(...runs: [overrides: Overrides, day: string][]): string[] {
  let before: StackRecord | undefined;
  let lost: string[] = [];
  for (const [overrides, day] of runs) {
    const record = recordOf(settingsWith(overrides), cluster, before, day);
    lost = before === undefined ? [] : losses(before, record, day).map(({ token }) => token);
    before = record;
  }
  return lost;
}

const [first, second, third] = ["2026-11-01", "2026-11-28", "2026-11-29"] as const;
const logs = (logsDays: number) => ({ retention: { logsDays } });

describe("a longer retention that is taken back", () => {
  const cut = ["expiry/logs/30/default_payments_search"];

  it("is no loss on the day on which it was given, and one from the next day on", () => {
    assert.deepEqual(lostBy([logs(30), first], [logs(400), second], [logs(30), second]), []);
    assert.deepEqual(lostBy([logs(30), first], [logs(400), second], [logs(400), third], [logs(30), third]), cut);
    assert.deepEqual(lostBy([logs(400), second], [logs(30), second]), cut, "it was so from the beginning");
  });

  it("is one below what it was before, in however many steps", () => {
    assert.deepEqual(lostBy([logs(30), first], [logs(400), second], [logs(29), second]), [
      "expiry/logs/29/default_payments_search",
    ]);
    const steps: [Overrides, string][] = [
      [logs(30), first],
      [logs(60), second],
      [logs(400), second],
      [logs(90), second],
    ];
    assert.deepEqual(lostBy(...steps, [logs(30), second]), []);
    assert.deepEqual(lostBy([logs(30), first], [logs(60), first], [logs(400), second], [logs(30), second]), cut);
  });

  it("is none of room for metrics either", () => {
    const room = (retentionSizeGib: number) => ({ sizing: { prometheus: { volumeGib: 1_000, retentionSizeGib } } });
    assert.deepEqual(lostBy([room(100), first], [room(850), second], [room(100), second]), []);
    assert.deepEqual(lostBy([room(100), first], [room(850), second], [room(99), second]), ["expiry/metrics-gib/99"]);
    assert.deepEqual(lostBy([room(100), first], [room(850), second], [room(100), third]), ["expiry/metrics-gib/100"]);
  });

  it("is told of every kind, but what was off and goes as a whole", () => {
    const kept = (days: number) => ({
      retention: { tracesDays: days, metricsDays: days, accessLogsDays: days },
      fanout: { cloudwatch: { enabled: true, retentionDays: days } },
    });
    assert.deepEqual(lostBy([kept(7), first], [kept(30), second], [kept(7), second]), []);
    assert.equal(lostBy([kept(7), first], [kept(30), second], [kept(7), third]).length, 4);
    assert.deepEqual(
      lostBy([{}, first], [{ retention: { accessLogsDays: 90 } }, second], [{}, second]),
      ["expiry/access-logs/0"],
      "the bucket goes",
    );
  });

  it("leaves the record as it is on the days after, so that no plan has a change", () => {
    const [before, raised] = [first, second].map((day) => recordOf(settingsWith(logs(30)), cluster, undefined, day));
    assert.deepEqual(before, raised);
    const longer = recordOf(settingsWith(logs(400)), cluster, before, second);
    assert.deepEqual(longer.tenants.payments?.raised, { logsDays: { from: 30, on: second } });
    assert.deepEqual(recordOf(settingsWith(logs(400)), cluster, longer, "2027-03-01"), longer);
  });
});

describe("a retired tenant that is removed early", () => {
  const listed = (more: Overrides[], retention: Overrides = {}) => ({
    tenants: [{ id: "payments", namespaces: ["payments"] }, ...more],
    retention,
  });
  const retired = { id: "search", retired: true, retention: { logsDays: 60, tracesDays: 7 } };
  const removed = (retention: Overrides, others: Overrides[] = []) =>
    lostBy([listed([retired, ...others], retention), first], [listed(others, retention), second]);

  it("is no loss where the default keeps its data as long", () => {
    assert.deepEqual(removed({ logsDays: 60, tracesDays: 7 }), []);
    assert.deepEqual(removed({ logsDays: 59, tracesDays: 7 }), ["tenant/search"]);
    assert.deepEqual(removed({ logsDays: 90, tracesDays: 6 }), ["tenant/search"]);
  });

  it("is one where the bucket expires it before, for no tenant keeps anything as long as the default", () => {
    const short = { logsDays: 14, tracesDays: 7 };
    const tenants = (more: Overrides[]) => ({
      tenants: [{ id: "payments", retention: short }, { id: "default", retention: short }, ...more],
      retention: { logsDays: 90, tracesDays: 7 },
    });
    assert.deepEqual(lostBy([tenants([retired]), first], [tenants([]), second]), ["tenant/search"]);
  });
});
