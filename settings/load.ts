// From the text that Pulumi holds for a stack to settings, or to every problem at once. No Pulumi import, no I/O.

import { isSecretKey, ownFile, rawSettings, type StackConfiguration } from "./configuration";
import { cutByComma } from "./refusals/cut-by-comma";
import { writtenKeys } from "./refusals/emptied";
import { InvalidSettings, mostTold, type ToldProblem } from "./refusals/invalid-settings";
import {
  askCommand,
  editByHand,
  hasCommands,
  type Path,
  type Problem,
  pathText,
  removeCommand,
  setSecretCommand,
} from "./refusals/problem";
import type { Source } from "./refusals/problems-of-shape";
import { repeatedEntries } from "./refusals/repeated-entries";
import {
  answeredOptions,
  bothTold,
  type Left,
  leftBy,
  pathOf,
  stepsOf,
  type Writing,
  writingAfter,
} from "./refusals/second-look";
import { isOfKind } from "./refusals/unknown-keys";
import { copiesWithoutSwitch } from "./refusals/unswitched";
import { rules } from "./rules";
import { each, own, type Rule } from "./rules/rule";
import { hasFormOfCredential } from "./secrets/credential-forms";
import { disclosed } from "./secrets/disclosure";
import { encryptedInVain, plainCredentials, plainTokens } from "./secrets/encryption-problems";
import { holdsPart, partsIn } from "./secrets/secret-parts";
import { withShownKeys } from "./secrets/shown-keys";
import { type Settings, settle } from "./settings";
import { isCredential, knownKeys, leavesOf, schemaAt, valueAt } from "./shape";
import { misreadScalars } from "./stack-file/misread-scalars";
import { misspeltNamespaces } from "./stack-file/misspelt-namespace";
import { withoutQuotes } from "./stack-file/quotes";
import { readRaw } from "./stack-file/raw";
import { asText, inWords, withoutLoss } from "./stack-file/written-as-text";
import { writtenElsewhere } from "./stack-file/written-elsewhere";

/**
 * Reads the settings of a stack.
 *
 * @throws InvalidSettings with every problem, each with path, what may be shown of the value, what is allowed and the
 *   command that mends it.
 */
export function loadSettings(stack: StackConfiguration): Settings {
  const raw = rawSettings(stack);
  const file = ownFile(stack, raw);
  const written: Source["written"] = (path) =>
    file?.at(path) ?? (isSecretKey(stack, path) ? { kind: "encrypted" } : undefined);
  const { configuration, problems: all } = look(raw, { written, file });
  const problems = all.slice(0, mostTold);
  const misspelt = misspeltNamespaces(Object.keys(stack.values));
  if (problems.length === 0 && misspelt.length === 0 && configuration)
    return deepFreeze(settle(configuration, writtenKeys(raw), inWords(raw, file)));
  const secrets = secretsOf(raw, written);
  let first = toldOf(problems, raw, { written, file }, secrets);
  let later: ToldProblem[] = [];
  const areAll = problems.length === all.length;
  const kind = (path: Path) => {
    const value = valueAt(raw, path);
    return typeof value === "object" ? disclosed(path, value) : undefined;
  };
  // What is told at last may hide something in its turn.
  for (let looks = 0; areAll && looks < mostLooks; looks++) {
    const told = [...first, ...later];
    const left = leftBy(raw, told);
    const after = writingAfter({ written, file }, left);
    const both = bothTold(told, toldOf(certain(left, after), left.raw, after, secrets, { raw, file }), left, kind);
    const places = new Set(later.map(({ path }) => path));
    first = both.first.filter(({ path }) => !places.has(path));
    later = [...both.first.filter(({ path }) => places.has(path)), ...both.second];
    if (both.second.length === 0) break;
  }
  throw new InvalidSettings([...misspelt, ...first], raw, later, areAll);
}

const mostLooks = 3;

/** Problems of what the commands leave, whichever options are taken where they ask for one. */
function certain(left: Left, after: Writing): Problem[] {
  const { variants, open } = answeredOptions(left);
  const [found = [], ...others] = variants.map((variant) => look(variant, after, open).problems);
  const told = ({ path, allowed, command }: Problem) => JSON.stringify([path, allowed, command]);
  const sets = others.map((problems) => new Set(problems.map(told)));
  return found.filter((problem) => sets.every((set) => set.has(told(problem))));
}

