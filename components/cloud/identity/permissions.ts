// IAM documents: who may assume a workload's role, and what that role may do. Exact ARNs; the only `*` is the one that
// ends an object's or a log stream's ARN, for which AWS has no other form.
import { consumedTopics, consumerGroups, logTopics } from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";
import type { Place } from "../names";

export interface Statement {
  Sid: string;
  Effect: "Allow";
  Action: string[];
  Resource: string[];
}

export function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Who presents itself: one service account of one cluster. */
export interface TrustedAccount {
  clusterArn: string;
  /** Issuer of the cluster's service-account tokens, `https://...`. */
  oidcIssuer: string;
  place: Pick<Place, "accountId" | "partition">;
  namespace: string;
  serviceAccount: string;
}

/**
 * Trust in both ways of identity at once, whichever is in use: a pod that still holds the old proof is believed until
 * it has been replaced. AWS's partition in China has no Pod Identity and would refuse its principal.
 */
export function workloadTrust(account: TrustedAccount): string {
  return document([
    ...(account.place.partition === "aws-cn" ? [] : [podIdentityStatement(account)]),
    serviceAccountStatement(account),
  ]);
}

/** EKS Pod Identity, confined to one service account of one cluster. */
function podIdentityStatement({ clusterArn, namespace, serviceAccount }: TrustedAccount): object {
  return {
    Sid: "PodIdentity",
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      ArnEquals: { "aws:SourceArn": clusterArn },
      StringEquals: {
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
    },
  };
}

/** IAM roles for service accounts: the exact subject and audience of the cluster's tokens. */
function serviceAccountStatement({ oidcIssuer, place, namespace, serviceAccount }: TrustedAccount): object {
  const provider = oidcIssuer.replace(/^https:\/\//, "");
  return {
    Sid: "ServiceAccount",
    Effect: "Allow",
    Principal: { Federated: `arn:${place.partition}:iam::${place.accountId}:oidc-provider/${provider}` },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    Condition: {
      StringEquals: {
        [`${provider}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
        [`${provider}:aud`]: "sts.amazonaws.com",
      },
    },
  };
}

/** Reading, writing and deleting objects of exactly this bucket, under exactly this key. */
export function objectStorePolicy(bucketArn: string, keyArn: string): string {
  return document([
    { Sid: "Bucket", Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: [bucketArn] },
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      Resource: [`${bucketArn}/*`],
    },
    { Sid: "Key", Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [keyArn] },
  ] satisfies Statement[]);
}

/** `arn:...:cluster/<name>/<uuid>` to the ARN of a topic or group of that cluster. */
function kafkaArn(clusterArn: string, kind: "topic" | "group", name: string): string {
  return `${clusterArn.replace(":cluster/", `:${kind}/`)}/${name}`;
}

const topicArn = (clusterArn: string, topic: string) => kafkaArn(clusterArn, "topic", topic);

const connecting = (clusterArn: string): Statement => ({
  Sid: "Connect",
  Effect: "Allow",
  Action: ["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"],
  Resource: [clusterArn],
});

/** Writing logs. */
export function logProducerPolicy(clusterArn: string): string {
  return document([
    connecting(clusterArn),
    {
      Sid: "Write",
      Effect: "Allow",
      Action: ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"],
      Resource: logTopics.map((topic) => topicArn(clusterArn, topic)),
    },
  ] satisfies Statement[]);
}

/** What the log consumer calls in AWS, by ARN: absent is what it does without. */
export interface LogConsumerGrants {
  /** Brokers that ask for IAM. */
  cluster?: string;
  /** Log group of the copies in CloudWatch. */
  logGroup?: string;
}

/** Reading logs in its groups, and writing dead letters and what stands apart; writing copies. */
export function logConsumerPolicy({ cluster, logGroup }: LogConsumerGrants): string {
  return document([
    ...(cluster === undefined ? [] : logConsumerKafka(cluster)),
    ...(logGroup === undefined ? [] : [logStreams([logGroup])]),
  ]);
}

function logConsumerKafka(clusterArn: string): Statement[] {
  return [
    connecting(clusterArn),
    {
      Sid: "Read",
      Effect: "Allow",
      Action: ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"],
      Resource: consumedTopics.map((topic) => topicArn(clusterArn, topic)),
    },
    {
      Sid: "Write",
      Effect: "Allow",
      Action: ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"],
      Resource: [conventions.deadLetterTopic, conventions.apartTopic].map((topic) => topicArn(clusterArn, topic)),
    },
    {
      Sid: "Group",
      Effect: "Allow",
      Action: ["kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"],
      Resource: Object.values(consumerGroups).map((group) => kafkaArn(clusterArn, "group", group)),
    },
  ];
}

/** Writing copies to log groups, which the platform creates itself. */
export function logStreamsPolicy(logGroupArns: readonly string[]): string {
  return document([logStreams(logGroupArns)]);
}

/** Writing metrics to one workspace. */
export function longTermMetricsPolicy(workspaceArn: string): string {
  return document([
    { Sid: "Write", Effect: "Allow", Action: ["aps:RemoteWrite"], Resource: [workspaceArn] },
  ] satisfies Statement[]);
}

function logStreams(logGroupArns: readonly string[]): Statement {
  return {
    Sid: "Streams",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: logGroupArns.flatMap((arn) => [arn, `${arn}:log-stream:*`]),
  };
}
