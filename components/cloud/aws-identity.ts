// As whom AWS is asked, from the configuration of the stack's AWS provider, so that the cluster is asked as the same.
import { jsonOf } from "../../conventions/json";
import { isMap } from "../../conventions/maps";

/** What `aws eks get-token` is told; empty where credentials come from the environment, as the provider's then do. */
export interface AwsIdentity {
  profile?: string;
  /** Role that the provider assumes. */
  roleArn?: string;
  /** The stack's file has one of them encrypted. */
  isSecret?: true;
}

export class UnusableIdentity extends Error {}

/** Where the provider can have credentials from, and the AWS CLI can't be told. */
const otherSources = [
  "accessKey",
  "secretKey",
  "token",
  "assumeRoleWithWebIdentity",
  "sharedConfigFiles",
  "sharedCredentialsFiles",
] as const;

/** What a role may ask of whoever assumes it, and the AWS CLI does not say. */
const untoldKeys = ["externalId", "sourceIdentity", "tags"] as const;

const viaProfile =
  "put it into a profile of ~/.aws/config (role_arn, source_profile, external_id; credential_process for all else) and " +
  "name that: pulumi config rm aws:assumeRoles && pulumi config set aws:profile <profile>";

/**
 * @param values The stack's configuration, `aws:profile` and the like to text.
 * @throws UnusableIdentity where the provider would be somebody whom `aws eks get-token` cannot be.
 */
export function awsIdentity(values: Readonly<Record<string, string>>): AwsIdentity {
  const elsewhere = otherSources.map((key) => `aws:${key}`).filter((key) => values[key] !== undefined);
  if (elsewhere.length > 0) {
    throw new UnusableIdentity(
      `${elsewhere.join(", ")} - the cluster would be asked with other credentials, those of the shell - name a ` +
        "profile of ~/.aws/config: " +
        [...elsewhere.map((key) => `pulumi config rm ${key}`), "pulumi config set aws:profile <profile>"].join(" && "),
    );
  }
  const roles = assumedRoles(values["aws:assumeRoles"]);
  const [role] = roles;
  const untold = role === undefined ? [] : untoldKeys.filter((key) => key in role);
  if (roles.length > 1 || untold.length > 0) {
    const what = roles.length > 1 ? `${roles.length} roles in a row` : `a role with ${untold.join(", ")}`;
    throw new UnusableIdentity(`aws:assumeRoles - aws eks get-token cannot assume ${what} - ${viaProfile}`);
  }
  const profile = values["aws:profile"];
  return {
    ...(profile ? { profile } : {}),
    ...(role?.roleArn ? { roleArn: role.roleArn } : {}),
  };
}

interface AssumedRole extends Partial<Record<(typeof untoldKeys)[number], unknown>> {
  roleArn?: string;
}

function assumedRoles(text: string | undefined): AssumedRole[] {
  if (text === undefined) return [];
  const roles = jsonOf(text);
  if (Array.isArray(roles) && roles.every(isMap)) return roles as AssumedRole[];
  throw new UnusableIdentity(
    "aws:assumeRoles - must be a list of maps, each with roleArn: pulumi config rm aws:assumeRoles && " +
      "pulumi config set --path 'aws:assumeRoles[0].roleArn' <role>",
  );
}

/** Arguments of the AWS CLI that make it this identity. */
export function identityArguments({ profile, roleArn }: AwsIdentity): string[] {
  return [...(profile ? ["--profile", profile] : []), ...(roleArn ? ["--role-arn", roleArn] : [])];
}
