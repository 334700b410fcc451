// What the package offers to app repositories.

export type {
  Conventions,
  KafkaContract,
  PlatformContract,
  PlatformOutput,
  PlatformSecrets,
  SidecarContract,
  TenantContract,
} from "./contract";
export { contractVersion, defaultTenant } from "./contract";
export { ContractError, type ContractOutputs, checkedContract, readPlatform, readPlatformSecrets } from "./reader";
export { ScrapedService } from "./scraped-service";
export type { ScrapedServiceTarget } from "./scraped-service-spec";
export { Workload, type WorkloadArgs } from "./workload";
export type { Instrumentation, WorkloadSpec } from "./workload-manifests";
