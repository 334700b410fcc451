// Each thing that decides whether a cluster can carry the platform: found, not found, not to be known.
import assert from "node:assert/strict";
import { recordOf } from "../../settings/history/record";
import type { KindOfCluster } from "../../test/support/kinds-of-cluster";
import { cluster } from "../../test/support/mock-stack";
import {
  alb,
  autoClass,
  balanced,
  behindNginx,
  type Case,
  checks,
  dedicated,
  external,
  findsEach,
  frugal,
  gp2,
  holding,
  ingest,
  inTree,
  mutedAddons,
  networkFiles,
  noAddons,
  pulling,
  sharedFiles,
  tolerant,
  unknown,
} from "../../test/support/preflight-findings";
import { settingsWith } from "../../test/support/stack-configuration";
import { isNew } from "./preflight";

const addressType = "service.beta.kubernetes.io/aws-load-balancer-ip-address-type";
const senders = (annotations: Record<string, string>) => {
  const { externalIngest } = balanced.cluster;
  const loadBalancer = { sourceRanges: ["10.0.0.0/8", "2001:db8::/32"], annotations };
  return { cluster: { ...balanced.cluster, externalIngest: { ...externalIngest, loadBalancer } } };
};

const overlay = { cluster: { podAddresses: { is: ["10.244.1.7"] } } };
const mixed = { cluster: { podAddresses: { is: ["10.0.3.7", "10.244.1.7"] } } };

const table: readonly Case[] = [
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
  [
    "login at brokers (iam)",
    { isNew: true, settings: { kafka: { mode: "msk" } }, aws: { partition: "aws-cn" } },
    "lacking",
    /kafka\.auth scram$/,
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
  ["senders by IPv6", { settings: senders({}) }, "impossible", /ip-address-type"\]' dualstack/],
  ["senders by IPv6", { settings: senders({ [addressType]: "ipv4" }), kind: "ipv6" }, "impossible", /take/],
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
  [
    "webhooks",
    { cluster: { podAddresses: { is: ["10.244.1.7", "10.244.9.9"] } } },
    "impossible",
    /^pulumi.*operatorsOnNodes/,
  ],
  // As where CoreDNS runs on hybrid nodes, too, to whose pods the VPC has no way.
  ["webhooks", mixed, "lacking", /nodeSelector.*operatorsOnNodes/],
  ["webhooks", { ...mixed, settings: { scheduling: { nodeSelector: { pool: "platform" } } } }, "ok"],
  ["targets of load balancers", { settings: alb, ...overlay }, "lacking", /nginx/],
  ["targets of load balancers", { settings: balanced, ...overlay }, "lacking", /works-on/],
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
  ["metrics of pods", { cluster: { metricsApi: { is: "none" } } }, "lacking", /create-addon .*metrics-server/],
  ["metrics of pods", { cluster: { metricsApi: { is: "not ready" } } }, "lacking", /describe apiservice/],
  ["metrics of pods", { cluster: { metricsApi: unknown } }, "unknown"],
];

describe("the look before a plan", () => {
  findsEach(table);

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

  it("takes senders by IPv6 where the load balancer has it: by the cluster's family, or an annotation", () => {
    const told = (annotations: Record<string, string>, kind: KindOfCluster) =>
      checks({ settings: senders(annotations), kind }).filter(({ what }) => what === "senders by IPv6");
    assert.deepEqual(told({}, "ipv6"), []);
    assert.deepEqual(told({ [addressType]: "dualstack" }, "ordinary"), []);
    assert.equal(told({}, "ordinary").length, 1);
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
        "rules in namespaces",
        "webhooks of others",
        "webhooks",
        "nodes",
        "metrics of pods",
        "AWS without internet",
      ],
    );
  });
});
