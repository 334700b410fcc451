// The state of a stack whose `up` was cut off, as `pulumi stack export` prints it.
export const urn = (type: string, name: string) => `urn:pulumi:prod::observability::${type}::${name}`;
export const provider = `${urn("obs:index:Platform$pulumi:providers:kubernetes", "observability")}::0b6c`;
export const pending = (type: string, name: string, inputs: object, operation = "creating") => ({
  type: operation,
  resource: { urn: urn(type, name), type, inputs, parent: urn("obs:index:Platform", "observability"), provider },
});
/** A stack as it is exported, with what was being done when it was cut off. */
export const exported = (...operations: object[]) => ({
  version: 3,
  deployment: {
    resources: [
      {
        urn: urn("pulumi:providers:kubernetes", "observability"),
        type: "pulumi:providers:kubernetes",
        inputs: { kubeconfig: JSON.stringify({ clusters: [{ cluster: { server: "https://eks.example.com" } }] }) },
      },
      { urn: urn("pulumi:providers:aws", "default"), type: "pulumi:providers:aws", inputs: { region: "eu-central-1" } },
      { urn: urn("aws:kms/alias:Alias", "made"), type: "aws:kms/alias:Alias" },
    ],
    pending_operations: operations,
  },
});
