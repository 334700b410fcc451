// Each thing that decides whether a cluster can carry the platform: found, not found, not to be known.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { StackHistory } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { cluster } from "../../test/support/mock-stack";
import { settingsWith } from "../../test/support/stack-configuration";
import { chartImageTags } from "../pods/chart-images";
import { type Check, checkTable, type Verdict } from "./check";
import { type Get, lookIntoCluster, nothingKnown } from "./cluster-api";
import type { AwsFindings, ClusterFindings, Findings } from "./findings";
import { judge } from "./judgement";
import { nodesPath } from "./nodes";
import { isNew, preflight } from "./preflight";

const unknown = { unknown: "no right to ask" };
const gp2 = { name: "gp2", provisioner: "ebs.csi.aws.com" };
const autoClass = { name: "auto", provisioner: "ebs.csi.eks.amazonaws.com" };
const frugal = { ...gp2, shortcomings: ["allowVolumeExpansion is off: no volume can grow"] };
const sharedFiles = { name: "shared", provisioner: "efs.csi.aws.com" };
const networkFiles = { name: "nfs", provisioner: "nfs.csi.k8s.io" };
const inTree = { name: "old", provisioner: "kubernetes.io/aws-ebs" };
const keyIn = (other: { state?: string; spec?: string; manager?: string }) => ({
  ...{ state: "Enabled", spec: "SYMMETRIC_DEFAULT", manager: "CUSTOMER" },
  ...other,
});
const ownKey = {
  settings: { kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000000" },
};
const good: Findings = {
  isNew: false,
  takesOver: false,
  awsCli: { unknown: "not asked" },
  aws: {
    partition: "aws",
    autoMode: false,
    nodeSecurityGroups: 0,
    missingSecurityGroups: { unknown: "not asked" },
    dataKey: { is: keyIn({}) },
    addons: { "aws-ebs-csi-driver": { is: true }, "eks-pod-identity-agent": { is: true } },
    reachableBlocks: ["10.0.0.0/16", "100.64.0.0/16", "2600:1f13:aa:bb00::/56"],
    brokers: undefined,
    controlPlaneLogs: { is: ["api", "audit"] },
    readsControlPlane: false,
    oidcProvider: { is: true },
    msk: { unknown: "not asked" },
  },
  cluster: {
    volumeDrivers: { is: ["ebs.csi.aws.com"] },
    podIdentityAgent: { is: true },
    metricsApi: { is: true },
    loadBalancerController: { is: true },
    ingressClasses: { is: ["alb", "nginx"] },
    podAddresses: { is: ["10.0.3.7", "100.64.9.9", "2600:1f13:aa:bb00::7"] },
    storageClasses: { is: [gp2] },
    platforms: { is: [] },
    nodes: { is: [{ taints: [] }] },
    secrets: { is: ["ingest-tls", "kafka-credentials"] },
    namespace: { is: "none" },
    priorityClass: { is: false },
    otherRoles: { is: [] },
    definitions: { is: "0.80.0" },
    operators: { is: [{ namespace: "observability", name: "kps-operator" }] },
  },
};

interface Change {
  isNew?: boolean;
  takesOver?: boolean;
  awsCli?: boolean;
  settings?: Record<string, unknown>;
  aws?: Partial<AwsFindings>;
  cluster?: Partial<ClusterFindings>;
}

function checks({ isNew = false, takesOver = false, awsCli, settings = {}, aws = {}, cluster = {} }: Change): Check[] {
  return judge(settingsWith(settings), {
    isNew,
    takesOver,
    awsCli: awsCli === undefined ? good.awsCli : { is: awsCli },
    aws: { ...good.aws, ...aws },
    cluster: { ...good.cluster, ...cluster },
  });
}

const ingest = {
  cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" } },
};
const balanced = {
  cluster: {
    name: "test",
    externalIngest: { ...ingest.cluster.externalIngest, loadBalancer: { sourceRanges: ["10.0.0.0/8"] } },
  },
};
const external = {
  kafka: {
    mode: "external",
    auth: "scram",
    bootstrapServers: ["b.example.com:9096"],
    existingSecret: "kafka-credentials",
  },
};
const alb = { grafana: { hostname: "grafana.example.com", ingress: { className: "alb" } } };
const noAddons = { "aws-ebs-csi-driver": { is: false }, "eks-pod-identity-agent": { is: false } } as const;
const mutedAddons = { "aws-ebs-csi-driver": unknown, "eks-pod-identity-agent": unknown } as const;

const room = (...free: (number | undefined)[]) => ({
  brokersPerZone: 2,
  subnets: free.map((freeAddresses, index) => ({
    subnetId: `subnet-${index}`,
    zone: `eu-central-1${"abc"[index]}`,
    ...(freeAddresses === undefined ? {} : { freeAddresses }),
  })),
});

const dedicated = { key: "dedicated", value: "platform", effect: "NoSchedule" };
const tolerant = (...tolerations: object[]) => ({
  settings: { scheduling: { tolerations } },
  cluster: { nodes: { is: [{ taints: [dedicated] }] } },
});
const behindNginx = (annotations: Record<string, string>) => ({
  grafana: { hostname: "grafana.example.com", ingress: { className: "nginx", tlsSecret: "grafana-tls", annotations } },
});
const pulling = { images: { pullSecrets: ["registry-credentials"] } };

/** One of three subnets is otherwise. */
const among = (odd: { zone?: string; problem?: string }) => ({
  brokersPerZone: 1,
  subnets: [...room(9, 9).subnets, { subnetId: "subnet-odd", freeAddresses: 9, ...odd }],
});

const unmarked = { otherRoles: { is: [{ name: "alloy", owner: "of no release of Helm" }] } };

const table: [what: string, change: Change, verdict: Verdict, mend?: RegExp][] = [
  ["volumes", {}, "ok"],
  ["volumes", { aws: { addons: noAddons } }, "ok"],
  [
    "volumes",
    { aws: { addons: noAddons }, cluster: { volumeDrivers: { is: [] } } },
    "impossible",
    /aws-ebs-csi-driver/,
  ],
  ["volumes", { aws: { addons: noAddons }, cluster: { volumeDrivers: unknown } }, "unknown"],
  ["volumes", { aws: { addons: mutedAddons }, cluster: { volumeDrivers: { is: [] } } }, "impossible"],
  ["volumes", { aws: { addons: noAddons, autoMode: true }, cluster: { volumeDrivers: { is: [] } } }, "ok"],
  ["volumes", { cluster: { volumeDrivers: { is: [] } } }, "lacking", /describe-addon .*aws-ebs-csi-driver says why$/],
  ["volumes", { cluster: { volumeDrivers: unknown } }, "ok"],
  ["storage class", { settings: { storageClass: "gp2" } }, "ok"],
  [
    "storage class",
    { settings: { storageClass: "gp2" }, aws: { autoMode: true } },
    "lacking",
    /scheduling\.nodeSelector/,
  ],
  [
    "storage class",
    { settings: { storageClass: "old" }, aws: { autoMode: true }, cluster: { storageClasses: { is: [inTree] } } },
    "lacking",
    /scheduling\.nodeSelector/,
  ],
  ["storage class", { settings: { storageClass: "old" }, cluster: { storageClasses: { is: [inTree] } } }, "ok"],
  [
    "storage class",
    { settings: { storageClass: "nfs" }, cluster: { storageClasses: { is: [gp2, networkFiles] } } },
    "impossible",
  ],
  [
    "storage class",
    { settings: { storageClass: "auto" }, aws: { autoMode: true }, cluster: { storageClasses: { is: [autoClass] } } },
    "ok",
  ],
  [
    "storage class",
    { settings: { storageClass: "auto" }, cluster: { storageClasses: { is: [autoClass] } } },
    "impossible",
  ],
  [
    "storage class",
    { isNew: true, settings: { storageClass: "gp2" }, cluster: { storageClasses: { is: [frugal] } } },
    "lacking",
    /another|stays/,
  ],
  ["storage class", { settings: { storageClass: "gp2" }, cluster: { storageClasses: { is: [frugal] } } }, "ok"],
  ["storage class", { isNew: true, settings: { storageClass: "gp2" } }, "ok"],
  [
    "storage class",
    {
      isNew: true,
      settings: { storageClass: "shared" },
      cluster: { storageClasses: { is: [{ ...sharedFiles, shortcomings: ["x"] }] } },
    },
    "impossible",
  ],
  ["storage class", { settings: { storageClass: "gp9" } }, "impossible", /observability:storageClass/],
  [
    "storage class",
    { settings: { storageClass: "shared" }, cluster: { storageClasses: { is: [gp2, sharedFiles] } } },
    "impossible",
  ],
  ["identity (podIdentity)", {}, "ok"],
  [
    "identity (podIdentity)",
    { cluster: { podIdentityAgent: { is: false } } },
    "lacking",
    /describe-addon .*agent says/,
  ],
  [
    "identity (podIdentity)",
    { aws: { addons: noAddons }, cluster: { podIdentityAgent: { is: false } } },
    "impossible",
    /eks-pod-identity-agent.*identity irsa/,
  ],
  ["identity (podIdentity)", { aws: { addons: noAddons }, cluster: { podIdentityAgent: unknown } }, "unknown"],
  ["identity (podIdentity)", { aws: { addons: noAddons, autoMode: true } }, "ok"],
  ["identity (podIdentity)", { aws: { partition: "aws-cn" } }, "impossible", /identity irsa/],
  ["identity (podIdentity)", { aws: { partition: "aws-us-gov" } }, "ok"],
  ["identity (irsa)", { settings: { identity: "irsa" } }, "ok"],
  ["identity (irsa)", { settings: { identity: "irsa" }, aws: { partition: "aws-cn" } }, "ok"],
  [
    "identity (irsa)",
    { settings: { identity: "irsa" }, aws: { oidcProvider: { is: false } } },
    "impossible",
    /--approve/,
  ],
  ["identity (irsa)", { settings: { identity: "irsa" }, aws: { oidcProvider: unknown } }, "unknown"],
  ["key of KMS", ownKey, "ok"],
  ["key of KMS", { ...ownKey, aws: { dataKey: unknown } }, "unknown"],
  ["key of KMS", { ...ownKey, aws: { dataKey: { is: undefined } }, isNew: true }, "impossible"],
  ...[{ state: "Disabled" }, { state: "PendingDeletion" }, { spec: "RSA_2048" }, { manager: "AWS" }].flatMap(
    (odd): typeof table => [
      ["key of KMS", { ...ownKey, aws: { dataKey: { is: keyIn(odd) } }, isNew: true }, "impossible", /enable-key/],
      ["key of KMS", { ...ownKey, aws: { dataKey: { is: keyIn(odd) } } }, "lacking", /cancel-key-deletion/],
    ],
  ),
  ["MSK", { aws: { msk: { is: true } } }, "ok"],
  ["MSK", { aws: { msk: { is: false } } }, "impossible", /kafka\.mode none/],
  ["MSK", { aws: { msk: unknown } }, "unknown"],
  ["logs of the control plane", { settings: { logs: { controlPlane: true } } }, "ok"],
  [
    "logs of the control plane",
    { settings: { logs: { controlPlane: true } }, aws: { controlPlaneLogs: { is: [] } } },
    "impossible",
    /aws eks update-cluster-config --name test --logging '\{"clusterLogging":.*logs\.controlPlane false/,
  ],
  [
    "logs of the control plane",
    { settings: { logs: { controlPlane: true } }, aws: { controlPlaneLogs: { is: [] }, readsControlPlane: true } },
    "lacking",
  ],
  ["other platforms in the cluster", { cluster: { platforms: { is: ["observability"] } } }, "ok"],
  ["other platforms in the cluster", { cluster: { platforms: { is: ["monitoring"] } } }, "impossible", /destroy/],
  ["other platforms in the cluster", { isNew: true }, "ok"],
  ["other platforms in the cluster", { isNew: true, cluster: { platforms: { is: ["observability"] } } }, "impossible"],
  ["other platforms in the cluster", { cluster: { platforms: unknown } }, "unknown"],
  ["namespace observability", { isNew: true }, "ok"],
  [
    "namespace observability",
    { isNew: true, cluster: { namespace: { is: "there" } } },
    "impossible",
    /PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true npm run up .*observability:namespace <namespace>/,
  ],
  ["namespace observability", { isNew: true, takesOver: true, cluster: { namespace: { is: "there" } } }, "ok"],
  [
    "namespace observability",
    { isNew: true, takesOver: true, cluster: { namespace: { is: "going" } } },
    "impossible",
    /wait until it is gone/,
  ],
  ["namespace observability", { isNew: true, cluster: { namespace: unknown } }, "unknown"],
  [
    "StorageClass observability-gp3",
    { isNew: true, cluster: { storageClasses: { is: [gp2, { ...gp2, name: "observability-gp3" }] } } },
    "impossible",
    /kubectl delete storageclass observability-gp3/,
  ],
  ["StorageClass observability-gp3", { isNew: true }, "ok"],
  ["PriorityClass observability", { isNew: true, cluster: { priorityClass: { is: true } } }, "impossible"],
  ["PriorityClass observability", { isNew: true, takesOver: true, cluster: { priorityClass: { is: true } } }, "ok"],
  ["roles in the cluster", {}, "ok"],
  [
    "roles in the cluster",
    { cluster: { otherRoles: { is: [{ name: "alloy", owner: "of release alloy in namespace logging" }] } } },
    "impossible",
    /fullnameOverride/,
  ],
  ["roles in the cluster", { isNew: true, cluster: unmarked }, "impossible", /kubectl delete clusterrole/],
  ["roles in the cluster", { cluster: unmarked }, "ok"],
  ["definitions of the Prometheus operator", { cluster: { definitions: { is: "0.193.0" } } }, "lacking", /migrate\.md/],
  ["other operators", {}, "ok"],
  [
    "other operators",
    { cluster: { operators: { is: [{ namespace: "monitoring", name: "prometheus-operator" }] } } },
    "lacking",
    /migrate\.md/,
  ],
  [
    "access to the cluster",
    { cluster: { nodes: { unknown: "the cluster does not know this identity" } } },
    "impossible",
    /aws eks create-access-entry --cluster-name test .*AmazonEKSClusterAdminPolicy/,
  ],
  ["AWS CLI", { awsCli: true }, "ok"],
  ["AWS CLI", { awsCli: false }, "lacking", /docs\.aws\.amazon\.com\/cli/],
  ["Secret ingest-tls", { settings: ingest }, "ok"],
  ["Secret ingest-tls", { settings: ingest, cluster: { secrets: { is: [] } } }, "impossible", /deploy\.md/],
  ["Secret ingest-tls", { settings: ingest, cluster: { secrets: unknown } }, "unknown"],
  ["Secret kafka-credentials", { settings: external, cluster: { secrets: { is: [] } } }, "impossible"],
  ["security groups of nodes", { aws: { missingSecurityGroups: { is: [] } } }, "ok"],
  [
    "security groups of nodes",
    { aws: { missingSecurityGroups: { is: ["sg-0000000a"] } } },
    "impossible",
    /describe-sec/,
  ],
  ["security groups of nodes", { aws: { missingSecurityGroups: unknown } }, "unknown"],
  ["addresses for brokers", { aws: { brokers: room(11, 200, 2) } }, "ok"],
  ["addresses for brokers", { aws: { brokers: room(11, 1, 9) } }, "impossible", /subnetIds/],
  ["addresses for brokers", { aws: { brokers: room(11, undefined, 9) } }, "unknown"],
  ["subnets for brokers", { aws: { brokers: room(9, 9, 9) } }, "ok"],
  ["subnets for brokers", { aws: { brokers: among({ zone: "eu-central-1b" }) } }, "impossible", /kafka\.subnetIds/],
  ["subnets for brokers", { aws: { brokers: among({ problem: "in vpc-other" }) } }, "impossible", /describe-subnets/],
  ["subnets for brokers", { aws: { brokers: among({ problem: "not there" }) } }, "impossible"],
  ["subnets for brokers", { aws: { brokers: among({}) } }, "unknown"],
  ["network load balancer", { settings: balanced }, "ok"],
  [
    "network load balancer",
    { settings: balanced, cluster: { loadBalancerController: { is: false } } },
    "impossible",
    /rm/,
  ],
  [
    "network load balancer",
    { settings: balanced, aws: { autoMode: true }, cluster: { loadBalancerController: unknown } },
    "ok",
  ],
  ["network load balancer", { settings: balanced, cluster: { loadBalancerController: unknown } }, "unknown"],
  ["ingress class", { settings: alb }, "ok"],
  ["ingress class", { settings: alb, cluster: { ingressClasses: { is: ["nginx"] } } }, "impossible", /className/],
  ["ingress class", { settings: alb, cluster: { ingressClasses: unknown } }, "unknown"],
  ["webhooks", {}, "ok"],
  ["webhooks", { cluster: { podAddresses: { is: [] } } }, "ok"],
  ["webhooks", { cluster: { podAddresses: { is: ["10.0.3.7", "10.244.1.7"] } } }, "impossible", /operatorsOnNodes/],
  ["webhooks", { cluster: { podAddresses: { is: ["fd00:10:244::7"] } } }, "impossible"],
  ["webhooks", { cluster: { podAddresses: unknown } }, "unknown"],
  ["nodes", {}, "ok"],
  ["nodes", { cluster: { nodes: { is: [] } } }, "lacking", /scheduling\.nodeSelector/],
  ["nodes", { aws: { autoMode: true }, cluster: { nodes: { is: [] } } }, "ok"],
  [
    "nodes",
    { settings: { scheduling: { nodeSelector: { a: "b" } } }, aws: { autoMode: true }, cluster: { nodes: { is: [] } } },
    "lacking",
  ],
  ["nodes", tolerant(), "lacking"],
  ["nodes", tolerant({ key: "dedicated", value: "other" }), "lacking"],
  ["nodes", tolerant({ key: "dedicated", value: "platform", effect: "NoExecute" }), "lacking"],
  ["nodes", tolerant({ key: "dedicated", value: "platform" }), "ok"],
  ["nodes", tolerant({ key: "dedicated", operator: "Exists", effect: "NoSchedule" }), "ok"],
  ["nodes", { cluster: { nodes: { is: [{ taints: [{ ...dedicated, effect: "PreferNoSchedule" }] }] } } }, "ok"],
  ["nodes", { cluster: { nodes: unknown } }, "unknown"],
  ["Secret grafana-tls", { settings: behindNginx({}) }, "lacking", /deploy\.md/],
  ["Secret registry-credentials", { settings: pulling }, "lacking", /deploy\.md/],
  ["Secret registry-credentials", { settings: pulling, cluster: { secrets: { is: ["registry-credentials"] } } }, "ok"],
  ["metrics of pods", { cluster: { metricsApi: { is: false } } }, "lacking", /metrics-server/],
  ["metrics of pods", { cluster: { metricsApi: unknown } }, "unknown"],
];

describe("the look before a plan", () => {
  for (const [what, change, verdict, mend] of table) {
    it(`finds ${what} ${verdict}: ${JSON.stringify(change)}`, () => {
      const found = checks(change).find((check) => check.what === what);
      assert.equal(found?.verdict, verdict);
      if (mend) assert.match(found.mend, mend);
    });
  }

  it("takes no namespace for a stack's own that has made nothing, and each for one that was cut off", () => {
    const record = recordOf(settingsWith(), cluster.arn, undefined, "2026-11-28");
    assert.equal(isNew({ unfinished: true }), true);
    for (const history of [
      {},
      { unfinished: true, record },
      { unfinished: true, unreadable: true },
      { record },
    ] as const)
      assert.equal(isNew(history), false);
  });

  it("judges nothing that a stack does not need", () => {
    assert.deepEqual(
      checks({}).map(({ what }) => what),
      [
        "volumes",
        "identity (podIdentity)",
        "other platforms in the cluster",
        "roles in the cluster",
        "other operators",
        "webhooks",
        "nodes",
        "metrics of pods",
        "AWS without internet",
      ],
    );
  });

  it("lets definitions of its own version and of older ones be raised without a word", () => {
    for (const [version, told] of [
      ["", false],
      ["0.9.0", false],
      [chartImageTags["prometheus-operator/prometheus-config-reloader"].slice(1), false],
      ["0.193.0", true],
      ["1.0.0", true],
    ] as const) {
      const rows = checks({ cluster: { definitions: { is: version } } });
      assert.equal(
        rows.some(({ what }) => what.startsWith("definitions")),
        told,
        version,
      );
    }
  });

  it("counts the rules of the brokers' security group: AWS takes 60", () => {
    const counted = (nodeSecurityGroups: number) =>
      checks({ aws: { nodeSecurityGroups } }).find(({ what }) => what.startsWith("rules of the brokers"));
    assert.equal(counted(19), undefined);
    assert.equal(counted(20)?.verdict, "lacking");
    assert.match(counted(20)?.mend ?? "", /cluster\.nodeSecurityGroupIds\[0\]/);
    const groups = (count: number) =>
      Array.from({ length: count }, (_, index) => `sg-${String(index).padStart(17, "0")}`);
    const named = (count: number) => ({
      kafka: { mode: "msk" },
      cluster: { name: "test", nodeSecurityGroupIds: groups(count) },
    });
    settingsWith(named(19));
    assert.throws(() => settingsWith(named(20)), /cluster\.nodeSecurityGroupIds/);
  });

  it("judges webhooks neither where operators are on nodes, nor where the VPC's blocks are not known", () => {
    const overlay = { podAddresses: { is: ["10.244.1.7"] } };
    const onNodes = { settings: { cluster: { name: "test", operatorsOnNodes: {} } }, cluster: overlay };
    for (const change of [onNodes, { aws: { reachableBlocks: [] }, cluster: overlay }])
      assert.ok(checks(change).every(({ what }) => what !== "webhooks"));
  });

  it("waits for no Secret that cert-manager fills", () => {
    for (const [key, value] of [
      ["cert-manager.io/cluster-issuer", "letsencrypt"],
      ["kubernetes.io/tls-acme", "true"],
    ] as const)
      assert.ok(checks({ settings: behindNginx({ [key]: value }) }).every(({ what }) => !what.startsWith("Secret")));
  });

  it("asks for nodes with the labels that pods ask for, Fargate's aside", () => {
    const path = decodeURIComponent(nodesPath(settingsWith({ scheduling: { nodeSelector: { "node-group": "a" } } })));
    assert.match(path, /kubernetes\.io\/os=linux,node-group=a,eks\.amazonaws\.com\/compute-type!=fargate/);
  });

  it("names taints that keep pods away, also what has no key", () => {
    const found = (...taints: object[]) =>
      checks({ cluster: { nodes: { is: taints.map((taint) => ({ taints: [taint] })) } } }).find(
        ({ what }) => what === "nodes",
      )?.found;
    assert.equal(found(dedicated, dedicated), "all with a taint: dedicated:NoSchedule");
    assert.equal(
      found(dedicated, { effect: "NoSchedule" }, { key: "a" }),
      "all with a taint: dedicated:NoSchedule, (no key):NoSchedule, a:(no effect)",
    );
  });

  it("lists the VPC endpoints of what the stack uses", () => {
    const needed = (settings: Record<string, unknown>) =>
      checks({ settings }).find(({ what }) => what === "AWS without internet")?.needed;
    const workspaceArn = "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1";
    assert.match(needed({ longTermMetrics: { type: "amp", workspaceArn } }) ?? "", /ecr\.dkr, aps-workspaces, or/);
    assert.match(needed({}) ?? "", /of s3, eks-auth, kms, ec2, eks, ecr\.api, ecr\.dkr, or/);
    assert.match(
      needed({ identity: "irsa", fanout: { cloudwatch: { enabled: true } }, ...alb }) ?? "",
      /of s3, sts, .*elasticloadbalancing, logs, or/,
    );
  });

  it("prints a table with what mends it", () => {
    const text = checkTable(checks({ aws: { partition: "aws-cn" } }));
    assert.match(text, /^ +What +Found +Needed +Mend\nok +volumes/);
    assert.match(text, /\nimpossible +identity \(podIdentity\) .*pulumi config set observability:identity irsa/);
  });
});

describe("the API server", () => {
  const settings = settingsWith({ ...ingest });
  const answering = (answers: Record<string, [status: number, body?: unknown]>): Get => {
    return (path) => {
      const [, [status, body = {}] = [404]] = Object.entries(answers).find(([part]) => path.includes(part)) ?? [];
      return Promise.resolve({ status, body });
    };
  };
  const helms = (name: string, namespace: string) => ({
    metadata: { name, annotations: { "meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": namespace } },
  });
  const named = (...names: string[]) => ({ items: names.map((name) => ({ metadata: { name } })) });

  it("tells what is there and what is not", async () => {
    const found = await lookIntoCluster(
      settings,
      answering({
        csidrivers: [200, named("ebs.csi.aws.com")],
        "metrics.k8s.io": [200, { status: { conditions: [{ type: "Available", status: "True" }] } }],
        "kube-system/endpointslices": [
          200,
          { items: [{ endpoints: [{ addresses: ["10.0.3.7"] }] }, { endpoints: null }] },
        ],
        ingressclasses: [200, named("alb")],
        storageclasses: [
          200,
          {
            items: [
              {
                ...{ metadata: { name: "gp2" }, provisioner: "ebs.csi.aws.com", reclaimPolicy: "Retain" },
                ...{ volumeBindingMode: "WaitForFirstConsumer", allowVolumeExpansion: true },
              },
              { metadata: { name: "plain" } },
            ],
          },
        ],
        "namespaces?labelSelector": [
          200,
          { items: [...named("observability").items, { metadata: { name: "gone", deletionTimestamp: "2026-11-28" } }] },
        ],
        [nodesPath(settings)]: [200, { items: [{ spec: { taints: [dedicated] } }, { spec: {} }] }],
        "secrets/ingest-tls": [200, { data: { "tls.key": "NEVER-KEPT" } }],
        "deployments?": [
          200,
          {
            items: [
              { metadata: { namespace: "monitoring", name: "operator" }, spec: { replicas: 1 } },
              { metadata: { namespace: "monitoring", name: "asleep" }, spec: { replicas: 0 } },
              { metadata: { namespace: "otel", name: "default" }, spec: null },
            ],
          },
        ],
        "servicemonitors.monitoring": [
          200,
          { metadata: { annotations: { "operator.prometheus.io/version": "0.94.1" } } },
        ],
        "clusterroles/alloy": [200, helms("alloy", "logging")],
        "clusterroles/fluent-bit": [200, helms("fluent-bit", "observability")],
        "clusterroles/otel-gateway": [200, { metadata: { name: "otel-gateway", annotations: null } }],
        "namespaces/observability": [200, { metadata: { name: "observability", deletionTimestamp: "2026-11-28" } }],
      }),
    );
    assert.deepEqual(found, {
      volumeDrivers: { is: ["ebs.csi.aws.com"] },
      podIdentityAgent: { is: false },
      metricsApi: { is: true },
      loadBalancerController: { is: false },
      ingressClasses: { is: ["alb"] },
      podAddresses: { is: ["10.0.3.7"] },
      storageClasses: {
        is: [
          gp2,
          {
            name: "plain",
            provisioner: "",
            shortcomings: [
              "volumeBindingMode is not WaitForFirstConsumer: a volume may be in a zone where its pod cannot be",
              "allowVolumeExpansion is off: no volume can grow",
              "reclaimPolicy is not Retain: volumes go with their claims, protect or not",
            ],
          },
        ],
      },
      platforms: { is: ["observability"] },
      nodes: { is: [{ taints: [dedicated] }, { taints: [] }] },
      secrets: { is: ["ingest-tls"] },
      namespace: { is: "going" },
      priorityClass: { is: false },
      otherRoles: {
        is: [
          { name: "otel-gateway", owner: "of no release of Helm" },
          { name: "alloy", owner: "of release alloy in namespace logging" },
        ],
      },
      definitions: { is: "0.94.1" },
      operators: {
        is: [
          { namespace: "monitoring", name: "operator" },
          { namespace: "otel", name: "default" },
        ],
      },
    });
  });

  it("looks at further pages of nodes until one takes pods, and at no more than ten", async () => {
    const asked: string[] = [];
    const paged = (goodPage: number) => {
      asked.length = 0;
      return lookIntoCluster(settings, (path) => {
        if (!path.startsWith("/api/v1/nodes")) return Promise.resolve({ status: 404, body: {} });
        asked.push(path);
        const items = [{ spec: asked.length === goodPage ? {} : { taints: [dedicated] } }];
        return Promise.resolve({ status: 200, body: { metadata: { continue: `a=${asked.length}` }, items } });
      });
    };
    const { nodes } = await paged(3);
    assert.ok("is" in nodes && nodes.is.length === 3);
    assert.deepEqual(
      asked.map((path) => path.split("&continue=")[1]),
      [undefined, "a%3D1", "a%3D2"],
    );
    assert.deepEqual((await paged(99)).nodes, { unknown: "none of the first 10 takes pods of the platform" });
    assert.equal(asked.length, 10);
  });

  it("reads lists that are null as empty", async () => {
    const { nodes, volumeDrivers } = await lookIntoCluster(settings, () =>
      Promise.resolve({ status: 200, body: { items: null } }),
    );
    assert.deepEqual([nodes, volumeDrivers], [{ is: [] }, { is: [] }]);
    for (const taints of [null, {}, "x", 1])
      assert.deepEqual(
        (
          await lookIntoCluster(settings, () =>
            Promise.resolve({ status: 200, body: { items: [{ spec: { taints } }] } }),
          )
        ).nodes,
        { is: [{ taints: [] }] },
        String(taints),
      );
  });

  it("leaves unknown, in words, what cannot be read, and takes no name for an address", async () => {
    const odd = await lookIntoCluster(settings, () => Promise.resolve({ status: 200, body: { items: [null] } }));
    const page = await lookIntoCluster(settings, () => Promise.resolve({ status: 200, body: {} }));
    for (const fact of [page.namespace, page.priorityClass, page.otherRoles]) assert.ok("unknown" in fact);
    assert.deepEqual(odd.nodes, { unknown: "the API server's answer for /api/v1/nodes cannot be read" });
    const { podAddresses } = await lookIntoCluster(settings, () =>
      Promise.resolve({
        status: 200,
        body: { items: [{ endpoints: [{ addresses: ["dns.example.com", 0, "10.0.3.7"] }] }] },
      }),
    );
    assert.deepEqual(podAddresses, { is: ["10.0.3.7"] });
  });

  it("takes a namespace for a platform's by all labels of the platform's own", async () => {
    const paths: string[] = [];
    await lookIntoCluster(settings, (path) => {
      paths.push(decodeURIComponent(path));
      return Promise.resolve({ status: 404, body: {} });
    });
    assert.match(
      paths.find((path) => path.includes("namespaces?labelSelector")) ?? "",
      /part-of=observability,.*managed-by=pulumi,pod-security\.kubernetes\.io\/enforce=privileged,.*warn=restricted$/,
    );
  });

  it("leaves unknown what may not be asked, and all of it where it does not answer", async () => {
    const forbidden = await lookIntoCluster(settings, () => Promise.resolve({ status: 403, body: {} }));
    const mute = await lookIntoCluster(settings, () => Promise.reject(new Error("connect ETIMEDOUT")));
    for (const found of [forbidden, mute, nothingKnown("no token")])
      for (const [what, fact] of Object.entries(found)) assert.ok("unknown" in fact, what);
    assert.deepEqual(mute.secrets, { unknown: "connect ETIMEDOUT" });
  });
});

describe("what AWS answers to the look before a plan", () => {
  /** The refusal, or nothing; the API server does not answer. */
  const refusal = async (
    answer: (token: string) => object,
    configuration: Record<string, unknown>,
    history: StackHistory = {},
  ) => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: ({ token }) =>
        token.endsWith("getClusterAuth")
          ? Promise.reject(Object.assign(new Error("denied"), { details: "denied" }))
          : Promise.resolve(answer(token)),
    });
    try {
      await preflight(settingsWith(configuration), cluster, "aws", history);
      return "";
    } catch (error) {
      assert.ok(error instanceof pulumi.RunError, String(error));
      return error.message;
    }
  };
  const irsa = { identity: "irsa", kafka: { mode: "none" } };
  const failing = (details: string) => () => {
    throw Object.assign(new Error(details), { details });
  };

  it("names the reason of what is not to be known, once for all that it hides", async () => {
    const warned: string[] = [];
    const { warn } = pulumi.log;
    const log = pulumi.log as { warn: typeof warn };
    log.warn = (message) => Promise.resolve(void warned.push(message));
    try {
      assert.equal(await refusal(() => ({ clientIdLists: ["sts.amazonaws.com"] }), irsa), "");
    } finally {
      log.warn = warn;
    }
    assert.deepEqual(warned.join("\n").match(/not to be known: .*/g), [
      "not to be known: denied - other platforms in the cluster, roles in the cluster, other operators, nodes, metrics of pods",
    ]);
  });

  it("is no identity where the provider does not admit pods", async () => {
    const audiences = (clientIdLists: string[]) => refusal(() => ({ clientIdLists }), irsa);
    assert.equal(await audiences(["other", "sts.amazonaws.com"]), "");
    assert.match(await audiences(["other"]), /identity \(irsa\): not there.*add-client-id-to-open-id-connect-provider/);
  });

  it("is a key as KMS describes it, none where KMS knows none, and not known where it may not be asked", async () => {
    const none = { kafka: { mode: "none" }, ...ownKey.settings };
    // Of a stack that has made nothing yet.
    const keyed = (answer: () => object) => refusal(answer, none, { unfinished: true });
    const described = (keyState: string) => ({ keyState, keySpec: "SYMMETRIC_DEFAULT", keyManager: "CUSTOMER" });
    assert.equal(await keyed(() => described("Enabled")), "");
    assert.match(await keyed(() => described("Disabled")), /key of KMS: Disabled, SYMMETRIC_DEFAULT, CUSTOMER, needs/);
    assert.match(await keyed(failing("NotFoundException: Key 'arn:...' does not exist")), /key of KMS: not there/);
    assert.equal(await keyed(failing("AccessDeniedException: not authorized to perform: kms:DescribeKey")), "");
  });

  it("is not known where IAM cannot be reached, and no brokers where the region has no MSK", async () => {
    const noHost = failing("lookup x.amazonaws.com: no such host");
    assert.equal(await refusal(noHost, irsa), "");
    assert.match(await refusal(noHost, { kafka: { mode: "msk" } }), /MSK: not there/);
    assert.match(await refusal(failing("NoSuchEntity"), irsa), /identity \(irsa\): not there/);
  });
});
