// What a program takes from `eks-observability/settings`: settings from somewhere else than a stack's file, judged
// alike.
export { type ClusterKind, ordinaryCluster } from "./cluster-kind";
export type { StackConfiguration } from "./configuration";
export { loadSettings } from "./from-elsewhere";
export { warningsOf } from "./load";
export { InvalidSettings } from "./refusals/invalid-settings";
export { type Configuration, settingsSchema } from "./schema";
export { Credential } from "./secrets/credential";
export type { Settings, Tenant } from "./settings";
