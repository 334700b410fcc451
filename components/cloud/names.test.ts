// Names in AWS: they fit, stay, and tell stacks apart.
import assert from "node:assert/strict";
import { place } from "../../test/support/place";
import { type CloudNames, cloudNames } from "./names";

describe("names in AWS", () => {
  it("fit their limits for the longest environment", () => {
    const names = cloudNames({ environment: "a".repeat(20), cluster: { name: "c".repeat(100) } }, place);
    for (const bucket of Object.values(names.buckets)) assert.ok(bucket.length <= 63, bucket);
    for (const { name } of Object.values(names.roles)) assert.ok(name.length <= 64, name);
    assert.ok(names.kafkaCluster.length <= 64);
    const { queue, deadLetters, stream } = names.controlPlane;
    assert.ok(Math.max(queue.length, deadLetters.length) <= 80 && stream.length <= 64);
    assert.ok(names.logGroupPrefix.length <= 512);
  });
  it("stay what they were in a stack of the first version", () => {
    const { buckets, roles, keyAlias, kafkaCluster } = cloudNames(
      { environment: "test", cluster: { name: "c" } },
      { ...place, naming: "account" },
    );
    assert.equal(buckets.tempo, "test-observability-tempo-111122223333");
    assert.equal(roles.loki.name, "test-observability-loki");
    assert.deepEqual([keyAlias, kafkaCluster], ["alias/test-observability", "test-observability"]);
  });
  it("tell apart clusters, regions and accounts that have an environment of the same name", () => {
    const all = (of: CloudNames) => [
      ...Object.values(of.buckets),
      ...Object.values(of.roles).map(({ name }) => name),
      of.keyAlias,
      of.kafkaCluster,
      ...Object.values(of.controlPlane),
      of.logGroupPrefix,
    ];
    const settings = { environment: "prod", cluster: { name: "blue" } };
    const others = [
      cloudNames({ ...settings, cluster: { name: "green" } }, place),
      cloudNames(settings, { ...place, region: "us-east-1" }),
      cloudNames(settings, { ...place, accountId: "444455556666" }),
    ];
    const own = new Set(all(cloudNames(settings, place)));
    for (const other of others)
      assert.deepEqual(
        all(other).filter((name) => own.has(name)),
        [],
      );
    assert.deepEqual(new Set(all(cloudNames(settings, place))), own, "the same stack finds its names again");
  });
  it("follow the partition", () => {
    assert.match(
      cloudNames({ environment: "x", cluster: { name: "x" } }, { ...place, partition: "aws-cn" }).roles.loki.arn,
      /^arn:aws-cn:iam::/,
    );
  });
});
