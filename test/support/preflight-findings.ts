// What the look before a plan found on a cluster that can carry the platform, and how that is judged once a test has
// changed some of it.
import assert from "node:assert/strict";
import type { Check, Verdict } from "../../components/preflight/check";
import type { AwsFindings, ClusterFindings, Findings } from "../../components/preflight/findings";
import { judge } from "../../components/preflight/judgement";
import { type KindOfCluster, kindsOfCluster } from "./kinds-of-cluster";
import { settingsWith } from "./stack-configuration";

export const unknown = { unknown: "no right to ask" };
export const gp2 = { name: "gp2", provisioner: "ebs.csi.aws.com" };
export const autoClass = { name: "auto", provisioner: "ebs.csi.eks.amazonaws.com" };
export const frugal = { ...gp2, shortcomings: ["allowVolumeExpansion is off: no volume can grow"] };
export const sharedFiles = { name: "shared", provisioner: "efs.csi.aws.com" };
export const networkFiles = { name: "nfs", provisioner: "nfs.csi.k8s.io" };
export const inTree = { name: "old", provisioner: "kubernetes.io/aws-ebs" };
export const keyIn = (other: { state?: string; spec?: string; manager?: string }) => ({
  ...{ state: "Enabled", spec: "SYMMETRIC_DEFAULT", manager: "CUSTOMER" },
  ...other,
});
export const ownKey = {
  settings: { kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000000" },
};
export const good: Findings = {
  isNew: false,
  isBeforeBrokers: false,
  isInCluster: false,
  isMonitored: false,
  writesByIrsa: false,
  isAnother: false,
  grafanaGib: undefined,
  isPreview: true,
  takesOver: false,
  awsCli: { unknown: "not asked" },
  aws: {
    partition: "aws",
    kept: { is: [] },
    autoMode: false,
    nodeSecurityGroups: 0,
    hybridBlocks: 0,
    missingSecurityGroups: { unknown: "not asked" },
    dataKey: { is: keyIn({}) },
    volumeKey: { is: { id: "arn:aws:kms:eu-central-1:111122223333:alias/aws/ebs" } },
    addons: { "aws-ebs-csi-driver": { is: true }, "eks-pod-identity-agent": { is: true } },
    volumeRole: { is: true },
    reachableBlocks: ["10.0.0.0/16", "100.64.0.0/16", "2600:1f13:aa:bb00::/56"],
    brokers: undefined,
    controlPlaneLogs: { is: ["api", "audit"] },
    controlPlaneGroup: { is: "STANDARD" },
    readsControlPlane: false,
    boundary: { is: true },
    oidcProvider: { is: true },
    msk: { unknown: "not asked" },
  },
  cluster: {
    forbidden: { is: [] },
    volumeDrivers: { is: ["ebs.csi.aws.com"] },
    volumeController: { is: "ready" },
    policyPlugin: { is: "on" },
    policyController: { is: true },
    podIdentityAgent: { is: "ready" },
    metricsApi: { is: "ready" },
    loadBalancerController: { is: "ready" },
    ingressClasses: { is: [{ name: "alb", controller: "ingress.k8s.aws/alb" }, { name: "nginx" }] },
    podAddresses: { is: ["10.0.3.7", "100.64.9.9", "2600:1f13:aa:bb00::7"] },
    storageClasses: { is: [gp2] },
    platforms: { is: [] },
    nodes: { is: [{ taints: [] }] },
    otherZones: { is: [] },
    secrets: {
      is: [
        { name: "ingest-tls", keys: ["tls.crt", "tls.key"] },
        { name: "kafka-credentials", keys: ["ca.crt", "password", "username"] },
      ],
    },
    namespace: { is: "none" },
    namespaceRefused: unknown,
    bounds: { is: [] },
    differing: { is: [] },
    inhabitants: { is: [] },
    priorityClass: { is: false },
    otherRoles: { is: [] },
    admissionPolicies: { is: [] },
    definitions: { is: [{ name: "servicemonitors.monitoring.coreos.com", version: "0.80.0" }] },
    versionsElsewhere: { is: [] },
    operators: { is: [{ namespace: "observability", name: "kps-operator" }] },
    nodeExporters: { is: [{ namespace: "observability", name: "kps-prometheus-node-exporter" }] },
    managedCollectors: { is: [] },
    applications: { is: [] },
    deadApis: { is: [] },
    meshMarks: { is: [] },
    certManager: { is: true },
    nodePools: { is: [{ taints: [] }] },
    deadWebhooks: { is: [] },
    otherMonitors: { is: [] },
    strayRules: { is: [] },
    unreadRules: { is: [] },
    readElsewhere: { is: [] },
  },
};

export interface Change {
  kind?: KindOfCluster;
  isNew?: boolean;
  isBeforeBrokers?: boolean;
  isInCluster?: boolean;
  isMonitored?: boolean;
  writesByIrsa?: boolean;
  isAnother?: boolean;
  grafanaGib?: number;
  isPreview?: boolean;
  takesOver?: boolean;
  awsCli?: boolean;
  settings?: Record<string, unknown>;
  aws?: Partial<AwsFindings>;
  cluster?: Partial<ClusterFindings>;
}

export function checks({
  kind = "ordinary",
  isNew = false,
  isBeforeBrokers = isNew,
  isInCluster = false,
  isMonitored = false,
  writesByIrsa = false,
  isAnother = false,
  grafanaGib,
  isPreview = true,
  takesOver = false,
  awsCli,
  settings = {},
  aws = {},
  cluster = {},
}: Change): Check[] {
  return judge(
    { ...settingsWith(settings), clusterKind: kindsOfCluster[kind] },
    {
      isNew,
      isInCluster,
      isMonitored,
      isBeforeBrokers,
      writesByIrsa,
      isAnother,
      grafanaGib,
      isPreview,
      takesOver,
      awsCli: awsCli === undefined ? good.awsCli : { is: awsCli },
      aws: { ...good.aws, ...aws },
      cluster: { ...good.cluster, ...cluster },
    },
  );
}

export const ingest = {
  cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" } },
};
export const balanced = {
  cluster: {
    name: "test",
    externalIngest: { ...ingest.cluster.externalIngest, loadBalancer: { sourceRanges: ["10.0.0.0/8"] } },
  },
};
export const external = {
  kafka: {
    mode: "external",
    auth: "scram",
    bootstrapServers: ["b.example.com:9096"],
    existingSecret: "kafka-credentials",
  },
};
export const alb = { grafana: { hostname: "grafana.example.com", ingress: { className: "alb" } } };
export const noAddons = { "aws-ebs-csi-driver": { is: false }, "eks-pod-identity-agent": { is: false } } as const;
export const mutedAddons = { "aws-ebs-csi-driver": unknown, "eks-pod-identity-agent": unknown } as const;

export const room = (...free: (number | undefined)[]) => ({
  brokersPerZone: 2,
  subnets: free.map((freeAddresses, index) => ({
    subnetId: `subnet-${index}`,
    zone: `eu-central-1${"abc"[index]}`,
    ...(freeAddresses === undefined ? {} : { freeAddresses }),
  })),
});

export const dedicated = { key: "dedicated", value: "platform", effect: "NoSchedule" };
export const tolerant = (...tolerations: object[]) => ({
  settings: { scheduling: { tolerations } },
  cluster: { nodes: { is: [{ taints: [dedicated] }] } },
});
export const behindNginx = (annotations: Record<string, string>) => ({
  grafana: { hostname: "grafana.example.com", ingress: { className: "nginx", tlsSecret: "grafana-tls", annotations } },
});
export const pulling = { images: { pullSecrets: ["registry-credentials"] } };

/** One of three subnets is otherwise. */
export const among = (odd: { zone?: string; problem?: string }) => ({
  brokersPerZone: 1,
  subnets: [...room(9, 9).subnets, { subnetId: "subnet-odd", freeAddresses: 9, ...odd }],
});

export const unmarked = { otherRoles: { is: [{ name: "alloy", owner: "of no release of Helm" }] } };

/** Every Secret that the settings above name, with these keys. */
export const holding = (...keys: string[]): Change => ({
  cluster: {
    secrets: {
      is: ["ingest-tls", "kafka-credentials", "grafana-tls", "registry-credentials"].map((name) => ({ name, keys })),
    },
  },
});

/** A row of the look, by its name, and what is said of it. */
export type Case = [what: string, change: Change, verdict: Verdict, mend?: RegExp];

/** A test for each case; whatever is found, all rows are whole. */
export function findsEach(cases: readonly Case[]): void {
  for (const [what, change, verdict, mend] of cases) {
    it(`finds ${what} ${verdict}: ${JSON.stringify(change)}`, () => {
      const found = checks(change).find((check) => check.what === what);
      assert.equal(found?.verdict, verdict);
      if (mend) assert.match(found.mend, mend);
      for (const row of checks(change)) {
        for (const text of [row.found, row.needed, row.mend]) assert.doesNotMatch(text, /undefined| {2}/, row.what);
        assert.ok(row.found && row.needed && (row.mend || row.verdict === "ok"), row.what);
      }
    });
  }
}
