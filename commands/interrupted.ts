// After an `up` that was cut off (a killed process, a lost machine): the engine does not know whether what it was about to
// create exists. This says the one command that takes up what does. Pure.
import { z } from "zod";

const exportSchema = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ type: z.string(), inputs: z.record(z.string(), z.unknown()).default({}) }))
      .default([]),
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
const idOf: Readonly<Record<string, (inputs: Inputs) => string>> = {
  "aws:s3/bucket:Bucket": ({ bucket }) => text(bucket),
  "aws:iam/role:Role": ({ name }) => text(name),
  "aws:kms/alias:Alias": ({ name }) => text(name),
  "aws:cloudwatch/logGroup:LogGroup": ({ name }) => text(name),
  "aws:msk/topic:Topic": ({ clusterArn, name }) => `${text(clusterArn)},${text(name)}`,
  "kubernetes:helm.sh/v3:Release": ({ namespace, name }) => `${text(namespace)}/${text(name)}`,
};

interface LookUp {
  /** Arguments of the AWS CLI, and the query whose answer is the id, or nothing where there is no such thing. */
  ask: string;
  query: string;
  /** What the provider wants before the id. */
  before?: string;
}

/** Types whose id AWS chooses: where it is found. */
const lookUpOf: Readonly<Record<string, (inputs: Inputs) => LookUp>> = {
  "aws:msk/cluster:Cluster": ({ clusterName }) => ({
    ask: `kafka list-clusters-v2 --cluster-name-filter ${text(clusterName)}`,
    query: `ClusterInfoList[?ClusterName=='${text(clusterName)}'].ClusterArn`,
  }),
  "aws:msk/configuration:Configuration": ({ name }) => ({
    ask: "kafka list-configurations",
    query: `Configurations[?Name=='${text(name)}'].Arn`,
  }),
  "aws:secretsmanager/secret:Secret": ({ name }) => ({
    ask: `secretsmanager list-secrets --filters Key=name,Values=${text(name)}`,
    query: `SecretList[?Name=='${text(name)}'].ARN`,
  }),
  "aws:ec2/securityGroup:SecurityGroup": ({ name, vpcId }) => ({
    ask: `ec2 describe-security-groups --filters Name=group-name,Values=${text(name)} Name=vpc-id,Values=${text(vpcId)}`,
    query: "SecurityGroups[].GroupId",
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ({
    securityGroupId,
    referencedSecurityGroupId,
    fromPort,
  }) => ({
    ask: `ec2 describe-security-group-rules --filters Name=group-id,Values=${text(securityGroupId)}`,
    query:
      `SecurityGroupRules[?FromPort==\`${text(fromPort)}\`] | ` +
      `[?ReferencedGroupInfo.GroupId=='${text(referencedSecurityGroupId)}'].SecurityGroupRuleId`,
  }),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ({ clusterName, namespace, serviceAccount }) => ({
    ask:
      `eks list-pod-identity-associations --cluster-name ${text(clusterName)} --namespace ${text(namespace)} ` +
      `--service-account ${text(serviceAccount)}`,
    query: "associations[].associationId",
    before: `${text(clusterName)},`,
  }),
};

/**
 * The command after which the next `up` completes, for any shell; undefined where no creation was cut off. It asks AWS
 * for the ids that AWS chose, takes up what it finds, and lets go of the rest: the engine makes it again.
 *
 * @param exported what `pulumi stack export` prints.
 */
export function commandAfter(stack: string, exported: unknown): string | undefined {
  const { deployment } = exportSchema.parse(exported);
  const creations = (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .map(({ resource }) => resource);
  if (creations.length === 0) return undefined;
  const provider = deployment.resources.find(({ type }) => type === "pulumi:providers:aws")?.inputs ?? {};
  const place = ["region", "profile"].flatMap((key) => (key in provider ? [`--${key} ${text(provider[key])}`] : []));
  const asked = creations.flatMap(({ urn, type, inputs }) => {
    const lookUp = lookUpOf[type]?.(inputs);
    return lookUp === undefined ? [] : [{ urn, lookUp }];
  });
  const questions = asked.map(
    ({ lookUp: { ask, query } }, index) =>
      `id${index}=$(aws ${[ask, ...place].join(" ")} \\\n  --query "${query.replaceAll("`", "\\`")}" --output text)`,
  );
  const imports = [
    ...creations.flatMap(({ urn, type, inputs }) => {
      const id = idOf[type]?.(inputs) ?? objectId(type, inputs);
      return id === undefined ? [] : [taken(urn, `'${id}'`)];
    }),
    ...asked.map(
      ({ urn, lookUp: { before = "" } }, index) => `\${id${index}:+${taken(urn, `"${before}$id${index}"`)}}`,
    ),
  ];
  const refresh = [`pulumi refresh --stack ${stack} --yes`, ...imports, "--clear-pending-creates"].join(" \\\n  ");
  return ["sh <<'END'", ...questions, refresh, "END"].join("\n");
}

const taken = (urn: string, id: string) => `--import-pending-creates '${urn}' --import-pending-creates ${id}`;

/** Names and numbers as they were sent. */
const text = (value: unknown) => (typeof value === "object" ? "" : String(value));

/** Objects of Kubernetes have the names that the program gives them. */
function objectId(type: string, { metadata }: Inputs): string | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const { name, namespace } = (metadata ?? {}) as { name?: string; namespace?: string };
  return namespace === undefined ? name : `${namespace}/${name ?? ""}`;
}
