// What the stand-in providers share and the AWS one, called directly: no engine, no process.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noAccount, openAccount } from "./account";
import { awsModel } from "./aws";
import { kubernetesModel } from "./kubernetes";
import { StandIn } from "./standin";
import { isSecret, type Properties, secret, UNKNOWN } from "./values";

const BUCKET = "aws:s3/bucket:Bucket";
const CLUSTER = "aws:msk/cluster:Cluster";

const aws = (): StandIn => new StandIn(awsModel, openAccount(undefined), 0);
const urnOf = (type: string, name = "it"): string => `urn:pulumi:test::project::${type}::${name}`;

function check(standIn: StandIn, type: string, news: Properties, olds: Properties = {}, seed = "seed") {
  return standIn.check({ type, urn: urnOf(type), olds, news, randomSeed: Buffer.from(seed) });
}

const cluster: Properties = {
  clusterName: "logs",
  kafkaVersion: "3.9.x",
  numberOfBrokerNodes: 3,
  clientAuthentication: { sasl: { iam: true } },
  brokerNodeGroupInfo: {
    instanceType: "express.m7g.large",
    clientSubnets: ["subnet-a", "subnet-b"],
    securityGroups: ["sg-a"],
    storageInfo: { ebsStorageInfo: { volumeSize: 100 } },
  },
};

describe("stand-in providers: check", () => {
  it("refuses a type that the program does not use, and says where to add it", () => {
    const { failures } = check(aws(), "aws:foo/bar:Bar", {});
    assert.match(failures[0]?.reason ?? "", /does not know aws:foo\/bar:Bar; add it to offline\/providers\/aws-/);
  });

  it("names every unknown property and every missing one", () => {
    const { failures } = check(aws(), "aws:s3/bucketPolicy:BucketPolicy", { bucket: "a", polcy: "{}" });
    assert.deepEqual(failures.map(({ property }) => property).sort(), ["polcy", "policy"]);
  });

  it("takes an unknown value for a required property", () => {
    const { failures } = check(aws(), "aws:s3/bucketPolicy:BucketPolicy", { bucket: UNKNOWN, policy: UNKNOWN });
    assert.deepEqual(failures, []);
  });

  it("names an unnamed object, and keeps that name at the next check", () => {
    const standIn = aws();
    const { inputs } = check(standIn, BUCKET, {});
    assert.match(String(inputs.bucket), /^it-[0-9a-f]{7}$/);
    assert.equal(check(standIn, BUCKET, {}, inputs, "another seed").inputs.bucket, inputs.bucket);
  });

  it("refuses an unknown configuration key", () => {
    assert.deepEqual(
      aws()
        .checkConfig({ region: "eu-central-1", regoin: "x", version: "7.48.0" })
        .map(({ property }) => property),
      ["regoin"],
    );
  });
});

describe("stand-in providers: diff", () => {
  const changed = (change: (inputs: Properties) => void): Properties => {
    const copy = structuredClone(cluster);
    change(copy.brokerNodeGroupInfo as Properties);
    return copy;
  };
  const diff = (news: Properties, ignore: string[] = []) => aws().diff(CLUSTER, cluster, news, ignore);

  it("finds nothing in equal inputs, secret or not", () => {
    assert.deepEqual(diff({ ...cluster, clusterName: secret("logs") }).changes, []);
  });

  it("changes in place what can be, to the exact path", () => {
    const news = changed((nodes) => (nodes.storageInfo = { ebsStorageInfo: { volumeSize: 200 } }));
    const path = "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize";
    assert.deepEqual(diff(news).changes, [{ path, kind: "update", replace: false }]);
    assert.deepEqual(diff(news, [path]).changes, [], "ignoreChanges");
  });

  it("replaces for a nested key, and deletes first because the program gives the name, even another", () => {
    const result = diff(changed((nodes) => (nodes.clientSubnets = ["subnet-a", "subnet-z"])));
    assert.deepEqual(result.changes, [{ path: "brokerNodeGroupInfo.clientSubnets[1]", kind: "update", replace: true }]);
    assert.equal(result.deleteBeforeReplace, true);
    assert.equal(diff({ ...cluster, clusterName: "other" }).deleteBeforeReplace, true);
  });

  it("counts an unknown value of a replacing key as a replacement", () => {
    const news = changed((nodes) => (nodes.securityGroups = UNKNOWN));
    assert.deepEqual(diff(news).changes, [
      { path: "brokerNodeGroupInfo.securityGroups", kind: "update", replace: true },
    ]);
  });

  it("replaces a whole group of properties only if a replacing key is in it", () => {
    const add = (group: Properties) => diff({ ...cluster, encryptionInfo: group }).changes;
    assert.deepEqual(
      add({ encryptionInTransit: { clientBroker: "TLS" } }).map(({ replace }) => replace),
      [false],
    );
    assert.deepEqual(
      add({ encryptionAtRestKmsKeyArn: "arn" }).map(({ replace }) => replace),
      [true],
    );
  });

  it("quotes keys that are no identifiers", () => {
    const { changes } = aws().diff(BUCKET, { tags: {} }, { tags: { "a.b/c": "d" } }, []);
    assert.deepEqual(
      changes.map(({ path }) => path),
      ['tags["a.b/c"]'],
    );
  });
});

