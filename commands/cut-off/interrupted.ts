// After an `up` that was cut off (a killed process, a lost machine): the engine does not know whether what it was about
// to create exists, and Helm does not know what became of its run. This says the one command that takes up what exists.
// Pure.
import { z } from "zod";
import { namingFile } from "../../components/stack/find-file";
import { releaseType } from "../../conventions/data-types";
import { takeOverVariable } from "../../conventions/take-over";
import { shellQuoted } from "../../settings/refusals/problem";
import { importIdOfTopic, text } from "../import-ids";
import { askingAws } from "./asking-aws";
import { forgetting, refusedReleases, releaseOf } from "./releases";

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

const roleType = "aws:iam/role:Role";

type Inputs = Record<string, unknown>;
type Creation = NonNullable<z.infer<typeof exportSchema>["deployment"]["pending_operations"]>[number]["resource"];

/**
 * Types that refuse to be made twice, and how their id follows from what they were to be made of. Objects of Kubernetes
 * are none: imported, they would be replaced by the next `up`; it takes them over where it is told to (`wayOn`).
 */
const idOf: Readonly<Record<string, (inputs: Inputs) => string>> = {
  "aws:s3/bucket:Bucket": ({ bucket }) => text(bucket),
  [roleType]: ({ name }) => text(name),
  "aws:kms/alias:Alias": ({ name }) => text(name),
  "aws:cloudwatch/logGroup:LogGroup": ({ name }) => text(name),
  "aws:msk/topic:Topic": importIdOfTopic,
  [releaseType]: ({ namespace, name }) => `${text(namespace)}/${text(name)}`,
};

