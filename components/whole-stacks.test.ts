// Whole stacks on the kinds of cluster and account that people have: every resource is registered as in a preview,
// every release rendered, the policy pack asked. What is only rendered is not run: docs/works-on.md says which.
import assert from "node:assert/strict";
import { rules as policyRules } from "../policy/rules";
import type { Settings } from "../settings/settings";
import { kindsOfCluster } from "../test/support/kinds-of-cluster";
import {
  firstChange,
  ofType,
  cluster as ordinary,
  type Registration,
  registrationsOf,
} from "../test/support/mock-stack";
import { place as inAws } from "../test/support/place";
import { settingsWith, stackFile } from "../test/support/stack-configuration";
import type { ClusterFacts } from "./cloud/eks-facts";
import type { Place } from "./cloud/names";
import { Platform } from "./platform";

interface Situation {
  configuration?: Record<string, unknown>;
  cluster?: Partial<ClusterFacts>;
  place?: Place;
  tags?: Record<string, string>;
  holds: (made: readonly Registration[], text: string) => void;
}

const msk = { kafka: { mode: "msk" } };
const admitted = (made: readonly Registration[]) =>
  ofType(made, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map(
    ({ inputs }) => inputs.referencedSecurityGroupId,
  );
const stackOf = (file: string) => {
  const { environment, cluster, ...rest } = stackFile(`examples/stacks/${file}.yaml`);
  return { environment, cluster, ...rest };
};
/** Pods that are placed, but for those of every node, by release. */
const selectors = (made: readonly Registration[]) =>
  ofType(made, "kubernetes:helm.sh/v3:Release").flatMap(({ inputs }) =>
    [...JSON.stringify(inputs.values ?? {}).matchAll(/"nodeSelector":(\{[^}]*\})/g)].map(([, text = "{}"]) => ({
      release: String(inputs.name),
      selector: JSON.parse(text) as Record<string, string>,
    })),
  );
const everyNode = ["alloy", "fluent-bit", "promtail"];

