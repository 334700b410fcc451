// The brokers of a stack, their topics and users, and whom they admit, as they are registered under mocks.
import assert from "node:assert/strict";
import { cloudOf } from "../../../test/support/cloud-of";
import { cluster, ofType, only, type Registration } from "../../../test/support/mock-stack";
import { settingsOfStack, settingsWith } from "../../../test/support/stack-configuration";

describe("the brokers of a stack", () => {
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
      const made = await cloudOf(settings, nodes);
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
    const made = await cloudOf(settings, hybrid);
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

  it("grows volumes by itself where MSK does, and asks for nothing that a region refuses", async () => {
    const growthIn = async (region?: string) =>
      ofType(
        await cloudOf(settingsWith({ kafka: { mode: "msk" } }), cluster, region),
        "aws:appautoscaling/policy:Policy",
      );
    assert.equal((await growthIn()).length, 1);
    for (const region of ["ap-northeast-3", "af-south-1", "ap-southeast-5"])
      assert.deepEqual(await growthIn(region), [], region);
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

  it("puts no password in the inputs of anything but the secret's version", () => {
    for (const { type, name, inputs } of prod) {
      if (type !== "aws:secretsmanager/secretVersion:SecretVersion")
        assert.ok(!JSON.stringify(inputs).includes("password-of-"), `${type} ${name}`);
    }
  });
});
