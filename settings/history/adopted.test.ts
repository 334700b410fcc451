// Data that a new stack takes up, whose tenants are known from the old stack's record alone.
import assert from "node:assert/strict";
import { settingsWith } from "../../test/support/stack-configuration";
import { pathText } from "../refusals/problem";
import { refusedAdoption } from "./adopted";
import { recordOf } from "./record";

const cluster = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
const today = "2026-11-27";

const year = { logsDays: 365 };
const payments = { id: "payments", namespaces: ["payments"], retention: year };
const search = { id: "search", namespaces: ["search"], retention: year };

/** What is refused of these settings, after a stack with those tenants. */
function refused(tenants: readonly object[], after: Record<string, unknown>, isNamedByCluster = true): string[] {
  const before = recordOf(settingsWith({ tenants }), cluster, undefined, today);
  return refusedAdoption(before, settingsWith(after), today, isNamedByCluster).map(
    ({ path, allowed, command }) => `${pathText(path)} - ${allowed} - ${command}`,
  );
}

describe("settings for data of an earlier stack", () => {
  it("are let through where they keep it, whatever else they change", () => {
    const others = { namespace: "watch", size: "medium", retention: { metricsDays: 3 } };
    assert.deepEqual(refused([payments], { tenants: [payments, search], ...others }), []);
    assert.deepEqual(refused([payments], { tenants: [{ id: "payments", retired: true, retention: year }] }), []);
  });

  it("name the cluster that buckets are named after; those of the first version are not", () => {
    const elsewhere = { tenants: [payments], cluster: { name: "new" } };
    const [told, ...more] = refused([payments], elsewhere);
    assert.match(
      told ?? "",
      /^cluster\.name - must stay test: buckets, key and brokers are named after it.*"What is fixed" - /,
    );
    assert.deepEqual([more, refused([payments], elsewhere, false)], [[], []]);
  });

  it("have every tenant, under its id: another with the same retention does not keep its data", () => {
    const [told, ...more] = refused([payments, search], { tenants: [{ ...payments, id: "pay" }, search] });
    assert.match(
      told ?? "",
      /^tenants\[2\]\.id - must stay payments, retired, until .*\(logs 365 days, traces \d+ days\)/,
    );
    assert.match(told ?? "", / - pulumi config set --path 'observability:tenants\[2\]\.id' payments && /);
    assert.deepEqual(more, []);
  });

  it("keep a tenant's data as long as it was kept, or accept that they do not", () => {
    const shorter = [{ ...payments, retention: { logsDays: 30 } }, search];
    const [told, ...more] = refused([payments, search], { tenants: shorter });
    assert.match(told ?? "", /logs of payments, kept for up to 365 days so far, expire after 30 days/);
    assert.deepEqual(more, []);
    assert.deepEqual(refused([payments, search], { tenants: shorter, accept: ["expiry/logs/30/payments"] }), []);
  });

  it("hand no tenant's id to others", () => {
    const swapped = [
      { ...payments, namespaces: ["search"] },
      { ...search, namespaces: ["payments"] },
    ];
    assert.equal(refused([payments, search], { tenants: swapped }).filter((text) => /reassigned/.test(text)).length, 2);
  });
});
