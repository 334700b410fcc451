// The look at account and cluster before anything is planned. Reads AWS and the API server, changes nothing.

import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type GetLogGroupResult, getLogGroup } from "@pulumi/aws/cloudwatch";
import { getAddon, getClusterAuth } from "@pulumi/aws/eks";
import { type GetOpenIdConnectProviderResult, getOpenIdConnectProvider, getPolicy } from "@pulumi/aws/iam";
import { type GetKeyResult, getKey } from "@pulumi/aws/kms";
import { type GetKafkaVersionResult, getKafkaVersion } from "@pulumi/aws/msk";
import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../../contract/refusal";
import type { StackHistory } from "../../settings/history/changes";
import { withShownNames } from "../../settings/secrets/shown-names";
import type { Settings } from "../../settings/settings";
import type { ClusterFacts } from "../cloud/eks-facts";
import { kafkaVersion } from "../cloud/kafka/plan";
import { cloudNames, controlPlaneLogGroup, type Place } from "../cloud/names";
import { oneLine, saysThereIsNone, saysThereIsNoneHere } from "../cloud/there-is-none";
import { mskBrokers } from "../kafka-client/client";
import { stackTags } from "../stack/settings";
import { clusterReader } from "./api-server";
import { brokerSubnets, missingGroups } from "./broker-subnets";
import { type Check, checkText, withNames } from "./check";
import { lookIntoCluster, nothingKnown } from "./cluster-api";
import {
  type Addon,
  type AwsFindings,
  addons,
  type ClusterFindings,
  type DataKeyFound,
  type Known,
  notAsked,
} from "./findings";
import { judge } from "./judgement";
import { keptInAws } from "./kept";
import { takeOverVariable } from "./there-already";
import { volumeKeyThere } from "./volume-key";

/** Names the file into which the checks go for `npm run preflight`, which wants no plan. */
export const preflightFileVariable = "OBSERVABILITY_PREFLIGHT_FILE";

/**
 * Refuses what cannot work, and warns once of what is lacking or not to be known.
 *
 * @param history brokers that are there stay, whatever MSK offers today.
 * @throws Refusal with every reason; nothing has been registered by then.
 */
export async function preflight(
  settings: Settings,
  cluster: ClusterFacts,
  place: Place,
  history: StackHistory,
): Promise<void> {
  const [fromAws, [awsCli, fromCluster]] = await Promise.all([
    awsFindings(settings, cluster, place, history),
    clusterFindings(settings, cluster),
  ]);
  const takesOver = /^(1|true)$/i.test(process.env[takeOverVariable] ?? "");
  const judgements = judge(settings, {
    isNew: isNew(history),
    isInCluster: history.unfinished !== true,
    isAnother: history.oidcIssuer !== undefined && history.oidcIssuer !== cluster.oidcIssuer,
    grafanaGib: history.unfinished ? undefined : history.record?.volumesGib.grafana,
    isPreview: pulumi.runtime.isDryRun(),
    takesOver,
    awsCli,
    aws: fromAws,
    cluster: fromCluster,
  });
  const checks = judgements.map((check) => withNames(check, (text) => withShownNames(text, settings)));
  const file = process.env[preflightFileVariable];
  if (file !== undefined) {
    writeFileSync(file, JSON.stringify(checks));
    throw new Refusal("looked, and planned nothing");
  }
  report(settings, checks);
}

/** A run that was cut off may have made the namespace, and left a record. */
export const isNew = ({ record, unfinished, unreadable }: StackHistory): boolean =>
  unfinished === true && record === undefined && unreadable === undefined;

function report(settings: Settings, checks: readonly Check[]): void {
  const cluster = `EKS cluster "${withShownNames(settings.cluster.name, settings)}"`;
  const of = (verdict: Check["verdict"]) => checks.filter((check) => check.verdict === verdict);
  const lines = (found: readonly Check[]) => found.map((check) => `  ${checkText(check)}`).join("\n");
  const impossible = of("impossible");
  if (impossible.length > 0) {
    throw new Refusal(`${cluster} can't carry the platform; nothing was changed\n${lines(impossible)}`);
  }
  const lacking = of("lacking");
  if (lacking.length > 0) void pulumi.log.warn(`${cluster} lacks\n${lines(lacking)}`);
  const unknown = of("unknown");
  if (unknown.length > 0) {
    const reasons = [...new Set(unknown.map(({ found }) => found))].map((reason) => {
      const rows = unknown.filter(({ found }) => found === reason);
      return `  ${reason} - ${rows.map(({ what }) => what).join(", ")}`;
    });
    void pulumi.log.warn(`${cluster}, see npm run preflight -- ${pulumi.getStack()}\n${reasons.join("\n")}`);
  }
}

