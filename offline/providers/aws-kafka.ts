// MSK, its security group and its storage autoscaling as the stand-in AWS provider knows them.

import type * as aws from "@pulumi/aws";
import { autoname } from "./autoname";
import { arn, id, input, region, regional } from "./aws-model";
import type { ResourceModel } from "./model";
import { type Subject, uuid } from "./subject";
import type { Value } from "./values";

/** Brokers by auth kind, as MSK writes them: comma-separated host:port, and empty when that kind is off. */
function bootstrap(port: number, enabled: (subject: Subject) => boolean): (subject: Subject) => string {
  return (subject) => {
    if (!enabled(subject)) {
      return "";
    }
    const name = subject.text("clusterName").toLowerCase();
    const suffix = `${subject.digits(6, subject.id)}.c2.kafka.${region(subject)}.amazonaws.com`;
    const shown = Math.min(3, Number(subject.input("numberOfBrokerNodes")));
    return Array.from({ length: shown }, (_, index) => `b-${index + 1}.${name}.${suffix}:${port}`).join(",");
  };
}

/** A revision is made whenever the properties change; its number is known only afterwards. */
function latestRevision(subject: Subject): Value {
  const before = subject.previous("latestRevision");
  if (typeof before === "number" && subject.previous("serverProperties") === subject.input("serverProperties")) {
    return before;
  }
  return subject.assigned(() => (typeof before === "number" ? before + 1 : 1));
}

/** Parts of the name of an import; the provider refuses what has fewer. */
function inForm(name: string, form: string, separator: string, least: number): string[] {
  const parts = name.split(separator);
  if (parts.length < least) throw new Error(`unexpected format ("${name}"), expected ${form}`);
  return parts;
}

const clusterUuid = (subject: Subject): string => uuid(subject.digits(32, "msk", subject.text("clusterName")));

const ruleInputs = ["description", "fromPort", "toPort", "referencedSecurityGroupId", "tags"] as const;
const ruleIdentity = ["securityGroupId", "ipProtocol", "fromPort", "toPort", "referencedSecurityGroupId"];

const securityGroupRule = {
  replaceOn: ["securityGroupId"],
  id: (s: Subject) => `sgr-${s.digits(17, ...ruleIdentity.map((property) => s.text(property)))}`,
  existing: () => "InvalidPermission.Duplicate: the specified rule already exists",
  outputs: {
    arn: (s: Subject) => arn("ec2", region(s), `security-group-rule/${s.id}`),
    securityGroupRuleId: id,
  },
  seconds: { create: 1, delete: 1 },
};

