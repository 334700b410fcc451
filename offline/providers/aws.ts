// The stand-in AWS provider: its identity, its configuration, and its tables put together.

import { deliveryTypes } from "./aws-delivery";
import { identityTypes } from "./aws-identity";
import { kafkaTypes } from "./aws-kafka";
import { awsLookups } from "./aws-lookups";
import { madeLookups } from "./aws-made";
import { storageTypes } from "./aws-storage";
import type { ProviderModel, ResourceModel } from "./model";
import { sdkVersion } from "./sdk-version";

const types: Record<string, ResourceModel> = { ...storageTypes, ...kafkaTypes, ...identityTypes, ...deliveryTypes };

export const awsModel: ProviderModel = {
  name: "aws",
  title: "AWS",
  version: sdkVersion("@pulumi/aws"),
  notice: "stand-in for the AWS provider: nothing is created in any account",
  typesFile: "offline/providers/aws-{storage,kafka,identity,delivery,lookups}.ts",
  configKeys: [
    "accessKey",
    "allowedAccountIds",
    "assumeRoles",
    "defaultTags",
    "profile",
    "region",
    "secretKey",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "token",
  ],
  configReplaceOn: [],
  resource: (type) => (Object.hasOwn(types, type) ? types[type] : undefined),
  lookups: { ...awsLookups, ...madeLookups },
};