async function awsFindings(
  settings: Settings,
  cluster: ClusterFacts,
  place: Place,
  history: StackHistory,
): Promise<AwsFindings> {
  const autoMode = cluster.kind.volumeDriver === "ebs.csi.eks.amazonaws.com";
  const wanted = (addon: Addon) =>
    !autoMode && (addon !== "eks-pod-identity-agent" || settings.identity === "podIdentity");
  const [
    kept,
    dataKey,
    volumeKey,
    controlPlaneGroup,
    boundary,
    brokers,
    missingSecurityGroups,
    msk,
    oidcProvider,
    ...found
  ] = await Promise.all([
    keptInAws(settings, cloudNames(settings, place), history.named ?? []),
    settings.kmsKeyArn === undefined ? notAsked : dataKeyThere(settings.kmsKeyArn),
    settings.storageClass === undefined ? volumeKeyThere() : notAsked,
    settings.logs.controlPlane
      ? answered(getLogGroup({ name: controlPlaneLogGroup(settings) }), classOf, "not there")
      : notAsked,
    settings.iam.permissionsBoundary === undefined
      ? notAsked
      : exists(getPolicy({ arn: settings.iam.permissionsBoundary })),
    brokerSubnets(settings, cluster, history),
    missingGroups(settings),
    mskBrokers(settings) !== undefined && history.brokers === undefined
      ? answered(getKafkaVersion({ version: kafkaVersion }), offered, "not there", saysThereIsNoneHere)
      : notAsked,
    settings.identity === "irsa" ? exists(getOpenIdConnectProvider({ url: cluster.oidcIssuer }), admitsPods) : notAsked,
    ...addons.map((addonName) =>
      wanted(addonName) ? exists(getAddon({ clusterName: cluster.name, addonName })) : notAsked,
    ),
  ]);
  return {
    partition: place.partition,
    kept,
    autoMode,
    nodeSecurityGroups: cluster.nodeSecurityGroupIds.length,
    hybridBlocks: mskBrokers(settings) === undefined ? 0 : (cluster.hybridAddressBlocks ?? []).length,
    reachableBlocks: reachableBlocks(cluster),
    dataKey,
    volumeKey,
    brokers,
    missingSecurityGroups,
    readsControlPlane: history.record?.volumesGib.controlPlaneLogs !== undefined,
    controlPlaneGroup,
    controlPlaneLogs: settings.logs.controlPlane ? { is: cluster.logTypes ?? [] } : notAsked,
    boundary,
    oidcProvider,
    msk,
    addons: Object.fromEntries(
      addons.map((addon, index) => [addon, found[index] ?? notAsked]),
    ) as AwsFindings["addons"],
  };
}

/** Empty where the VPC's own are not known. */
function reachableBlocks({ kind, hybridAddressBlocks = [] }: ClusterFacts): string[] {
  return kind.nodeAddressBlocks.length === 0 ? [] : [...kind.nodeAddressBlocks, ...hybridAddressBlocks];
}

/** Roles trust tokens for this audience alone (components/cloud/identity/permissions.ts). */
const admitsPods = ({ clientIdLists }: GetOpenIdConnectProviderResult) => clientIdLists.includes("sts.amazonaws.com");

/** MSK goes on listing what it makes no more brokers of. */
const offered = ({ status }: GetKafkaVersionResult) => (status === "DEPRECATED" ? "deprecated" : "there");

/** Answers of before there were classes name none. */
const classOf = ({ logGroupClass }: GetLogGroupResult) => logGroupClass || "STANDARD";

/** What a lookup finds, or what it is where there is none. */
async function answered<T, Fact>(
  lookup: Promise<T>,
  read: (found: T) => Fact,
  none: Fact,
  saysNo = saysThereIsNone,
): Promise<Known<Fact>> {
  try {
    return { is: read(await lookup) };
  } catch (cause) {
    const reason = oneLine(cause);
    return saysNo(reason) ? { is: none } : { unknown: reason };
  }
}

/** Whether a lookup finds something, and one that will do. */
const exists = <T>(lookup: Promise<T>, willDo: (found: T) => boolean = () => true) => answered(lookup, willDo, false);

const dataKeyThere = (keyId: string): Promise<AwsFindings["dataKey"]> =>
  answered<GetKeyResult, DataKeyFound>(
    getKey({ keyId }),
    ({ keyState: state, keySpec: spec, keyManager: manager }) => ({ state, spec, manager }),
    undefined,
  );

async function clusterFindings(
  settings: Settings,
  cluster: ClusterFacts,
): Promise<[awsCli: Known<boolean>, ClusterFindings]> {
  const asMade = { ...settings, clusterKind: cluster.kind, tags: stackTags() };
  try {
    const { token } = await getClusterAuth({ name: cluster.name });
    return [{ is: isOnPath("aws") }, await lookIntoCluster(asMade, clusterReader(cluster, token))];
  } catch (cause) {
    return [notAsked, await nothingKnown(asMade, oneLine(cause))];
  }
}

const isOnPath = (command: string) =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => folder !== "" && ["", ".exe"].some((ending) => existsSync(join(folder, command + ending))));
