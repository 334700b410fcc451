// The rules of the policy pack about who may do what: what they let pass, and what they say of what they do not.
import { logConsumerPolicy, logStreamsPolicy, objectStorePolicy } from "../components/cloud/identity/permissions";
import { bucketPolicy } from "../components/cloud/storage/bucket-rules";
import { checks } from "../test/support/policy-cases";
import { bucketsOpenToNobody } from "./rules/public-buckets";
import { permissionsAreExact } from "./rules/wildcard-iam";

const allow = (Action: unknown, Resource: unknown, more: object = {}) => ({
  policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource, ...more }] }),
});
const bucketArn = "arn:aws:s3:::data";
const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/1";
const clusterArn = "arn:aws:kafka:eu-central-1:111122223333:cluster/prod/uuid-1";

describe("policy", () => {
  checks(bucketsOpenToNobody, [
    {
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      passes: [{ blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true }],
      fails: [
        [
          { blockPublicAcls: true, blockPublicPolicy: false, ignorePublicAcls: true, restrictPublicBuckets: true },
          /^blockPublicPolicy is not true$/,
        ],
      ],
    },
    {
      type: "aws:s3/bucketAcl:BucketAcl",
      passes: [{ acl: "private" }],
      fails: [[{ acl: "public-read" }, /opens the bucket/]],
    },
    {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      passes: [
        { policy: bucketPolicy(bucketArn, keyArn) },
        allow("s3:GetObject", bucketArn, { Principal: { AWS: "arn:aws:iam::111122223333:role/reader" } }),
        ...[
          { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" }, Bool: { "aws:SecureTransport": "true" } },
          { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": ["o-1234567890/r-1/*"] } },
          { IpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } },
        ].map((Condition) => allow("s3:GetObject", bucketArn, { Principal: "*", Condition })),
      ],
      fails: [
        [allow("s3:GetObject", `${bucketArn}/*`, { Principal: "*" }), /allows everybody/],
        [{ policy: "{ Statement" }, /^the policy is no JSON$/],
        [allow("s3:GetObject", `${bucketArn}/*`, { Principal: { AWS: ["*"] } }), /allows everybody/],
        // Conditions that anybody meets.
        ...[
          { Bool: { "aws:SecureTransport": "true" } },
          { StringNotEquals: { "aws:SourceAccount": "111122223333" } },
          { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } },
          { "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-1/*" } },
          { StringLike: { "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/a", "*"] } },
          { ArnLike: { "aws:PrincipalArn": "arn:*:iam::*" } },
          { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } },
        ].map((Condition): [Record<string, unknown>, RegExp] => [
          allow("s3:GetObject", `${bucketArn}/*`, { Principal: "*", Condition }),
          /allows everybody/,
        ]),
      ],
    },
  ]);

  checks(permissionsAreExact, [
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      passes: [
        { policy: objectStorePolicy(bucketArn, keyArn) },
        {
          policy: logConsumerPolicy({
            cluster: clusterArn,
            logGroup: "arn:aws:logs:eu-central-1:111122223333:log-group:/obs/logs",
          }),
        },
        { policy: logStreamsPolicy(["arn:aws:logs:eu-central-1:111122223333:log-group:/obs/payments"]) },
      ],
      fails: [
        [{ policy: "{ Statement" }, /^the policy is no JSON$/],
        [allow("s3:*", bucketArn), /action s3:\* is a wildcard/],
        [allow("s3:GetObject", "*"), /resource \* is a wildcard/],
        [allow("s3:GetObject", "arn:aws:s3:::*/data"), /is a wildcard/],
        [allow("iam:PassRole", "arn:aws:iam::111122223333:role/*"), /role\/\* is a wildcard/],
        [allow("s3:GetObject", "arn:aws:s3:::dat?/*"), /is a wildcard/],
        [allow("s3:?etObject", `${bucketArn}/*`), /action s3:\?etObject is a wildcard/],
        [allow("kafka-cluster:ReadData", "arn:aws:kafka:eu-central-1:111122223333:topic/*/*/logs"), /is a wildcard/],
        [
          { policy: JSON.stringify({ Statement: { Effect: "Allow", NotAction: "iam:*", Resource: bucketArn } }) },
          /NotAction allows everything else/,
        ],
      ],
    },
    {
      type: "aws:iam/role:Role",
      passes: [
        { name: "reader" },
        { inlinePolicies: [{ name: "a", ...allow("s3:GetObject", `${bucketArn}/logs/*`) }] },
      ],
      fails: [[{ inlinePolicies: [{ name: "a", ...allow("*", bucketArn) }] }, /action \* is a wildcard/]],
    },
  ]);
});
