// What the platform knows about its cluster, and what a cluster must have.
import { zones as brokerZones } from "../../conventions/kafka";
import type { ClusterKind } from "../../settings/cluster-kind";
import { setCommand } from "../../settings/refusals/problem";
import { type AwsIdentity, identityArguments } from "./aws-identity";
import { type SubnetPlace, whyNoBrokers } from "./broker-zones";

export interface ClusterFacts {
  name: string;
  arn: string;
  /** Kubernetes version, `1.33`. */
  version: string;
  endpoint: string;
  /** CA of the API server, base64 of PEM. */
  certificateAuthority: string;
  vpcId: string;
  /** Security group that EKS makes for control plane and nodes. */
  securityGroupId: string;
  /** Groups of nodes that have their own. Brokers admit these beside EKS's. */
  nodeSecurityGroupIds: readonly string[];
  /** Issuer of service-account tokens, `https://...`. */
  oidcIssuer: string;
  /** One subnet for each availability zone, in the order of the zones' names. */
  subnetPerZone: readonly { zone: string; subnetId: string; freeAddresses?: number }[];
  kind: ClusterKind;
  /** Which logs of the control plane EKS writes to CloudWatch: `api`, `audit`, ... */
  logTypes?: readonly string[];
  /** Address blocks of hybrid nodes and of their pods, to which the VPC has a way; none when absent. */
  hybridAddressBlocks?: readonly string[];
}

export interface Subnet extends SubnetPlace {
  id: string;
  isPublic: boolean;
  freeAddresses?: number;
}

/**
 * Oldest Kubernetes that the platform runs on: ValidatingAdmissionPolicies, which keep tenants' monitors apart, are there
 * from 1.30 (kubernetes.io, "Validating Admission Policy").
 */
const oldestVersion = "1.30";

/**
 * Picks one subnet for each availability zone: private before public, then by id, so that every run picks the same.
 */
export function subnetPerZone(subnets: readonly Subnet[]): ClusterFacts["subnetPerZone"] {
  const sorted = subnets
    .filter((subnet) => whyNoBrokers(subnet) === undefined)
    .sort(
      (a, b) =>
        a.zone.localeCompare(b.zone, "en") || Number(a.isPublic) - Number(b.isPublic) || a.id.localeCompare(b.id, "en"),
    );
  const first = new Map<string, Subnet>();
  for (const subnet of sorted) if (!first.has(subnet.zone)) first.set(subnet.zone, subnet);
  return [...first].map(([zone, { id, freeAddresses }]) => ({
    zone,
    subnetId: id,
    ...(freeAddresses === undefined ? {} : { freeAddresses }),
  }));
}

/** What becomes of a stack without its cluster: once one has made something, it stays with the name. */
export const withoutCluster = (hasRecord: boolean): string =>
  hasRecord
    ? "where it is gone for good: docs/data.md, “What the state has and the cluster has not”"
    : "name another: pulumi config set --path observability:cluster.name <name>";

/** Why a cluster cannot be used in this state; nothing for one that runs, also while it is changed (`UPDATING`). */
export function statusProblems(name: string, status: string, another: string): string[] {
  if (status === "DELETING") return [`is being deleted - ${another}`];
  if (status === "FAILED")
    return [`could not be made by EKS: aws eks describe-cluster --name ${name} --query cluster.health - ${another}`];
  if (status === "CREATING" || status === "PENDING")
    return [`is being made - wait for it: aws eks wait cluster-active --name ${name}`];
  return [];
}

/** Says which subnets were left out, and why. */
function passedOver(subnets: readonly Subnet[]): string[] {
  return subnets.flatMap((subnet) => {
    const why = whyNoBrokers(subnet);
    return why === undefined ? [] : [`${subnet.id} is ${why}`];
  });
}

/**
 * Reasons for which a cluster can't carry the platform, each with what mends it.
 *
 * @param subnets of the cluster, those too that do not count.
 */
