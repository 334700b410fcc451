// IAM, EKS Pod Identity and CloudWatch Logs as the stand-in AWS provider knows them.

import type * as aws from "@pulumi/aws";
import { autoname } from "./autoname";
import { arn, global, id, input, region, regional } from "./aws-model";
import type { ResourceModel } from "./model";

export const identityTypes: Record<string, ResourceModel> = {
  "aws:iam/role:Role": global<aws.iam.RoleArgs, aws.iam.RoleState>({
    required: ["assumeRolePolicy"],
    optional: ["description", "maxSessionDuration", "name", "path", "permissionsBoundary", "tags"],
    replaceOn: ["name", "path"],
    autoname: autoname("name"),
    defaults: { maxSessionDuration: 3600, path: "/" },
    id: input("name"),
    existing: (name) => `creating IAM Role (${name}): EntityAlreadyExists: Role with name ${name} already exists.`,
    outputs: {
      arn: (s) => arn("iam", "", `role${s.text("path") || "/"}${s.id}`),
      uniqueId: (s) => `AROA${s.digits(17, s.id).toUpperCase()}`,
    },
    seconds: { create: 1, delete: 1 },
  }),
  "aws:iam/rolePolicy:RolePolicy": global<aws.iam.RolePolicyArgs, aws.iam.RolePolicyState>({
    required: ["policy", "role"],
    optional: ["name"],
    replaceOn: ["name", "role"],
    autoname: autoname("name"),
    id: (s) => `${s.text("role")}:${s.text("name")}`,
    existing: "overwrite",
    seconds: { create: 1, delete: 1 },
  }),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": regional<
    aws.eks.PodIdentityAssociationArgs,
    aws.eks.PodIdentityAssociationState
  >({
    required: ["clusterName", "namespace", "roleArn", "serviceAccount"],
    optional: ["disableSessionTags", "tags", "targetRoleArn"],
    replaceOn: ["clusterName", "namespace", "serviceAccount"],
    id: (s) => `a-${s.digits(17, s.text("clusterName"), s.text("namespace"), s.text("serviceAccount"))}`,
    idOfImport: (clusterAndId) => clusterAndId.split(",").at(-1) ?? clusterAndId,
    existing: (association) =>
      `creating EKS Pod Identity Association: ResourceInUseException: Association already exists: ${association}`,
    outputs: {
      associationId: id,
      associationArn: (s) => arn("eks", region(s), `podidentityassociation/${s.text("clusterName")}/${s.id}`),
    },
    seconds: { create: 1, delete: 1 },
  }),
  "aws:cloudwatch/logGroup:LogGroup": regional<aws.cloudwatch.LogGroupArgs, aws.cloudwatch.LogGroupState>({
    required: [],
    optional: ["kmsKeyId", "logGroupClass", "name", "retentionInDays", "skipDestroy", "tags"],
    replaceOn: ["logGroupClass", "name"],
    autoname: autoname("name"),
    defaults: { logGroupClass: "STANDARD", retentionInDays: 0, skipDestroy: false },
    id: input("name"),
    existing: (name) =>
      `creating CloudWatch Logs Log Group (${name}): ResourceAlreadyExistsException: ` +
      "The specified log group already exists",
    outputs: { arn: (s) => arn("logs", region(s), `log-group:${s.id}`) },
    seconds: { create: 1, delete: 1 },
  }),
};
