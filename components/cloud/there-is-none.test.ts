// AWS's words, as its services say them.
import assert from "node:assert/strict";
import { saysItIsGoing, saysThereIsNone, saysThereIsNoneHere, saysThereIsOne } from "./there-is-none";

describe("a lookup that failed", () => {
  const noHostOf = (host: string) =>
    `request send failed, Get "https://${host}": dial tcp: lookup ${host} on 10.0.0.2:53: no such host`;
  const noHost = noHostOf("kafka.eu-central-1.amazonaws.com");
  it("says that there is none", () => {
    for (const reason of [
      "couldn't find resource",
      "NoSuchEntity: no provider",
      "no matching EC2 Subnet found",
      "no results found",
      "reading EC2 Subnet: StatusCode: 400, api error InvalidSubnetID.NotFound: The subnet ID 'a' does not exist",
      "reading EKS Cluster (auth-token): https response error StatusCode: 404, ResourceNotFoundException: No cluster found",
      "reading S3 Bucket (credentials): operation error S3: HeadBucket, StatusCode: 404, api error NotFound: Not Found",
      "reading IAM Role (sso-session): couldn't find resource",
    ])
      assert.ok(saysThereIsNone(reason) && saysThereIsNoneHere(reason), reason);
  });
  it("says nothing where the service cannot be reached, unless a region may lack it", () => {
    for (const host of [
      "kafka.eu-central-1.amazonaws.com",
      "kafka-fips.us-gov-west-1.amazonaws.com",
      "firehose.a.api.aws",
    ])
      assert.deepEqual([saysThereIsNone(noHostOf(host)), saysThereIsNoneHere(noHostOf(host))], [false, true]);
    for (const reason of [
      "ExpiredToken: expired",
      "AccessDenied",
      "i/o timeout",
      ...["iam", "sts.eu-central-1", "kms.eu-central-1", "logs.eu-central-1", "secretsmanager.eu-central-1"].map(
        (host) => noHostOf(`${host}.amazonaws.com`),
      ),
      noHostOf("test-observability-loki-0a1b2c3d.s3.eu-central-1.amazonaws.com"),
      'Get "https://kafka.eu-central-1.amazonaws.com": proxyconnect tcp: dial tcp: lookup kafka.proxy: no such host',
      'StatusCode: 0, request send failed, Get "https://kafka.eu-central-1.amazonaws.com/v1/clusters": Not Found',
    ])
      assert.ok(!saysThereIsNone(reason) && !saysThereIsNoneHere(reason), reason);
  });
  it("says nothing where credentials fail, which may not be found themselves", () => {
    const credentials = "get identity: get credentials: failed to refresh cached credentials, ";
    for (const reason of [
      `${credentials}operation error SSO: GetRoleCredentials, https response error StatusCode: 401, RequestID: 1a2b, ` +
        "UnauthorizedException: Session token not found or invalid",
      `${credentials}process provider error: error in credential_process: exec: "vault": executable file not found in $PATH`,
      `${credentials}operation error SSO: GetRoleCredentials, StatusCode: 404, ResourceNotFoundException: No access`,
      `${credentials}${noHost}`,
      'The AWS SSO session for profile "a" has expired or was not found.',
      'The AWS profile "a" was not found.',
      "https response error StatusCode: 403, api error Forbidden: not found or not yours",
    ])
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
