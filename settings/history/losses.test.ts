// What a change of a running stack lets expire, and how it is accepted.
import assert from "node:assert/strict";
import { type Overrides, payments, record, refused, search, today } from "../../test/support/stack-records";
import { losses } from "./losses";
import type { StackRecord } from "./record";

describe("what a change lets expire", () => {
  const lost = (before: StackRecord, after: StackRecord, day = today) => losses(before, after, day);

  it("is named: whose, how long it was kept, how long it is", () => {
    assert.deepEqual(
      lost(
        record({ tenants: [payments, search] }),
        record({ tenants: [payments, search], retention: { logsDays: 1 } }),
      ),
      [
        {
          token: "expiry/logs/1/default_payments_search",
          message: "logs of payments, search, default, kept for up to 30 days so far, expire after 1 day",
        },
      ],
    );
  });

  it("is every signal's: traces, metrics, access logs, copies, and records in Kafka", () => {
    const before = record({
      retention: { accessLogsDays: 90 },
      fanout: { cloudwatch: { enabled: true, retentionDays: 90 } },
      kafka: { retentionHours: 72 },
    });
    const after = record({
      retention: { tracesDays: 2, metricsDays: 3 },
      fanout: { cloudwatch: { enabled: true, retentionDays: 7 } },
      kafka: { retentionHours: 24 },
    });
    assert.deepEqual(
      lost(before, after).map(({ token }) => token),
      [
        "expiry/traces/2/default_payments_search",
        "expiry/metrics/3",
        "expiry/access-logs/0",
        "expiry/cloudwatch/7",
        "expiry/kafka/24",
      ],
    );
  });

  it("names the steps where a protected stack keeps the bucket of what goes as a whole", () => {
    const kept = (accessLogsDays: number) => record({ retention: { accessLogsDays } });
    assert.match(
      lost(kept(90), kept(0))[0]?.message ?? "",
      /are deleted: docs\/operations\/change\.md, "S3 access logs"$/,
    );
    assert.match(lost(kept(90), kept(7))[0]?.message ?? "", /expire after 7 days$/);
  });

  it("is what no longer has room: Prometheus holds metrics within so many GiB", () => {
    const room = (retentionSizeGib: number) => record({ sizing: { prometheus: { retentionSizeGib } } });
    assert.deepEqual(lost(room(40), room(10)), [
      {
        token: "expiry/metrics-gib/10",
        message: "metrics of all tenants, kept within 40 GiB so far, go above 10 GiB, the oldest first",
      },
    ]);
    assert.deepEqual(lost(room(10), room(40)), []);
    const { metricsGib, ...retention } = record().retention;
    assert.deepEqual(lost({ ...record(), retention }, room(10)), [], `of a record without ${metricsGib}`);
  });

  it("is refused until it is accepted, and an entry serves for that value alone", () => {
    const shorter = (logsDays: number, accept: string[] = []) =>
      refused({}, { retention: { logsDays }, accept }).map((text) => text.split(" ").at(-1));
    assert.deepEqual(shorter(7), ["expiry/logs/7/default_payments_search"]);
    assert.deepEqual(shorter(7, ["expiry/logs/7/default_payments_search"]), []);
    assert.deepEqual(shorter(1, ["expiry/logs/7/default_payments_search"]), ["expiry/logs/1/default_payments_search"]);
  });

  it("is accepted for the tenants it names: an entry that is left there lets no other's data go", () => {
    const days = (logsDays: number) => ({ retention: { logsDays } });
    const of = (shop: number) => ({
      tenants: [
        { id: "payments", ...days(7) },
        { id: "shop", ...days(shop) },
      ],
    });
    const asked = (accept: string[]) => refused(of(30), { ...of(7), accept }).map((text) => text.split(" ").at(-1));
    for (const old of ["expiry/logs/7/payments", "expiry/logs/7", "expiry/logs/7/payments_shop"])
      assert.deepEqual(asked([old]), ["expiry/logs/7/shop"]);
    assert.deepEqual(asked(["expiry/logs/7/shop"]), []);
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `t${index}` }));
    const [first, second] = [8, 9].map((count) =>
      refused({ tenants: many(count) }, { tenants: many(count), ...days(7) })[0]
        ?.split(" ")
        .at(-1),
    );
    assert.match(first ?? "", /^expiry\/logs\/7\/9-tenants-[0-9a-f]{8}$/);
    assert.notEqual(first?.slice(-8), second?.slice(-8));
    assert.deepEqual(refused({ tenants: many(8) }, { tenants: many(8), ...days(7), accept: [first] }), []);
  });

  it("is accepted by one more entry however many there are, and in words where no more fit", () => {
    const commandAfter = (entries: number) => {
      const accept = Array.from({ length: entries }, (_, index) => `expiry/traces/${index + 1}`);
      return refused({}, { retention: { logsDays: 7 }, accept })[0]
        ?.split(" - ")
        .at(-1);
    };
    assert.equal(
      commandAfter(100),
      "pulumi config set --path 'observability:accept[100]' expiry/logs/7/default_payments_search",
    );
    assert.match(
      commandAfter(10_000) ?? "",
      /^edit the stack's file: take entries that have served .* expiry\/logs\/7/,
    );
  });

  it("is nothing where data is kept longer, or a tenant comes", () => {
    assert.deepEqual(lost(record({ tenants: [payments] }), record({ retention: { logsDays: 400 } })), []);
  });

  it("is a retired tenant's data until its retention has passed, counted from the day it was retired", () => {
    const retired = { id: "search", retired: true, retention: { logsDays: 90, tracesDays: 14 } };
    const running = record({ tenants: [payments, search] }, undefined, "2026-01-01");
    const first = record({ tenants: [payments, retired] }, running, "2026-02-01");
    const later = record({ tenants: [payments, retired] }, first, "2026-03-01");
    assert.equal(later.tenants.search?.retiredOn, "2026-02-01");
    const gone = record({ tenants: [payments] });
    assert.deepEqual(
      lost(later, gone, "2026-05-01").map(({ token }) => token),
      ["tenant/search"],
    );
    assert.match(lost(later, gone, "2026-05-01")[0]?.message ?? "", /until 2026-05-02/);
    assert.deepEqual(lost(later, gone, "2026-05-02"), []);
  });

  it("is data of a tenant that left the list, where it comes back for shorter or the default is shorter", () => {
    const retired = { id: "search", retired: true };
    const running = record({ tenants: [payments, retired] }, undefined, "2026-01-01");
    const without = record({ tenants: [payments] }, running, "2026-01-04");
    assert.deepEqual(lost(running, without, "2026-01-04"), [], "the default keeps it as long");
    const tokens = (after: Overrides, day: string) => lost(without, record(after), day).map(({ token }) => token);
    const back = { tenants: [payments, { ...search, retention: { logsDays: 1 } }] };
    assert.deepEqual(tokens(back, "2026-01-05"), ["expiry/logs/1/search"]);
    assert.deepEqual(tokens(back, "2026-01-31"), [], "it has expired, counted from when it was retired");
    assert.deepEqual(tokens({ tenants: [payments, search] }, "2026-01-05"), []);
    const shorter = { tenants: [{ ...payments, retention: { logsDays: 30 } }], retention: { logsDays: 3 } };
    assert.deepEqual(tokens(shorter, "2026-01-05"), ["expiry/logs/3/default_search"]);
  });

  it("leaves the record as it is on any later day, whatever has expired since", () => {
    const ended = { id: "search", retired: true, retention: { logsDays: 30, tracesDays: 7 } };
    const days = ["2026-01-02", "2026-01-31", "2026-02-01", "2030-01-01"];
    const running = record({ tenants: [payments, search] }, undefined, "2026-01-01");
    for (const [what, after] of Object.entries({
      same: { tenants: [payments, search] },
      retired: { tenants: [payments, ended] },
      removed: { tenants: [payments] },
      longer: { tenants: [payments, search], retention: { logsDays: 400, metricsDays: 60 } },
    })) {
      const first = record(after, running, "2026-01-01");
      for (const day of days) assert.deepEqual(record(after, first, day), first, `${what}, ${day}`);
    }
    const left = record(
      { tenants: [payments] },
      record({ tenants: [payments, ended] }, running, "2026-01-01"),
      days[0],
    );
    assert.deepEqual(Object.keys(left.gone ?? {}), ["search"]);
    for (const day of days) assert.deepEqual(record({ tenants: [payments] }, left, day), left, day);
    assert.equal(record({ tenants: [payments, search] }, left, "2026-02-01").gone, undefined, "it is listed again");
  });

  it("is all that Kafka holds where the brokers go", () => {
    assert.match(refused({}, { kafka: { mode: "none" } })[0] ?? "", /"Another Kafka mode".* brokers$/);
  });

  it("lists five names of a thousand", () => {
    const tenants = Array.from({ length: 1_000 }, (_, index) => ({ id: `t${index}` }));
    const sizing = { gateway: { memoryMib: 2_048 }, logConsumer: { memoryMib: 2_048 } };
    const [loss] = lost(record({ tenants, sizing }), record({ tenants, sizing, retention: { logsDays: 2 } }));
    assert.match(loss?.message ?? "", /^logs of t0, t1, t10, t100, t101 and 996 more, /);
  });
});
