// What a program takes from the package `eks-observability`.
export type { AwsIdentity } from "./cloud/aws-identity";
export type { ClusterArgs } from "./cloud/cluster-args";
export type { ClusterFacts } from "./cloud/eks-facts";
export type { Place } from "./cloud/names";
export {
  type Account,
  lookUpAccount,
  lookUpSurroundings,
  type PlannedContract,
  Platform,
  type PlatformArgs,
  type Surroundings,
} from "./platform";
export { stackSettings } from "./stack/settings";
