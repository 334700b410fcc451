// After an `up` that was cut off (a killed process, a lost machine): the engine does not know whether what it was about to
// create exists. This says the one command that takes up what does. Pure.
import { z } from "zod";

const exportSchema = z.object({
  deployment: z.object({
    pending_operations: z
      .array(
        z.object({
          type: z.string(),
          resource: z.object({
            urn: z.string(),
            type: z.string(),
            inputs: z.record(z.string(), z.unknown()).default({}),
          }),
        }),
      )
      .nullish(),
  }),
});

type Inputs = Record<string, unknown>;

/** Types that refuse to be made twice, and how their id follows from what they were to be made of. */
const idOf: Readonly<Record<string, (inputs: Inputs) => unknown>> = {
  "aws:s3/bucket:Bucket": ({ bucket }) => bucket,
  "aws:iam/role:Role": ({ name }) => name,
  "aws:kms/alias:Alias": ({ name }) => name,
  "kubernetes:helm.sh/v3:Release": ({ namespace, name }) => `${String(namespace)}/${String(name)}`,
};

/** Types whose id AWS chooses: where it is to be found. */
const lookUp: Readonly<Record<string, (inputs: Inputs) => string>> = {
  "aws:msk/cluster:Cluster": ({ clusterName }) =>
    `aws kafka list-clusters-v2 --cluster-name-filter ${String(clusterName)}`,
  "aws:msk/configuration:Configuration": () => "aws kafka list-configurations",
  "aws:msk/topic:Topic": ({ clusterArn }) => `aws kafka list-topics --cluster-arn ${String(clusterArn)}`,
  "aws:secretsmanager/secret:Secret": ({ name }) => `aws secretsmanager describe-secret --secret-id ${String(name)}`,
  "aws:ec2/securityGroup:SecurityGroup": ({ name }) =>
    `aws ec2 describe-security-groups --filters Name=group-name,Values=${String(name)}`,
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ({ clusterName }) =>
    `aws eks list-pod-identity-associations --cluster-name ${String(clusterName)}`,
};

/**
 * The command after which the next `up` completes; undefined where no creation was cut off. What can be made twice is
 * let go of: the engine makes it again.
 *
 * @param exported what `pulumi stack export` prints.
 */
export function commandAfter(stack: string, exported: unknown): { command: string; lookUps: string[] } | undefined {
  const { deployment } = exportSchema.parse(exported);
  const creations = (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .map(({ resource }) => resource);
  if (creations.length === 0) return undefined;
  const imports = creations.flatMap(({ urn, type, inputs }) => {
    const id = idOf[type]?.(inputs) ?? objectId(type, inputs) ?? (lookUp[type] && `<id of ${urn.split("::").at(-1)}>`);
    return id === undefined ? [] : [`--import-pending-creates '${urn}' --import-pending-creates '${String(id)}'`];
  });
  return {
    command: [`pulumi refresh --stack ${stack} --yes`, ...imports, "--clear-pending-creates"].join(" \\\n  "),
    lookUps: creations.flatMap(({ type, inputs }) => lookUp[type]?.(inputs) ?? []),
  };
}

/** Objects of Kubernetes have the names that the program gives them. */
function objectId(type: string, { metadata }: Inputs): string | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const { name, namespace } = (metadata ?? {}) as { name?: string; namespace?: string };
  return namespace === undefined ? name : `${namespace}/${name ?? ""}`;
}
