// The pure parts of the cloud: lifecycle, bucket policies, brokers, the cluster's fitness, names.
import assert from "node:assert/strict";
import fc from "fast-check";
import { minInSyncReplicas, replicationFactor } from "../../conventions/kafka";
import { cluster } from "../../test/support/mock-stack";
import { place } from "../../test/support/place";
import { clusterProblems, dnsAddress, execKubeconfig, subnetPerZone } from "./eks-facts";
import { workloadTrust } from "./identity/permissions";
import { brokerHosts, planBrokers, serverProperties, topicPlans } from "./kafka/plan";
import { type CloudNames, cloudNames } from "./names";
import {
  accessLogPolicy,
  bucketPolicy,
  expiryDays,
  expiryMarginDays,
  lifecycleRules,
  transitions,
} from "./storage/bucket-rules";

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

describe("brokers", () => {
  const subnets = cluster.subnetPerZone;
  it("are a multiple of three zones, and at least as many as there are copies", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (brokersPerZone) => {
        const plan = planBrokers(subnets, brokersPerZone);
        assert.equal(plan.brokers % plan.subnetIds.length, 0);
        assert.equal(plan.subnetIds.length, 3);
        assert.ok(replicationFactor <= plan.brokers && minInSyncReplicas < replicationFactor);
      }),
    );
  });
  it("stay as many when the cluster has a zone less today", () => {
    assert.equal(planBrokers(subnets.slice(0, 2), 2).brokers, planBrokers(subnets, 2).brokers);
  });
  it("create no topic by themselves, lose no acknowledged record and elect no stale leader", () => {
    const lines = serverProperties().split("\n");
    for (const line of [
      "auto.create.topics.enable = false",
      "min.insync.replicas = 2",
      "unclean.leader.election.enable = false",
      "log.retention.hours = 72",
    ])
      assert.ok(lines.includes(line), line);
  });
  it("keep logs as long as asked and dead letters a week", () => {
    const { chunks, logs, apart, deadLetters } = topicPlans(12, 72);
    for (const plan of [chunks, logs, apart])
      assert.deepEqual([plan.partitions, plan.configs["retention.ms"]], [12, "259200000"], plan.name);
    assert.deepEqual([deadLetters.name, deadLetters.configs["retention.ms"]], ["logs-dead-letters", "604800000"]);
  });
  it("date records by the broker's clock: a sender's decides neither whether nor how long one is kept", () => {
    for (const { configs } of Object.values(topicPlans(12, 72)))
      assert.equal(configs["message.timestamp.type"], "LogAppendTime");
  });
  it("are listed once each, sorted", () => {
    assert.deepEqual(brokerHosts("b-2.k:9098,b-1.k:9098,b-2.k:9098"), ["b-1.k", "b-2.k"]);
  });
});

