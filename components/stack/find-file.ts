// Where a stack's file stands, and what it tells. No Pulumi: a program and its tests ask alike.
import { existsSync, readFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { shellQuoted } from "../../settings/refusals/problem";
import { contentOf } from "../../settings/stack-file/content";
import { ambiguityOf, readStackFile, type StackFile } from "../../settings/stack-file/stack-file";

/** The file does not tell what the engine reads. */
export class AmbiguousStackFile extends Error {}

/** The variable that names the file to the program, and that which the CLI itself takes for `--config-file`. */
const variables = ["PULUMI_CONFIG_FILE", "PULUMI_OPTION_CONFIG_FILE"] as const;

/** The file that is to be read in the place of the usual one; undefined where none is named. */
export function fileNamed(environment: NodeJS.ProcessEnv): string | undefined {
  return variables.map((name) => environment[name]).find((file) => file);
}

/**
 * Where a stack's file is: where a variable says, for the engine tells no program which file it read, or beside
 * Pulumi.yaml. Undefined where there is no project.
 */
export function stackFilePath(root: string, stack: string, environment: NodeJS.ProcessEnv): string | undefined {
  const named = fileNamed(environment);
  return named === undefined ? usualPlace(root, stack) : resolve(root, named);
}

/**
 * What the stack's file tells. Undefined where there is none, or it can't be read: it is not needed for the settings
 * themselves.
 *
 * @throws AmbiguousStackFile
 */
export function findStackFile(root: string, stack: string, environment: NodeJS.ProcessEnv): StackFile | undefined {
  const file = stackFilePath(root, stack, environment);
  const text = file === undefined ? undefined : textOf(file);
  if (file === undefined || text === undefined) return undefined;
  const ambiguity = ambiguityOf(text);
  if (ambiguity !== undefined) throw new AmbiguousStackFile(`${basename(file)} ${ambiguity}`);
  return readStackFile(text);
}

/** What names a file of settings to a command, behind all else. @param file Undefined where it is the usual one. */
export const namingFile = (file: string | undefined): string =>
  file === undefined ? "" : ` --config-file ${shellQuoted(file)}`;

/** A refusal with a word on the commands in it, which without one would mend the usual file. */
export function forTheFileNamed(refusal: string, environment: NodeJS.ProcessEnv): string {
  const named = fileNamed(environment);
  return named === undefined || !refusal.includes("pulumi config ")
    ? refusal
    : `${refusal}\n  the settings are in ${named}: run each \`pulumi config\` with${namingFile(named)}`;
}

/** Ending and folder (`stackConfigDir`, formerly `config`) are those of the project's file. */
function usualPlace(root: string, stack: string): string | undefined {
  const project = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].map((name) => join(root, name)).find(existsSync);
  if (project === undefined) return undefined;
  const content = contentOf(textOf(project) ?? "", basename(project)) ?? {};
  const { stackConfigDir, config } = content as Record<string, unknown>;
  const directory = stackConfigDir ?? config;
  const name = `Pulumi.${stack.split("/").at(-1) ?? ""}${extname(project)}`;
  return join(root, typeof directory === "string" ? directory : "", name);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
