// What a state tells whose cluster, or the namespace in it, is gone: what was stored in AWS is there, and a change of it
// is compared as before.
import assert from "node:assert/strict";
import { refusedChanges } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { pathText } from "../../settings/refusals/problem";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { checkedChange, historyOf } from "./history";

const arn = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
const today = "2026-11-28";
const key = (id: string) => ({ kmsKeyArn: `arn:aws:kms:eu-central-1:111122223333:key/${id}` });
const none = { kafka: { mode: "none" }, ...key("1") };

type State = Parameters<typeof historyOf>[0];

const urnOf = (type: string) => `urn:pulumi:test::observability::obs:index:Platform$${type}::name`;
const stateOf = (resources: Record<string, object>): State =>
  Object.fromEntries(Object.entries(resources).map(([type, outputs]) => [urnOf(type), { type, outputs }]));

/** Of a first run, whose tenants nothing in AWS names. */
const { record, ...change } = checkedChange(settingsWith(none), place, {});
const inAws = {
  "obs:index:StackRecord": { ...record, change },
  "aws:s3/bucket:Bucket": { bucket: "test-observability-loki-chunks-1a2b3c4d" },
};
const setup = { "obs:cluster:ClusterSetup": { namespace: "observability" } };
const gone = stateOf({ ...inAws, ...setup });

function refused(state: State, overrides: Record<string, unknown>): string[] {
  const settings = settingsWith({ ...none, ...overrides });
  const history = historyOf(state);
  return refusedChanges(history, recordOf(settings, arn, history.record, today), settings, today).map(
    ({ path, command }) => `${pathText(path)}: ${command.split(" ").at(-1)}`,
  );
}

describe("a state whose cluster is gone", () => {
  it("holds a change of stored data against it: shorter retention, a tenant that goes or is another's, another key", () => {
    assert.deepEqual(refused(gone, {}), []);
    assert.deepEqual(refused(gone, { retention: { logsDays: 3 } }), ["accept: expiry/logs/3/default_payments_search"]);
    const [removed, ...more] = refused(gone, { tenants: [{ id: "payments", namespaces: ["payments"] }] });
    assert.match(removed ?? "", /^tenants\[1\]\.id: /);
    assert.deepEqual(more, []);
    const [reassigned = ""] = refused(gone, { tenants: [{ id: "payments" }, { id: "search", namespaces: ["other"] }] });
    assert.match(reassigned, /^accept: reassigned\/search\//);
    assert.deepEqual(refused(gone, key("2")), [`kmsKeyArn: ${none.kmsKeyArn}`]);
  });

  it("holds nothing against what was in the cluster alone", () => {
    assert.deepEqual(
      refused(gone, { namespace: "elsewhere", storageClass: "fast", sizing: { loki: { volumeGib: 50 } } }),
      [],
    );
  });

  it("is none where no run has come as far: buckets are empty then", () => {
    const early = stateOf({ ...inAws, "obs:cluster:ClusterSetup": {} });
    assert.deepEqual(refused(early, { retention: { logsDays: 3 }, tenants: [{ id: "ledger" }], ...key("2") }), []);
  });
});
