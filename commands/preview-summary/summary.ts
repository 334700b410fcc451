// What a `pulumi preview --json` means for a reviewer: a verdict, and a summary in Markdown. Never shows a property's
// value, only names and paths: the preview holds every value that is not secret.
import { z } from "zod";
import { dataTypes, sharedTypes } from "../../conventions/data-types";
import { acceptedLoss } from "../../settings/history/loss";
import { shellQuoted } from "../../settings/refusals/problem";
import { cell } from "../markdown";
import { configurationsAsUpdates } from "./configurations";
import { type OverriddenValues, overridesOf } from "./recorded";

const stateSchema = z.object({
  type: z.string(),
  protect: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
  /** Looked at in the stack's own record alone. */
  inputs: z.unknown().optional(),
});

const previewSchema = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string(),
        oldState: stateSchema.optional(),
        newState: stateSchema.optional(),
        detailedDiff: z.record(z.string(), z.unknown()).nullish(),
        replaceReasons: z.array(z.string()).nullish(),
      }),
    )
    .default([]),
  diagnostics: z.array(z.object({ severity: z.string(), message: z.string(), urn: z.string().optional() })).default([]),
  changeSummary: z.record(z.string(), z.number()).default({}),
});

export type Effect = "delete" | "replace" | "unprotect" | "create" | "update" | "other";

export interface Change {
  effect: Effect;
  type: string;
  name: string;
  urn: string;
  /** Pulumi refuses to delete it, as the last update left it. */
  protected: boolean;
  /** It loses that protection: a later change may delete it. */
  unprotects: boolean;
  /** It stays in AWS when the stack lets go of it. */
  retained: boolean;
  /** It holds data, or data can't be read without it. */
  data: boolean;
  /** Others in the cluster live in it or by it. */
  shared: boolean;
  /** Paths of the inputs that differ; of a replacement, those that cause it. */
  paths: string[];
}

export interface Verdict {
  changes: Change[];
  unchanged: number;
  /** Stored data that the change lets expire, whose and how long it was kept; the stack file accepts each. */
  expiring: string[];
  overrides: OverriddenValues;
  /** What the engine reported as errors. */
  errors: string[];
  /** Reasons against a merge; none means it may be merged. */
  objections: string[];
}

/** The engine plans a replacement in up to three steps; the one called `replace` is always there and stands for all. */
const effects: Readonly<Record<string, Effect>> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  import: "other",
  "import-replacement": "replace",
  refresh: "other",
  discard: "other",
};

/** Worst first. */
const order: readonly Effect[] = ["delete", "replace", "unprotect", "update", "create", "other"];

/**
 * Reads a preview and judges it.
 *
 * @param text what `pulumi preview --json` printed; lines before the JSON are skipped.
 * @param accepted resources whose deletion or replacement is meant, as the objections name them. What is protected is
 *   never accepted so.
 * @throws Error where there is no preview in it.
 */