/** Every problem of raw values. @param open Places that may hold anything, so that rules which read them are silent. */
function look(raw: Record<string, unknown>, { written, file }: Writing, open: readonly Path[] = []) {
  const { configuration, problems: all, left } = readRaw(raw, { raw, written });
  const cut = all.flatMap((problem) => cutByComma(problem, raw));
  const malformed = all.filter(({ path }) => !cut.some((place) => overlaps(path, place)));
  const unsure = malformed.flatMap((problem) => mayBeMeantBy(problem, raw));
  const broken = [...malformed.map(({ path }) => path), ...cut, ...unsure];
  const unswitched = copiesWithoutSwitch(raw);
  const problems = [
    ...malformed,
    ...[
      ...plainCredentials(raw, written),
      ...plainTokens(raw, written),
      ...encryptedInVain(raw, written, (path) => file?.at(path)),
      ...misreadScalars(raw, written),
      ...unswitched,
      ...repeatedEntries(raw),
    ].filter(({ path }) => !broken.some((other) => overlaps(path, other))),
  ];
  if (configuration === undefined) return { configuration, problems };
  // What is written under a misspelt key is not there yet: by the default others would be told that they do not fit.
  const places = [...malformed, ...unswitched].flatMap(({ command, writes }) => [
    ...stepsOf(command).map(({ path }) => path),
    ...(writes === undefined ? [] : [pathOf(writes)]),
  ]);
  const unknown = [...new Map([...broken, ...left, ...places].map((path) => [pathText(path), path])).values()];
  const isWritten = (path: Path) => valueAt(raw, path) !== undefined;
  const judged = rules.flatMap((rule) => judgedBy(rule, unknown, open, configuration, isWritten));
  const known = judged.filter(
    ({ path, command }) =>
      !unknown.some((other) => overlaps(path, other)) &&
      // What goes whatever stands there is not asked for; of a list an entry goes because of others.
      ((command === removeCommand(path) && typeof path.at(-1) !== "number") ||
        !open.some((other) => overlaps(path, other))),
  );
  return { configuration, problems: [...problems, ...known] };
}

/** Places without a value of which one may be what an unknown key says, where nobody knows which. */
function mayBeMeantBy({ path, command, writes }: Problem, raw: unknown): Path[] {
  const holder = path.slice(0, -1);
  const isUnsure = writes === undefined && stepsOf(command).every(({ does }) => does === "rm");
  if (schemaAt(path) !== undefined || !isUnsure) return [];
  return knownKeys(holder, valueAt(raw, holder))
    .map((key) => [...holder, key])
    .filter((place) => valueAt(raw, place) === undefined && isOfKind(place, valueAt(raw, path)));
}

/** What a rule says without what it can't know. */
function judgedBy(
  { reads, check }: Rule,
  broken: readonly Path[],
  open: readonly Path[],
  ...[configuration, isWritten]: Parameters<Rule["check"]>
): Problem[] {
  const depths = new Set<number>();
  const entries = new Set<string>();
  for (const read of reads) {
    // An example that stands in for what is asked for fits all but itself.
    const hindering = [
      ...broken.filter((path) => overlaps(path, read)),
      ...open.filter((path) => read.length >= path.length && overlaps(path, read)),
    ];
    const depth = read.indexOf(own);
    for (const path of hindering) {
      if (depth < 0 || path.length <= depth) return [];
      depths.add(depth);
      entries.add(pathText(path.slice(0, depth + 1)));
    }
  }
  const isOfOthers = ({ path }: Problem) =>
    [...depths].every((depth) => typeof path[depth] === "number" && !entries.has(pathText(path.slice(0, depth + 1))));
  return check(configuration, isWritten).filter(isOfOthers);
}

/** @param stack What the engine has now, and the file: of what a mend writes nothing is written elsewhere. */
function toldOf(
  problems: readonly Problem[],
  raw: Record<string, unknown>,
  { written, file }: Writing,
  secrets: readonly string[],
  stack = { raw, file },
): ToldProblem[] {
  const words = asText(raw, file);
  const shown = withoutAskedTwice(withoutRemoved(problems)).map((problem) => ({
    ...writtenElsewhere(withoutLoss(withoutQuotes(problem, written(problem.path)), words), stack.raw, stack.file),
    shown: disclosed(problem.path, problem.value, written(problem.path)),
  }));
  return withoutSecrets(shown, secrets).map(withShownKeys);
}

