/**
 * Runs the genuine `pulumi` command with the pinned tools on PATH: `npm run preview|up|destroy -- <stack> [arguments]`.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { fileNamed, forTheFileNamed, namingFile } from "../components/stack/find-file";
import { forCommandsOfPulumi, sandboxEnvironment, sandboxStack } from "../offline/environment";
import { contentOf } from "../settings/stack-file/content";
import { runCommand } from "./command";
import { fileGiven, notThere, settingsFile } from "./config-file";
import { refuseTooLarge } from "./configuration-size";
import { failedInAws } from "./cut-off/failed-in-aws";
import { failedUpgrades, forgettingEarlier } from "./cut-off/failed-releases";
import { commandAfter, wayOn } from "./cut-off/interrupted";
import { CHECKOUT, exportState, isCheckoutsOwn, pulumiEnvironment, runPulumi } from "./pulumi-environment";
import { objectionsBeforeUp } from "./render/before-up";
import { withoutConfiguration } from "./without-configuration";

/** Commands that can be run this way. */
const COMMANDS = ["preview", "up", "destroy"] as const;
export type Command = (typeof COMMANDS)[number];

/** Reads `<command> <stack> [arguments of pulumi]`. Throws an Error with the usage when it cannot. */
export function parseArguments(args: readonly string[]): { command: Command; stack: string; rest: string[] } {
  const [command, stack, ...rest] = args;
  const known = COMMANDS.find((candidate) => candidate === command);
  if (known === undefined || stack === undefined || stack.startsWith("-")) {
    throw new Error(`usage: npm run ${known ?? COMMANDS.join("|")} -- <stack> [arguments of pulumi]`);
  }
  return { command: known, stack, rest };
}

/**
 * Arguments of pulumi that leave the stack's outputs out: the contract takes hundreds of lines above and below the
 * plan, and `pulumi stack output platform` prints it. `--suppress-outputs=false` shows them; what programs read is left
 * whole.
 */
export function withQuietOutputs(rest: readonly string[]): string[] {
  const asked = isForPrograms(rest) || rest.some((argument) => argument.startsWith("--suppress-outputs"));
  return asked ? [...rest] : ["--suppress-outputs", ...rest];
}

const isForPrograms = (rest: readonly string[]) => rest.some((argument) => /^(--json(=true)?|-j)$/.test(argument));

/** Also by its full name: what stand-ins made must never be run against AWS. */
const isSandbox = (stack: string) => path.posix.basename(stack) === sandboxStack;

/** The environment of a stack: the sandbox's brings its stand-ins along. */
export function environmentOf(stack: string): Promise<NodeJS.ProcessEnv> {
  return isSandbox(stack) ? sandboxEnvironment() : pulumiEnvironment();
}

/**
 * Arguments that select a stack. Only one with settings is created, so that a slip of the pen makes no new one, and with
 * the key that its file names: without being told, the engine would ask for a passphrase on a backend of one's own, and
 * take the key, by which alone the file's secrets can be read, out of the file.
 *
 * @param named File that `--config-file` names.
 */
export function selecting(stack: string, named?: string, checkout: string = CHECKOUT): string[] {
  const file = settingsFile(stack, named, checkout);
  if (!fs.existsSync(file)) return ["stack", "select", stack];
  const content = contentOf(fs.readFileSync(file, "utf8"), path.basename(file)) ?? {};
  const { secretsprovider: key } = content as { secretsprovider?: unknown };
  return ["stack", "select", "--create", ...(typeof key === "string" ? ["--secrets-provider", key] : []), stack];
}

/** The state of a platform would go with the checkout, or with the runner of a workflow, and every preview be a first one. */
const noBackend = (stack: string) =>
  `no backend is named, and ${stack} is not made in the checkout's own (.state), which goes with it: pulumi login ` +
  "<backend>, or PULUMI_BACKEND_URL, in a workflow the variable of that name";

/**
 * Selects a stack, and returns pulumi's exit code; of one that has neither state nor settings it says which have.
 *
 * @throws Error where the file that is named is not there: the engine would make it.
 */
export async function select(stack: string, environment: NodeJS.ProcessEnv, named?: string): Promise<number> {
  const file = settingsFile(stack, named);
  const isThere = fs.existsSync(file);
  if (named !== undefined && !isThere) throw new Error(notThere(file));
  const isNowhere = isCheckoutsOwn(environment) && !isSandbox(stack);
  const selected = await runPulumi(isNowhere ? ["stack", "select", stack] : selecting(stack, named), environment);
  if (selected !== 0 && !isThere) console.error(notThere(file));
  else if (selected !== 0 && isNowhere) console.error(noBackend(stack));
  return selected;
}

