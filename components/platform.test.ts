// The platform in a program that makes what it stands on, and with options of its own.
import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings/settings";
import { cluster, firstChange, only, type Registration, registrationsOf } from "../test/support/mock-stack";
import { place } from "../test/support/place";
import { settingsOfStack, settingsWith } from "../test/support/stack-configuration";
import type { AwsIdentity } from "./cloud/aws-identity";
import { clusterArn } from "./cloud/names";
import { Platform, type PlatformArgs } from "./platform";

function argsFor(settings: Settings): PlatformArgs {
  return { settings, place, change: firstChange(settings, clusterArn(settings, place)), identity: {}, cluster };
}

const registered = (more: Partial<PlatformArgs>, settings: Settings, opts?: () => pulumi.ComponentResourceOptions) =>
  registrationsOf(() => new Platform("observability", { ...argsFor(settings), ...more }, opts?.()));

const later = (value: pulumi.Input<string>): pulumi.Output<string> => pulumi.output(Promise.resolve(value));

/** Without what differs between any two runs. */
const plan = (registrations: readonly Registration[]) =>
  registrations.map(({ type, name, inputs }) => ({ type, name, inputs })).sort((a, b) => a.name.localeCompare(b.name));

describe("a platform in a program that makes what it stands on", function () {
  this.timeout(60_000);

  it("is the same with values that are known later", async () => {
    const settings = settingsOfStack("prod");
    const known = await registered({}, settings);
    const made = await registered(
      {
        cluster: {
          ...cluster,
          arn: later(cluster.arn),
          endpoint: later(cluster.endpoint),
          certificateAuthority: later(cluster.certificateAuthority),
          vpcId: later(cluster.vpcId),
          securityGroupId: later(cluster.securityGroupId),
          oidcIssuer: later(cluster.oidcIssuer),
          subnetPerZone: cluster.subnetPerZone.map(({ subnetId }) => ({ subnetId: later(subnetId) })),
        },
      },
      settings,
    );
    assert.ok(known.length > 100, String(known.length));
    assert.deepEqual(plan(made), plan(known));
  });

  it("says in its outputs whose records its gateway takes, with which a run compares after a destroy that broke off", async () => {
    // Mocks keep no outputs of components.
    const components = pulumi.ComponentResource.prototype as unknown as {
      registerOutputs(outputs?: Record<string, pulumi.Input<unknown>>): void;
    };
    const { registerOutputs } = components;
    const served: pulumi.Output<unknown>[] = [];
    components.registerOutputs = function (outputs) {
      if (outputs?.served !== undefined) served.push(pulumi.output(outputs.served));
      registerOutputs.call(this, outputs);
    };
    const settings = settingsOfStack("sandbox");
    try {
      await registered({}, settings);
    } finally {
      components.registerOutputs = registerOutputs;
    }
    assert.equal(served.length, 1);
    const told = await new Promise((resolve) => served[0]?.apply(resolve));
    assert.deepEqual(
      told,
      settings.tenants.map(({ id }) => id),
    );
  });

  it("is refused where new brokers have too few zones, and not where they stand already", async () => {
    const two = { cluster: { ...cluster, subnetPerZone: cluster.subnetPerZone.slice(0, 2) } };
    const settings = settingsWith({ kafka: { mode: "msk" } });
    await assert.rejects(
      registered(two, settings),
      /subnets in 2 zones.*brokers in 3; nothing was changed - hand over/,
    );
    const brokers =
      "urn:pulumi:a::b::obs:index:Platform$obs:cloud:Cloud$aws:msk/cluster:Cluster::observability-cloud-kafka";
    const { change } = argsFor(settings);
    await registered({ ...two, change: { ...change, held: [brokers] } }, settings);
    await registered(two, settingsWith({ kafka: { mode: "none" } }));
  });

  it("encrypts with the key that it is given, and makes none", async () => {
    const key = "arn:aws:kms:eu-central-1:111122223333:key/shared";
    const found = await registered({ kmsKeyArn: later(key) }, settingsOfStack("prod"));
    assert.deepEqual(
      found.filter(({ type }) => type === "aws:kms/key:Key"),
      [],
    );
    const encryption = only(found, "aws:msk/cluster:Cluster").inputs.encryptionInfo;
    assert.equal((encryption as { encryptionAtRestKmsKeyArn: string }).encryptionAtRestKmsKeyArn, key);
  });

  it("tells every client of the brokers that it is given", async () => {
    const kafka = { mode: "external", auth: "scram", existingSecret: "brokers", bootstrapServers: ["later:9096"] };
    const servers = "b-1.example.com:9096,b-2.example.com:9096";
    const found = await registered({ bootstrapServers: later(servers) }, settingsWith({ kafka }));
    const secrets = found
      .filter(({ type, name }) => type === "kubernetes:core/v1:Secret" && name.endsWith("-kafka"))
      .map(({ inputs }) => (inputs.stringData as { value: { brokers: string } }).value); // a secret, as mocks see it
    assert.deepEqual(
      secrets.map(({ brokers }) => brokers),
      [servers, servers],
    );
    const exporter = only(found, "kubernetes:helm.sh/v3:Release", "observability-collection-exporters-kafka").inputs;
    assert.deepEqual((exporter.values as { kafkaServer: string[] }).kafkaServer, servers.split(","));
    assert.doesNotMatch(JSON.stringify(found.filter(({ type }) => !type.startsWith("obs:"))), /later:9096/);
  });
});