describe("stand-in providers: outputs", () => {
  it("leaves unknown at preview what only AWS assigns, and passes the inputs on", async () => {
    const { id, outputs } = await aws().create(BUCKET, urnOf(BUCKET), { bucket: "logs", tags: { a: UNKNOWN } }, true);
    assert.equal(id, "");
    assert.equal(outputs.arn, UNKNOWN);
    assert.equal(outputs.bucket, "logs");
    assert.equal(outputs.region, "eu-central-1");
    assert.deepEqual(outputs.tagsAll, { a: UNKNOWN });
  });

  it("computes them on creation, the same each time", async () => {
    const standIn = aws();
    standIn.configure({ region: "eu-west-1", defaultTags: '{"tags":{"stack":"test"}}' });
    const { id, outputs } = await standIn.create(BUCKET, urnOf(BUCKET), { bucket: "logs", tags: { a: "b" } }, false);
    assert.equal(id, "logs");
    assert.equal(outputs.arn, "arn:aws:s3:::logs");
    assert.equal(outputs.bucketRegionalDomainName, "logs.s3.eu-west-1.amazonaws.com");
    assert.deepEqual(outputs.tagsAll, { stack: "test", a: "b" });
    const clusterArn = async () => (await aws().create(CLUSTER, urnOf(CLUSTER), cluster, false)).outputs.arn;
    assert.equal(await clusterArn(), await clusterArn());
  });

  it("gives bootstrap brokers for the auth kinds that are on, and empty strings for the others", async () => {
    const { outputs } = await aws().create(CLUSTER, urnOf(CLUSTER), cluster, false);
    assert.match(String(outputs.bootstrapBrokersSaslIam), /^b-1\.logs\.[^,]+:9098,b-2\.[^,]+:9098,b-3\.[^,]+:9098$/);
    assert.equal(outputs.bootstrapBrokersSaslScram, "");
  });

  it("gives two keys of the same URN, one replacing the other, different ids", async () => {
    const standIn = aws();
    const type = "aws:kms/key:Key";
    const first = await standIn.create(type, urnOf(type), {}, false);
    const second = await standIn.create(type, urnOf(type), { keyUsage: "SIGN_VERIFY" }, false);
    assert.notEqual(first.id, second.id);
  });

  it("makes a new revision of an MSK configuration when, and only when, its properties change", async () => {
    const standIn = aws();
    const type = "aws:msk/configuration:Configuration";
    const inputs = { name: "c", serverProperties: "a=1" };
    const { id, outputs } = await standIn.create(type, urnOf(type), inputs, false);
    const revision = async (change: Properties, preview: boolean) => {
      const news = { ...inputs, ...change };
      return (await standIn.update(type, urnOf(type), id, outputs, news, preview)).outputs.latestRevision;
    };
    assert.equal(outputs.latestRevision, 1);
    assert.equal(await revision({ description: "d" }, false), 1);
    assert.equal(await revision({ serverProperties: "a=2" }, true), UNKNOWN);
    assert.equal(await revision({ serverProperties: "a=2" }, false), 2);
  });

  it("keeps secrets secret, also in what is computed from them", async () => {
    const type = "aws:secretsmanager/secretVersion:SecretVersion";
    const { outputs } = await aws().create(type, urnOf(type), { secretId: "arn", secretString: "plain" }, false);
    assert.ok(isSecret(outputs.secretString));
    const bucket = await aws().create(BUCKET, urnOf(BUCKET), { bucket: secret("b"), tags: secret({ a: "b" }) }, false);
    assert.ok(isSecret(bucket.outputs.tagsAll));
  });
});

