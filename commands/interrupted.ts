// After an `up` that was cut off (a killed process, a lost machine): the engine does not know whether what it was about to
// create exists. This says the one command that takes up what does. Pure.
import { z } from "zod";

const exportSchema = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ urn: z.string(), type: z.string(), inputs: z.record(z.string(), z.unknown()).default({}) }))
      .default([]),
    pending_operations: z
      .array(
        z.object({
          type: z.string(),
          resource: z.object({
            urn: z.string(),
            type: z.string(),
            parent: z.string().optional(),
            provider: z.string().optional(),
            inputs: z.record(z.string(), z.unknown()).default({}),
          }),
        }),
      )
      .nullish(),
  }),
});

type Inputs = Record<string, unknown>;
type Creation = NonNullable<z.infer<typeof exportSchema>["deployment"]["pending_operations"]>[number]["resource"];

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
  const begun = (deployment.pending_operations ?? []).filter(({ type }) => type === "creating");
  if (begun.length === 0) return undefined;
  const provider = deployment.resources.find(({ type }) => type === "pulumi:providers:aws")?.inputs ?? {};
  const place = ["region", "profile"].flatMap((key) => (key in provider ? [`--${key} ${text(provider[key])}`] : []));
  // A creation that a later run repeated stands in the state as often, and still when it has succeeded.
  const made = new Set(deployment.resources.map(({ urn }) => urn));
  const missing = new Map(
    begun.filter(({ resource }) => !made.has(resource.urn)).map((each) => [each.resource.urn, each]),
  );
  return [
    "sh <<'END'",
    ...[...missing.values()].flatMap(({ resource }) => takenUp(stack, resource, place)),
    `pulumi refresh --stack ${stack} --yes --clear-pending-creates`,
    "END",
  ].join("\n");
}

/** Lines of shell that import what was created. Importing what is not there fails, and is no fault. */
function takenUp(
  stack: string,
  { urn, type, parent, provider = "", inputs }: Creation,
  place: readonly string[],
): string[] {
  const [explicit] = /^.*[:$]pulumi:providers:\w+::(?!default)[^:]+/.exec(provider) ?? [];
  const imported = (id: string) =>
    [
      `pulumi import --stack ${stack} --yes --skip-preview --generate-code=false --protect=false`,
      ...(parent === undefined ? [] : [`--parent 'above=${parent}'`]),
      ...(explicit === undefined ? [] : [`--provider 'by=${explicit}'`]),
      `${type} '${urn.split("::").at(-1) ?? ""}' ${id} </dev/null || true`,
    ].join(" \\\n  ");
  const id = idOf[type]?.(inputs) ?? objectId(type, inputs);
  if (id !== undefined) return [imported(`'${id}'`)];
  const lookUp = lookUpOf[type]?.(inputs);
  if (lookUp === undefined) return [];
  const { ask, query, before = "" } = lookUp;
  return [
    `id=$(aws ${[ask, ...place].join(" ")} \\\n  --query "${query.replaceAll("`", "\\`")}" --output text)`,
    `[ -z "$id" ] || ${imported(`"${before}$id"`)}`,
  ];
}

/** Names and numbers as they were sent. */
const text = (value: unknown) => (typeof value === "object" ? "" : String(value));

/** Objects of Kubernetes have the names that the program gives them. */
function objectId(type: string, { metadata }: Inputs): string | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const { name, namespace } = (metadata ?? {}) as { name?: string; namespace?: string };
  return namespace === undefined ? name : `${namespace}/${name ?? ""}`;
}
