/**
 * How a Node.js Pulumi program is started: a run request in, the command line and environment of a node process out.
 * The names of flags and variables are those that the SDK's own `@pulumi/pulumi/cmd/run` reads.
 */

/** What the engine asks for, in plain values. */
export interface RunRequest {
  /** Directory of Pulumi.yaml. */
  rootDirectory: string;
  /** Directory that the program runs in. */
  workingDirectory: string;
  /** File or directory of the program, `.` for the package's own `main`. */
  entryPoint: string;
  /** Address of the engine's resource monitor, which the program registers its resources with. */
  monitorAddress: string;
  /** Address of the engine, which the program sends its log lines to. */
  engineAddress: string;
  organization: string;
  project: string;
  stack: string;
  /** True for a preview. */
  dryRun: boolean;
  /** Resource operations at the same time; 0 leaves it to the SDK. */
  parallel: number;
  /** Arguments of the program itself. */
  args: readonly string[];
  /** Stack configuration, `project:key` to its value, secrets decrypted. */
  config: Readonly<Record<string, string>>;
  /** The keys of `config` that hold secrets. */
  secretKeys: readonly string[];
  /** `runtime.options` of Pulumi.yaml. */
  options: RuntimeOptions;
}

/** `runtime.options` of Pulumi.yaml that concern the start of a program. */
export interface RuntimeOptions {
  /** Whether the SDK loads TypeScript through ts-node (default true). */
  typescript?: boolean;
  /** Arguments of node, as one string in shell syntax. */
  nodeargs?: string;
  /** Path of the tsconfig that ts-node reads, relative to Pulumi.yaml. */
  tsconfig?: string;
}

/** Exit code by which `@pulumi/pulumi/cmd/run` says that it has told the user what went wrong. */
const EXIT_ALREADY_REPORTED = 32;

/** Arguments of the node process; `runModule` is the file of `@pulumi/pulumi/cmd/run`. */
export function nodeArguments(request: RunRequest, runModule: string): string[] {
  const flags: [name: string, value: string][] = [
    ["monitor", request.monitorAddress],
    ["engine", request.engineAddress],
    ["organization", request.organization],
    ["project", request.project],
    ["root-directory", request.rootDirectory],
    ["stack", request.stack],
    ["pwd", request.workingDirectory],
    ["parallel", request.parallel > 0 ? String(request.parallel) : ""],
  ];
  return [
    ...splitWords(request.options.nodeargs ?? ""),
    runModule,
    ...flags.filter(([, value]) => value !== "").map(([name, value]) => `--${name}=${value}`),
    ...(request.dryRun ? ["--dry-run"] : []),
    request.entryPoint,
    ...request.args,
  ];
}

/** Variables that are added to the environment of the node process. */
export function nodeEnvironment(request: RunRequest): Record<string, string> {
  return {
    PULUMI_CONFIG: JSON.stringify(request.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.secretKeys),
    ...(request.options.typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(request.options.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: request.options.tsconfig }),
  };
}

/** How a program ended, as the engine wants to hear it. */
export interface Outcome {
  /** What to tell the user; empty when all is well or when the user has been told. */
  error: string;
  /** True stops the engine without a further message. */
  bail: boolean;
}

/** Reads the end of a node process: its exit code, or the signal that ended it. */
export function outcome(exitCode: number | null, signal: NodeJS.Signals | null): Outcome {
  if (exitCode === 0) {
    return { error: "", bail: false };
  }
  if (exitCode === EXIT_ALREADY_REPORTED) {
    return { error: "", bail: true };
  }
  const how = exitCode === null ? `was ended by ${signal ?? "an unknown signal"}` : `exited with code ${exitCode}`;
  return { error: `Program ${how}`, bail: false };
}

/** Splits a command line at blanks; single and double quotes keep blanks, a backslash keeps the next character. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs)) {
    words.push(
      match[0].replace(
        /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs,
        (_, single?: string, double?: string, escaped?: string) =>
          single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? "",
      ),
    );
  }
  return words;
}