describe("stand-in providers: the account", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "standin-"))));
  afterEach(() => rmSync(directory, { recursive: true }));
  const open = (): StandIn => new StandIn(awsModel, openAccount(directory), 0);

  it("keeps an object from one process to the next, for import", async () => {
    const inputs = { bucket: "data", tags: { a: "b" } };
    const created = await open().create(BUCKET, urnOf(BUCKET), inputs, false);
    assert.deepEqual(open().read(BUCKET, "data", { inputs: {}, outputs: {} }), { type: BUCKET, ...created });
    await assert.rejects(open().create(BUCKET, urnOf(BUCKET), inputs, false), /BucketAlreadyOwnedByYou/);
    await open().delete(BUCKET, "data", inputs);
    assert.equal(open().read(BUCKET, "data", { inputs, outputs: created.outputs }).id, "", "gone at refresh");
  });

  it("lets a release go with its namespace, as Helm's records of it do, and no other", async () => {
    const release = "kubernetes:helm.sh/v3:Release";
    const namespace = "kubernetes:core/v1:Namespace";
    for (const account of [openAccount(directory), openAccount(undefined)]) {
      const cluster = new StandIn(kubernetesModel, account, 0);
      const make = (type: string, inputs: Properties) => cluster.create(type, urnOf(type), inputs, false);
      const definitions = (of: string) => make(release, { chart: "crds", name: "crds", namespace: of });
      const own = { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } };
      await make(namespace, own);
      await definitions("a");
      await definitions("ab");
      await assert.rejects(definitions("a"), /cannot re-use a name that is still in use/);
      await cluster.delete(namespace, "a", own);
      await definitions("a");
      await assert.rejects(definitions("ab"), /cannot re-use a name that is still in use/);
    }
  });

  it("lets exactly one of many parallel creations have a name, and leaves no draft behind", async () => {
    const creations = Array.from({ length: 20 }, () => open().create(BUCKET, urnOf(BUCKET), { bucket: "b" }, false));
    const results = await Promise.allSettled(creations);
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.deepEqual(readdirSync(join(directory, encodeURIComponent(BUCKET))), ["b.json"]);
  });

  it("puts a setting of a bucket over the one that is there, as AWS does", async () => {
    const type = "aws:s3/bucketPolicy:BucketPolicy";
    await open().create(type, urnOf(type), { bucket: "b", policy: "1" }, false);
    await open().create(type, urnOf(type), { bucket: "b", policy: "2" }, false);
    assert.equal(open().read(type, "b", { inputs: {}, outputs: {} }).inputs.policy, "2");
  });

  it("cannot import without an account, and says so", () => {
    assert.throws(() => aws().read(BUCKET, "b", { inputs: {}, outputs: {} }), /STANDIN_ACCOUNT/);
  });
});

describe("stand-in providers: lookups", () => {
  it("finds the fixture's cluster and its subnets in three zones", () => {
    const found = aws().invoke("aws:eks/getCluster:getCluster", { name: "sandbox" });
    const { subnetIds } = found.vpcConfig as { subnetIds: string[] };
    const zones = subnetIds.map((id) => aws().invoke("aws:ec2/getSubnet:getSubnet", { id }).availabilityZone);
    assert.equal(new Set(zones).size, 3);
  });

  it("fails for a cluster that does not exist in the words of the real provider", () => {
    assert.throws(
      () => aws().invoke("aws:eks/getCluster:getCluster", { name: "nope" }),
      /^Error: invoking aws:eks\/getCluster:getCluster: .*\n\t\* reading EKS Cluster \(nope\): couldn't find resource/,
    );
  });
});

describe("stand-in providers: time", () => {
  it("waits a scaled-down creation out, and stops waiting when cancelled", async () => {
    const quick = new StandIn(awsModel, noAccount, 1e-5);
    const started = Date.now();
    await quick.create(CLUSTER, urnOf(CLUSTER), cluster, false);
    assert.ok(Date.now() - started >= 14, "25 minutes scaled to 15 ms");
    const slow = new StandIn(awsModel, noAccount, 1);
    const creation = slow.create(CLUSTER, urnOf(CLUSTER), cluster, false);
    slow.cancel();
    await assert.rejects(creation, /cancelled/);
  });
});
