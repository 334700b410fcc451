// Where a stack's file stands, and what it tells. No Pulumi: a program and its tests ask alike.
import { existsSync, readFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { parse } from "yaml";
import { ambiguityOf, readStackFile, type StackFile } from "../settings/stack-file";

/** The file does not tell what the engine reads. */
export class AmbiguousStackFile extends Error {}

/**
 * The stack's file beside Pulumi.yaml, or where `PULUMI_CONFIG_FILE` says, or the variable that the CLI itself takes
 * for `--config-file`: the engine tells no program which file it read. Undefined where there is none, or it can't be
 * read: it is not needed for the settings themselves.
 *
 * @throws AmbiguousStackFile
 */
export function findStackFile(root: string, stack: string, environment: NodeJS.ProcessEnv): StackFile | undefined {
  const named = environment.PULUMI_CONFIG_FILE || environment.PULUMI_OPTION_CONFIG_FILE;
  const file = named ? resolve(root, named) : usualPlace(root, stack);
  const text = file === undefined ? undefined : textOf(file);
  if (file === undefined || text === undefined) return undefined;
  const ambiguity = ambiguityOf(text);
  if (ambiguity !== undefined) throw new AmbiguousStackFile(`${basename(file)} ${ambiguity}`);
  return readStackFile(text);
}

/** Ending and folder (`stackConfigDir`, formerly `config`) are those of the project's file. */
function usualPlace(root: string, stack: string): string | undefined {
  const project = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].map((name) => join(root, name)).find(existsSync);
  if (project === undefined) return undefined;
  const { stackConfigDir, config } = (parse(textOf(project) ?? "") ?? {}) as Record<string, unknown>;
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
