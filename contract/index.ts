// What the package offers to app repositories.
export { contractVersion, defaultTenant } from "./contract";
export type { Conventions, KafkaContract, PlatformContract, PlatformSecrets, SidecarContract, TenantContract } from "./contract";
export { checkedContract, ContractError, readPlatform, readPlatformSecrets } from "./reader";
export { Workload, type WorkloadArgs } from "./workload";
export type { Instrumentation, WorkloadSpec } from "./workload-manifests";
