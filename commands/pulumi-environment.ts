/**
 * What a pulumi process of this checkout runs in, and the way to run one.
 *
 * What the user has set up comes first: their pulumi, their backend or login, their passphrase. What is missing is made
 * up for: the CLI and a language host from this directory, and a file backend in `.state/` of the checkout (ignored by
 * git) with an empty passphrase, where only the sandbox is made (`pulumi.ts`). Plugins named by `providerDirectories` stand before those that Pulumi would download.
 */
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { contentOf } from "../settings/stack-file/content";
import { installed } from "../tools/install";
import { findOnPath, isExecutable } from "../tools/search-path";
import { releaseLeftLocks } from "./cut-off/left-locks";

export const CHECKOUT = path.resolve(__dirname, "..");
export const languageHostDirectory = path.join(CHECKOUT, "offline", "language-host", "bin");

/** What `pulumiEnvironment` starts from; every field has a default, so that tests can replace one. */
export interface EnvironmentOptions {
  /** Directories with executables called `pulumi-resource-<package>`. With any given, nothing is downloaded. */
  providerDirectories?: readonly string[];
  /** Directory of the file backend where the user has none; default `.state` of the checkout. */
  stateDirectory?: string;
  /** Pulumi's own directory (`PULUMI_HOME`), with its login and plugins; default: the user's. */
  home?: string;
  /** Whether the file backend is used whatever backend, login and passphrase the user has. */
  isApart?: boolean;
}

/**
 * The environment for a pulumi process: that of this process, with PATH, backend and passphrase made up where missing.
 * Builds the CLI first when there is none, which takes minutes and happens once. Throws what `install` throws.
 */
export async function pulumiEnvironment(options: EnvironmentOptions = {}): Promise<NodeJS.ProcessEnv> {
  const cli = await installed("pulumi");
  const stateDirectory = options.stateDirectory ?? path.join(CHECKOUT, ".state");
  const own = { ...process.env, ...(options.home === undefined ? {} : { PULUMI_HOME: options.home }) };
  const backend = options.isApart
    ? ownBackend(stateDirectory)
    : backendVariables(own, { stateDirectory, hasBackend: isLoggedIn(own) || projectHasBackend() });
  if (backend.PULUMI_BACKEND_URL !== undefined) {
    fs.mkdirSync(stateDirectory, { recursive: true });
    releaseLeftLocks(stateDirectory);
  }
  const directories = [
    ...(options.providerDirectories ?? []),
    path.dirname(cli),
    ...(hasLanguageHost(cli) ? [] : [languageHostDirectory]),
  ];
  return {
    ...own,
    ...backend,
    PATH: [...directories, process.env.PATH ?? ""].join(path.delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(options.providerDirectories?.length ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
  };
}

/**
 * Variables that give a process without a backend the file backend in `stateDirectory`; none for a user who has one.
 * The passphrase is empty there unless set: such a state is for trying things out, never for a shared stack.
 */
export function backendVariables(
  environment: NodeJS.ProcessEnv,
  { stateDirectory, hasBackend }: { stateDirectory: string; hasBackend: boolean },
): Record<string, string> {
  if (environment.PULUMI_BACKEND_URL || environment.PULUMI_ACCESS_TOKEN || hasBackend) {
    return {};
  }
  const hasPassphrase =
    environment.PULUMI_CONFIG_PASSPHRASE !== undefined || environment.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  const { PULUMI_BACKEND_URL, ...passphrase } = ownBackend(stateDirectory);
  return { PULUMI_BACKEND_URL, ...(hasPassphrase ? {} : passphrase) };
}

const ownBackend = (stateDirectory: string) => ({
  PULUMI_BACKEND_URL: fileBackend(stateDirectory),
  PULUMI_CONFIG_PASSPHRASE: "",
});

/**
 * The backend in a directory, without the file of attributes beside each of its files, which Pulumi reads and has no
 * need of: a process killed while it wrote one, which is not done at once, left a stack that nobody could read.
 */
export const fileBackend = (directory: string): string => `file://${directory}?metadata=skip`;

/** Whether the backend is the checkout's own, for want of another. */
export const isCheckoutsOwn = ({ PULUMI_BACKEND_URL }: NodeJS.ProcessEnv): boolean =>
  PULUMI_BACKEND_URL === fileBackend(path.join(CHECKOUT, ".state"));

/** Whether the project's file names one (`backend.url`), which the engine takes where no variable says otherwise. */
export function projectHasBackend(checkout: string = CHECKOUT): boolean {
  const content = contentOf(fs.readFileSync(path.join(checkout, "Pulumi.yaml"), "utf8"), "Pulumi.yaml");
  return typeof (content as { backend?: { url?: unknown } } | null)?.backend?.url === "string";
}

/** Whether `pulumi login` was done: the credentials file names a current backend. */
function isLoggedIn(environment: NodeJS.ProcessEnv): boolean {
  const { PULUMI_CREDENTIALS_PATH, PULUMI_HOME } = environment;
  const home = PULUMI_CREDENTIALS_PATH || PULUMI_HOME || path.join(os.homedir(), ".pulumi");
  try {
    const text = fs.readFileSync(path.join(home, "credentials.json"), "utf8");
    const credentials = JSON.parse(text) as { current?: string };
    return Boolean(credentials.current);
  } catch {
    return false; // never logged in
  }
}

/** Whether the engine would find a language host without ours: on PATH, or beside the CLI as distributed. */
function hasLanguageHost(cliPath: string): boolean {
  const name = "pulumi-language-nodejs";
  return findOnPath(name) !== undefined || isExecutable(path.join(path.dirname(fs.realpathSync(cliPath)), name));
}

/**
 * Runs pulumi to its end on the user's terminal and returns its exit code.
 *
 * @param shown makes what is shown of what it printed; that is held back until the end then.
 */
export async function runPulumi(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  shown?: (stdout: string) => string,
): Promise<number> {
  const child = spawn("pulumi", args, {
    cwd: CHECKOUT,
    env: environment,
    stdio: ["inherit", shown === undefined ? "inherit" : "pipe", "inherit"],
  });
  const printed: Buffer[] = [];
  child.stdout?.on("data", (part: Buffer) => printed.push(part));
  // Ctrl-C reaches pulumi by the terminal; it cancels in good order and this process waits for it.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? 128 + os.constants.signals[signal ?? "SIGTERM"]));
    });
  } finally {
    if (shown !== undefined) process.stdout.write(shown(Buffer.concat(printed).toString()));
    process.off("SIGINT", ignore);
  }
}

/** What `pulumi stack export` prints and ends with. */
export function exportState(stack: string, environment: NodeJS.ProcessEnv): SpawnSyncReturns<string> {
  return spawnSync("pulumi", ["stack", "export", "--stack", stack], {
    cwd: CHECKOUT,
    env: environment,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
}
