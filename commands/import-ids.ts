// How the AWS provider wants a thing named in an import, where that is not the id that it keeps in the state.

type Properties = Readonly<Record<string, unknown>>;

/** Names and numbers as they were sent. */
export const text = (value: unknown) => (typeof value === "object" ? "" : String(value));
const joined = (separator: string, ...values: unknown[]) => values.map(text).join(separator);

export const importIdOfTopic = ({ clusterArn, name }: Properties) => joined(",", clusterArn, name);

/** By type, from what the thing is made of. */
export const importIds: Readonly<Record<string, (properties: Properties) => string>> = {
  "aws:msk/topic:Topic": importIdOfTopic,
  "aws:appautoscaling/target:Target": ({ serviceNamespace, resourceId, scalableDimension }) =>
    joined("/", serviceNamespace, resourceId, scalableDimension),
  "aws:appautoscaling/policy:Policy": ({ serviceNamespace, resourceId, scalableDimension, name }) =>
    joined("/", serviceNamespace, resourceId, scalableDimension, name),
};
