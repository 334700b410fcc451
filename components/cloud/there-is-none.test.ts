// AWS's words, as its services say them.
import assert from "node:assert/strict";
import { saysItIsGoing, saysThereIsNone, saysThereIsNoneHere, saysThereIsOne } from "./there-is-none";

describe("a lookup that failed", () => {
  const noHost = "dial tcp: lookup iam.amazonaws.com on 10.0.0.2:53: no such host";
  it("says that there is none", () => {
    for (const reason of [
      "couldn't find resource",
      "NoSuchEntity: no provider",
      "no matching EC2 Subnet found",
      "no results found",
    ])
      assert.ok(saysThereIsNone(reason) && saysThereIsNoneHere(reason), reason);
  });
  it("says nothing where the service cannot be reached, unless a region may lack it", () => {
    assert.deepEqual([saysThereIsNone(noHost), saysThereIsNoneHere(noHost)], [false, true]);
    for (const reason of ["ExpiredToken: expired", "AccessDenied", "i/o timeout"])
      assert.ok(!saysThereIsNone(reason) && !saysThereIsNoneHere(reason), reason);
  });
  it("says that there is one that is to be deleted, which is not none", () => {
    for (const reason of [
      "reading KMS Key (alias/a): PendingDeletion",
      "reading KMS Key (alias/a): PendingReplicaDeletion",
      "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.",
    ])
      assert.deepEqual([saysItIsGoing(reason), saysThereIsNoneHere(reason)], [true, false], reason);
    for (const reason of [noHost, "reading KMS Alias (alias/a): couldn't find resource", "AccessDenied"])
      assert.ok(!saysItIsGoing(reason), reason);
  });

  it("says that there is one where it failed in its second question", () => {
    for (const reason of [
      "reading KMS Key (alias/a): AccessDeniedException",
      "reading MSK Cluster (arn:aws:kafka:eu-central-1:111122223333:cluster/a/1) bootstrap brokers: BadRequest",
      "reading MSK Configuration () revision (3): AccessDenied",
      "reading Secrets Manager Secret (arn:aws:secretsmanager:eu-central-1:1:secret:a) policy: AccessDenied",
      "reading S3 Bucket (a) Region: AccessDenied",
      "reading S3 Bucket (a): operation error S3: HeadBucket, StatusCode: 301, api error MovedPermanently",
    ])
      assert.deepEqual([saysThereIsOne(reason), saysItIsGoing(reason)], [true, false], reason);
    for (const reason of [
      "reading KMS Alias (alias/a): couldn't find resource",
      "reading MSK Cluster (a): no results found",
      "reading Secrets Manager Secret (a): AccessDenied",
      "reading S3 Bucket (a): operation error S3: HeadBucket, StatusCode: 403, api error Forbidden",
    ])
      assert.ok(!saysThereIsOne(reason), reason);
  });
});
