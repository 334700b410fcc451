// Commands of the AWS CLI, of eksctl and of kubectl in what people are told, as whoever the stack's AWS provider is, and for its
// cluster: a shell may be in another region, where a cluster of the same name is another, be somebody else, and have another
// context. Pure.
import { shellQuoted } from "../../settings/refusals/problem";

const command = /\b(?:aws|eksctl) [a-z0-9-]+ (?:wait )?[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])/g;

/** Options by which a command of the AWS CLI asks there, and as that profile. */
export const asWhom = (region: string | undefined, profile: string | undefined): string[] => [
  ...(region === undefined ? [] : [`--region ${shellQuoted(region)}`]),
  ...(profile === undefined ? [] : [`--profile ${shellQuoted(profile)}`]),
];

/**
 * @param configuration The stack's, of the AWS provider; what it leaves to the shell is the shell's for commands too.
 * @param environment The shell's.
 */
export function toldCommands(
  text: string,
  configuration: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const { "aws:region": region, "aws:profile": profile } = configuration;
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE } = environment;
  const options = asWhom(
    region && region !== (AWS_REGION || AWS_DEFAULT_REGION) ? region : undefined,
    profile && profile !== AWS_PROFILE ? profile : undefined,
  );
  return options.length === 0 ? text : text.replace(command, (words) => [words, ...options].join(" "));
}

/** A kubectl that is set up for another cluster finds no trust at this one's server, and changes nothing. */
export const kubectlAt = (text: string, server: string): string =>
  text.replace(/\bkubectl (?=-|[a-z])/g, `kubectl --server ${server} `);
