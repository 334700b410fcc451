// Where the sandbox stack runs: the real engine, stand-ins for AWS, random and Kubernetes, state under `.state/`.
import { existsSync } from "node:fs";
import * as path from "node:path";
import { languageHostDirectory, pulumiEnvironment } from "../commands/pulumi-environment";
import { shellQuoted } from "../settings/refusals/problem";
import { writePluginHome } from "./plugin-home";

/** Name of the stack, and of its settings file `Pulumi.sandbox.yaml`. */
export const sandboxStack = "sandbox";

/** Directory with the stand-in provider plugins. */
export const standinDirectory = path.join(__dirname, "providers", "bin");

const state = path.resolve(__dirname, "..", ".state");
const account = path.join(state, "sandbox-account");

/**
 * Environment of a pulumi process for the sandbox stack. Builds the CLI first where there is none. Backend, login and
 * passphrase of the user's own are not used: what stands in for a cloud has no place in a shared backend, and the
 * stack's file has the salt of the empty passphrase.
 */
export async function sandboxEnvironment(): Promise<NodeJS.ProcessEnv> {
  const home = path.join(state, "pulumi-home");
  const environment = await pulumiEnvironment({ providerDirectories: [standinDirectory], home, isApart: true });
  writePluginHome(home, (name) =>
    [standinDirectory, languageHostDirectory]
      .map((directory) => path.join(directory, name))
      .find((file) => existsSync(file)),
  );
  return { STANDIN_ACCOUNT: account, ...environment, PULUMI_IGNORE_AMBIENT_PLUGINS: "true" };
}

/**
 * What is said behind a run of the sandbox that failed: a refusal's commands are of `pulumi`, which by itself is not
 * there, or is logged in elsewhere, and would change the file of the stack that is selected there.
 *
 * @param environment Of `sandboxEnvironment`.
 * @param own The shell's.
 */
export function forCommandsOfPulumi(environment: NodeJS.ProcessEnv, own: NodeJS.ProcessEnv = process.env): string {
  const before = environment.PATH?.slice(0, -`${path.delimiter}${own.PATH ?? ""}`.length) ?? "";
  const variables = ["PULUMI_HOME", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"].map(
    (name) => `${name}=${shellQuoted(environment[name] ?? "")}`,
  );
  return (
    "The sandbox has a backend of its own. Before commands of `pulumi`, in a shell for them alone, in this directory:\n\n" +
    `export PATH=${shellQuoted(before)}:"$PATH" ${variables.join(" ")}\n`
  );
}
