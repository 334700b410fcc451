// States of stacks as the engine hands them over, of a few resources each, and what a change of such a stack is refused for.
import { topicPlans } from "../../components/cloud/kafka/plan";
import { historyOf } from "../../components/stack/history";
import { refusedChanges } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { pathText } from "../../settings/refusals/problem";
import { settingsWith } from "./stack-configuration";

export const arn = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
export const today = "2026-11-28";
export const own = "urn:pulumi:test::observability::obs:index:Platform$";

export type Resource = [urn: string, type: string, outputs?: object];

const entry = ([urn, type, outputs]: Resource) => [`${urn}${type}::name`, { type, outputs }] as const;
export const stateOf = (resources: readonly Resource[]) => Object.fromEntries(resources.map(entry));

export const record = (overrides: Record<string, unknown>): Resource => [
  own,
  "obs:index:StackRecord",
  recordOf(settingsWith(overrides), arn, undefined, today),
];
export const namespace: Resource = [`${own}obs:cluster:ClusterSetup$`, "kubernetes:core/v1:Namespace"];
export const bucket = (name: string, parents = `${own}obs:cloud:Cloud$`): Resource => [
  parents,
  "aws:s3/bucket:Bucket",
  { bucket: name },
];
export const clientSubnets = ["subnet-0000000a", "subnet-0000000b", "subnet-0000000c"];
export const brokers = (
  { auth = "iam", perZone = 1, volumeSize = 100, instanceType = "kafka.m7g.large" },
  parents = `${own}obs:cloud:Kafka$`,
): Resource => [
  parents,
  "aws:msk/cluster:Cluster",
  {
    numberOfBrokerNodes: perZone * 3,
    clientAuthentication: { sasl: { iam: auth === "iam", scram: auth === "scram" } },
    brokerNodeGroupInfo: { clientSubnets, instanceType, storageInfo: { ebsStorageInfo: { volumeSize } } },
  },
];
export const topic = (name: string, partitionCount: number, parents = `${own}obs:cloud:Kafka$`): Resource => [
  `${parents}${name}$`,
  "aws:msk/topic:Topic",
  { name, partitionCount, configs: JSON.stringify(topicPlans(partitionCount, 72).logs.configs) },
];

/** Paths and commands of what is refused when a stack with this state is given the settings. */
export function refused(resources: readonly Resource[], overrides: Record<string, unknown>): string[] {
  const settings = settingsWith(overrides);
  const history = historyOf(stateOf(resources));
  return refusedChanges(history, recordOf(settings, arn, history.record, today), settings, today).map(
    ({ path, command }) => `${pathText(path)}: ${command.replace("pulumi config ", "").replace(" --path", "")}`,
  );
}

export const msk = (kafka: object = {}) => ({ kafka: { mode: "msk", ...kafka } });