describe("a cluster", () => {
  it("gives one subnet a zone, private before public", () => {
    assert.deepEqual(
      subnetPerZone([
        { id: "s3", zone: "b", isPublic: false },
        { id: "s1", zone: "a", isPublic: true },
        { id: "s2", zone: "a", isPublic: false },
      ]),
      [
        { zone: "a", subnetId: "s2" },
        { zone: "b", subnetId: "s3" },
      ],
    );
  });
  it("gives none in a Local Zone or one of Wavelength", () => {
    const subnets = ["us-east-1-bos-1a", "us-east-1-wl1-bos-wlz-1", "us-gov-west-1a", "eusc-de-east-1b"].map(
      (zone) => ({
        id: `subnet-${zone}`,
        zone,
        isPublic: false,
      }),
    );
    assert.deepEqual(
      subnetPerZone(subnets).map(({ zone }) => zone),
      ["eusc-de-east-1b", "us-gov-west-1a"],
    );
  });
  it("gives none on an Outpost, or in the zone that MSK leaves out, and names both among too few", () => {
    const subnets = [
      { id: "subnet-1", zone: "us-east-1a", zoneId: "use1-az1", outpostArn: "", isPublic: false },
      { id: "subnet-2", zone: "us-east-1b", zoneId: "use1-az2", outpostArn: "arn:aws:outposts:x", isPublic: false },
      { id: "subnet-3", zone: "us-east-1e", zoneId: "use1-az3", outpostArn: "", isPublic: false },
    ];
    const usable = subnetPerZone(subnets);
    assert.deepEqual(usable, [{ zone: "us-east-1a", subnetId: "subnet-1" }]);
    assert.match(
      clusterProblems({ ...cluster, subnetPerZone: usable }, 3, subnets).join(),
      /^subnets are in 1 availability zone \(us-east-1a; subnet-2 is on an Outpost, where MSK has no brokers; subnet-3 is in us-east-1e, the zone use1-az3, where/,
    );
  });
  it("is refused for an old version, too few zones and a missing issuer, all at once, each with what mends it", () => {
    const problems = clusterProblems(
      { ...cluster, version: "1.28", oidcIssuer: "", subnetPerZone: cluster.subnetPerZone.slice(0, 1) },
      3,
    );
    assert.equal(problems.length, 3);
    assert.match(
      problems[0] ?? "",
      /version is 1\.28, must be at least 1\.30 - .*aws eks update-cluster-version --name test --kubernetes-version 1\.29$/,
    );
    assert.match(
      problems[1] ?? "",
      /subnets are in 1 availability zone \(eu-central-1a\), must be in at least 3 for kafka\.mode msk - name three/,
    );
    assert.deepEqual(clusterProblems(cluster, 3), []);
    assert.equal(clusterProblems({ ...cluster, version: "1.29" }, 3).length, 1);
    assert.deepEqual(clusterProblems({ ...cluster, version: "1.30" }, 3), []);
    const creating = clusterProblems({ ...cluster, endpoint: "" }, 3);
    assert.match(creating.join(), /^has no API server yet: .*aws eks wait cluster-active --name test$/);
  });
  it("in too few zones names subnets of its VPC for brokers, and is given one more where there are none to place", () => {
    const [one, two] = ["a", "b"].map((zone) => ({ zone: `eu-central-1${zone}`, subnetId: `subnet-${zone}` }));
    assert.ok(one && two);
    const set = (index: number, subnet: string) =>
      `pulumi config set --path 'observability:kafka.subnetIds[${index}]' ${subnet}`;
    const told = clusterProblems({ ...cluster, vpcId: "vpc-1", subnetPerZone: [one, two] }, 3).join();
    assert.ok(
      told.endsWith(
        `: ${set(0, "subnet-a")} && ${set(1, "subnet-b")} && ${set(2, "'<subnet>'")}; those that are there: ` +
          "aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-1",
      ),
      told,
    );
    const subnets = ["subnet-a", "subnet-z"].map((id) => ({ id, zone: "eu-central-1a", isPublic: false }));
    const more = clusterProblems({ ...cluster, subnetPerZone: [one] }, 2, subnets).join();
    assert.ok(
      more.endsWith(
        "must be in at least 2 - add one of another zone to the cluster's: aws eks update-cluster-config --name test " +
          "--resources-vpc-config subnetIds=subnet-a,subnet-z,<subnet>",
      ),
      more,
    );
  });
  it("has its DNS at the tenth address of its Services, where that can be told", () => {
    assert.equal(dnsAddress("172.20.0.0/16"), "172.20.0.10");
    assert.equal(dnsAddress("fd30:1c53:5f8a::/108"), "fd30:1c53:5f8a::a");
    for (const unknown of [undefined, "", "10.100.0.128/25", "10.100.0.0"])
      assert.equal(dnsAddress(unknown), undefined);
  });
  it("is reached with a token asked for at each call, and no credential in the kubeconfig", () => {
    const config = JSON.parse(execKubeconfig(cluster, "eu-central-1")) as {
      users: { user: { exec: { command: string; args: string[] } } }[];
    };
    assert.deepEqual(Object.keys(config.users[0]?.user ?? {}), ["exec"]);
    assert.deepEqual(config.users[0]?.user.exec.args.slice(0, 4), ["eks", "get-token", "--cluster-name", "test"]);
  });
});

describe("trust of a role", () => {
  it("names no Pod Identity in AWS's partition in China, which has none", () => {
    const account = { clusterArn: cluster.arn, oidcIssuer: cluster.oidcIssuer, namespace: "o", serviceAccount: "loki" };
    const sids = (partition: string) =>
      (
        JSON.parse(workloadTrust({ ...account, place: { ...place, partition } })) as { Statement: { Sid: string }[] }
      ).Statement.map(({ Sid }) => Sid);
    assert.deepEqual(sids("aws-cn"), ["ServiceAccount"]);
    assert.deepEqual(sids("aws-us-gov"), ["PodIdentity", "ServiceAccount"]);
  });
});

describe("names in AWS", () => {
  it("fit their limits for the longest environment", () => {
    const names = cloudNames({ environment: "a".repeat(20), cluster: { name: "c".repeat(100) } }, place);
    for (const bucket of Object.values(names.buckets)) assert.ok(bucket.length <= 63, bucket);
    for (const { name } of Object.values(names.roles)) assert.ok(name.length <= 64, name);
    assert.ok(names.kafkaCluster.length <= 64);
    const { queue, deadLetters, stream } = names.controlPlane;
    assert.ok(Math.max(queue.length, deadLetters.length) <= 80 && stream.length <= 64);
    assert.ok(names.logGroupPrefix.length <= 512);
  });
  it("stay what they were in a stack of the first version", () => {
    const { buckets, roles, keyAlias, kafkaCluster } = cloudNames(
      { environment: "test", cluster: { name: "c" } },
      { ...place, naming: "account" },
    );
    assert.equal(buckets.tempo, "test-observability-tempo-111122223333");
    assert.equal(roles.loki.name, "test-observability-loki");
    assert.deepEqual([keyAlias, kafkaCluster], ["alias/test-observability", "test-observability"]);
  });
  it("tell apart clusters, regions and accounts that have an environment of the same name", () => {
    const all = (of: CloudNames) => [
      ...Object.values(of.buckets),
      ...Object.values(of.roles).map(({ name }) => name),
      of.keyAlias,
      of.kafkaCluster,
      ...Object.values(of.controlPlane),
      of.logGroupPrefix,
    ];
    const settings = { environment: "prod", cluster: { name: "blue" } };
    const others = [
      cloudNames({ ...settings, cluster: { name: "green" } }, place),
      cloudNames(settings, { ...place, region: "us-east-1" }),
      cloudNames(settings, { ...place, accountId: "444455556666" }),
    ];
    const own = new Set(all(cloudNames(settings, place)));
    for (const other of others)
      assert.deepEqual(
        all(other).filter((name) => own.has(name)),
        [],
      );
    assert.deepEqual(new Set(all(cloudNames(settings, place))), own, "the same stack finds its names again");
  });
  it("follow the partition", () => {
    assert.match(
      cloudNames({ environment: "x", cluster: { name: "x" } }, { ...place, partition: "aws-cn" }).roles.loki.arn,
      /^arn:aws-cn:iam::/,
    );
  });
});
