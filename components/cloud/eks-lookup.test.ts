// The look at the cluster in AWS: what is taken of its answers, and what is told where it does not answer.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { StackHistory } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { failure, look, mayNot } from "../../test/support/cluster-lookup";
import { settingsWith } from "../../test/support/stack-configuration";

describe("the lookup of a cluster", () => {
  it("tells no name that has the form of a credential", async () => {
    const name = "3f9a1c0b7d2e48561f9a0c3b7d2e4856aa10bb2c";
    for (const reason of ["couldn't find resource", `reading EKS Cluster (${name}): timeout`, "AccessDenied"])
      await assert.rejects(
        look({ cluster: { name } }, {}, undefined, { cluster: failure(reason) }),
        ({ message }: Error) =>
          message.startsWith('EKS cluster "[not shown]" cannot be looked up') && !message.includes(name.slice(0, 4)),
      );
  });

  for (const token of ["aws:eks/getCluster:getCluster", "aws:ec2/getSubnet:getSubnet"]) {
    it(`stops a running stack where credentials expire at ${token}: it would be planned without what it has`, async () => {
      const arn = "arn:aws:eks:eu-central-1:111122223333:cluster/c";
      const record = recordOf(settingsWith({ kafka: { mode: "msk" } }), arn, undefined, "2026-11-27");
      await assert.rejects(look({ kafka: { mode: "msk" } }, { record, brokers: {} }, token), (error: Error) => {
        assert.ok(error instanceof pulumi.RunError, error.stack);
        return /cannot be looked up: /.test(error.message);
      });
    });
  }

  it("takes the nodes' address blocks from the state where the VPC cannot be looked up, and goes on without any", async () => {
    const none = { kafka: { mode: "none" } };
    const record = recordOf(
      settingsWith(none),
      "arn:aws:eks:eu-central-1:111122223333:cluster/c",
      undefined,
      "2026-11-28",
    );
    const blocks = async (history: StackHistory) =>
      (await look(none, { record, ...history }, undefined, { vpc: failure(mayNot) })).kind.nodeAddressBlocks;
    const admittedBlocks = ["10.0.0.0/16", "100.64.0.0/16", "10.80.0.0/16"];
    assert.deepEqual(
      await blocks({ admittedBlocks }),
      admittedBlocks,
      "those of hybrid nodes once, nothing in another order",
    );
    assert.deepEqual(await blocks({}), ["10.80.0.0/16"], "a stack that never had the right");
    const { kind } = await look(none, { record, admittedBlocks: ["10.9.0.0/16"] });
    assert.deepEqual(kind.nodeAddressBlocks, ["10.0.0.0/16", "10.80.0.0/16"], "AWS knows what there is");
  });

  it("goes on without a subnet that was deleted, which EKS still names, and stops for one that it may not see", async () => {
    const record = recordOf(settingsWith(), "arn:aws:eks:eu-central-1:111122223333:cluster/c", undefined, "2026-11-28");
    const without = (words: string, history: StackHistory) =>
      look({ kafka: { mode: "none" } }, history, undefined, { subnet: failure(words) });
    const gone = "reading EC2 Subnet: InvalidSubnetID.NotFound: The subnet ID 'subnet-b' does not exist";
    for (const words of [
      gone,
      "invoking aws:ec2/getSubnet:getSubnet: 1 error occurred:\n\t* no matching EC2 Subnet found",
    ])
      assert.deepEqual((await without(words, { record })).subnetPerZone, [
        { zone: "eu-central-1a", subnetId: "subnet-a" },
      ]);
    await assert.rejects(without(gone, {}), /subnets are in 1 availability zone \(eu-central-1a\)/, "a first run");
    await assert.rejects(without("UnauthorizedOperation", { record }), /subnet subnet-b .*looked up: Unauthorized/);
  });

  it("refuses in words a cluster that is going, or of which nothing is known yet", async () => {
    const none = { kafka: { mode: "none" } };
    await assert.rejects(look(none, {}, undefined, { cluster: { status: "DELETING" } }), /is being deleted/);
    const nothing = { certificateAuthorities: null, identities: null, storageConfigs: [{ blockStorages: null }] };
    await assert.rejects(look(none, {}, undefined, { cluster: nothing }), (error: Error) => {
      assert.ok(error instanceof pulumi.RunError, error.stack);
      return /has no OIDC issuer/.test(error.message);
    });
  });

  it("refuses in words a cluster that EKS lists and does not run", async () => {
    const connected = { status: "ACTIVE", vpcConfig: undefined, endpoint: null };
    await assert.rejects(
      look({ kafka: { mode: "none" } }, {}, undefined, { cluster: connected }),
      /^Error: "test" is no cluster of EKS: EKS Connector lists it, .* pulumi config set --path observability:cluster\.name <name>$/,
    );
  });

  it("says of a cluster that does not run what it is, and takes one that is being changed", async () => {
    const none = { kafka: { mode: "none" } };
    const [endpoint, identities] = [null, null];
    for (const [status, words] of [
      ["CREATING", /\n {2}is being made - wait for it: aws eks wait cluster-active --name test$/],
      ["PENDING", /\n {2}is being made - wait/],
      [
        "FAILED",
        /\n {2}could not be made by EKS: aws eks describe-cluster --name test .* - name another: pulumi config/,
      ],
      [
        "DELETING",
        /\n {2}is being deleted - name another: pulumi config set --path observability:cluster.name <name>$/,
      ],
    ] as const) {
      await assert.rejects(look(none, {}, undefined, { cluster: { status, endpoint, identities } }), words);
      await assert.rejects(look(none, {}, undefined, { cluster: { status } }), words);
    }
    assert.equal(
      (await look(none, {}, undefined, { cluster: { status: "UPDATING" } })).endpoint,
      "https://example.com",
    );
  });

  it("asks for another name only where AWS has no cluster of it", async () => {
    const told = async (words: string) => {
      const failing = { cluster: failure(words) };
      return look({ kafka: { mode: "none" } }, {}, undefined, failing).then(
        () => assert.fail("was found"),
        (error: Error) => error.message,
      );
    };
    const nameAnother = /; name another: pulumi config set/;
    assert.match(await told("reading EKS Cluster (test): couldn't find resource"), nameAnother);
    for (const words of [
      "ExpiredToken",
      "ThrottlingException: Rate exceeded",
      "not authorized to perform: eks:Describe",
    ]) {
      const message = await told(words);
      assert.doesNotMatch(message, nameAnother);
      assert.match(message, /\n {2}Try it as the same identity: aws eks describe-cluster --name test$/);
    }
  });

  it("leads a stack that has made something to the page for it: another name would be refused", async () => {
    const none = { kafka: { mode: "none" } };
    const record = recordOf(
      settingsWith(none),
      "arn:aws:eks:eu-central-1:111122223333:cluster/test",
      undefined,
      "2026-11-28",
    );
    for (const cluster of [failure("couldn't find resource"), { status: "DELETING" }, { status: "FAILED" }])
      await assert.rejects(look(none, { record }, undefined, { cluster }), ({ message }: Error) => {
        assert.doesNotMatch(message, /config set/);
        return /docs\/data\.md, “What the state has and the cluster has not”$/.test(message);
      });
  });

  it("says in words that an answer lacks something, whatever it is", async () => {
    for (const cluster of [
      { vpcConfig: null },
      { version: null },
      { remoteNetworkConfigs: [{ remoteNodeNetworks: [null] }] },
    ])
      await assert.rejects(look({ kafka: { mode: "none" } }, {}, undefined, { cluster }), (error: Error) => {
        assert.ok(error instanceof pulumi.RunError, error.stack);
        return /AWS's answer lacks what is needed .* - look at it: aws eks describe-cluster --name test/.test(
          error.message,
        );
      });
  });

  it("knows the addresses of hybrid nodes and of their pods", async () => {
    const { kind, hybridAddressBlocks } = await look({ kafka: { mode: "none" } });
    assert.deepEqual(kind.nodeAddressBlocks, ["10.0.0.0/16", "10.80.0.0/16"]);
    assert.deepEqual(hybridAddressBlocks, ["10.80.0.0/16", "10.85.0.0/16"]);
  });

  it("knows the family of addresses, the block of Services and who makes volumes", async () => {
    const kindOf = async (cluster: object) =>
      (await look({ kafka: { mode: "none" } }, {}, undefined, { cluster })).kind;
    const { ipFamily, serviceAddressBlock, dnsAddress, volumeDriver } = await kindOf({});
    assert.deepEqual(
      [ipFamily, serviceAddressBlock, dnsAddress, volumeDriver],
      ["ipv4", "172.20.0.0/16", "172.20.0.10", "ebs.csi.aws.com"],
    );
    const networks = { ipFamily: "ipv6", serviceIpv4Cidr: "", serviceIpv6Cidr: "fd30:1c53:5f8a::/108" };
    const other = await kindOf({
      kubernetesNetworkConfigs: [networks],
      storageConfigs: [{ blockStorages: [{ enabled: true }] }],
    });
    assert.deepEqual(
      [other.ipFamily, other.serviceAddressBlock, other.dnsAddress, other.volumeDriver],
      ["ipv6", networks.serviceIpv6Cidr, "fd30:1c53:5f8a::a", "ebs.csi.eks.amazonaws.com"],
    );
    const off = await kindOf({ storageConfigs: [{ blockStorages: [{ enabled: false }] }] });
    assert.equal(off.volumeDriver, "ebs.csi.aws.com");
  });

  it("says that another cluster has the name, by its issuer", async () => {
    const warned: string[] = [];
    const { warn } = pulumi.log;
    const log = pulumi.log as { warn: typeof warn };
    log.warn = (message) => Promise.resolve(void warned.push(message));
    try {
      for (const oidcIssuer of [undefined, "https://oidc.example.com", "https://oidc.example.com/other"])
        await look({ kafka: { mode: "none" } }, oidcIssuer === undefined ? {} : { oidcIssuer });
    } finally {
      log.warn = warn;
    }
    assert.equal(warned.length, 1);
    assert.match(warned[0] ?? "", /^EKS cluster "test" is another one than in the run before, of the same name/);
  });

  it("refuses a cluster in another VPC than that of the brokers that stand, while they are to stay", async () => {
    const at = (mode: string, brokersVpc: string) => look({ kafka: { mode } }, { brokers: {}, brokersVpc });
    await at("msk", "vpc-1");
    await at("none", "vpc-2");
    await assert.rejects(at("msk", "vpc-2"), /is in vpc-1, the stack's brokers are in vpc-2: .*“Another Kafka mode”/);
  });

  it("takes no address block that was taken off the VPC, which AWS lists for a while", async () => {
    const blocks = ["associated", "disassociating", "disassociated", "failed"].map((state, index) => ({
      cidrBlock: `100.6${index}.0.0/16`,
      state,
    }));
    const v6 = blocks.map(({ state }, index) => ({ ipv6CidrBlock: `2600:1f13:aa:${index}::/56`, state }));
    const vpc = { cidrBlockAssociations: blocks, ipv6CidrBlockAssociations: v6 };
    const { kind } = await look({ kafka: { mode: "none" } }, {}, undefined, { vpc });
    assert.deepEqual(kind.nodeAddressBlocks, ["10.0.0.0/16", "100.60.0.0/16", "2600:1f13:aa:0::/56", "10.80.0.0/16"]);
  });

  it("asks for three zones where brokers are to be placed, and for two where the settings name their subnets", async () => {
    await assert.rejects(look({ kafka: { mode: "msk" } }), /subnets are in 2 availability zones .*at least 3/);
    const place = { availabilityZone: "eu-central-1-ham-1a" };
    await assert.rejects(
      look({ kafka: { mode: "msk" } }, {}, undefined, { place }),
      /in 1 availability zone \(eu-central-1a; subnet-b is in eu-central-1-ham-1a, a Local Zone or one of Wavelength, where/,
    );
    const subnetIds = ["subnet-0000000a", "subnet-0000000b", "subnet-0000000c"];
    assert.equal((await look({ kafka: { mode: "msk", subnetIds } })).subnetPerZone.length, 2);
  });
});
