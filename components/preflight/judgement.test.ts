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
  holding,
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
} from "../../test/support/preflight-findings";
import { settingsWith } from "../../test/support/stack-configuration";
import type { Verdict } from "./check";
import { isNew } from "./preflight";

const bounded = { iam: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" } };

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
    {
      settings: { storageClass: "s3" },
      cluster: { storageClasses: { is: [{ name: "s3", provisioner: "s3.csi.aws.com" }] } },
    },
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
    { cluster: { podIdentityAgent: { is: "none" } } },
    "lacking",
    /describe-addon .*agent says/,
  ],
  [
    "identity (podIdentity)",
    { aws: { addons: noAddons }, cluster: { podIdentityAgent: { is: "none" } } },
    "impossible",
    /eks-pod-identity-agent.*identity irsa/,
  ],
  [
    "identity (podIdentity)",
    { cluster: { podIdentityAgent: { is: "not ready" } } },
    "lacking",
    /describe pods .*eks-pod-identity-agent/,
  ],
  ["identity (podIdentity)", { aws: { addons: noAddons }, cluster: { podIdentityAgent: unknown } }, "unknown"],
  ["identity (podIdentity)", { aws: { addons: noAddons, autoMode: true } }, "ok"],
  ["identity (podIdentity)", { aws: { partition: "aws-cn" } }, "impossible", /identity irsa/],
  ["identity (podIdentity)", { aws: { partition: "aws-us-gov" } }, "ok"],
  [
    "login at brokers (iam)",
    { isNew: true, settings: { kafka: { mode: "msk" } }, aws: { partition: "aws-cn" } },
    "lacking",
    /kafka\.auth scram$/,
  ],
  ["identity (irsa)", { settings: { identity: "irsa" } }, "ok"],
  ["identity (irsa)", { settings: { identity: "irsa" }, aws: { partition: "aws-cn" } }, "ok"],
  [
    "identity (irsa)",
    { settings: { identity: "irsa" }, aws: { oidcProvider: { is: false } } },
    "impossible",
    /--approve/,
  ],
  ["identity (irsa)", { settings: { identity: "irsa" }, aws: { oidcProvider: unknown } }, "unknown"],
  ["key of volumes", {}, "ok"],
  ["key of volumes", { aws: { volumeKey: unknown } }, "unknown"],
  ["key of volumes", { aws: { volumeKey: { is: { id: "k", state: "Enabled" } } }, isNew: true }, "ok"],
  [
    "key of volumes",
    { aws: { volumeKey: { is: { id: "k", state: "Disabled" } } }, isNew: true },
    "impossible",
    /enable-key --key-id k,/,
  ],
  [
    "key of volumes",
    { aws: { volumeKey: { is: { id: "k", state: "PendingDeletion" } } } },
    "lacking",
    /cancel-key-deletion/,
  ],
  ["key of KMS", ownKey, "ok"],
  ["key of KMS", { ...ownKey, aws: { dataKey: unknown } }, "unknown"],
  ["key of KMS", { ...ownKey, aws: { dataKey: { is: undefined } }, isNew: true }, "impossible"],
  ...[{ state: "Disabled" }, { state: "PendingDeletion" }, { spec: "RSA_2048" }, { manager: "AWS" }].flatMap(
    (odd): typeof table => [
      [
        "key of KMS",
        { ...ownKey, aws: { dataKey: { is: keyIn(odd) } }, isNew: true },
        "impossible",
        /enable-key --key-id arn:/,
      ],
      [
        "key of KMS",
        { ...ownKey, aws: { dataKey: { is: keyIn(odd) } } },
        "lacking",
        /cancel-key-deletion --key-id arn:/,
      ],
    ],
  ),
  ["MSK", { aws: { msk: { is: "there" } } }, "ok"],
  ["MSK", { aws: { msk: { is: "not there" } } }, "impossible", /kafka\.mode none/],
  ["MSK", { aws: { msk: { is: "deprecated" } } }, "impossible", /kafka\.mode none/],
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
  ["log group of the control plane", { settings: { logs: { controlPlane: true } } }, "ok"],
  ...["not there", "INFREQUENT_ACCESS"].map((group): [string, Change, Verdict, RegExp] => [
    "log group of the control plane",
    { settings: { logs: { controlPlane: true } }, aws: { controlPlaneGroup: { is: group } } },
    "impossible",
    /create-log-group --log-group-name \/aws\/eks\/test\/cluster;/,
  ]),
  [
    "log group of the control plane",
    {
      settings: { logs: { controlPlane: true } },
      aws: { controlPlaneGroup: { is: "not there" }, readsControlPlane: true },
    },
    "lacking",
  ],
  [
    "access to the cluster",
    { cluster: { nodes: { unknown: "the cluster does not know this identity" } } },
    "impossible",
    /aws eks create-access-entry --cluster-name test .*AmazonEKSClusterAdminPolicy/,
  ],
  [
    "access to the cluster",
    { isPreview: false, cluster: { forbidden: { is: ["clusterroles"] } } },
    "impossible",
    /who asks; aws eks associate-access-policy --cluster-name test .*AmazonEKSClusterAdminPolicy/,
  ],
  [
    "access to the cluster",
    { isPreview: false, isInCluster: true, cluster: { forbidden: { is: ["secrets"] } } },
    "lacking",
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
    { settings: balanced, cluster: { loadBalancerController: { is: "none" } } },
    "impossible",
    /rm/,
  ],
  [
    "network load balancer",
    { settings: balanced, aws: { autoMode: true }, cluster: { loadBalancerController: unknown } },
    "ok",
  ],
  [
    "network load balancer",
    { settings: balanced, cluster: { loadBalancerController: { is: "not ready" } } },
    "lacking",
    /install it/,
  ],
  ["network load balancer", { settings: balanced, cluster: { loadBalancerController: unknown } }, "unknown"],
  ["ingress class", { settings: alb }, "ok"],
  [
    "ingress class",
    { settings: alb, cluster: { ingressClasses: { is: [{ name: "nginx" }] } } },
    "impossible",
    /className/,
  ],
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
  ["permissions boundary", { settings: bounded }, "ok"],
  ["permissions boundary", { settings: bounded, aws: { boundary: { is: false } } }, "impossible", /list-policies/],
  ["permissions boundary", { settings: bounded, aws: { boundary: unknown } }, "unknown"],
  ["metrics of pods", { cluster: { metricsApi: { is: false } } }, "lacking", /metrics-server/],
  ["metrics of pods", { cluster: { metricsApi: unknown } }, "unknown"],
];

describe("the look before a plan", () => {
  for (const [what, change, verdict, mend] of table) {
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
        "key of volumes",
        "identity (podIdentity)",
        "network policies",
        "other platforms in the cluster",
        "names in AWS",
        "roles in the cluster",
        "other operators",
        "other node-exporters",
        "other monitors",
        "webhooks of others",
        "webhooks",
        "nodes",
        "metrics of pods",
        "AWS without internet",
      ],
    );
  });
});
