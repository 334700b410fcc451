// One fault of a configuration, and how it is told: `path: value - what is allowed - the command that mends it`.
// Credentials are never shown.
import { Credential } from "./credential";

/** Namespace of the stack's configuration keys: the project's name in Pulumi.yaml. */
export const configurationNamespace = "observability";

export type Path = readonly (string | number)[];

export interface Problem {
  path: Path;
  value: unknown;
  /** What would be accepted, as the end of the sentence "must be ...". */
  allowed: string;
  /** A shell command; several joined by `&&` where a whole object is missing. */
  command: string;
}

const plainKey = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** `tenants[0].id`; keys that are not plain are quoted as Pulumi's `--path` wants them. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!plainKey.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** Quotes a word for a POSIX shell. */
function shellQuoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function configurationKey(path: Path): string {
  return shellQuoted(`${configurationNamespace}:${pathText(path)}`);
}

type Settable = string | number | boolean;

/** The commands that write `value` at `path`: one for each leaf, as `pulumi config set` takes scalars only. */
export function setCommand(path: Path, value: unknown): string {
  return leaves(path, value)
    .map(([leaf, scalar]) => {
      const type =
        typeof scalar === "number" && !Number.isInteger(scalar)
          ? " --type float"
          : typeof scalar === "string" && /^(true|false|[0-9]+)$/.test(scalar)
            ? " --type string"
            : "";
      return `pulumi config set --path${type} ${configurationKey(leaf)} ${shellQuoted(String(scalar))}`;
    })
    .join(" && ");
}

/**
 * The command that stores a credential encrypted; Pulumi asks for the text, so that it stays out of the shell's
 * history.
 */
export function setSecretCommand(path: Path): string {
  return `pulumi config set --secret --path ${configurationKey(path)}`;
}

/** The command that removes a key. */
export function removeCommand(path: Path): string {
  return `pulumi config rm --path ${configurationKey(path)}`;
}

function leaves(path: Path, value: unknown): [Path, Settable][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves([...path, index], item));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => leaves([...path, key], item));
  }
  return [[path, value as Settable]];
}

const longestValue = 80;

/** The value as the user wrote it, cut where it is long. */
export function valueText(value: unknown): string {
  if (value === undefined) return "(not set)";
  if (value instanceof Credential) return value.toString();
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}...` : text;
}

/** All problems at once, one a line, in the order of their paths. */
export class InvalidSettings extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map((p) => `  ${pathText(p.path)}: ${valueText(p.value)} - ${p.allowed} - ${p.command}`);
    super(
      `the stack's configuration has ${problems.length} problem${problems.length === 1 ? "" : "s"}; nothing was ` +
        `changed\n${lines.join("\n")}`,
    );
    this.name = "InvalidSettings";
  }
}
