// What a stack's state fixes: names, key and class, from when something has them.
import assert from "node:assert/strict";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { brokers, bucket, namespace, own, type Resource, record, refused } from "../../test/support/stack-state";
import { checkedChange } from "./history";

describe("the state of a stack that something was made of", () => {
  it("says what cannot be read, and lets it through once that is accepted", () => {
    const unread: Resource[] = [[own, "obs:index:StackRecord", { environment: "test" }], namespace, bucket("b")];
    assert.deepEqual(refused(unread, {}), ["accept: set 'observability:accept[0]' unread-record"]);
    assert.deepEqual(refused(unread, { accept: ["unread-record"] }), []);
    assert.deepEqual(refused([namespace, bucket("b")], {}), [], "data that was taken up again has no record");
  });

  it("keeps the names that stand in it, where a destroy took the record, or nobody can read it", () => {
    const there: Resource = [namespace[0], namespace[1], { metadata: { name: "observability" } }];
    const kept = [bucket("test-observability-loki-chunks-0a1b2c3d"), there];
    assert.deepEqual(refused(kept, {}), []);
    const environment = "environment: set observability:environment test";
    assert.deepEqual(refused(kept, { environment: "other", namespace: "other" }), [
      environment,
      "namespace: set observability:namespace observability",
    ]);
    // Once nothing is in the cluster any more, the platform may come back under another name.
    assert.deepEqual(refused(kept.slice(0, 1), { environment: "other", namespace: "other" }), [environment]);
    const account = [bucket("test-observability-loki-chunks-111122223333")];
    assert.deepEqual(refused(account, { environment: "other" }), [environment]);
    const newer: Resource = [own, "obs:index:StackRecord", { environment: 7 }];
    const accepting = { accept: ["unread-record"], environment: "other", namespace: "other" };
    assert.equal(refused([newer, ...kept], accepting).length, 2, "accepted or not");
    assert.deepEqual(refused([bucket("x-observability-loki-chunks-0a1b2c3d", "urn:pulumi:test::mine::")], {}), []);
  });

  it("fixes names once something has them, and what is in the cluster once that is", () => {
    const first = record({ kafka: { mode: "none" } });
    const key = "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001";
    const other = {
      environment: "other",
      namespace: "elsewhere",
      storageClass: "fast",
      kmsKeyArn: key,
      size: "medium",
      kafka: { mode: "none" },
      tenants: [{ id: "ledger" }],
    };
    assert.deepEqual(refused([first], other), [], "components alone are nothing");
    assert.deepEqual(
      refused([first, bucket("b")], other).map((text) => text.split(":")[0]),
      ["environment", "kmsKeyArn"],
    );
    assert.ok(refused([first, bucket("b"), namespace], other).length > 5);
  });

  it("fixes a key once something is encrypted with it, and a class once a volume has it", () => {
    const none = { kafka: { mode: "none" } };
    const key = (id: string) => ({ kmsKeyArn: `arn:aws:kms:eu-central-1:111122223333:key/${id}` });
    const paths = (...asked: Parameters<typeof refused>) => refused(...asked).map((text) => text.split(":")[0]);
    const asked = record({ ...none, ...key("wrong") });
    for (const right of [key("right"), {}])
      assert.deepEqual(paths([asked, bucket("b")], { ...none, ...right }), [], "of empty buckets");
    const msk = record({ ...key("wrong"), kafka: { mode: "msk", auth: "iam", brokersPerZone: 1 } });
    const mskToo = { ...key("right"), kafka: { mode: "msk", auth: "iam", brokersPerZone: 1 } };
    assert.deepEqual(paths([msk, bucket("b"), brokers({})], mskToo), ["kmsKeyArn"]);
    assert.deepEqual(paths([msk, bucket("b")], mskToo), []);
    const [urn, type, outputs] = asked;
    const takenUp: Resource = [urn, type, { ...(outputs as object), earlierData: true }];
    assert.deepEqual(paths([takenUp, bucket("b")], { ...none, ...key("right") }), ["kmsKeyArn"]);
    assert.deepEqual(paths([asked, bucket("b"), namespace], { ...none, ...key("right") }), ["kmsKeyArn"]);

    const { record: written, ...change } = checkedChange(settingsWith({ ...none, storageClass: "slow" }), place, {});
    const first: Resource = [own, "obs:index:StackRecord", { ...written, change }];
    const fast = { ...none, storageClass: "fast" };
    assert.deepEqual(paths([first, bucket("b"), namespace], fast), []);
    const values = { persistence: { size: "20Gi" } };
    const loki: Resource = [
      `${own}obs:backends:Loki$`,
      "kubernetes:helm.sh/v3:Release",
      { name: "loki", chart: "loki", values },
    ];
    assert.deepEqual(paths([first, bucket("b"), namespace, loki], fast), ["storageClass"]);
  });
});
