// Whether the platform can work on a cluster: findings and settings in, a row for each thing that decides it.

import { retiredType } from "../../settings/broker-types";
import { ingressController } from "../../settings/schema/grafana";
import type { Settings } from "../../settings/settings";
import { kafkaVersion } from "../cloud/kafka/plan";
import { addressTypeAnnotation, loadBalancerSpec } from "../collection/gateway/load-balancer-spec";
import { mskBrokers } from "../kafka-client/client";
import { brokerGroups } from "./account/broker-groups";
import { controlPlaneLogs } from "./account/control-plane-logs";
import { dataKey } from "./account/data-key";
import { boundary, brokerLogin, fileLogsLogin, identity } from "./account/identity";
import { volumeKey } from "./account/volume-key";
import { namespaceBounds } from "./bounds/namespace";
import { type Check, judged, list, mapped, wasAsked, yesNo } from "./check";
import { admission } from "./cluster/admission";
import { clusterDomain } from "./cluster/domain";
import { ingressClass } from "./cluster/ingress-class";
import { balancedPods, webhooks } from "./cluster/overlay";
import { networkPolicies } from "./cluster/policy-plugins";
import { refusedNamespace } from "./cluster/refused-namespace";
import { isFilledByCertManager, keysMissing, secretsNamed } from "./cluster/secrets-named";
import type { Findings, Known } from "./findings";
import { kubelets } from "./nodes/kubelets";
import { judgeNodes } from "./nodes/nodes";
import { autoModeNodes } from "./nodes/pools";
import { nodeRoom } from "./nodes/room";
import { growingClaim, volumes } from "./nodes/volumes";
import { thereAlready } from "./others/there-already";

export function judge(settings: Settings, findings: Findings): Check[] {
  return [
    ...admission(settings, findings),
    volumes(settings, findings),
    ...growingClaim(settings, findings),
    ...volumeKey(findings),
    identity(settings, findings),
    ...brokerLogin(settings, findings),
    ...fileLogsLogin(settings, findings),
    ...boundary(settings, findings),
    ...dataKey(settings, findings),
    networkPolicies(settings, findings),
    ...brokers(findings),
    ...brokerType(settings, findings),
    ...controlPlaneLogs(settings, findings),
    ...thereAlready(settings, findings),
    ...refusedNamespace(settings, findings),
    ...namespaceBounds(settings, findings),
    ...brokerPlaces(findings),
    ...brokerAddresses(findings),
    ...brokerGroups(settings, findings),
    ...secrets(settings, findings),
    ...certManager(settings, findings),
    ...loadBalancer(settings, findings),
    ...sendersByIpv6(settings),
    ...ingressClass(settings, findings),
    ...webhooks(settings, findings),
    ...balancedPods(settings, findings),
    nodes(settings, findings),
    ...kubelets(settings, findings),
    ...nodeRoom(settings, findings),
    ...clusterDomain(findings),
    metrics(settings, findings),
    endpoints(settings),
  ];
}

function brokers({ aws: { msk } }: Findings): Check[] {
  const row = {
    what: "MSK",
    needed: `brokers of Kafka ${kafkaVersion} in this region`,
    mend: "pulumi config set --path observability:kafka.mode none, or brokers of your own (docs/choosing.md)",
  };
  if (!wasAsked(msk)) return [];
  return [judged(row, msk, (found) => found === "there", "impossible", String)];
}

/** Whether MSK makes new brokers of the type cannot be asked. */
function brokerType(settings: Settings, { aws: { msk } }: Findings): Check[] {
  if (!wasAsked(msk) || mskBrokers(settings)?.brokerType !== retiredType) return [];
  return [
    {
      what: "type of brokers",
      found: retiredType,
      needed:
        'another: MSK has refused it to others for new brokers ("Unsupported InstanceType"), though its pages list it',
      verdict: "lacking",
      mend: "pulumi config set --path observability:kafka.brokerType kafka.m7g.large",
    },
  ];
}

