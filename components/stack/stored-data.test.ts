// After a `destroy` that kept the data, or when it was taken up again, buckets alone tell of what is stored.
import assert from "node:assert/strict";
import { notices, refusedChanges } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { pathText } from "../../settings/refusals/problem";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { lifecycleRules } from "../cloud/storage/bucket-rules";
import { checkedChange, historyOf } from "./history";

const arn = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
const today = "2026-11-28";
const ownKey = "arn:aws:kms:eu-central-1:111122223333:key/own";
const broughtKey = "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001";

/** Buckets whose objects go after so many days, under this key, and the platform's own where it is that. */
function stateWith(logs: number, traces: number, accessLogs: number, key = ownKey) {
  const entry = (type: string, part: string, outputs: object) => [
    `urn:pulumi:test::observability::obs:index:Platform$${type}::observability-cloud-storage-${part}`,
    { type, outputs },
  ];
  const lifecycle = (part: string, days: number) =>
    entry("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", part, {
      // As AWS answers an import: what a rule has not is there as well.
      rules: lifecycleRules("small", days).map((rule) => ({ transitions: [], ...rule })),
    });
  const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
  const byDefault = { sseAlgorithm: "aws:kms", kmsMasterKeyId: key };
  return Object.fromEntries([
    lifecycle("loki-chunks", logs),
    lifecycle("tempo", traces),
    lifecycle("access-logs", accessLogs),
    entry(encryption, "loki-chunks", { rules: [{ applyServerSideEncryptionByDefault: byDefault }] }),
    ...(key === ownKey ? [entry("aws:kms/key:Key", "data", { arn: ownKey })] : []),
  ]) as Record<string, { type: string; outputs: object }>;
}

const ofAws = (type: string) => ({ type: `aws:${type}`, outputs: {} });

const none = { kafka: { mode: "none" } };

function refused(state: ReturnType<typeof stateWith>, overrides: Record<string, unknown>): string[] {
  const settings = settingsWith({ ...none, ...overrides });
  const history = historyOf(state);
  assert.equal(history.record, undefined);
  return refusedChanges(history, recordOf(settings, arn, undefined, today), settings, today).map(
    ({ path, allowed, command }) => `${pathText(path)}: ${allowed} - ${command}`,
  );
}

