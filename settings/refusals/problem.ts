// One fault of a configuration, and the commands that mend it.

/** Namespace of the stack's configuration keys: the project's name in Pulumi.yaml. */
export const configurationNamespace = "observability";

export type Path = readonly (string | number)[];

export interface Problem {
  path: Path;
  value: unknown;
  /** What would be accepted, as the end of the sentence "must be ...". */
  allowed: string;
  /** Shell commands, several joined by `&&`; or, where no command can be right, what to edit (`editByHand`). */
  command: string;
  /** The place that such an edit writes, as `pathText` has it: nothing else asks for it. */
  writes?: string;
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

/** With what nobody would see, or what turns a line around, by its number: a blank of no width, a no-break space. */
export const visible = (text: string): string =>
  text.replace(/(?! )[\p{Cf}\p{Z}\u007f-\u009f]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );

/** Quotes a word for a POSIX shell, and for zsh, to which a word behind `=` is a program. */
export function shellQuoted(word: string): string {
  return /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Whether the CLI can be told of a key: of escapes in its paths it knows that of quotes only. */
export function hasCommands(path: Path): boolean {
  return !path.some((step) => typeof step === "string" && /[\\\p{Cc}]/u.test(step));
}

function configurationKey(path: Path): string {
  return shellQuoted(`${configurationNamespace}:${pathText(path)}`);
}

/**
 * The CLI refuses to store in plain text what looks like a secret, and goes by the name as well: `kafka.existingSecret`
 * and `signOn.tokenUrl`, which are none. It takes no type beside the flag.
 */
function plainText(path: Path): string {
  return /pass|pwd|secret|token/i.test(pathText(path)) ? " --plaintext" : "";
}

type Settable = string | number | boolean;

const set = (path: Path, type = plainText(path)) => `pulumi config set --path${type} ${configurationKey(path)}`;
const asText = " --type string";
const asFraction = " --type float";

const argument = (text: string) => `${text.startsWith("-") ? "-- " : ""}${shellQuoted(text)}`;

/** The commands that write `value` at `path`: one for each leaf, as `pulumi config set` takes scalars only. */
export function setCommand(path: Path, value: unknown): string {
  return leaves(path, value)
    .map(([leaf, scalar]) => `${set(leaf, typeOf(scalar))} ${argument(String(scalar))}`)
    .join(" && ");
}

/** Where the CLI would make something else of it. */
function typeOf(scalar: Settable): string | undefined {
  if (typeof scalar === "number" && !Number.isInteger(scalar)) return asFraction;
  return typeof scalar === "string" && /^(true|false|-?[0-9]+)$/.test(scalar) ? asText : undefined;
}

/** The command that writes text that YAML would take for something else, in quotes. */
export const quoteCommand = (path: Path, text: string): string => `${set(path, asText)} ${argument(text)}`;

/** The command that asks for the value. */
export const askCommand = (path: Path): string => set(path);

/** The command that asks for text which may be digits alone: without the type the CLI would make a number of it again. */
export const askTextCommand = (path: Path): string => set(path, plainText(path) || asText);

/** The command that asks for a number which may have a fraction: without the type the CLI would keep `99.5` as text. */
export const askFractionCommand = (path: Path): string => set(path, asFraction);

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

/** A problem that a value in place of the one that is there mends. @param right That value. */
export const setTo = (path: Path, value: unknown, allowed: string, right: unknown): Problem => ({
  path,
  value,
  allowed,
  command: setCommand(path, right),
});

/** A problem that is mended by taking the key away. */
export const takenAway = (path: Path, value: unknown, allowed: string): Problem => ({
  path,
  value,
  allowed,
  command: removeCommand(path),
});

/** A problem of which only the user knows the right value. */
export const askedFor = (path: Path, value: unknown, allowed: string): Problem => ({
  path,
  value,
  allowed,
  command: askCommand(path),
});

/** Says what to edit in the stack's file, where no command can be right. */
export function editByHand(what: string): string {
  return `edit the stack's file: ${what}`;
}

function leaves(path: Path, value: unknown): [Path, Settable][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves([...path, index], item));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => leaves([...path, key], item));
  }
  return [[path, value as Settable]];
}
