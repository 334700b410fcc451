// What a program takes from the package `eks-observability`.
export type { AwsIdentity } from "./cloud/aws-identity";
export type { ClusterFacts } from "./cloud/eks-facts";
export type { Place } from "./cloud/names";
export { lookUpSurroundings, type PlannedContract, Platform, type PlatformArgs, type Surroundings } from "./platform";
export { stackSettings } from "./stack-settings";