describe("data without a record", () => {
  const access = { accessLogsDays: 30 };
  const asLong = { retention: { logsDays: 30, tracesDays: 14, ...access } };

  it("may be kept as long as it was, or longer", () => {
    assert.deepEqual(refused(stateWith(37, 21, 30), asLong), []);
    assert.deepEqual(
      refused(stateWith(37, 21, 30), { retention: { logsDays: 90, tracesDays: 90, accessLogsDays: 90 } }),
      [],
    );
    assert.deepEqual(refused({}, { retention: { logsDays: 1 } }), [], "nothing is there");
  });

  it("expires sooner when that is meant: a shorter retention, or a tenant less whose own was the longest", () => {
    const shorter = { retention: { logsDays: 3, tracesDays: 2, accessLogsDays: 1 } };
    const problems = refused(stateWith(37, 21, 30), shorter);
    assert.match(
      problems[0] ?? "",
      /^accept: must have "expiry\/logs\/3" if this is meant: stored logs, from an earlier run and kept for up to 30 days, expire after 3 days/,
    );
    assert.deepEqual(
      problems.map((text) => text.split(" ").at(-1)),
      ["expiry/logs/3", "expiry/traces/2", "expiry/access-logs/1"],
    );
    const accept = ["expiry/logs/3", "expiry/traces/2", "expiry/access-logs/1"];
    assert.deepEqual(refused(stateWith(37, 21, 30), { ...shorter, accept }), []);
    assert.match(refused(stateWith(372, 21, 30), asLong).join(), /kept for up to 365 days, expire after 30 days/);
  });

  it("is asked for again by a run after one that failed before the platform had come", () => {
    const standing = stateWith(372, 21, 30);
    const settings = settingsWith({ ...none, ...asLong, accept: ["expiry/logs/30"] });
    const { record } = checkedChange(settings, place, historyOf(standing));
    assert.equal(record.earlierData, true);
    const recorded = { "urn:pulumi:test::observability::obs:index:Platform$obs:index:StackRecord::record": record };
    const entries = Object.entries(recorded).map(([urn, outputs]) => [urn, { type: "obs:index:StackRecord", outputs }]);
    const failed = historyOf({ ...standing, ...(Object.fromEntries(entries) as typeof standing) });
    const less = settingsWith({ ...none, retention: { logsDays: 3, tracesDays: 14, ...access } });
    const after = recordOf(less, arn, failed.record, today);
    const tokens = refusedChanges(failed, after, less, today).map(({ command }) => command.split(" ").at(-1));
    assert.deepEqual(tokens, ["expiry/logs/3"]);
  });

  it("is not all that there is to compare where the platform stands: its record was taken out of the state", () => {
    const platform = "urn:pulumi:test::observability::obs:index:Platform$";
    const setup = { type: "obs:cluster:ClusterSetup", outputs: { namespace: "observability" } };
    const namespace = { type: "kubernetes:core/v1:Namespace", outputs: {} };
    const standing = { ...stateWith(372, 21, 30), [`${platform}namespace`]: namespace };
    const tokens = (state: typeof standing, accept: string[] = []) =>
      refused(state, { ...asLong, accept }).map((text) => text.split(" ").at(-1));
    const taken = { ...standing, [`${platform}setup`]: setup };
    assert.deepEqual(tokens(taken), ["unread-record", "expiry/logs/30"]);
    assert.deepEqual(tokens(taken, ["unread-record"]), ["expiry/logs/30"]);
    assert.deepEqual(tokens(standing), ["expiry/logs/30"], "versions that told of no namespace had no record either");
  });

  it("stays under the key that it lies under", () => {
    const brought = stateWith(37, 21, 30, broughtKey);
    assert.deepEqual(refused(brought, { ...asLong, kmsKeyArn: broughtKey }), []);
    assert.match(
      refused(brought, { ...asLong, kmsKeyArn: broughtKey.replace("4d", "4e") }).join(),
      /^kmsKeyArn: must stay arn:aws:kms.*"What is fixed"/,
    );
    assert.match(
      refused(brought, asLong).join(),
      /^kmsKeyArn: must stay .* - pulumi config set .*kmsKeyArn arn:aws:kms/,
    );
  });

  it("is told of the platform's own key that a refresh took out of the state, with a record and without", () => {
    const all = stateWith(37, 21, 30);
    const alias = { "urn:pulumi:test::observability::obs:index:Platform$aws:kms/alias:Alias::data": "kms/alias:Alias" };
    const withAlias = { ...all, ...Object.fromEntries(Object.entries(alias).map(([urn, type]) => [urn, ofAws(type)])) };
    const lost = Object.fromEntries(Object.entries(withAlias).filter(([, { type }]) => type !== "aws:kms/key:Key"));
    assert.deepEqual(refused(withAlias, asLong), []);
    assert.match(
      refused(lost, asLong).join(),
      /^accept: must have "key\/own" .* the state has no longer .*:key\/own, /,
    );
    assert.deepEqual(refused(lost, { ...asLong, accept: ["key/own"] }), []);
    const settings = settingsWith({ ...none, ...asLong });
    const record = recordOf(settings, arn, undefined, today);
    for (const came of [{}, { unfinished: true }, { left: true, unfinished: true }] as const)
      assert.match(
        refusedChanges({ ...historyOf(lost), ...came, record }, record, settings, today)
          .map(({ command }) => command)
          .join(),
        /accept\[0\]' key\/own$/,
      );
    assert.deepEqual(notices({ ...historyOf(lost), unfinished: undefined, record }, record, ["key/own"], today), []);
  });
});
