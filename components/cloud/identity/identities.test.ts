// The roles of a stack, who takes them and what they may do, as they are registered under mocks.
import assert from "node:assert/strict";
import { cloudOf } from "../../../test/support/cloud-of";
import { cluster, ofType, only, type Registration } from "../../../test/support/mock-stack";
import { settingsOfStack, settingsWith } from "../../../test/support/stack-configuration";

interface PolicyDocument {
  Statement: { Effect: string; Action: string | string[]; Resource: string | string[]; Sid: string }[];
}

function policies(registrations: Registration[]): PolicyDocument["Statement"] {
  return ofType(registrations, "aws:iam/rolePolicy:RolePolicy").flatMap(
    ({ inputs }) => (JSON.parse(inputs.policy as string) as PolicyDocument).Statement,
  );
}

describe("the roles of a stack", () => {
  let prod: Registration[];
  let dev: Registration[];
  before(async () => {
    prod = await cloudOf(settingsOfStack("prod"));
    dev = await cloudOf(settingsOfStack("dev"));
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

  it("lets the gateway write logs where a tenant chose Kafka, by a policy that goes alone, and so after its pods", async () => {
    const grantsOf = async (otlpPipeline: string, fanout: object) => {
      const made = await cloudOf(
        settingsWith({ kafka: { auth: "iam" }, tenants: [{ id: "a", otlpPipeline }], fanout }),
      );
      return Object.fromEntries(
        ofType(made, "aws:iam/rolePolicy:RolePolicy")
          .filter(({ name }) => name.startsWith("cloud-identities-cloudwatch"))
          .map(({ inputs: { name, policy } }) => [
            name,
            (JSON.parse(policy as string) as PolicyDocument).Statement.map(({ Sid }) => Sid),
          ]),
      );
    };
    const [kafka, workload] = [["Connect", "Write"], ["Streams"]];
    const copies = { cloudwatch: { enabled: true } };
    assert.deepEqual(await grantsOf("kafka", {}), { kafka });
    assert.deepEqual(await grantsOf("kafka", copies), { kafka, workload });
    assert.deepEqual(await grantsOf("direct", copies), { workload });
    assert.deepEqual(await grantsOf("direct", {}), {});
  });

  it("lets the consumer write copies into the group of logs, whether brokers know it by IAM or by SCRAM", async () => {
    const group = "arn:aws:mock:eu-central-1:111122223333:aws:cloudwatch/logGroup:LogGroup/cloud-identities-logs";
    const streams = {
      Sid: "Streams",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
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
});