export function clusterProblems(facts: ClusterFacts, zonesNeeded: number, subnets: readonly Subnet[] = []): string[] {
  const zones = facts.subnetPerZone.length;
  return [
    ...(isOlder(facts.version, oldestVersion)
      ? [
          `version is ${facts.version}, must be at least ${oldestVersion} - upgrade the control plane, a version at a ` +
            `time: aws eks update-cluster-version --name ${facts.name} --kubernetes-version ${following(facts.version)}`,
        ]
      : []),
    ...(zones < zonesNeeded
      ? [
          `subnets are in ${zones} availability zone${zones === 1 ? "" : "s"} ` +
            `(${[facts.subnetPerZone.map(({ zone }) => zone).join(", ") || "none", ...passedOver(subnets)].join("; ")}), ` +
            `must be in at least ${zonesNeeded}` +
            (zonesNeeded > 2 ? ` for kafka.mode msk - ${namingThree(facts)}` : ` - ${addingOne(facts, subnets)}`),
        ]
      : []),
    ...(facts.endpoint === ""
      ? [`has no API server yet: it is being made, or has failed - aws eks wait cluster-active --name ${facts.name}`]
      : []),
    ...(facts.oidcIssuer === "" ? ["has no OIDC issuer, which workload identities need"] : []),
  ];
}

/** What mends too few zones for brokers: EKS adds no subnet of a zone in which the cluster was made without one. */
function namingThree({ subnetPerZone: there, vpcId }: ClusterFacts): string {
  const named = Array.from({ length: brokerZones }, (_, index) => there[index]?.subnetId ?? "<subnet>");
  return (
    `name three of its VPC for the brokers, each in a zone of its own: ${setCommand(["kafka", "subnetIds"], named)}; ` +
    `those that are there: aws ec2 describe-subnets --filters Name=vpc-id,Values=${vpcId}`
  );
}

/** What adds a subnet: the command's list takes the place of the one that EKS has, so it names those, too. */
function addingOne({ name }: ClusterFacts, subnets: readonly Subnet[]): string {
  const ids = [...subnets.map(({ id }) => id), "<subnet>"];
  return (
    "add one of another zone to the cluster's: " +
    `aws eks update-cluster-config --name ${name} --resources-vpc-config subnetIds=${ids.join(",")}`
  );
}

/**
 * Address of the cluster's DNS: the tenth of the Services' block, as EKS gives it to kubelet
 * (docs.aws.amazon.com/eks, "View Amazon EKS cluster's service IP range").
 *
 * @param block `10.100.0.0/16` or `fd30:1c53:5f8a::/108`; undefined or another form gives undefined.
 */
export function dnsAddress(block: string | undefined): string | undefined {
  const [address = "", length] = (block ?? "").split("/");
  if (length === undefined) return undefined;
  if (address.endsWith("::")) return `${address}a`;
  const v4 = /^(\d+\.\d+\.\d+)\.0$/.exec(address);
  return v4 ? `${v4[1]}.10` : undefined;
}

function following(version: string): string {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return `${major}.${minor + 1}`;
}

export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split(".").map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

/**
 * A kubeconfig that asks the AWS CLI for a short-lived token at each call, as whoever the AWS provider is: it holds no
 * credential.
 */
export function execKubeconfig(
  facts: Pick<ClusterFacts, "name" | "endpoint" | "certificateAuthority">,
  region: string,
  identity: AwsIdentity = {},
): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: facts.name,
        cluster: { server: facts.endpoint, "certificate-authority-data": facts.certificateAuthority },
      },
    ],
    users: [
      {
        name: facts.name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "aws",
            args: [
              ...["eks", "get-token", "--cluster-name", facts.name, "--region", region, "--output", "json"],
              ...identityArguments(identity),
            ],
            interactiveMode: "Never",
          },
        },
      },
    ],
    contexts: [{ name: facts.name, context: { cluster: facts.name, user: facts.name } }],
    "current-context": facts.name,
  });
}