function secrets(settings: Settings, { cluster: { secrets: found } }: Findings): Check[] {
  const { namespace } = settings;
  return secretsNamed(settings).map((secret) => {
    const { name, keys, without } = secret;
    const wanted = keys.map((any) => any.join(" or ")).join(", ");
    const effect = without ?? "pods that mount it do not start";
    return judged(
      {
        what: `Secret ${name}`,
        needed: `to be in namespace ${namespace}, with ${wanted}: without that ${effect}`,
        mend: "docs/operations/deploy.md, “Secrets that must be there first”",
      },
      mapped(found, (all) => all.find((one) => one.name === name)),
      (one) => one !== undefined && keysMissing(secret, one.keys).length === 0,
      without === undefined ? "impossible" : "lacking",
      (one) => {
        const missing = one === undefined ? [] : keysMissing(secret, one.keys);
        return missing.length > 0 ? `there without ${missing.join(", ")}` : yesNo(one !== undefined);
      },
    );
  });
}

function certManager(settings: Settings, { cluster: { certManager: found } }: Findings): Check[] {
  if (!isFilledByCertManager(settings) || "unknown" in found || found.is) return [];
  return [
    {
      what: "cert-manager",
      found: "not there",
      needed: "to make grafana.ingress.tlsSecret, as the Ingress' annotations say: until then browsers warn",
      verdict: "lacking",
      mend: "install it (EKS's add-on cert-manager), or take the annotation away and make the Secret yourself",
    },
  ];
}

/** An autoscaler may make nodes that are not there yet, so that this refuses nothing. */
function nodes(settings: Settings, findings: Findings): Check {
  const { scheduling, storageClass } = settings;
  const { aws, cluster } = findings;
  const labels = Object.entries(scheduling.nodeSelector).map(([key, value]) => `${key}=${value}`);
  const kinds = ["nodes of Linux, no Fargate", ...(storageClass === undefined ? ["no hybrid nodes"] : [])];
  const row = {
    what: "nodes",
    needed: [...kinds, ...(labels.length > 0 ? [`with ${labels.join(", ")}`] : []), "whose taints are tolerated"].join(
      ", ",
    ),
    mend:
      "start some, or say which there are: scheduling.nodeSelector, scheduling.tolerations; none where an autoscaler " +
      "makes them",
  };
  if (aws.autoMode && labels.length === 0) return autoModeNodes(row, settings, findings);
  return judged(
    row,
    cluster.nodes,
    (all) => judgeNodes(all, settings).fits,
    "lacking",
    (all) => judgeNodes(all, settings).text,
  );
}

/** Those that the settings name; of the cluster's, one in each zone was picked, or the lookup refused them. */
function brokerPlaces({ aws: { brokers } }: Findings): Check[] {
  if (brokers === undefined) return [];
  const { subnets } = brokers;
  const row = {
    what: "subnets for brokers",
    needed: "one in each of three zones of the cluster's VPC",
    mend: "list them: aws ec2 describe-subnets --filters Name=vpc-id,Values=<vpc>; then name three in kafka.subnetIds",
  };
  const wrong = subnets.flatMap(({ subnetId, problem }) => (problem === undefined ? [] : [`${subnetId} ${problem}`]));
  if (wrong.length > 0) return [{ ...row, found: wrong.join(", "), verdict: "impossible" }];
  const places = subnets.flatMap(({ subnetId, zone }) => (zone === undefined ? [] : [{ subnetId, zone }]));
  const known: Known<readonly { subnetId: string; zone: string }[]> =
    places.length === subnets.length ? { is: places } : { unknown: "the lookup does not say" };
  return [
    judged(
      row,
      known,
      (found) => new Set(found.map(({ zone }) => zone)).size === found.length,
      "impossible",
      (found) => found.map(({ subnetId, zone }) => `${subnetId} ${zone}`).join(", "),
    ),
  ];
}

/** Subnets of the control plane may be small ones of their own; a broker takes an address for good. */
function brokerAddresses({ aws: { brokers } }: Findings): Check[] {
  if (brokers === undefined) return [];
  const { subnets, brokersPerZone } = brokers;
  const row = {
    what: "addresses for brokers",
    needed: `${brokersPerZone} free in each subnet`,
    mend:
      "name subnets with room, one in each zone: " +
      "pulumi config set --path 'observability:kafka.subnetIds[0]' subnet-...",
  };
  const free = subnets.flatMap(({ freeAddresses }) => freeAddresses ?? []);
  const known: Known<readonly number[]> =
    free.length === subnets.length ? { is: free } : { unknown: "the lookup does not say" };
  return [
    judged(
      row,
      known,
      (counts) => counts.every((count) => count >= brokersPerZone),
      "impossible",
      (counts) => subnets.map(({ subnetId }, index) => `${subnetId} ${counts[index]}`).join(", "),
    ),
  ];
}

