// The buckets of a stack, as they are registered under mocks.
import assert from "node:assert/strict";
import { cloudOf } from "../../../test/support/cloud-of";
import { ofType, only, type Registration } from "../../../test/support/mock-stack";
import { settingsOfStack } from "../../../test/support/stack-configuration";

describe("the buckets of a stack", () => {
  let prod: Registration[];
  let dev: Registration[];
  before(async () => {
    prod = await cloudOf(settingsOfStack("prod"));
    dev = await cloudOf(settingsOfStack("dev"));
  });

  it("has one bucket for Loki and one for Tempo, and one for access logs where they are kept", () => {
    const buckets = (registrations: Registration[]) =>
      ofType(registrations, "aws:s3/bucket:Bucket")
        .map(({ inputs }) => inputs.bucket)
        .sort();
    assert.deepEqual(buckets(dev), ["dev-observability-loki-chunks-928750e6", "dev-observability-tempo-928750e6"]);
    assert.deepEqual(buckets(prod).length, 3);
    assert.ok(buckets(prod).includes("prod-observability-s3-access-9e573f8b"));
  });

  it("gives every bucket its encryption, closed access, ownership, versioning, lifecycle and policy", () => {
    const subResources = [
      "BucketServerSideEncryptionConfiguration",
      "BucketPublicAccessBlock",
      "BucketOwnershipControls",
      "BucketVersioning",
      "BucketLifecycleConfiguration",
      "BucketPolicy",
    ];
    for (const registrations of [dev, prod]) {
      const buckets = ofType(registrations, "aws:s3/bucket:Bucket")
        .map(({ inputs }) => inputs.bucket)
        .sort();
      for (const part of subResources) {
        const type = `aws:s3/${part.charAt(0).toLowerCase()}${part.slice(1)}:${part}`;
        assert.deepEqual(
          ofType(registrations, type)
            .map(({ inputs }) => inputs.bucket)
            .sort(),
          buckets,
          part,
        );
      }
    }
    for (const { inputs } of ofType(prod, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")) {
      const { bucket, ...flags } = inputs;
      assert.deepEqual(
        flags,
        { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
        String(bucket),
      );
    }
  });

  it("never lets a bucket be emptied by destroy", () => {
    for (const { inputs } of ofType(dev, "aws:s3/bucket:Bucket")) assert.equal(inputs.forceDestroy, false);
  });

  it("encrypts data buckets with its own key and the bucket key", () => {
    const rules = ofType(prod, "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
      .filter(({ name }) => !name.includes("access-logs"))
      .map(({ inputs }) => inputs.rules);
    assert.equal(rules.length, 2);
    for (const rule of rules) {
      assert.deepEqual(rule, [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: "arn:aws:kms:eu-central-1:111122223333:key/1",
          },
          bucketKeyEnabled: true,
        },
      ]);
    }
    assert.equal(only(prod, "aws:kms/key:Key").inputs.enableKeyRotation, true);
  });
});
