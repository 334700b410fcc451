// Where the sandbox stack runs: the real engine, stand-ins for AWS, random and Kubernetes, state under `.state/`.
import * as path from "node:path";
import { pulumiEnvironment } from "../commands/pulumi-environment";

/** Name of the stack, and of its settings file `Pulumi.sandbox.yaml`. */
export const sandboxStack = "sandbox";

/** Directory with the stand-in provider plugins. */
export const standinDirectory = path.join(__dirname, "providers", "bin");

const account = path.resolve(__dirname, "..", ".state", "sandbox-account");

/** Environment of a pulumi process for the sandbox stack. Builds the CLI first where there is none. */
export function sandboxEnvironment(): Promise<NodeJS.ProcessEnv> {
  return pulumiEnvironment({ providerDirectories: [standinDirectory] }).then((environment) => ({
    STANDIN_ACCOUNT: account,
    ...environment,
  }));
}