async function main(args: readonly string[]): Promise<number> {
  const { command, stack, rest } = parseArguments(args);
  const { options, variables } = fileGiven(rest);
  const environment = { ...(await environmentOf(stack)), ...variables };
  const selected = await select(stack, environment, variables.PULUMI_CONFIG_FILE);
  if (selected !== 0) return selected;
  if (command !== "destroy") refuseTooLarge(settingsFile(stack, variables.PULUMI_CONFIG_FILE));
  const all = [...options, ...rest];
  const run = [command, "--stack", stack, ...withQuietOutputs(all)];
  const running = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    runPulumi(args, { ...environment, ...more }, isForPrograms(all) ? withoutConfiguration : undefined);
  const begins = command !== "up" || mayBegin(stack, all, environment);
  if (!begins) return 1;
  const code = await (command === "up" ? up(stack, run, environment, running) : running(run));
  if (code !== 0 && isSandbox(stack)) console.error(forCommandsOfPulumi(environment));
  return code;
}

/**
 * Whether the charts change nothing that can't change. The sandbox runs none, and `--skip-preview` asks for no look.
 */
function mayBegin(stack: string, rest: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  if (isSandbox(stack) || rest.some((argument) => /^(-f|--skip-preview(=true)?)$/.test(argument))) return true;
  const objections = objectionsBeforeUp(stack, rest, environment, (reason) =>
    console.error(`Not looked at: fields of the charts' objects that cannot change: ${reason}`),
  );
  if (objections.length > 0) console.error(forTheFileNamed(objections.join("\n"), environment));
  return objections.length === 0;
}

/** Where it fails or warns, what the engine told says whether an earlier run was cut off, and amid which releases. */
async function up(
  stack: string,
  run: readonly string[],
  environment: NodeJS.ProcessEnv,
  running: (args: readonly string[], more: NodeJS.ProcessEnv) => Promise<number>,
): Promise<number> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "up-"));
  const log = path.join(directory, "events");
  try {
    // The engine has the option only for those who set this variable, which adds options and changes nothing else.
    const code = await running([...run, "--event-log", log], { PULUMI_DEBUG_COMMANDS: "true" });
    // Without a log the run never began, as where another one holds the lock: what that one creates is not cut off.
    const events = fs.existsSync(log) ? fs.readFileSync(log, "utf8") : undefined;
    if (events === undefined || (code === 0 && !warnsOfCutOff(events))) return code;
    const { status, stdout } = exportState(stack, environment);
    if (status !== 0) return code;
    const exported: unknown = JSON.parse(stdout);
    const file = fileNamed(environment);
    sayWhatWasCutOff(stack, exported, events, file);
    if (code !== 0) sayWhatFailed(stack, exported, events, file);
    return code;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** Creations that were cut off stay in the state after a run that repeats them and succeeds, and so does the warning. */
const warnsOfCutOff = (events: string) => events.includes(" pending operations from previous deployment.");

function sayWhatFailed(stack: string, exported: unknown, events: string, file: string | undefined): void {
  const upgrades = failedUpgrades(events);
  if (upgrades.size > 0)
    console.error(
      "\nReleases failed in an upgrade, and are left as they are, for their logs. What it brought would stay in their " +
        "pods where it is taken back. Run this, which lets Helm take it out and changes nothing itself, then up again:" +
        `\n\n${forgettingEarlier(upgrades, exported).join("\n")}`,
    );
  const inAws = failedInAws(exported);
  if (inAws.length > 0)
    console.error(
      `\nChanges failed in AWS, and stand in the state as if they had been made: ${inAws.join(", ")}. Up alone would not ` +
        "repeat them. When what AWS said is mended run this, which reads what is there, then up again:" +
        `\n\npulumi refresh --stack ${stack}${namingFile(file)}`,
    );
}

/** The engine warns of creations that were cut off, and asks for what no terminal of a workflow answers. */
function sayWhatWasCutOff(stack: string, exported: unknown, events: string, file: string | undefined): void {
  const command = commandAfter(stack, exported, events, file);
  if (command === undefined) return;
  console.error(
    "\nA run was cut off, or the state knows nothing of its end. Run this, which takes up what exists and removes " +
      `nothing that is used, ${wayOn(stack, exported, file)}:\n\n${command}`,
  );
}

if (require.main === module) runCommand("pulumi", main);
