// How an app repository's program reads the platform's outputs. Depends on @pulumi/pulumi alone.
import type * as pulumi from "@pulumi/pulumi";
import {
  contractVersion,
  type PlatformContract,
  type PlatformOutput,
  type PlatformSecrets,
  type SidecarContract,
} from "./contract";
import { Refusal } from "./refusal";

/**
 * Thrown where a stack's outputs are not a contract that this package understands. Pulumi shows it without a stack
 * trace.
 */
export class ContractError extends Refusal {}

/**
 * Reads `platform` and `platformSidecar` as one plain value, so that a program can decide by it which resources exist.
 *
 * @param reference the platform's stack, e.g. `new pulumi.StackReference("organization/observability/prod")`.
 * @throws ContractError when the stack has no contract (not deployed yet, or another stack), or one of a version that
 *   this package doesn't understand; the message says which side to upgrade.
 */
export async function readPlatform(reference: pulumi.StackReference): Promise<PlatformContract> {
  const [details, sidecar, stack] = await Promise.all([
    reference.getOutputDetails("platform"),
    reference.getOutputDetails("platformSidecar"),
    promised(reference.name),
  ]);
  if (details.secretValue !== undefined)
    throw new ContractError(
      `output "platform" of stack ${stack} is secret, so it was not made by the observability platform`,
    );
  return checkedContract({ platform: details.value, platformSidecar: sidecar.value }, stack);
}

/** Reads `platformSecrets`; the output stays secret, and fails with a ContractError where the stack has none. */
export function readPlatformSecrets(reference: pulumi.StackReference): pulumi.Output<PlatformSecrets> {
  return reference.name.apply((stack) =>
    reference.getOutput("platformSecrets").apply((secrets: unknown) => {
      if (secrets === undefined || secrets === null) throw new ContractError(withoutOutput(stack, "platformSecrets"));
      return secrets as PlatformSecrets;
    }),
  );
}

const withoutOutput = (stack: string, output: string) =>
  `stack ${stack} has no output "${output}": is it the platform's stack, and has \`pulumi up\` run there?`;

/** The outputs of a stack that make its contract, whatever they are. */
export interface ContractOutputs {
  platform?: unknown;
  platformSidecar?: unknown;
}

/**
 * Checks that the outputs are a contract this package understands: the same major version, and at least the minor
 * version that this package was made for; or 1.1, which had the sidecar in the one output and is the same otherwise.
 */
export function checkedContract(
  { platform: value, platformSidecar }: ContractOutputs,
  stack: string,
  understood: string = contractVersion,
): PlatformContract {
  if (value === undefined || value === null) {
    throw new ContractError(withoutOutput(stack, "platform"));
  }
  const version = versionOf(value);
  if (version === undefined)
    throw new ContractError(
      `output "platform" of stack ${stack} carries no contractVersion: it is not the observability platform's`,
    );
  const [major, minor] = version;
  const [ourMajor, ourMinor] = parsed(understood) ?? [0, 0];
  if (ourMajor === 2 && ourMinor === 0 && major === 1 && minor >= 1) return value as PlatformContract;
  if (major > ourMajor) {
    throw new ContractError(
      `stack ${stack} has contract ${major}.${minor}, this package understands ${ourMajor}.x: upgrade this package`,
    );
  }
  if (major < ourMajor || minor < ourMinor) {
    throw new ContractError(
      `stack ${stack} has contract ${major}.${minor}, this package needs at least ${ourMajor}.${ourMinor}: upgrade ` +
        "the platform, or use an older package",
    );
  }
  return withSidecar(value as PlatformOutput, platformSidecar as SidecarContract);
}

/** The contract that two outputs make. */
export function withSidecar(platform: PlatformOutput, sidecar: SidecarContract): PlatformContract {
  const { conventions } = platform;
  return { ...platform, conventions: { ...conventions, logFiles: { ...conventions.logFiles, sidecar } } };
}

function versionOf(value: unknown): [number, number] | undefined {
  const version =
    typeof value === "object" && value !== null && "contractVersion" in value ? value.contractVersion : undefined;
  return typeof version === "string" ? parsed(version) : undefined;
}

function parsed(version: string): [number, number] | undefined {
  const match = /^(\d+)\.(\d+)\.\d+$/.exec(version);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function promised<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
