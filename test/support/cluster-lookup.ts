// The lookup of a cluster, on answers of AWS that a test may change.
import * as pulumi from "@pulumi/pulumi";
import { lookUpCluster } from "../../components/cloud/eks-lookup";
import type { StackHistory } from "../../settings/history/changes";
import { settingsWith } from "./stack-configuration";

const answers: Record<string, object> = {
  "aws:eks/getCluster:getCluster": {
    arn: "arn:aws:eks:eu-central-1:111122223333:cluster/c",
    version: "1.34",
    endpoint: "https://example.com",
    certificateAuthorities: [{ data: "" }],
    identities: [{ oidcs: [{ issuer: "https://oidc.example.com" }] }],
    kubernetesNetworkConfigs: [{ ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16", serviceIpv6Cidr: "" }],
    storageConfigs: [],
    remoteNetworkConfigs: [
      { remoteNodeNetworks: [{ cidrs: ["10.80.0.0/16"] }], remotePodNetworks: [{ cidrs: ["10.85.0.0/16"] }] },
    ],
    vpcConfig: { vpcId: "vpc-1", clusterSecurityGroupId: "sg-1", subnetIds: ["subnet-a", "subnet-b"] },
  },
  "aws:ec2/getVpc:getVpc": { cidrBlock: "10.0.0.0/16", cidrBlockAssociations: [], ipv6CidrBlockAssociations: [] },
  "aws:ec2/getSecurityGroups:getSecurityGroups": { ids: [], vpcIds: [] },
};
/** What the provider says, as the engine hands it on. */
export const failure = (details: string) => Object.assign(new Error(details), { details });
export type Groups = (asked: { filters: { name: string; values: string[] }[] }) => object;
/** @param failing Lookup that fails. @param changed Answers in the place of the usual ones. */
export const look = async (
  configuration: Record<string, unknown>,
  history: StackHistory = {},
  failing?: string,
  changed: { cluster?: object; subnet?: Error; vpc?: object | Error; place?: object; groups?: Groups } = {},
) => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: ({ token, inputs }) => {
      if (token === failing) throw new Error("ExpiredToken");
      if (changed.cluster instanceof Error && token === "aws:eks/getCluster:getCluster")
        return Promise.reject(changed.cluster);
      if (token === "aws:eks/getCluster:getCluster") return { ...answers[token], ...changed.cluster };
      if (token === "aws:ec2/getVpc:getVpc" && changed.vpc instanceof Error) return Promise.reject(changed.vpc);
      if (token === "aws:ec2/getVpc:getVpc" && changed.vpc) return { ...answers[token], ...changed.vpc };
      if (token === "aws:ec2/getSecurityGroups:getSecurityGroups" && changed.groups)
        return changed.groups(inputs as Parameters<Groups>[0]);
      if (token !== "aws:ec2/getSubnet:getSubnet") return answers[token] ?? {};
      const { id } = inputs as { id: string };
      if (id.endsWith("b") && changed.subnet) return Promise.reject(changed.subnet);
      const usual = { availabilityZone: `eu-central-1${id.slice(-1)}`, mapPublicIpOnLaunch: false };
      return id.endsWith("b") ? { ...usual, ...changed.place } : usual;
    },
  });
  return lookUpCluster(settingsWith(configuration), history);
};

/** What AWS says to whoever has no right to ask. */
export const mayNot = "You are not authorized to perform this operation. UnauthorizedOperation";
