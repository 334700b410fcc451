// What a program takes from `eks-observability/settings`: settings from somewhere else than a stack's file, judged
// alike.
export { type ClusterKind, ordinaryCluster } from "./cluster-kind";
export { Credential } from "./credential";
export { InvalidSettings } from "./invalid-settings";
export { loadSettings, type StackConfiguration, warningsOf } from "./load";
export { type Configuration, settingsSchema } from "./schema";
export type { Settings, Tenant } from "./settings";