export function judgePreview(text: string, accepted: readonly string[] = []): Verdict {
  const preview = previewSchema.parse(parsed(text));
  // Every preview has one of them; another file that holds JSON would pass as one in which nothing changes.
  if (preview.steps.length + preview.diagnostics.length + Object.keys(preview.changeSummary).length === 0)
    throw new Error("it is no preview");
  const replaced = new Set(preview.steps.filter(({ op }) => effects[op] === "replace").map(({ urn }) => urn));
  const steps = preview.steps.flatMap((step): Change[] => {
    const unprotects = step.oldState?.protect === true && step.newState?.protect === false;
    const effect = effectOf(step, unprotects, replaced);
    const state = step.oldState ?? step.newState;
    if (effect === undefined || state === undefined || state.type === "pulumi:pulumi:Stack") return [];
    return [
      {
        effect,
        type: state.type,
        name: step.urn.split("::").at(-1) ?? step.urn,
        urn: step.urn,
        protected: step.oldState?.protect ?? false,
        unprotects,
        retained: step.oldState?.retainOnDelete ?? false,
        data: dataTypes.has(state.type),
        shared: sharedTypes.has(state.type),
        paths: [...(step.replaceReasons?.length ? step.replaceReasons : Object.keys(step.detailedDiff ?? {}))].sort(),
      },
    ];
  });
  const changes = configurationsAsUpdates(steps).sort(
    (a, b) =>
      order.indexOf(a.effect) - order.indexOf(b.effect) ||
      a.type.localeCompare(b.type, "en") ||
      a.name.localeCompare(b.name, "en"),
  );
  const lost = changes.filter(isLossOfProtected);
  const others = changes.filter(isLossOfOther);
  const ownEntries = (change: Change) => entriesOf(change).filter((entry) => countOf(others, entry) === 1);
  const unasked = others.filter((change) => !ownEntries(change).some((entry) => accepted.includes(entry)));
  const errors = preview.diagnostics
    .filter(({ severity, message }) => severity === "error" && !(lost.length > 0 && isRefusal.test(message)))
    .map(({ message, urn }) => `${urn === undefined ? "" : `${urn.split("::").at(-1) ?? ""}: `}${plainText(message)}`);
  return {
    changes,
    unchanged: preview.changeSummary.same ?? 0,
    expiring: expiringOf(preview.diagnostics),
    overrides: overridesOf(preview.steps),
    errors,
    objections: [
      ...lost.map(({ effect, type, name }) => `protected ${shortType(type)} ${name} would be ${effect}d`),
      ...unasked.map((change) => {
        const { effect, type, name, shared } = change;
        return (
          `${shortType(type)} ${name}, ${shared ? "which others may use" : "which holds data"}, would be ${effect}d; ` +
          `if that is meant: --accept ${shellQuoted(ownEntries(change)[0] ?? change.urn)}`
        );
      }),
      ...(errors.length > 0 ? ["the preview failed"] : []),
    ],
  };
}

function effectOf({ op, urn }: { op: string; urn: string }, unprotects: boolean, replaced: ReadonlySet<string>) {
  // To the engine, a resource that only loses its protection stays the same.
  if (op === "same" && unprotects) return "unprotect";
  // Alone it is what a replacement that broke off has left to do.
  return op === "delete-replaced" && !replaced.has(urn) ? "delete" : effects[op];
}

/** The engine's words about a protected resource; the table says the same, without advice on lifting the protection. */
const isRefusal = /because it is protected|currently marked for protection|^error: preview failed\s*$/;

/** The words of a name that a label of GitHub's has room for behind `accept:`: it may have 50 characters. */
const lastWords = /(?:^|-)(.{1,43})$/;

/** What may accept it, the shortest first: of a long name its end. What is another's as well accepts neither. */
const entriesOf = ({ name, type, urn }: Change) => [
  ...new Set([lastWords.exec(name)?.[1] ?? name, name, `${type.split(":").at(-1)}::${name}`, urn]),
];

const countOf = (changes: readonly Change[], entry: string) =>
  changes.filter((change) => entriesOf(change).includes(entry)).length;

const isLoss = ({ effect }: Change) => effect === "delete" || effect === "replace";
const isLossOfProtected = (change: Change) => isLoss(change) && change.protected;
const isLossOfOther = (change: Change) => isLoss(change) && !change.protected && (change.data || change.shared);

/** In the program's own words: only it knows whether anything is stored yet, and what of a failed run holds. */
function expiringOf(diagnostics: readonly { severity: string; message: string }[]): string[] {
  const said = diagnostics.flatMap(({ severity, message }) => {
    const [, loss] = severity === "warning" ? plainText(message).split(acceptedLoss) : [];
    return loss === undefined ? [] : [loss];
  });
  return [...new Set(said)];
}