describe("what waits for what", function () {
  this.timeout(60_000);

  it("waits for Loki whose queue to it lies in memory, and nobody else", async () => {
    const waiting: string[] = [];
    const [kafka, logs] = [{ mode: "msk" }, { kubernetesEvents: true, controlPlane: true }];
    await registered({}, settingsWith({ size: "large", kafka, logs }), () => ({
      transformations: [
        ({ type, opts: { dependsOn = [] } }) => {
          const awaited = [dependsOn].flat() as { __pulumiType?: string }[];
          if (awaited.some(({ __pulumiType }) => __pulumiType === "obs:backends:Loki")) waiting.push(type);
          return undefined;
        },
      ],
    }));
    assert.deepEqual(waiting, ["obs:collection:ContainerLogs", "obs:collection:KubernetesEvents"]);
  });
});

describe("a stack", function () {
  this.timeout(60_000);

  it("has one platform: with a second every later run would compare the one with what the other wrote down", async () => {
    const settings = settingsOfStack("dev");
    const run = (names: readonly string[]) =>
      registrationsOf(() => {}).then(() =>
        pulumi.runtime.runInPulumiStack(async () => {
          for (const name of names) new Platform(name, argsFor(settings));
        }),
      );
    await assert.rejects(run(["observability", "second"]), /a stack has one platform.*a stack of its own/);
    await run(["observability"]);
  });
});

