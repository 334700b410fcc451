// What a `pulumi preview --json` means for a reviewer. Of a property it takes names and paths, never the value: the
// preview holds every value that is not secret.
import { z } from "zod";
import { dataTypes, sharedTypes } from "../../conventions/data-types";
import { acceptedLoss } from "../../settings/history/loss";
import { shellQuoted } from "../../settings/refusals/problem";
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

type Effect = "delete" | "replace" | "unprotect" | "create" | "update" | "other";

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
  /** What the engine reported as errors, and as warnings, each once: steps that are a person's, what the cluster lacks. */
  errors: string[];
  warnings: string[];
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
export const order: readonly Effect[] = ["delete", "replace", "unprotect", "update", "create", "other"];

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
    .map(withItsName);
  const warnings = preview.diagnostics
    .filter(({ severity, message }) => severity === "warning" && !isToldElsewhere(message))
    .map(withItsName);
  return {
    changes,
    unchanged: preview.changeSummary.same ?? 0,
    expiring: expiringOf(preview.diagnostics),
    overrides: overridesOf(preview.steps),
    errors,
    warnings: [...new Set(warnings)],
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

export const isLoss = ({ effect }: Change) => effect === "delete" || effect === "replace";
export const isLossOfProtected = (change: Change) => isLoss(change) && change.protected;
const isLossOfOther = (change: Change) => isLoss(change) && !change.protected && (change.data || change.shared);

/** What is lost has its own place; where the engine has found its plugins is nothing to a reviewer. */
const isToldElsewhere = (message: string) =>
  message.includes(acceptedLoss) || /using pulumi-[\w-]+ from \$PATH/.test(message);

const withItsName = ({ message, urn }: { message: string; urn?: string | undefined }) =>
  `${urn === undefined ? "" : `${urn.split("::").at(-1) ?? ""}: `}${plainText(message)}`;

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
export function shortType(type: string): string {
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