function parsed(text: string): unknown {
  const start = text.search(/^\{/m);
  if (start < 0) throw new Error("there is no JSON in it: what pulumi printed to standard error says why");
  return JSON.parse(text.slice(start));
}

/** `aws:s3/bucket:Bucket` to `aws:s3:Bucket`, as the engine shows it. */
function shortType(type: string): string {
  return type.replace(/\/[^:]*:/, ":");
}

/** Without colours and control characters. */
function plainText(message: string): string {
  return (
    message
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with one.
      .replace(/\u001b\[[0-9;]*m|<\{%[^%]*%\}>/g, "")
      .replace(/[^\n\t\x20-\uffff]/g, "")
      .trim()
  );
}

/** A comment of GitHub's holds 65,536 characters; this many rows and lines leave room for several stacks. */
const mostRows = 60;
const mostPaths = 4;
const mostErrorCharacters = 3000;

/** The summary of one stack's preview, as a section of a comment. */
export function summaryOf(stack: string, verdict: Verdict): string {
  const { changes, unchanged, expiring, overrides, errors, objections } = verdict;
  const lost = changes.filter(isLossOfProtected);
  const unprotected = changes.filter(({ unprotects }) => unprotects).length;
  const lines = [`### ${cell(stack)}: ${counts(changes, unchanged)}`, ""];
  if (objections.length === 0)
    lines.push(changes.length === 0 ? "Nothing changes." : "No protected resource is replaced or deleted.", "");
  if (lost.length > 0) {
    lines.push(
      `**Not to be merged: ${lost.length} protected resources would be replaced or deleted.** ` +
        "If that is meant, follow docs/operations/change.md first, or docs/data.md where all of it goes.",
      "",
    );
  }
  const unasked = objections.filter((objection) => objection.includes("--accept"));
  if (unasked.length > 0) lines.push("**Not to be merged unless it is meant:**", "", ...unasked.map(item), "");
  if (expiring.length > 0)
    lines.push("**Stored data goes**, and the stack file accepts it:", "", ...expiring.map(item), "");
  if (overrides.paths.length + overrides.gone.length > 0) lines.push(...overridesText(overrides), "");
  if (unprotected > 0)
    lines.push(`**${unprotected} resources lose their protection**; the next change may delete them.`, "");
  if (errors.length > 0)
    lines.push("**The preview failed:**", "", fenced(errors.join("\n\n").slice(0, mostErrorCharacters)), "");
  if (changes.length > 0) {
    lines.push(
      "| Change | Type | Resource | What | |",
      "| --- | --- | --- | --- | --- |",
      ...changes.slice(0, mostRows).map(row),
      "",
    );
    if (changes.length > mostRows)
      lines.push(`${changes.length - mostRows} more, none of them worse than the last one shown.`, "");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

function overridesText({ paths, added, gone }: OverriddenValues): string[] {
  return [
    "**Chart values of the stack's own** (`overrides`; no promise of the platform's covers them):",
    "",
    ...paths.map((path) => item(`${path}${added.includes(path) ? " (new)" : ""}`)),
    ...gone.map((path) => item(`${path} (no longer)`)),
  ];
}

function counts(changes: readonly Change[], unchanged: number): string {
  const parts = order
    .map((effect) => [effect, changes.filter((change) => change.effect === effect).length] as const)
    .filter(([, count]) => count > 0);
  return [
    ...parts.map(([effect, count]) => `${count} to ${effect === "other" ? "import or refresh" : effect}`),
    `${unchanged} unchanged`,
  ].join(", ");
}

function row(change: Change): string {
  const paths = change.paths
    .slice(0, mostPaths)
    .map((path) => `\`${cell(path)}\``)
    .join(" ");
  const more = change.paths.length > mostPaths ? ` and ${change.paths.length - mostPaths} more` : "";
  const cells = [
    change.effect,
    cell(shortType(change.type)),
    cell(change.name),
    `${paths}${more}`,
    flags(change).join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function flags(change: Change): string[] {
  if (!isLoss(change)) return change.unprotects ? ["**loses its protection**"] : [];
  return [
    ...(change.protected ? ["**protected**"] : []),
    ...(change.data ? ["**data**"] : []),
    ...(change.shared ? ["**used by others**"] : []),
    ...(change.retained && (change.protected || change.data) ? ["stays in AWS"] : []),
  ];
}

const item = (text: string) => `- ${cell(text)}`;

/** A code block that its content cannot end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
