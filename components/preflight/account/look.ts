// What AWS is asked before anything is planned, and what of its answers counts. Reads AWS.
import { type GetLogGroupResult, getLogGroup } from "@pulumi/aws/cloudwatch";
import { type GetAddonResult, getAddon } from "@pulumi/aws/eks";
import { type GetOpenIdConnectProviderResult, getOpenIdConnectProvider, getPolicy } from "@pulumi/aws/iam";
import { type GetKeyResult, getKey } from "@pulumi/aws/kms";
import { type GetKafkaVersionResult, getKafkaVersion } from "@pulumi/aws/msk";
import { isAutoMode } from "../../../settings/cluster-kind";
import type { StackHistory } from "../../../settings/history/changes";
import type { Settings } from "../../../settings/settings";
import type { ClusterFacts } from "../../cloud/eks-facts";
import { kafkaVersion } from "../../cloud/kafka/plan";
import { cloudNames, controlPlaneLogGroup, type Place, roleNames } from "../../cloud/names";
import { oneLine, saysThereIsNone, saysThereIsNoneHere } from "../../cloud/there-is-none";
import { mskBrokers } from "../../kafka-client/client";
import { mapped } from "../check";
import { type Addon, type AwsFindings, addons, type DataKeyFound, type Known, notAsked } from "../findings";
import { brokerSubnets, missingGroups } from "./broker-subnets";
import { keptInAws } from "./kept";
import { volumeKeyThere } from "./volume-key";

/** @param history brokers that are there stay, whatever MSK offers today. */
export async function lookIntoAccount(
  settings: Settings,
  cluster: ClusterFacts,
  place: Place,
  history: StackHistory,
): Promise<AwsFindings> {
  const autoMode = isAutoMode(cluster.kind);
  const keyArn = settings.kmsKeyArn ?? history.stored?.ownKey;
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
    keyArn === undefined ? notAsked : dataKeyThere(keyArn),
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
      wanted(addonName) ? answered(getAddon({ clusterName: cluster.name, addonName }), hasRole, undefined) : notAsked,
    ),
  ]);
  return {
    partition: place.partition,
    kept,
    ...otherwiseNamed(settings, place, history),
    autoMode,
    nodeSecurityGroups: cluster.nodeSecurityGroupIds.length,
    hybridBlocks: mskBrokers(settings) === undefined ? 0 : (cluster.hybridAddressBlocks ?? []).length,
    reachableBlocks: reachableBlocks(cluster),
    dataKey,
    ...(history.stored?.ownKey === undefined ? {} : { madeKey: history.stored.ownKey }),
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
      addons.map((addon, index) => [addon, isThere(found[index] ?? notAsked)]),
    ) as AwsFindings["addons"],
    volumeRole: hasItsRole(found[addons.indexOf("aws-ebs-csi-driver")] ?? notAsked),
  };
}

function otherwiseNamed(settings: Settings, place: Place, { roles = {} }: StackHistory) {
  const wanted = roleNames(settings, place);
  // Where the run failed at a role some have their former names yet.
  const otherwiseNamed = Object.keys(roles).find((name) => !wanted.includes(name));
  return otherwiseNamed === undefined ? {} : { otherwiseNamed };
}

/** Empty where the VPC's own are not known. */
function reachableBlocks({ kind, hybridAddressBlocks = [] }: ClusterFacts): string[] {
  return kind.nodeAddressBlocks.length === 0 ? [] : [...kind.nodeAddressBlocks, ...hybridAddressBlocks];
}

/** Of an add-on, by its service account's annotation or by an association of its own. */
const hasRole = ({ serviceAccountRoleArn, podIdentityAssociations }: GetAddonResult): boolean =>
  Boolean(serviceAccountRoleArn) || (podIdentityAssociations ?? []).length > 0;

/** What is told of an add-on: whether it has a role, nothing where there is none. */
type AddonFound = Known<boolean | undefined>;

const isThere = (found: AddonFound) => mapped(found, (role) => role !== undefined);
const hasItsRole = (found: AddonFound) => mapped(found, (role) => role !== false);

/** Roles trust tokens for this audience alone (components/cloud/identity/permissions.ts). */
const admitsPods = ({ clientIdLists }: GetOpenIdConnectProviderResult) => clientIdLists.includes("sts.amazonaws.com");

/** MSK goes on listing what it makes no more brokers of. */
const offered = ({ status }: GetKafkaVersionResult) => (status === "DEPRECATED" ? "deprecated" : "there");

/** AWS names no class for groups that are older than classes. */
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
