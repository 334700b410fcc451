// Answers the stand-in AWS provider gives to lookups, all from the fixture. What a result has in the real provider but
// nothing here reads is left out rather than invented.

import type * as aws from "@pulumi/aws";
import { arn, configuredRegion } from "./aws-model";
import { type ClusterFixture, fixture, type SubnetFixture } from "./fixture";
import type { ProviderModel } from "./model";
import { isSet, type Properties, type Value } from "./values";

type OidcProvider = aws.iam.GetOpenIdConnectProviderResult;
type Lookup = ProviderModel["lookups"][string];

/** A lookup whose answer's property names the compiler checks against the SDK. */
function lookup<Result>(find: (args: Properties, region: string) => Partial<Record<keyof Result, Value>>): Lookup {
  return (args, config) => {
    const region = isSet(args.region) ? String(args.region) : configuredRegion(config);
    return find(args, region) as Properties;
  };
}

const dnsSuffix = "amazonaws.com";

function subnetsWithCluster(): { cluster: ClusterFixture; subnet: SubnetFixture }[] {
  return fixture().clusters.flatMap((cluster) => cluster.subnets.map((subnet) => ({ cluster, subnet })));
}

/** `filters` as EC2 takes them: all must match, each by one of its values. */
function matches(args: Properties, fields: Record<string, string>): boolean {
  const filters = Array.isArray(args.filters) ? (args.filters as { name: string; values: string[] }[]) : [];
  return filters.every(({ name, values }) => {
    const field = fields[name];
    if (field === undefined) {
      const file = "offline/providers/aws-lookups.ts";
      throw new Error(`the stand-in AWS provider does not know the filter ${name}; add it to ${file}`);
    }
    return values.includes(field);
  });
}