interface LookUp {
  /** Arguments of the AWS CLI, and the query whose answer is the id, or nothing where there is no such thing. */
  ask: string;
  query: string;
  /** What the provider wants before the id. */
  before?: string;
  /** What is asked before where there being none would be a failure, like a right or a network that is missing. */
  listed?: { ask: string; query: string };
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
  "aws:sqs/queue:Queue": ({ name }) => ({
    ask: `sqs list-queues --queue-name-prefix ${text(name)}`,
    query: `not_null(QueueUrls, \`[]\`)[?ends_with(@, '/${text(name)}')]`,
  }),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": ({ name }) => ({
    ask: `firehose describe-delivery-stream --delivery-stream-name ${text(name)}`,
    query: "DeliveryStreamDescription.DeliveryStreamARN",
    listed: {
      ask: "firehose list-delivery-streams --limit 10000",
      query: `DeliveryStreamNames[?@=='${text(name)}']`,
    },
  }),
  "aws:ec2/securityGroup:SecurityGroup": ({ name, vpcId }) => ({
    ask: `ec2 describe-security-groups --filters Name=group-name,Values=${text(name)} Name=vpc-id,Values=${text(vpcId)}`,
    query: "SecurityGroups[].GroupId",
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ({ securityGroupId, fromPort, ...whom }) => ({
    ask: `ec2 describe-security-group-rules --filters Name=group-id,Values=${text(securityGroupId)}`,
    query: `SecurityGroupRules[?FromPort==\`${text(fromPort)}\`] | [?${admitting(whom)}].SecurityGroupRuleId`,
  }),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ({ clusterName, namespace, serviceAccount }) => ({
    ask:
      `eks list-pod-identity-associations --cluster-name ${text(clusterName)} --namespace ${text(namespace)} ` +
      `--service-account ${text(serviceAccount)}`,
    query: "associations[].associationId",
    before: `${text(clusterName)},`,
  }),
};

/** What tells a rule from others of the same port: a group, or an address block where it admits one. */
function admitting({ referencedSecurityGroupId, cidrIpv4, cidrIpv6 }: Inputs): string {
  if (cidrIpv4 !== undefined) return `CidrIpv4=='${text(cidrIpv4)}'`;
  if (cidrIpv6 !== undefined) return `CidrIpv6=='${text(cidrIpv6)}'`;
  return `ReferencedGroupInfo.GroupId=='${text(referencedSecurityGroupId)}'`;
}

/** Types whose creation is taken up; objects of Kubernetes, and whatever is put in place again, are none. */
export const takenUpTypes: readonly string[] = [...Object.keys(idOf), ...Object.keys(lookUpOf)];

/**
 * The command after which the next `up` completes, for any shell; undefined where nothing was cut off that stops it. It
 * asks AWS for the ids that AWS chose, takes up what it finds, and lets go of the rest: the engine makes it again.
 *
 * @param exported what `pulumi stack export` prints.
 * @param events what the failed `up` wrote with `--event-log`: releases that Helm refuses stand there, and only there.
 * @param file Of settings, where it is not the usual one, which `pulumi` would read, or make.
 */
export function commandAfter(stack: string, exported: unknown, events: string, file?: string): string | undefined {
  const { deployment } = exportSchema.parse(exported);
  const inputsOf = (type: string) => deployment.resources.find((resource) => resource.type === type)?.inputs ?? {};
  const begun = (deployment.pending_operations ?? []).filter(({ type }) => type === "creating");
  // A creation that a later run repeated stands in the state as often, and still when it has succeeded.
  const made = new Set(deployment.resources.map(({ urn }) => urn));
  const refused = refusedReleases(events);
  // Of a release that Helm has and the engine knows nothing of, its run may have come to an end, or not.
  const creations: Creation[] = [...begun.map(({ resource }) => resource), ...refused.filter(({ isThere }) => isThere)];
  const missing = [...new Map(creations.filter(({ urn }) => !made.has(urn)).map((each) => [each.urn, each])).values()];
  // One of another name that takes the place of one has its URN, and cannot be taken up. No pod has it yet, and what may do
  // anything AWS does not delete.
  const unused = begun
    .map(({ resource }) => resource)
    .filter(({ type, urn, inputs: { name } }) => {
      const standing = deployment.resources.filter((each) => each.urn === urn);
      return type === roleType && standing.length > 0 && standing.every(({ inputs }) => inputs.name !== name);
    });
  const begunReleases = missing.filter(({ type }) => type === releaseType).map(({ inputs }) => releaseOf(inputs));
  const forgotten = forgetting([...begunReleases, ...refused], inputsOf("pulumi:providers:kubernetes").kubeconfig);
  if (begun.length + missing.length === 0) return forgotten.length === 0 ? undefined : forgotten.join("\n");
  const asking = askingAws(inputsOf("pulumi:providers:aws"));
  return [
    "sh <<'END'",
    ...(file === undefined ? [] : [`export PULUMI_OPTION_CONFIG_FILE=${shellQuoted(file)}`]),
    ...(unused.length > 0 || missing.some(({ type }) => type in lookUpOf) ? asking.first : []),
    ...forgotten.map((command) => `${command} </dev/null`),
    ...unused.map(
      ({ inputs }) => `${asking.command(`iam delete-role --role-name ${text(inputs.name)}`)} </dev/null || true`,
    ),
    ...missing.flatMap((resource) => takenUp(stack, resource, asking.command)),
    ...(begun.length === 0 ? [] : [`pulumi refresh --stack ${stack} --yes --clear-pending-creates`]),
    "END",
  ].join("\n");
}

/**
 * How it goes on after that command. The provider refuses to create an object of Kubernetes that is there, also one that
 * was cut off as it was created, unless it is told to take it over.
 */
export function wayOn(stack: string, exported: unknown, file?: string): string {
  const { resources, pending_operations: pending } = exportSchema.parse(exported).deployment;
  const mayBeThere = (pending ?? []).some(
    ({ type, resource }) =>
      type === "creating" &&
      resource.type.startsWith("kubernetes:") &&
      resource.type !== releaseType &&
      !resources.some(({ urn }) => urn === resource.urn),
  );
  return mayBeThere
    ? `then once, for objects of the cluster that may be there: ${takeOverVariable}=true npm run up -- ${stack}` +
        namingFile(file)
    : "then up again";
}

/** Lines of shell that import what was created. Importing what is not there fails, and is no fault. */
function takenUp(
  stack: string,
  { urn, type, parent, provider = "", inputs }: Creation,
  asking: (...args: string[]) => string,
): string[] {
  const [explicit] = /^.*[:$]pulumi:providers:\w+::(?!default)[^:]+/.exec(provider) ?? [];
  const imported = (id: string) =>
    [
      `pulumi import --stack ${stack} --yes --skip-preview --generate-code=false --protect=false`,
      ...(parent === undefined ? [] : [`--parent 'above=${parent}'`]),
      ...(explicit === undefined ? [] : [`--provider 'by=${explicit}'`]),
      `${type} '${urn.split("::").at(-1) ?? ""}' ${id} </dev/null || true`,
    ].join(" \\\n  ");
  const id = idOf[type]?.(inputs);
  if (id !== undefined) return [imported(`'${id}'`)];
  const lookUp = lookUpOf[type]?.(inputs);
  if (lookUp === undefined) return [];
  const { ask, query, before = "", listed } = lookUp;
  const answer = (question: Pick<LookUp, "ask" | "query">) =>
    `id=$(${asking(question.ask)} \\\n  --query "${question.query.replaceAll("`", "\\`")}" --output text) || exit 1`;
  return [
    ...(listed === undefined ? [] : [answer(listed)]),
    `${listed === undefined ? "" : '[ -z "$id" ] || '}${answer({ ask, query })}`,
    `[ -z "$id" ] || ${imported(`"${before}$id"`)}`,
  ];
}
