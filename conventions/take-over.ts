/** By which an `up` takes over objects of the cluster that exist (docs/operations/deploy.md); the provider reads it. */
export const takeOverVariable = "PULUMI_K8S_UPSERT_EXISTING_OBJECTS";
