// What each kind of stack registers in AWS, under mocks.
import assert from "node:assert/strict";
import type { Settings } from "../../settings/settings";
import { cluster, ofType, only, type Registration, registrationsOf } from "../../test/support/mock-stack";
import { namesFor } from "../../test/support/place";
import { settingsOfStack, settingsWith } from "../../test/support/stack-configuration";
import { Cloud } from "./cloud";

function cloudOf(settings: Settings): Promise<Registration[]> {
  return registrationsOf(() => new Cloud("cloud", { settings, names: namesFor(settings), cluster }));
}

interface PolicyDocument {
  Statement: { Effect: string; Action: string | string[]; Resource: string | string[]; Sid: string }[];
}

function policies(registrations: Registration[]): PolicyDocument["Statement"] {
  return ofType(registrations, "aws:iam/rolePolicy:RolePolicy").flatMap(
    ({ inputs }) => (JSON.parse(inputs.policy as string) as PolicyDocument).Statement,
  );
}

describe("the cloud of a stack", () => {
  let prod: Registration[];
  let dev: Registration[];
  before(async () => {
    prod = await cloudOf(settingsOfStack("prod"));
    dev = await cloudOf(settingsOfStack("dev"));
  });

  it("says in the topics, and not in the brokers' configuration, how long logs are kept: brokers would restart", async () => {
    const kept = async (retentionHours: number) => {
      const registrations = await cloudOf(settingsWith({ kafka: { retentionHours } }));
      const topics = ofType(registrations, "aws:msk/topic:Topic").map(({ inputs }) => inputs.configs);
      return { configuration: only(registrations, "aws:msk/configuration:Configuration").inputs, topics };
    };
    const [few, many] = [await kept(72), await kept(500)];
    assert.deepEqual(many.configuration, few.configuration);
    assert.notDeepEqual(many.topics, few.topics);
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

  it("spreads brokers over three zones with TLS, own key, own configuration and nobody unauthenticated", () => {
    const { inputs } = only(prod, "aws:msk/cluster:Cluster");
    assert.equal(inputs.kafkaVersion, "3.9.x.kraft");
    assert.equal(inputs.numberOfBrokerNodes, 6);
    assert.deepEqual((inputs.brokerNodeGroupInfo as { clientSubnets: string[] }).clientSubnets, [
      "subnet-a",
      "subnet-b",
      "subnet-c",
    ]);
    assert.deepEqual(inputs.clientAuthentication, { sasl: { iam: false, scram: true }, unauthenticated: false });
    assert.deepEqual(inputs.encryptionInfo, {
      encryptionAtRestKmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1",
      encryptionInTransit: { clientBroker: "TLS", inCluster: true },
    });
    assert.equal((inputs.configurationInfo as { revision: number }).revision, 3);
  });

  it("admits the EKS cluster's security group only, on the listener in use and the two metric ports", () => {
    const rules = ofType(prod, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map(({ inputs }) => [
      inputs.referencedSecurityGroupId,
      inputs.fromPort,
      inputs.toPort,
    ]);
    assert.deepEqual(rules.sort(), [
      ["sg-cluster", 11_001, 11_001],
      ["sg-cluster", 11_002, 11_002],
      ["sg-cluster", 9_096, 9_096],
    ]);
  });

  it("admits the nodes' own security groups too, by rules that may go with them, on each auth's listener", async () => {
    for (const [auth, listener] of [
      ["iam", 9_098],
      ["scram", 9_096],
    ] as const) {
      const settings = settingsWith({ kafka: { mode: "msk", auth } });
      const nodes = { ...cluster, nodeSecurityGroupIds: ["sg-0000000a", "sg-0000000b"] };
      const made = await registrationsOf(
        () => new Cloud("cloud", { settings, names: namesFor(settings), cluster: nodes }),
      );
      const admitted = ofType(made, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map(
        ({ inputs }) => `${String(inputs.referencedSecurityGroupId)} ${String(inputs.fromPort)}`,
      );
      assert.deepEqual(
        admitted.sort(),
        ["sg-0000000a", "sg-0000000b", "sg-cluster"]
          .flatMap((group) => [listener, 11_001, 11_002].map((port) => `${group} ${port}`))
          .sort(),
      );
    }
  });

  it("admits hybrid nodes and their pods by their addresses, of both families: they are in no security group", async () => {
    const settings = settingsWith({ kafka: { mode: "msk", auth: "iam" } });
    const hybrid = { ...cluster, hybridAddressBlocks: ["10.80.0.0/16", "fd00:80::/56"] };
    const made = await registrationsOf(
      () => new Cloud("cloud", { settings, names: namesFor(settings), cluster: hybrid }),
    );
    const rules = ofType(made, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
      ({ inputs }) => inputs.referencedSecurityGroupId === undefined,
    );
    assert.deepEqual(
      rules.map(({ name, inputs: { cidrIpv4, cidrIpv6, fromPort, toPort } }) =>
        [name, cidrIpv4 ?? "", cidrIpv6 ?? "", fromPort, toPort].join(" "),
      ),
      [
        "cloud-kafka-clients-10-80-0-0-16 10.80.0.0/16  9098 9098",
        "cloud-kafka-metrics-10-80-0-0-16 10.80.0.0/16  11001 11002",
        "cloud-kafka-clients-fd00-80-56  fd00:80::/56 9098 9098",
        "cloud-kafka-metrics-fd00-80-56  fd00:80::/56 11001 11002",
      ],
    );
  });

  it("puts brokers into the subnets of the settings, where those name any", async () => {
    const subnetIds = ["subnet-0000000a", "subnet-0000000b", "subnet-0000000c"];
    const made = await cloudOf(settingsWith({ kafka: { mode: "msk", subnetIds } }));
    const { inputs } = only(made, "aws:msk/cluster:Cluster");
    assert.deepEqual((inputs.brokerNodeGroupInfo as { clientSubnets: string[] }).clientSubnets, subnetIds);
  });

  it("makes a SCRAM user for writers and one for readers, under the customer key, with passwords that differ", () => {
    const secrets = ofType(prod, "aws:secretsmanager/secret:Secret").map(({ inputs }) => inputs);
    assert.deepEqual(secrets.map(({ name }) => name).sort(), [
      "AmazonMSK_prod-observability-9e573f8b_log-consumer",
      "AmazonMSK_prod-observability-9e573f8b_log-producer",
    ]);
    for (const { kmsKeyId } of secrets) assert.equal(kmsKeyId, "arn:aws:kms:eu-central-1:111122223333:key/1");
    assert.equal(ofType(prod, "random:index/randomPassword:RandomPassword").length, 2);
    assert.equal(
      (only(prod, "aws:msk/scramSecretAssociation:ScramSecretAssociation").inputs.secretArnLists as string[]).length,
      2,
    );
  });

  it("gives up the names of a SCRAM user's secret with the stack where nothing is protected, and keeps the secret else", async () => {
    const windows = async (protect: boolean) =>
      ofType(
        await cloudOf(settingsWith({ kafka: { mode: "msk", auth: "scram" }, protect })),
        "aws:secretsmanager/secret:Secret",
      ).map(({ inputs }) => inputs.recoveryWindowInDays);
    assert.deepEqual(await windows(false), [0, 0]);
    assert.deepEqual(await windows(true), [undefined, undefined]);
  });

  it("has no brokers, users or topics without msk", () => {
    assert.deepEqual(
      dev.filter(({ type }) => /:msk\/|secretsmanager|appautoscaling/.test(type)),
      [],
    );
  });

  it("makes roles for the workloads that call AWS, and for no other", async () => {
    const roles = (registrations: Registration[]) =>
      ofType(registrations, "aws:iam/role:Role")
        .map(({ inputs }) => inputs.name)
        .sort();
    assert.deepEqual(roles(dev), ["dev-observability-loki-928750e6", "dev-observability-tempo-928750e6"]);
    assert.deepEqual(roles(prod), [
      "prod-observability-cloudwatch-9e573f8b",
      "prod-observability-log-consumer-9e573f8b",
      "prod-observability-loki-9e573f8b",
      "prod-observability-tempo-9e573f8b",
    ]);
    const iam = await cloudOf(settingsWith({ kafka: { mode: "msk", auth: "iam" } }));
    assert.deepEqual(roles(iam), [
      "test-observability-log-consumer-66a9617e",
      "test-observability-log-producer-66a9617e",
      "test-observability-loki-66a9617e",
      "test-observability-tempo-66a9617e",
    ]);
  });

  it("binds roles by Pod Identity or by IRSA, never by both", async () => {
    assert.equal(ofType(prod, "aws:eks/podIdentityAssociation:PodIdentityAssociation").length, 4);
    const irsa = await cloudOf(settingsWith({ identity: "irsa", kafka: { mode: "none" } }));
    assert.equal(ofType(irsa, "aws:eks/podIdentityAssociation:PodIdentityAssociation").length, 0);
  });

  it("trusts one service account in both ways of identity, so that a switch cuts no running pod off", async () => {
    const trustOf = async (identity: string) => {
      const made = await cloudOf(settingsWith({ identity, kafka: { mode: "none" } }));
      const role = only(made, "aws:iam/role:Role", "cloud-identities-loki");
      return JSON.parse(role.inputs.assumeRolePolicy as string) as { Statement: unknown[] };
    };
    const trust = await trustOf("irsa");
    assert.deepEqual(await trustOf("podIdentity"), trust);
    assert.deepEqual(trust.Statement, [
      {
        Sid: "PodIdentity",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          ArnEquals: { "aws:SourceArn": cluster.arn },
          StringEquals: {
            "aws:RequestTag/kubernetes-namespace": "observability",
            "aws:RequestTag/kubernetes-service-account": "loki",
          },
        },
      },
      {
        Sid: "ServiceAccount",
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC" },
        Action: ["sts:AssumeRoleWithWebIdentity"],
        Condition: {
          StringEquals: {
            "oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:observability:loki",
            "oidc.eks.eu-central-1.amazonaws.com/id/ABC:aud": "sts.amazonaws.com",
          },
        },
      },
    ]);
  });

  it("names exact actions and resources: a star only at the end of an object's or a stream's ARN", async () => {
    const all = [
      ...policies(prod),
      ...policies(dev),
      ...policies(await cloudOf(settingsWith({ kafka: { mode: "msk", auth: "iam" } }))),
    ];
    assert.ok(all.length > 10);
    for (const { Sid, Effect, Action, Resource } of all) {
      assert.equal(Effect, "Allow");
      for (const action of [Action].flat()) assert.ok(!action.includes("*"), `${Sid}: ${action}`);
      for (const resource of [Resource].flat())
        assert.match(
          resource,
          /^arn:aws:(s3:::[^*]+(\/\*)?|kms:[^*]+|kafka:[^*]+|[a-z]+:[^*]+(:log-stream:\*)?)$/,
          `${Sid}: ${resource}`,
        );
    }
  });

  it("lets the consumer read the topics of logs in one group and write dead letters, and the producer write logs", async () => {
    const iam = await cloudOf(settingsWith({ kafka: { mode: "msk", auth: "iam" } }));
    const arn = "arn:aws:kafka:eu-central-1:111122223333";
    const logs = ["logs-otlp", "logs"].map((topic) => `${arn}:topic/test/uuid-1/${topic}`).join();
    const granted = (role: string) =>
      (
        JSON.parse(
          only(iam, "aws:iam/rolePolicy:RolePolicy", `cloud-identities-${role}`).inputs.policy as string,
        ) as PolicyDocument
      ).Statement.flatMap(({ Action, Resource }) =>
        [Action].flat().map((action) => `${action} ${[Resource].flat().join()}`),
      );
    assert.deepEqual(granted("logProducer"), [
      `kafka-cluster:Connect ${arn}:cluster/test/uuid-1`,
      `kafka-cluster:WriteDataIdempotently ${arn}:cluster/test/uuid-1`,
      `kafka-cluster:DescribeTopic ${logs}`,
      `kafka-cluster:WriteData ${logs}`,
    ]);
    const ofCluster = (kind: string, ...names: string[]) =>
      names.map((name) => `${arn}:${kind}/test/uuid-1/${name}`).join();
    const groups = ofCluster("group", "otel-logs", "otel-logs-apart");
    assert.ok(granted("logConsumer").includes(`kafka-cluster:AlterGroup ${groups}`));
    const written = ofCluster("topic", "logs-dead-letters", "logs-apart");
    assert.ok(granted("logConsumer").includes(`kafka-cluster:WriteData ${written}`));
    assert.ok(
      !granted("logConsumer").some((grant) => grant.startsWith("kafka-cluster:WriteData") && grant.includes(logs)),
    );
  });

  it("lets the gateway write logs where a tenant chose Kafka", async () => {
    const roleOf = async (otlpPipeline: string) => {
      const made = await cloudOf(settingsWith({ kafka: { auth: "iam" }, tenants: [{ id: "a", otlpPipeline }] }));
      return ofType(made, "aws:iam/rolePolicy:RolePolicy").find(({ name }) => name === "cloud-identities-cloudwatch");
    };
    const granted = JSON.parse(
      ((await roleOf("kafka"))?.inputs.policy as string | undefined) ?? "{}",
    ) as PolicyDocument;
    assert.deepEqual(
      granted.Statement.map(({ Sid }) => Sid),
      ["Connect", "Write"],
    );
    assert.equal(await roleOf("direct"), undefined);
  });

  it("lets the consumer write copies into the group of logs, whether brokers know it by IAM or by SCRAM", async () => {
    const group = "arn:aws:mock:eu-central-1:111122223333:aws:cloudwatch/logGroup:LogGroup/cloud-identities-logs";
    const streams = {
      Sid: "Streams",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [group, `${group}:log-stream:*`],
    };
    const statements = async (kafka: object) => {
      const made = await cloudOf(settingsWith({ kafka, fanout: { cloudwatch: { enabled: true } } }));
      const policy = ofType(made, "aws:iam/rolePolicy:RolePolicy").find(({ name }) =>
        name.startsWith("cloud-identities-logConsumer"),
      );
      return policy && (JSON.parse(policy.inputs.policy as string) as PolicyDocument).Statement;
    };
    assert.deepEqual(await statements({ mode: "msk", auth: "scram" }), [streams]);
    const iam = await statements({ mode: "msk", auth: "iam" });
    assert.deepEqual(
      iam?.map(({ Sid }) => Sid),
      ["Connect", "Read", "Write", "Group", "Streams"],
    );
    assert.deepEqual(iam.at(-1), streams);
    assert.equal(await statements({ mode: "none" }), undefined);
  });

  it("lets Prometheus write to the workspace of long-term metrics, and to nothing else in AWS", async () => {
    const workspaceArn = "arn:aws:aps:eu-west-1:444455556666:workspace/ws-1a2b3c4d";
    const made = await cloudOf(settingsWith({ longTermMetrics: { type: "amp", workspaceArn } }));
    assert.deepEqual(
      policies(made).filter(({ Resource }) => Resource.includes(workspaceArn)),
      [{ Sid: "Write", Effect: "Allow", Action: ["aps:RemoteWrite"], Resource: [workspaceArn] }],
    );
    const association = only(
      made,
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      "cloud-identities-longTermMetrics",
    );
    assert.deepEqual(
      [association.inputs.namespace, association.inputs.serviceAccount],
      ["observability", "kps-prometheus"],
    );
    const elsewhere = { type: "mimir", url: "https://mimir.example.com/api/v1/push" };
    const none = await cloudOf(settingsWith({ longTermMetrics: elsewhere }));
    assert.ok(!none.some(({ name }) => name.includes("longTermMetrics")), "no role for a store outside AWS");
  });

  it("puts no password in the inputs of anything but the secret's version", () => {
    for (const { type, name, inputs } of prod) {
      if (type !== "aws:secretsmanager/secretVersion:SecretVersion")
        assert.ok(!JSON.stringify(inputs).includes("password-of-"), `${type} ${name}`);
    }
  });
});