function loadBalancer({ cluster }: Settings, { aws, cluster: { loadBalancerController } }: Findings): Check[] {
  if (cluster.externalIngest?.loadBalancer === undefined) return [];
  const row = {
    what: "network load balancer",
    needed: "the AWS Load Balancer Controller",
    mend:
      "install it (docs.aws.amazon.com/eks, “Route internet traffic with AWS Load Balancer Controller”), or: " +
      "pulumi config rm --path observability:cluster.externalIngest.loadBalancer",
  };
  if (aws.autoMode) return [{ ...row, found: "EKS Auto Mode's own", verdict: "ok" }];
  const isThere = judged(
    row,
    loadBalancerController,
    (found) => found !== "none",
    "impossible",
    (found) =>
      found === "none" ? "not there" : found === "ready" ? "there" : "its definitions, and no pod of it that is ready",
  );
  const waits = "is" in loadBalancerController && loadBalancerController.is === "not ready";
  return [waits ? { ...isThere, verdict: "lacking" } : isThere];
}

/** For one block of IPv6 the controller refuses a Service whose load balancer has IPv4 alone, and no address ever comes. */
function sendersByIpv6(settings: Settings): Check[] {
  const balancer = loadBalancerSpec(settings);
  const blocks = balancer?.spec.loadBalancerSourceRanges.filter((block) => block.includes(":")) ?? [];
  if (blocks.length === 0 || balancer?.metadata.annotations[addressTypeAnnotation] === "dualstack") return [];
  const place = "observability:cluster.externalIngest.loadBalancer";
  return [
    {
      what: "senders by IPv6",
      found: `${list(blocks)} in sourceRanges, and a load balancer that has IPv4 alone`,
      needed: "one with IPv6, or no such block: its controller makes none for them",
      verdict: "impossible",
      mend:
        `where its subnets have IPv6: pulumi config set --path '${place}.annotations["${addressTypeAnnotation}"]' dualstack; else take them ` +
        `out of ${place}.sourceRanges`,
    },
  ];
}

/** What AWS answers through, where a cluster has no way to the internet (docs/works-on.md). Not looked up. */
function endpoints({ identity: way, fanout, longTermMetrics, grafana, cluster, logs }: Settings): Check {
  const balanced =
    cluster.externalIngest?.loadBalancer !== undefined ||
    (grafana.ingress !== undefined && ingressController(grafana.ingress) === "alb");
  const services = [
    "s3",
    way === "irsa" ? "sts" : "eks-auth",
    ...["kms", "ec2", "eks", "ecr.api", "ecr.dkr"],
    ...(balanced ? ["elasticloadbalancing"] : []),
    ...(fanout.cloudwatch.enabled ? ["logs"] : []),
    ...(logs.controlPlane ? ["sqs"] : []),
    ...(longTermMetrics?.type === "amp" ? ["aps-workspaces"] : []),
  ];
  return {
    what: "AWS without internet",
    found: "not looked up",
    needed: `VPC endpoints of ${services.join(", ")}, or a way to the internet`,
    verdict: "ok",
    mend: "",
  };
}

function metrics({ cluster: { name } }: Settings, { cluster: { metricsApi } }: Findings): Check {
  const isDead = "is" in metricsApi && metricsApi.is === "not ready";
  return judged(
    {
      what: "metrics of pods",
      needed: "metrics-server: without it gateway and log consumer do not grow under load",
      mend: isDead
        ? "kubectl describe apiservice v1beta1.metrics.k8s.io says why; see to its pods, and to the way to them from the API server"
        : `aws eks create-addon --cluster-name ${name} --addon-name metrics-server`,
    },
    metricsApi,
    (found) => found === "ready",
    "lacking",
    (found) => ({ none: "not there", "not ready": "there, and gives no answer", ready: "there" })[found],
  );
}