export const awsLookups: Record<string, Lookup> = {
  "aws:eks/getCluster:getCluster": lookup<aws.eks.GetClusterResult>((args, region) => {
    const cluster = fixture().clusters.find(({ name }) => name === args.name);
    if (!cluster) {
      throw new Error(`reading EKS Cluster (${String(args.name)}): couldn't find resource`);
    }
    return {
      id: cluster.name,
      name: cluster.name,
      arn: arn("eks", region, `cluster/${cluster.name}`),
      version: cluster.version,
      status: "ACTIVE",
      endpoint: cluster.endpoint,
      region,
      certificateAuthorities: [{ data: cluster.certificateAuthority }],
      enabledClusterLogTypes: cluster.logTypes,
      identities: [{ oidcs: [{ issuer: cluster.oidcIssuer }] }],
      kubernetesNetworkConfigs: [
        {
          ipFamily: cluster.ipFamily,
          serviceIpv4Cidr: cluster.ipFamily === "ipv4" ? cluster.serviceCidr : "",
          serviceIpv6Cidr: cluster.ipFamily === "ipv6" ? cluster.serviceCidr : "",
          elasticLoadBalancings: [{ enabled: cluster.autoMode }],
        },
      ],
      computeConfigs: cluster.autoMode
        ? [{ enabled: true, nodePools: ["general-purpose", "system"], nodeRoleArn: "" }]
        : [],
      storageConfigs: cluster.autoMode ? [{ blockStorages: [{ enabled: true }] }] : [],
      vpcConfig: {
        clusterSecurityGroupId: cluster.securityGroupId,
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
        publicAccessCidrs: [],
        securityGroupIds: [],
        subnetIds: [...cluster.subnets.map(({ id }) => id), ...cluster.deletedSubnetIds],
        vpcId: cluster.vpcId,
      },
      tags: {},
    };
  }),
  "aws:ec2/getSubnet:getSubnet": lookup<aws.ec2.GetSubnetResult>((args, region) => {
    const found = subnetsWithCluster().find(({ subnet }) => subnet.id === args.id);
    if (!found) {
      throw new Error(`reading EC2 Subnet: no matching EC2 Subnet found (${String(args.id)})`);
    }
    const { cluster, subnet } = found;
    return {
      id: subnet.id,
      arn: arn("ec2", region, `subnet/${subnet.id}`),
      availabilityZone: subnet.zone,
      cidrBlock: subnet.cidr,
      mapPublicIpOnLaunch: subnet.public,
      availableIpAddressCount: subnet.freeAddresses ?? 4_000,
      ownerId: fixture().accountId,
      region,
      state: "available",
      tags: {},
      vpcId: cluster.vpcId,
    };
  }),
  "aws:ec2/getSecurityGroups:getSecurityGroups": lookup<aws.ec2.GetSecurityGroupsResult>((args, region) => {
    // Whatever a stack names is there.
    const named = (args.filters as { name: string; values: string[] }[]).find(({ name }) => name === "group-id");
    const tagged = fixture().clusters.flatMap((cluster) =>
      [cluster.securityGroupId, ...(named?.values ?? cluster.nodeSecurityGroupIds)].map((id) => ({ id, cluster })),
    );
    const found = tagged.filter(({ id, cluster }) =>
      matches(args, {
        ...Object.fromEntries(
          fixture().clusters.map(({ name }) => [
            `tag:kubernetes.io/cluster/${name}`,
            name === cluster.name ? "owned" : "",
          ]),
        ),
        "group-id": id,
        // None is of a load balancer, or of brokers.
        ...{ "group-name": id, "tag-key": "", description: "" },
      }),
    );
    return {
      id: region,
      region,
      ids: found.map(({ id }) => id),
      arns: found.map(({ id }) => arn("ec2", region, `security-group/${id}`)),
      vpcIds: found.map(({ cluster }) => cluster.vpcId),
      tags: {},
    };
  }),
  "aws:ebs/getDefaultKmsKey:getDefaultKmsKey": lookup<aws.ebs.GetDefaultKmsKeyResult>((_, region) => {
    const keyArn = arn("kms", region, "alias/aws/ebs");
    return { id: region, region, keyArn };
  }),
  "aws:kms/getKey:getKey": lookup<aws.kms.GetKeyResult>((args, region) => {
    const keyArn = String(args.keyId);
    return {
      ...{ id: keyArn, arn: keyArn, keyId: keyArn.split("/")[1] ?? "", region, awsAccountId: fixture().accountId },
      ...{ enabled: true, keyState: "Enabled", keyUsage: "ENCRYPT_DECRYPT", keyManager: "CUSTOMER", origin: "AWS_KMS" },
      ...{ keySpec: "SYMMETRIC_DEFAULT", customerMasterKeySpec: "SYMMETRIC_DEFAULT", description: "", validTo: "" },
      ...{ creationDate: "", deletionDate: "", expirationModel: "", pendingDeletionWindowInDays: 0 },
      ...{ cloudHsmClusterId: "", customKeyStoreId: "", xksKeyConfigurations: [] },
      ...{ multiRegion: false, multiRegionConfigurations: [] },
    };
  }),
  "aws:eks/getClusterAuth:getClusterAuth": lookup<aws.eks.GetClusterAuthResult>((args, region) => {
    const name = String(args.name);
    const { token } = fixture().clusters.find((cluster) => cluster.name === name) ?? {};
    // An API server would refuse an invented one.
    if (token === undefined) throw new Error("the stand-in account has no token for a cluster");
    return { id: name, name, region, token };
  }),
  "aws:eks/getAddon:getAddon": lookup<aws.eks.GetAddonResult>((args, region) => {
    const clusterName = String(args.clusterName);
    const addonName = String(args.addonName);
    const cluster = fixture().clusters.find(({ name }) => name === clusterName);
    if (!cluster?.addons.includes(addonName)) {
      throw new Error(`reading EKS Add-On (${clusterName}:${addonName}): couldn't find resource`);
    }
    return { id: `${clusterName}:${addonName}`, addonName, clusterName, region, tags: {} };
  }),
  "aws:msk/getKafkaVersion:getKafkaVersion": lookup<aws.msk.GetKafkaVersionResult>((args, region) => {
    const version = String(args.version);
    const { kafkaVersions } = fixture();
    if (kafkaVersions.length === 0)
      throw new Error(`listing MSK Kafka Versions: dial tcp: lookup kafka.${region}.amazonaws.com: no such host`);
    if (!kafkaVersions.includes(version)) throw new Error("reading MSK Kafka Version: empty result");
    return { id: version, version, status: "ACTIVE", region };
  }),
  "aws:ec2/getVpc:getVpc": lookup<aws.ec2.GetVpcResult>((args, region) => {
    const cluster = fixture().clusters.find(({ vpcId }) => vpcId === args.id);
    if (!cluster) {
      throw new Error(`reading EC2 VPC: no matching EC2 VPC found (${String(args.id)})`);
    }
    return {
      id: cluster.vpcId,
      arn: arn("ec2", region, `vpc/${cluster.vpcId}`),
      cidrBlock: cluster.vpcCidr,
      cidrBlockAssociations: [
        { associationId: `vpc-cidr-assoc-${cluster.vpcId}`, cidrBlock: cluster.vpcCidr, state: "associated" },
      ],
      ipv6CidrBlockAssociations: [],
      default: false,
      ownerId: fixture().accountId,
      region,
      state: "available",
      tags: {},
    };
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": lookup<aws.GetCallerIdentityResult>(() => {
    const { accountId } = fixture();
    return { id: accountId, accountId, arn: arn("iam", "", "user/stand-in"), userId: "stand-in" };
  }),
  "aws:index/getPartition:getPartition": lookup<aws.GetPartitionResult>(() => {
    const { partition } = fixture();
    return { id: partition, partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
  }),
  "aws:index/getRegion:getRegion": lookup<aws.GetRegionResult>((_, region) => ({
    id: region,
    name: region,
    region,
    endpoint: `ec2.${region}.${dnsSuffix}`,
  })),
  "aws:iam/getPolicy:getPolicy": lookup<aws.iam.GetPolicyResult>(({ arn: asked }) => {
    const found = fixture().policies.find((policy) => policy === asked);
    if (found === undefined) throw new Error(`reading IAM Policy (${String(asked)}): couldn't find resource`);
    return { id: found, arn: found };
  }),
  "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": lookup<OidcProvider>((args) => {
    const withArn = fixture()
      .clusters.filter(({ oidcProvider }) => oidcProvider)
      .map(({ oidcIssuer }) => {
        const url = oidcIssuer.replace("https://", "");
        return { url, arn: arn("iam", "", `oidc-provider/${url}`) };
      });
    const asked = isSet(args.url) ? String(args.url).replace("https://", "") : undefined;
    const found = withArn.find(({ url, arn: providerArn }) => url === asked || providerArn === args.arn);
    if (!found) {
      throw new Error("finding IAM OIDC Provider: couldn't find resource");
    }
    return { id: found.arn, ...found, clientIdLists: ["sts.amazonaws.com"], thumbprintLists: [], tags: {} };
  }),
};
