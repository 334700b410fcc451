/**
 * The platform on one machine: `npm run sandbox` brings the sandbox stack up and prints the contract,
 * `npm run sandbox -- down` removes it. No cloud account, no cluster, no configuration.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import * as path from "node:path";
import { forCommandsOfPulumi, sandboxEnvironment, sandboxStack } from "../offline/environment";
import { runCommand } from "./command";
import { runPulumi } from "./pulumi-environment";

const usage = "usage: npm run sandbox [-- up|down]";

async function up(environment: NodeJS.ProcessEnv): Promise<number> {
  console.log(
    "Stand-ins take the place of AWS and Kubernetes: the engine, the program and the plan are real, nothing runs " +
      "in a cloud.\n",
  );
  const code = await runPulumi(
    ["up", "--stack", sandboxStack, "--yes", "--suppress-permalink=true", "--suppress-outputs"],
    environment,
  );
  if (code !== 0) return code;
  console.log("\nThe contract, as app repositories read it (output `platform`):\n");
  console.log(JSON.stringify(contract(environment), null, 2));
  console.log(
    "\nShow a change: edit Pulumi.sandbox.yaml, then npm run preview -- sandbox. Remove everything: npm run " +
      "sandbox -- down",
  );
  return 0;
}

function contract(environment: NodeJS.ProcessEnv): unknown {
  const { stdout, status, signal, stderr } = spawnSync(
    "pulumi",
    ["stack", "output", "platform", "--stack", sandboxStack, "--json"],
    { env: environment, encoding: "utf8", cwd: path.resolve(__dirname, "..") },
  );
  if (status !== 0) throw new Error(`pulumi stack output ended with ${signal ?? status}: ${stderr}`);
  return JSON.parse(stdout);
}

async function down(environment: NodeJS.ProcessEnv): Promise<number> {
  const destroyed = await runPulumi(
    ["destroy", "--stack", sandboxStack, "--yes", "--suppress-permalink=true", "--suppress-outputs"],
    environment,
  );
  if (destroyed !== 0) return destroyed;
  if (environment.STANDIN_ACCOUNT) rmSync(environment.STANDIN_ACCOUNT, { recursive: true, force: true });
  return runPulumi(["stack", "rm", sandboxStack, "--yes", "--preserve-config"], environment);
}

async function main([action = "up", ...more]: readonly string[]): Promise<number> {
  if ((action !== "up" && action !== "down") || more.length > 0) throw new Error(usage);
  // It reads Pulumi.sandbox.yaml and no other; with `npm run preview -- sandbox` another may be named.
  const environment = { ...(await sandboxEnvironment()), PULUMI_CONFIG_FILE: "", PULUMI_OPTION_CONFIG_FILE: "" };
  const selected = await runPulumi(["stack", "select", "--create", sandboxStack], environment);
  if (selected !== 0) return selected;
  const code = await (action === "up" ? up(environment) : down(environment));
  if (code !== 0) console.error(forCommandsOfPulumi(environment));
  return code;
}

runCommand("sandbox", main);
