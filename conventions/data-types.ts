// Types of resources whose loss is more than their own, and of the one that tells of losses.

/** AWS resources that hold data, or without which data cannot be read. */
export const dataTypes: ReadonlySet<string> = new Set([
  "aws:s3/bucket:Bucket",
  "aws:kms/key:Key",
  "aws:msk/cluster:Cluster",
  "aws:msk/topic:Topic",
  "aws:secretsmanager/secret:Secret",
]);

/** Objects of Kubernetes that others live in or by: with them go claims, pods, or every object of a definition. */
export const sharedTypes: ReadonlySet<string> = new Set([
  "kubernetes:core/v1:Namespace",
  "kubernetes:core/v1:PersistentVolumeClaim",
  "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
]);

/** A release of Helm, as the platform makes each. */
export const releaseType = "kubernetes:helm.sh/v3:Release";

/** The component whose output tells that the platform's namespace has been made. */
export const setupType = "obs:cluster:ClusterSetup";

/** The component that all of the platform is below: it goes last. */
export const platformType = "obs:index:Platform";

/** The component that keeps the stack's record in the state (settings/history/record.ts). */
export const recordType = "obs:index:StackRecord";