describe("options of the platform", function () {
  this.timeout(60_000);

  it("providers: what stands in the cluster is not handed over to another", async () => {
    const settings = settingsOfStack("dev");
    const build = (ownProvider: boolean | undefined, isGiven: boolean) =>
      registrationsOf(() => {
        const kubeconfig = new kubernetes.Provider("given", { kubeconfig: "{}" });
        const change = { ...firstChange(settings), ...(ownProvider === undefined ? {} : { ownProvider }) };
        const options = isGiven ? { providers: [kubeconfig] } : {};
        new Platform("observability", { settings, cluster, place, identity: {}, change }, options);
      });
    for (const [ownProvider, isGiven] of [
      [true, true],
      [false, false],
    ] as const)
      await assert.rejects(build(ownProvider, isGiven), /the namespace and its claims too/);
    for (const [ownProvider, isGiven] of [
      [true, false],
      [false, true],
      [undefined, true],
    ] as const)
      await build(ownProvider, isGiven);
  });

  it("providers: what is given takes the place of its own", async () => {
    let given: pulumi.ProviderResource | undefined;
    const seen = new Set<pulumi.ProviderResource | undefined>();
    const found = await registered({}, settingsOfStack("dev"), () => {
      given = new kubernetes.Provider("given", { kubeconfig: "{}" });
      return {
        providers: [given],
        transformations: [
          ({ opts, type }) => {
            if (type.startsWith("kubernetes:"))
              seen.add((opts as pulumi.CustomResourceOptions).provider ?? opts.parent?.getProvider(type));
            return undefined;
          },
        ],
      };
    });
    assert.equal(only(found, "pulumi:providers:kubernetes").name, "given");
    assert.deepEqual([...seen], [given]);
  });

  it("none: its own is told as whom to ask, in secret where the stack's file has that encrypted", async () => {
    const kubeconfig = async (identity: AwsIdentity) =>
      only(await registered({ identity }, settingsOfStack("dev")), "pulumi:providers:kubernetes").inputs.kubeconfig;
    assert.match(String(await kubeconfig({ profile: "staging-admin" })), /"--profile","staging-admin"/);
    const hidden = (await kubeconfig({ profile: "staging-admin", isSecret: true })) as { value: string };
    assert.match(hidden.value, /"--profile","staging-admin"/); // a secret, as mocks see it
  });

  it("parent and transformations: every child is seen, and hangs below", async () => {
    const types: string[] = [];
    await registered({}, settingsOfStack("dev"), () => {
      const parent = new pulumi.ComponentResource(
        "acme:index:Everything",
        "everything",
        {},
        {
          transformations: [
            ({ type }) => {
              types.push(type);
              return undefined;
            },
          ],
        },
      );
      return { parent };
    });
    for (const type of ["obs:index:Platform", "aws:s3/bucket:Bucket", "kubernetes:helm.sh/v3:Release"])
      assert.ok(types.includes(type), type);
  });

  it("transformations: definitions, which others' objects are of, stay in the cluster without the platform", async () => {
    const kept: string[] = [];
    await registered({}, settingsOfStack("dev"), () => ({
      transformations: [
        ({ type, name, opts }) => {
          if (type === "kubernetes:helm.sh/v3:Release" && opts.retainOnDelete) kept.push(name);
          return undefined;
        },
      ],
    }));
    assert.deepEqual(kept, ["observability-backends-crds"]);
  });

  it("transformations: what cannot change once it is made does not follow what a lookup answers later", async () => {
    const stays: Record<string, readonly string[]> = {};
    const externalIngest = {
      hostname: "ingest.example.com",
      tlsSecret: "ingest-tls",
      loadBalancer: { sourceRanges: ["10.0.0.0/8"] },
    };
    const settings = settingsWith({ kafka: { mode: "msk" }, cluster: { name: "test", externalIngest } });
    await registered({}, settings, () => ({
      transformations: [
        ({ type, opts }) => {
          const { ignoreChanges = [] } = opts as pulumi.CustomResourceOptions;
          if (ignoreChanges.length > 0) stays[type] = ignoreChanges;
          return undefined;
        },
      ],
    }));
    assert.deepEqual(stays, {
      "aws:ec2/securityGroup:SecurityGroup": ["vpcId"],
      "aws:msk/cluster:Cluster": [
        "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize",
        "brokerNodeGroupInfo.clientSubnets",
        "kafkaVersion",
      ],
      "aws:msk/configuration:Configuration": ["kafkaVersions"],
      "kubernetes:core/v1:Service": ["spec.loadBalancerClass"],
      "kubernetes:storage.k8s.io/v1:StorageClass": ["provisioner", "allowedTopologies"],
    });
  });

  it("protect: holds for every child of a stack whose setting asks for none", async () => {
    const loose = new Set<string>();
    let count = 0;
    await registrationsOf(() => {
      const platform = new Platform("observability", argsFor(settingsWith({ protect: false })), { protect: true });
      const visit = (
        resource: pulumi.Resource & { __protect?: boolean; __childResources?: Set<pulumi.Resource>; __name?: string },
      ) => {
        count++;
        if (resource.__protect !== true) loose.add(resource.__name ?? "");
        for (const child of resource.__childResources ?? []) visit(child);
      };
      visit(platform);
    });
    assert.ok(count > 100, String(count));
    assert.deepEqual([...loose], []);
  });
});
