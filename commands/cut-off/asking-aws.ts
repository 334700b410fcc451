// Lines of shell that ask AWS as whoever the stack's AWS provider was. Pure.
import { awsIdentity } from "../../components/cloud/aws-identity";
import { asWhom } from "../../components/cloud/told-commands";
import { shellQuoted } from "../../settings/refusals/problem";

interface Asking {
  /** Come before the first question. Where AWS cannot be asked they end the shell: no answer is not "there is none". */
  first: string[];
  /** The command that asks, for arguments of the AWS CLI. */
  command: (...args: string[]) => string;
}

/** In the place of what the stack's file has encrypted, and the exported state with it. */
const toBeFilledIn = { profile: "<profile>", assumeRoles: JSON.stringify([{ roleArn: "<role>" }]) };

/** @param provider Inputs of the provider, as the state has them: what is no text stands there as JSON. */
export function askingAws(provider: Readonly<Record<string, unknown>>): Asking {
  const given = (key: keyof typeof toBeFilledIn) => {
    const value = provider[key];
    if (value === undefined) return {};
    return { [`aws:${key}`]: typeof value === "string" ? value : toBeFilledIn[key] };
  };
  const { profile, roleArn } = awsIdentity({ ...given("profile"), ...given("assumeRoles") });
  const regionName = typeof provider.region === "string" ? provider.region : undefined;
  const region = asWhom(regionName, undefined);
  const place = asWhom(regionName, profile);
  if (roleArn === undefined) {
    return {
      first: [`aws ${["sts get-caller-identity", ...place].join(" ")} >/dev/null || exit 1`],
      command: (...args) => `aws ${[...args, ...place].join(" ")}`,
    };
  }
  return {
    first: [
      `set -- $(aws ${["sts assume-role --role-session-name pulumi --role-arn", shellQuoted(roleArn), ...place].join(" ")} \\\n` +
        "  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)",
      '[ -n "$3" ] || exit 1',
      "key=$1 secret=$2 token=$3",
      'as_role() { AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token aws "$@"; }',
    ],
    // A profile that is named would be asked in place of the role.
    command: (...args) => `as_role ${[...args, ...region].join(" ")}`,
  };
}
