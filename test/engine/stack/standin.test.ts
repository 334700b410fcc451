// The stand-in providers under the real Pulumi engine: what it plans and does with them over a stack's life.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import * as random from "@pulumi/random";
import { pulumiEnvironment } from "../../../commands/pulumi-environment";
import { defaultFixture } from "../../../offline/providers/fixture";

interface Variant {
  tag?: string;
  keySpec?: string;
  protect?: boolean;
  adopt?: boolean;
  cluster?: string;
  extra?: Record<string, unknown>;
}

/** A stack with what the tests need: a data bucket, a key, a password in a Secret, a release, a lookup. */
function program({ tag = "one", keySpec, protect = false, adopt = false, cluster, extra }: Variant) {
  return async () => {
    const found = await aws.eks.getCluster({ name: cluster ?? "sandbox" });
    const keep = { protect, retainOnDelete: true, import: adopt ? "kept-data" : undefined };
    const bucket = new aws.s3.Bucket("data", { bucket: "kept-data", tags: { tag }, ...extra }, keep);
    const key = new aws.kms.Key("key", { enableKeyRotation: true, customerMasterKeySpec: keySpec });
    new aws.kms.Alias("alias", { name: "alias/test", targetKeyId: key.keyId });
    new aws.s3.BucketVersioning("versioning", {
      bucket: bucket.bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const provider = new kubernetes.Provider("cluster", { kubeconfig: "{}", clusterIdentifier: found.arn });
    const password = new random.RandomPassword("password", { length: 20 });
    const inCluster = { provider };
    const namespace = new kubernetes.core.v1.Namespace("ns", { metadata: { name: "observability" } }, inCluster);
    const metadata = { name: "credentials", namespace: namespace.metadata.name };
    new kubernetes.core.v1.Secret("secret", { metadata, stringData: { password: password.result } }, inCluster);
    const release = new kubernetes.helm.v3.Release(
      "loki",
      {
        name: "loki",
        namespace: namespace.metadata.name,
        chart: "loki",
        version: "1.0.0",
        values: { bucket: bucket.bucket, keyArn: key.arn },
      },
      inCluster,
    );
    return { arn: bucket.arn, password: password.result, status: release.status.status, keyId: key.keyId };
  };
}

describe("stand-in providers under the engine", function () {
  this.timeout(120_000);
  const outside = { ...process.env };
  let directory: string;
  let stack: Stack;

  before(async function () {
    this.timeout(600_000);
    directory = mkdtempSync(join(tmpdir(), "standin-engine-"));
    const environment = await pulumiEnvironment({
      providerDirectories: [resolve(__dirname, "../../../offline/providers/bin")],
      stateDirectory: join(directory, "state"),
    });
    // The automation API looks for the CLI in this process's environment.
    Object.assign(process.env, environment, {
      PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_HOME: join(directory, "home"),
      STANDIN_ACCOUNT: join(directory, "account"),
    });
    stack = await LocalWorkspace.createStack({ stackName: "test", projectName: "standin", program: program({}) });
    await stack.setConfig("aws:region", { value: "eu-central-1" });
  });

  after(() => {
    process.env = outside;
    rmSync(directory, { recursive: true, force: true });
  });

  const up = (variant: Variant = {}) => stack.up({ program: program(variant) });
  const changes = (summary: Record<string, number | undefined> | undefined) => {
    const { same: _, ...others } = summary ?? {};
    return others;
  };

  /** Operation and changed paths by resource name. */
  async function plan(variant: Variant): Promise<Record<string, string>> {
    const steps: Record<string, string> = {};
    const onEvent = ({ resourcePreEvent }: EngineEvent): void => {
      const step = resourcePreEvent?.metadata;
      if (step && step.op !== "same") {
        const paths = Object.keys(step.detailedDiff ?? {})
          .sort()
          .join(" ");
        steps[`${step.op} ${step.urn.split("::")[3] ?? ""}`] = paths;
      }
    };
    await stack.preview({ program: program(variant), onEvent });
    return steps;
  }

  it("previews a new stack, saying that it stands in", async () => {
    const { changeSummary, stdout } = await stack.preview({ program: program({}) });
    assert.deepEqual(changeSummary, { create: 10 });
    assert.match(stdout, /stand-in for the AWS provider: nothing is created in any account/);
    // A version that is not the SDK's would be warned of.
    assert.doesNotMatch(stdout, /expected to have version/);
  });

  it("brings it up, with outputs known and the password secret", async () => {
    const { summary, outputs } = await up();
    assert.deepEqual(summary.resourceChanges, { create: 10 });
    assert.deepEqual(outputs.arn, { value: "arn:aws:s3:::kept-data", secret: false });
    assert.equal(outputs.status?.value, "deployed");
    assert.equal(outputs.password?.secret, true);
    const password = String(outputs.password?.value);
    assert.equal(password.length, 20);
    const state = readFileSync(join(directory, "state/.pulumi/stacks/standin/test.json"), "utf8");
    assert.ok(!state.includes(password) && !state.includes(Buffer.from(password).toString("base64")));
  });

  it("finds nothing to do at the second up and at a refresh", async () => {
    assert.deepEqual(changes((await up()).summary.resourceChanges), {});
    assert.deepEqual(changes((await stack.refresh()).summary.resourceChanges), {});
  });

  it("plans a changed tag in place, to the path", async () => {
    assert.deepEqual(await plan({ tag: "two" }), { "update data": "tags.tag" });
    assert.deepEqual(changes((await up({ tag: "two" })).summary.resourceChanges), { update: 1 });
  });

  it("replaces for a key that cannot change in place, and tells dependents at the preview", async () => {
    const keySpec = "RSA_2048";
    assert.deepEqual(await plan({ tag: "two", keySpec }), {
      "create-replacement key": "customerMasterKeySpec",
      "replace key": "customerMasterKeySpec",
      "delete-replaced key": "",
      "update alias": "targetKeyId",
      "update loki": "values.keyArn",
    });
    const before = (await stack.outputs()).keyId?.value as string;
    const { outputs } = await up({ tag: "two", keySpec });
    assert.notEqual(outputs.keyId?.value, before);
    await up({ tag: "two" });
  });

  it("refuses a property it does not know, before anything changes", async () => {
    const extra = { accelerationStatus: "Enabled" };
    await assert.rejects(
      stack.preview({ program: program({ tag: "two", extra }) }),
      /does not know property accelerationStatus of aws:s3\/bucket:Bucket/,
    );
  });

  it("lets the program see that a cluster does not exist, and the fixture describe another", async () => {
    await assert.rejects(stack.preview({ program: program({ cluster: "other" }) }), /couldn't find resource/);
    const [cluster] = defaultFixture.clusters;
    const file = join(directory, "fixture.json");
    writeFileSync(file, JSON.stringify({ ...defaultFixture, clusters: [{ ...cluster, name: "other" }] }));
    process.env.STANDIN_FIXTURE = file;
    try {
      // Another cluster, so the provider for it is another and all that is in it is replaced.
      const steps = Object.keys(await plan({ tag: "two", cluster: "other" }));
      assert.ok(steps.includes("replace cluster") && steps.includes("replace loki"), steps.join(", "));
    } finally {
      delete process.env.STANDIN_FIXTURE;
    }
  });

  it("does not destroy protected data", async () => {
    await up({ tag: "two", protect: true });
    await assert.rejects(stack.destroy(), /protect/);
    await up({ tag: "two" });
  });

  it("destroys, keeps the retained bucket, refuses to create it again, and adopts it by import", async () => {
    await stack.destroy();
    assert.deepEqual((await stack.exportStack()).deployment.resources ?? [], []);
    await assert.rejects(up({ tag: "two" }), /BucketAlreadyOwnedByYou/);
    // The tag differs from the kept bucket's: imported as it is, then brought in line, never replaced.
    const { summary } = await up({ tag: "three", adopt: true });
    assert.equal(summary.resourceChanges?.import, 1);
    assert.equal(summary.resourceChanges?.update, 1);
    assert.deepEqual(changes((await up({ tag: "three" })).summary.resourceChanges), {}, "the import option can go");
  });
});
