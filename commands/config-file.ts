// Which file holds a stack's settings, for every command alike: the one that `--config-file` names, or a variable, or the
// usual one. The engine is told by the option, the program by the variable.
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { parseArgs } from "node:util";
import { fileNamed, forTheFileNamed, stackFilePath } from "../components/stack/find-file";
import { forTheStack } from "../components/stack/selected-stack";
import { orUsage } from "./command";
import { CHECKOUT } from "./pulumi-environment";

/** The file that arguments of pulumi name: of several options the last counts. */
function optionIn(rest: readonly string[]): string | undefined {
  const index = rest.map((argument) => /^--config-file(=|$)/.test(argument)).lastIndexOf(true);
  if (index < 0) return undefined;
  const [option = "", next] = rest.slice(index);
  return (option.includes("=") ? option.replace(/^[^=]*=/, "") : next) || undefined;
}

/** What a run of pulumi is given besides; nothing where no file is named. */
export interface FileGiven {
  /** For a subcommand that takes `--config-file`; none where its arguments have it. */
  options: string[];
  /** For the program. */
  variables: { PULUMI_CONFIG_FILE?: string };
}

/** @param rest arguments of pulumi. */
export function fileGiven(rest: readonly string[], environment: NodeJS.ProcessEnv = process.env): FileGiven {
  const option = optionIn(rest);
  const file = option ?? fileNamed(environment);
  return file === undefined
    ? { options: [], variables: {} }
    : { options: option === undefined ? ["--config-file", file] : [], variables: { PULUMI_CONFIG_FILE: file } };
}

/** What is left of a command's arguments beside `--config-file`, which it hands on to pulumi. @throws Error */
export function parsedWithFile(args: readonly string[], usage: string): { positionals: string[]; rest: string[] } {
  const options = { "config-file": { type: "string" } } as const;
  const parse = () => parseArgs({ args: [...args], allowPositionals: true, options });
  const { values, positionals } = orUsage(parse, usage);
  const named = values["config-file"];
  return { positionals, rest: named === undefined ? [] : ["--config-file", named] };
}

/**
 * Where the settings of a stack are.
 *
 * @param named What `--config-file` names.
 * @param checkout Of the program; a path is meant from there.
 */
export function settingsFile(
  stack: string,
  named?: string,
  checkout: string = CHECKOUT,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const variables = named === undefined ? environment : { PULUMI_CONFIG_FILE: named };
  // A stack's full name is organization/project/stack; its file has the last part of it.
  return stackFilePath(checkout, stack, variables) ?? join(checkout, `Pulumi.${posix.basename(stack)}.yaml`);
}

/** What is said of a file of settings that is not there: a stack's name was mistyped, so those that have one follow. */
export function notThere(file: string): string {
  const beside = existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
  const stacks = beside.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();
  const others = stacks.length === 0 ? "" : `; stacks with settings: ${stacks.join(", ")}`;
  return `there is no ${basename(file)}${others}`;
}

/**
 * What `read` gives. Where it refuses the settings of a file that is not the usual one, or of a stack that is not the
 * selected one, it says so beside the commands.
 *
 * @param named What `--config-file` names.
 */
export function readingFile<T>(stack: string, named: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = withWhere(error.message, stack, named);
    throw message === error.message ? error : new Error(message, { cause: error });
  }
}

/** The same of a text of commands. */
export function withWhere(text: string, stack: string, named: string | undefined): string {
  const environment = { ...process.env, ...(named === undefined ? {} : { PULUMI_CONFIG_FILE: named }) };
  return forTheStack(forTheFileNamed(text, environment), CHECKOUT, stack, environment);
}
