// How long objects are kept, and what the policies of buckets refuse.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  accessLogPolicy,
  bucketPolicy,
  expiryDays,
  expiryMarginDays,
  lifecycleRules,
  transitions,
} from "./bucket-rules";

describe("expiry of objects", () => {
  const days = fc.integer({ min: 1, max: 3_650 });
  it("never comes before the longest retention of any tenant", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ logsDays: days, tracesDays: days }), { minLength: 1 }), (retentions) => {
        const tenants = retentions.map((retention) => ({ retention }));
        for (const signal of ["logsDays", "tracesDays"] as const) {
          const expiry = expiryDays(tenants, signal);
          assert.ok(tenants.every(({ retention }) => expiry >= retention[signal] + expiryMarginDays));
          for (const move of transitions("large", expiry).concat(transitions("medium", expiry)))
            assert.ok(move.days < expiry);
        }
      }),
    );
  });

  it("aborts uploads that were left unfinished", () => {
    assert.deepEqual(lifecycleRules("small", 30)[0]?.abortIncompleteMultipartUpload, { daysAfterInitiation: 1 });
  });

  it("moves to a cheaper class by size", () => {
    assert.deepEqual(transitions("small", 400), []);
    assert.deepEqual(transitions("medium", 60), []);
    assert.deepEqual(transitions("medium", 61), [{ days: 30, storageClass: "STANDARD_IA" }]);
    assert.deepEqual(transitions("large", 5), [{ days: 0, storageClass: "INTELLIGENT_TIERING" }]);
  });
});

describe("the policy of a bucket", () => {
  it("denies plain transport on bucket and objects, and other encryption or keys on writing", () => {
    const { Statement } = JSON.parse(bucketPolicy("arn:aws:s3:::b", "arn:key")) as {
      Statement: { Sid: string; Effect: string; Resource: unknown; Condition: unknown }[];
    };
    assert.deepEqual(
      Statement.map(({ Sid, Effect }) => [Sid, Effect]),
      [
        ["DenyPlainTransport", "Deny"],
        ["DenyOtherEncryption", "Deny"],
        ["DenyOtherKeys", "Deny"],
      ],
    );
    assert.deepEqual(Statement[0]?.Resource, ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]);
    assert.deepEqual(Statement[0]?.Condition, { Bool: { "aws:SecureTransport": "false" } });
    assert.match(JSON.stringify(Statement[2]?.Condition), /arn:key/);
  });

  it("of access logs admits S3's delivery from the named buckets of this account", () => {
    const { Statement } = JSON.parse(accessLogPolicy("arn:aws:s3:::l", ["arn:aws:s3:::b"], "1")) as {
      Statement: { Principal: unknown; Condition: unknown }[];
    };
    assert.deepEqual(Statement[0]?.Condition, {
      ArnLike: { "aws:SourceArn": ["arn:aws:s3:::b"] },
      StringEquals: { "aws:SourceAccount": "1" },
    });
  });
});