/** Things that work and that the user should know; shown as warnings by the program. */
export function warningsOf(settings: Settings): string[] {
  return [
    // A stack to try things, which keeps no data, needs nobody at night.
    ...(settings.protect && settings.alerts.receivers.length === 0
      ? ['alerts.receivers: nobody is told of alerts: docs/operations/deploy.md, "Who is told of alerts"']
      : []),
    ...(settings.logs.containerShipper === "promtail"
      ? [
          "logs.containerShipper: promtail reached end of life on 2026-03-02 and gets no security fixes; move with: " +
            "pulumi config set --path observability:logs.containerShipper alloy",
        ]
      : []),
    ...settings.tenants
      .filter(({ namespaces }) => namespaces.includes("kube-system"))
      .map(
        ({ id }) =>
          `tenants: kube-system belongs to ${id}, so its team sees the cluster's own telemetry; monitors and rules in ` +
          "kube-system may speak for every namespace",
      ),
  ];
}

/** What a mend removes as a whole needs no mends of its parts: they would write them again; nor is it asked for. */
function withoutRemoved(problems: readonly Problem[]): Problem[] {
  const removed = problems.filter(({ path, command }) => command === removeCommand(path)).map(({ path }) => path);
  return problems.filter(({ path, command }) => {
    const isAsked = command === askCommand(path);
    return !removed.some((whole) => whole.length < path.length + (isAsked ? 1 : 0) && overlaps(path, whole));
  });
}

/**
 * What is missing is not asked for where a mend of another problem writes it: `cluster.name` as one key. Nor, where one
 * in words does: the command would write over the first entry of what stands as `TENANTS`.
 */
function withoutAskedTwice(problems: readonly Problem[]): Problem[] {
  const written = problems.flatMap(({ command }) => command.split(" && ").slice(1));
  const byHand = new Set(problems.map(({ writes }) => writes));
  return problems.filter(({ path, value, command }) =>
    value === undefined
      ? !byHand.has(pathText(path)) && !written.some((other) => other === command || other.startsWith(`${command} `))
      : value !== null || !byHand.has(pathText(path)),
  );
}

/** What is put where a message's words would hold a part of a secret. */
function withoutSecrets(problems: readonly (Problem & ToldProblem)[], secrets: readonly string[]): ToldProblem[] {
  const parts = partsIn(
    problems.flatMap(({ shown, allowed, command }) => [shown, allowed, command]),
    secrets,
  );
  return problems.map((problem) => {
    const { path, shown, allowed, writes } = problem;
    return {
      path,
      ...(writes !== undefined && { writes }),
      // A secret may have been pasted into another place as well.
      shown: holdsPart(shown, parts) ? "[not shown]" : shown,
      allowed: holdsPart(allowed, parts) ? "must be another value" : allowed,
      command: hasCommands(path) ? commandWithout(parts, problem) : editByHand("rename that key, or take it away"),
    };
  });
}

/** A value that may not stand there is asked for, at the place where the command would write it. */
function commandWithout(parts: readonly string[], { path, command }: Problem): string {
  if (!holdsPart(command, parts)) return command;
  // A command in the place of words would take away what they keep.
  if (!command.startsWith("pulumi config ")) return editByHand("mend it where it stands");
  const asked = command.split(" && ").map((each) => (holdsPart(each, parts) ? each.replace(written, "$1") : each));
  if (asked.every((each) => each.startsWith("pulumi config ") && !holdsPart(each, parts))) return asked.join(" && ");
  return isCredential(path) ? setSecretCommand(path) : askCommand(path);
}

/** A command up to the key, and the value after it. */
const written = /^(pulumi config set --path(?: --\w+(?: \w+)?)? (?:'(?:[^']|'\\'')*'|[^\s']+)) .*$/s;

/** Texts that are encrypted, texts in the place of credentials, and what is a credential by its form. */
function secretsOf(raw: unknown, written: Source["written"]): string[] {
  return leavesOf(raw)
    .filter(
      ({ path, value }) =>
        typeof value === "string" &&
        (isCredential(path) || written(path)?.kind === "encrypted" || hasFormOfCredential(value)),
    )
    .map(({ value }) => String(value));
}

/** Whether one is the other, or holds it; the second may be of `each` entry of a list, or of its `own`. */
function overlaps(a: Path, b: Path): boolean {
  return a
    .slice(0, b.length)
    .every((step, index) => step === b[index] || ((b[index] === each || b[index] === own) && typeof step === "number"));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