const situations: Readonly<Record<string, Situation>> = {
  "an ordinary cluster": { configuration: msk, holds: (made) => assert.ok(admitted(made).includes("sg-cluster")) },
  "arm64 nodes beside others": {
    configuration: { scheduling: { nodeSelector: { "kubernetes.io/arch": "arm64" } } },
    holds: (made) => {
      for (const { release, selector } of selectors(made).filter((each) => !everyNode.includes(each.release)))
        assert.equal(selector["kubernetes.io/arch"], "arm64", release);
    },
  },
  "tainted nodes of the platform's own": {
    configuration: {
      scheduling: {
        nodeSelector: { "node-group": "platform" },
        tolerations: [{ key: "dedicated", operator: "Equal", value: "platform", effect: "NoSchedule" }],
      },
    },
    holds: (made) => {
      for (const { inputs } of ofType(made, "kubernetes:helm.sh/v3:Release"))
        if (inputs.name !== "prometheus-operator-crds")
          assert.match(
            JSON.stringify(inputs.values),
            /"key":"dedicated"|"tolerations":\[\{"operator":"Exists"/,
            String(inputs.name),
          );
    },
  },
  "Windows nodes beside Linux": {
    holds: (made) => {
      const placed = selectors(made);
      assert.ok(placed.length > 15);
      for (const { release, selector } of placed) assert.equal(selector["kubernetes.io/os"], "linux", release);
    },
  },
  "no log files, and one tenant's OTLP logs through brokers": {
    configuration: {
      ...msk,
      logs: { filePipeline: "none" },
      tenants: [{ id: "shop", namespaces: ["shop"], otlpPipeline: "kafka" }],
    },
    holds: (made) => {
      const releases = ofType(made, "kubernetes:helm.sh/v3:Release").map(({ inputs }) => String(inputs.name));
      assert.deepEqual(
        ["fluent-bit", "log-consumer"].map((release) => releases.includes(release)),
        [false, true],
        releases.join(" "),
      );
      const topics = ofType(made, "aws:msk/topic:Topic").map(({ inputs }) => String(inputs.name));
      assert.ok(topics.includes("logs-otlp"), topics.join(" "));
    },
  },
  "custom networking, pods with security groups of their own": {
    configuration: { ...msk, cluster: { name: "test", nodeSecurityGroupIds: ["sg-0000000a", "sg-0000000b"] } },
    cluster: { kind: kindsOfCluster.customNetworking, nodeSecurityGroupIds: ["sg-0000000a", "sg-0000000b"] },
    holds: (made) => {
      for (const group of ["sg-cluster", "sg-0000000a", "sg-0000000b"])
        assert.ok(admitted(made).includes(group), group);
    },
  },
  "EKS Auto Mode": {
    configuration: stackOf("auto-mode"),
    cluster: { kind: kindsOfCluster.autoMode },
    holds: (made, text) => {
      const [storage] = ofType(made, "kubernetes:storage.k8s.io/v1:StorageClass");
      assert.equal(storage?.inputs.provisioner, "ebs.csi.eks.amazonaws.com");
      assert.match(text, /"loadBalancerClass":"eks\.amazonaws\.com\/nlb"/);
      assert.match(text, /10\.100\.0\.10/);
    },
  },
  "an IPv6 cluster with brokers of both families": {
    configuration: msk,
    cluster: { kind: kindsOfCluster.ipv6 },
    holds: (_, text) => {
      // Pods reach brokers by IPv4 through their node: MSK's listeners of IPv6 have other ports.
      assert.match(text, /b-1\.k:9098/);
      assert.doesNotMatch(text, /2009[68]/);
      assert.doesNotMatch(text, /(?<![0-9])0\.0\.0\.0/);
    },
  },
  "an account in China": {
    configuration: { ...msk, identity: "irsa" },
    place: { ...inAws, region: "cn-north-1", partition: "aws-cn" },
    holds: (made, text) => {
      assert.doesNotMatch(text, /arn:aws:(?!mock|kms:eu-central-1|kafka:eu-central-1|eks:)/);
      assert.match(text, /s3\.cn-north-1\.amazonaws\.com\.cn/);
      assert.equal(ofType(made, "aws:eks/podIdentityAssociation:PodIdentityAssociation").length, 0);
    },
  },
  "an account of the US government": {
    configuration: msk,
    place: { ...inAws, region: "us-gov-west-1", partition: "aws-us-gov" },
    holds: (made, text) => {
      assert.doesNotMatch(text, /arn:aws:(?!mock|kms:eu-central-1|kafka:eu-central-1|eks:)/);
      assert.match(text, /s3\.us-gov-west-1\.amazonaws\.com(?!\.cn)/);
      assert.ok(ofType(made, "aws:eks/podIdentityAssociation:PodIdentityAssociation").length >= 4);
    },
  },
  "a private cluster without internet": {
    configuration: stackOf("air-gapped"),
    tags: { environment: "prod" },
    holds: (made, text) => {
      for (const { inputs } of ofType(made, "kubernetes:helm.sh/v3:Release"))
        assert.match(String(inputs.chart), /^oci:\/\/111122223333\.dkr\.ecr\./, String(inputs.name));
      assert.doesNotMatch(text, /"(image|repository)":"(docker\.io|quay\.io|ghcr\.io|registry\.k8s\.io)\//);
      assert.match(text, /"tagSpecification_1":"environment=prod"/);
    },
  },
};

async function registered(situation: Situation): Promise<{ made: Registration[]; settings: Settings }> {
  const { configuration = {}, place = inAws, tags } = situation;
  const cluster = { ...ordinary, ...situation.cluster };
  const settings = settingsWith(configuration);
  const change = firstChange(settings, cluster.arn);
  const args = { settings, cluster, place, change, identity: {}, ...(tags && { tags }) };
  return { made: await registrationsOf(() => new Platform("observability", args)), settings };
}

describe("a whole stack", function () {
  this.timeout(60_000);
  for (const [name, situation] of Object.entries(situations)) {
    it(`is planned on ${name}, and passes the policy pack`, async () => {
      const { made } = await registered(situation);
      assert.ok(made.length > 60, String(made.length));
      situation.holds(made, JSON.stringify(made));
      for (const rule of policyRules) {
        if (!("check" in rule)) continue;
        for (const { type, name: of, inputs } of made) {
          const resource = {
            urn: `urn:pulumi:test::observability::${type}::${of}`,
            type,
            name: of,
            props: inputs,
            protect: true,
          };
          assert.deepEqual(rule.check(resource), [], `${rule.name}: ${of}`);
        }
      }
    });
  }
});
