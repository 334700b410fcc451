// Each thing that decides whether a cluster can carry the platform: found, not found, not to be known.
import assert from "node:assert/strict";
import { recordOf } from "../../settings/history/record";
import { cluster } from "../../test/support/mock-stack";
import {
  alb,
  among,
  autoClass,
  balanced,
  behindNginx,
  type Change,
  checks,
  dedicated,
  external,
  frugal,
  gp2,
  ingest,
  inTree,
  keyIn,
  mutedAddons,
  networkFiles,
  noAddons,
  ownKey,
  pulling,
  room,
  sharedFiles,
  tolerant,
  unknown,
  unmarked,
} from "../../test/support/preflight-findings";
import { settingsWith } from "../../test/support/stack-configuration";
import { checkTable, type Verdict } from "./check";
import { nodesPath } from "./nodes";
import { isNew } from "./preflight";

/** Every Secret that a setting of these tests names, with these keys. */
const holding = (...keys: string[]): Change => ({
  cluster: {
    secrets: {
      is: ["ingest-tls", "kafka-credentials", "grafana-tls", "registry-credentials"].map((name) => ({ name, keys })),
    },
  },
});

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
  ["Secret kafka-credentials", { settings: external }, "ok"],
  [
    "Secret kafka-credentials",
    { settings: external, ...holding("username", "password", "ca.pem") },
    "impossible",
    /deploy/,
  ],
  ["Secret ingest-tls", { settings: ingest, ...holding("tls.crt") }, "impossible", /deploy\.md/],
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
  ["Secret registry-credentials", { settings: pulling, ...holding(".dockerconfigjson") }, "ok"],
  ["Secret registry-credentials", { settings: pulling, ...holding(".dockercfg") }, "ok"],
  ["Secret registry-credentials", { settings: pulling, ...holding("username", "password") }, "lacking", /deploy\.md/],
  ["Secret grafana-tls", { settings: behindNginx({}), ...holding("tls.crt", "tls.key") }, "ok"],
  ["Secret grafana-tls", { settings: behindNginx({}), ...holding("tls.crt", "ca.crt") }, "lacking", /deploy\.md/],
  ["metrics of pods", { cluster: { metricsApi: { is: false } } }, "lacking", /metrics-server/],
  ["metrics of pods", { cluster: { metricsApi: unknown } }, "unknown"],
];

describe("the look before a plan", () => {
  it("names the keys that a Secret lacks", () => {
    const [row] = checks({ settings: external, ...holding("username") }).filter(({ what }) => /^Secret/.test(what));
    assert.equal(row?.found, "there without password, ca.crt");
    assert.match(row?.needed ?? "", /^to be in namespace observability, with username, password, ca\.crt: /);
  });

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
        "names in AWS",
        "roles in the cluster",
        "other operators",
        "other node-exporters",
        "webhooks of others",
        "webhooks",
        "nodes",
        "metrics of pods",
        "AWS without internet",
      ],
    );
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