export const kafkaTypes: Record<string, ResourceModel> = {
  "aws:msk/cluster:Cluster": regional<aws.msk.ClusterArgs, aws.msk.ClusterState>({
    required: ["brokerNodeGroupInfo", "kafkaVersion", "numberOfBrokerNodes"],
    optional: [
      "clientAuthentication",
      "clusterName",
      "configurationInfo",
      "encryptionInfo",
      "enhancedMonitoring",
      "loggingInfo",
      "openMonitoring",
      "rebalancing",
      "storageMode",
      "tags",
    ],
    replaceOn: [
      "clusterName",
      "brokerNodeGroupInfo.azDistribution",
      "brokerNodeGroupInfo.clientSubnets",
      "brokerNodeGroupInfo.securityGroups",
      "encryptionInfo.encryptionAtRestKmsKeyArn",
      "encryptionInfo.encryptionInTransit.inCluster",
    ],
    autoname: autoname("clusterName"),
    defaults: { enhancedMonitoring: "DEFAULT" },
    id: (s) => arn("kafka", region(s), `cluster/${s.text("clusterName")}/${clusterUuid(s)}-2`),
    existing: (clusterArn) =>
      `creating MSK Cluster: ConflictException: A resource with this name already exists: ${clusterArn}`,
    outputs: {
      arn: id,
      clusterUuid: (s) => s.id.split("/").pop(),
      currentVersion: (s) => s.assigned(() => `K${s.digits(13, s.id).toUpperCase()}`),
      storageMode: (s) => s.input("storageMode") ?? "LOCAL",
      bootstrapBrokersTls: bootstrap(9094, (s) => s.input("clientAuthentication.unauthenticated") === true),
      bootstrapBrokersSaslScram: bootstrap(9096, (s) => s.input("clientAuthentication.sasl.scram") === true),
      bootstrapBrokersSaslIam: bootstrap(9098, (s) => s.input("clientAuthentication.sasl.iam") === true),
    },
    seconds: { create: 25 * 60, update: 15 * 60, delete: 8 * 60 },
  }),
  "aws:msk/configuration:Configuration": regional<aws.msk.ConfigurationArgs, aws.msk.ConfigurationState>({
    required: ["serverProperties"],
    optional: ["description", "kafkaVersions", "name"],
    replaceOn: ["kafkaVersions", "name"],
    autoname: autoname("name"),
    id: (s) => arn("kafka", region(s), `configuration/${s.text("name")}/${uuid(s.digits(32, s.text("name")))}-2`),
    existing: (configurationArn) =>
      `creating MSK Configuration: ConflictException: A resource with this name already exists: ${configurationArn}`,
    outputs: { arn: id, latestRevision },
    seconds: { create: 60, update: 60, delete: 1 },
  }),
  "aws:msk/scramSecretAssociation:ScramSecretAssociation": regional<
    aws.msk.ScramSecretAssociationArgs,
    aws.msk.ScramSecretAssociationState
  >({
    required: ["clusterArn", "secretArnLists"],
    optional: [],
    replaceOn: ["clusterArn"],
    id: input("clusterArn"),
    existing: "overwrite",
    seconds: { create: 5, update: 5, delete: 5 },
  }),
  "aws:msk/topic:Topic": regional<aws.msk.TopicArgs, aws.msk.TopicState>({
    required: ["clusterArn", "partitionCount", "replicationFactor"],
    optional: ["configs", "name"],
    replaceOn: ["clusterArn", "name", "replicationFactor"],
    autoname: autoname("name"),
    id: (s) => `${s.text("clusterArn").replace(":cluster/", ":topic/")}/${s.text("name")}`,
    idOfImport: (name) => inForm(name, "<cluster-arn>,<name>", ",", 2).join("/").replace(":cluster/", ":topic/"),
    existing: (topicArn) => `creating MSK Topic: ConflictException: Topic already exists: ${topicArn}`,
    outputs: { arn: id },
    seconds: { create: 10, update: 10, delete: 10 },
  }),

  "aws:ec2/securityGroup:SecurityGroup": regional<aws.ec2.SecurityGroupArgs, aws.ec2.SecurityGroupState>({
    required: [],
    optional: ["description", "name", "revokeRulesOnDelete", "tags", "vpcId"],
    replaceOn: ["description", "name", "vpcId"],
    autoname: autoname("name"),
    defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
    id: (s) => `sg-${s.digits(17, s.text("vpcId"), s.text("name"))}`,
    existing: (group) => `creating Security Group: InvalidGroup.Duplicate: the security group ${group} already exists`,
    outputs: { arn: (s) => arn("ec2", region(s), `security-group/${s.id}`) },
    seconds: { create: 3, delete: 1 },
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": regional<
    aws.vpc.SecurityGroupIngressRuleArgs,
    aws.vpc.SecurityGroupIngressRuleState
  >({ ...securityGroupRule, required: ["ipProtocol", "securityGroupId"], optional: [...ruleInputs] }),

  "aws:appautoscaling/target:Target": regional<aws.appautoscaling.TargetArgs, aws.appautoscaling.TargetState>({
    required: ["maxCapacity", "minCapacity", "resourceId", "scalableDimension", "serviceNamespace"],
    optional: ["roleArn", "tags"],
    replaceOn: ["resourceId", "scalableDimension", "serviceNamespace"],
    id: input("resourceId"),
    idOfImport: (name) =>
      inForm(name, "<service-namespace>/<resource-id>/<scalable-dimension>", "/", 3).slice(1, -1).join("/"),
    existing: "overwrite",
    outputs: {
      arn: (s) => s.assigned(() => arn("application-autoscaling", region(s), `scalable-target/${s.digits(32, s.id)}`)),
    },
    seconds: { create: 1, delete: 1 },
  }),
  "aws:appautoscaling/policy:Policy": regional<aws.appautoscaling.PolicyArgs, aws.appautoscaling.PolicyState>({
    required: ["resourceId", "scalableDimension", "serviceNamespace"],
    optional: ["name", "policyType", "targetTrackingScalingPolicyConfiguration"],
    replaceOn: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
    autoname: autoname("name"),
    defaults: { policyType: "StepScaling" },
    id: input("name"),
    idOfImport: (name) =>
      inForm(name, "<service-namespace>/<resource-id>/<scalable-dimension>/<policy-name>", "/", 4).at(-1) ?? name,
    existing: "overwrite",
    outputs: {
      arn: (s) => s.assigned(() => arn("autoscaling", region(s), `scalingPolicy:${uuid(s.digits(32, s.id))}`)),
    },
    seconds: { create: 1, delete: 1 },
  }),
};
