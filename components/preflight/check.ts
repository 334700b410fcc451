// One thing that decides whether the platform can work: what was found, what is needed, what mends it. Pure.
import { type Known, notAsked, type ObjectName } from "./findings";

/**
 * - `impossible`: it was found, and the platform cannot work with it; refused like a bad setting.
 * - `lacking`: the platform works, something that it does for its users does not.
 * - `unknown`: not to be known from here; whoever runs the program is told once.
 */
export type Verdict = "ok" | "impossible" | "lacking" | "unknown";

export interface Check {
  what: string;
  found: string;
  needed: string;
  verdict: Verdict;
  /** What to do about it. */
  mend: string;
}

/** Names the file into which the checks go for `npm run preflight`, which wants no plan. */
export const preflightFileVariable = "OBSERVABILITY_PREFLIGHT_FILE";

export type Row = Omit<Check, "found" | "verdict">;

/** A check of something that is, is not, or is not to be known. */
export function judged<T>(
  row: Row,
  fact: Known<T>,
  good: (found: T) => boolean,
  bad: Verdict,
  text: (found: T) => string,
): Check {
  if ("unknown" in fact) return { ...row, found: `not to be known: ${fact.unknown}`, verdict: "unknown" };
  return { ...row, found: text(fact.is), verdict: good(fact.is) ? "ok" : bad };
}

/** A check that there is nothing of a kind. */
export const none = (row: Row, found: Known<readonly string[]>, bad: Verdict): Check =>
  judged(row, found, (all) => all.length === 0, bad, list);

/** What follows from a fact, as far as that is known. */
export const mapped = <T, U>(fact: Known<T>, read: (found: T) => U): Known<U> =>
  "is" in fact ? { is: read(fact.is) } : fact;

/** What was found; nothing where that is not to be known. */
export const foundOf = <T>(fact: Known<readonly T[]>): readonly T[] => ("is" in fact ? fact.is : []);

export const wasAsked = (fact: Known<unknown>): boolean => "is" in fact || fact.unknown !== notAsked.unknown;

export const list = (names: readonly string[]) => names.join(", ") || "none";
export const yesNo = (is: boolean) => (is ? "there" : "not there");

/** A check with its texts as they may be shown. */
export function withNames({ what, found, needed, verdict, mend }: Check, shown: (text: string) => string): Check {
  return { what: shown(what), found: shown(found), needed: shown(needed), verdict, mend: shown(mend) };
}

/** One line of a refusal or a warning. */
export function checkText({ what, found, needed, mend }: Check): string {
  return `${what}: ${found}, needs ${needed} - ${mend}`;
}

/** The table that `npm run preflight` prints. */
export function checkTable(checks: readonly Check[]): string {
  const head = ["", "What", "Found", "Needed", "Mend"];
  const rows = checks.map(({ verdict, what, found, needed, mend }) => [
    verdict,
    what,
    found,
    needed,
    verdict === "ok" ? "" : mend,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export const fullNames = (objects: readonly ObjectName[]): string[] =>
  objects.map(({ namespace, name }) => `${namespace}/${name}`);

/** What is of others: in another namespace than the platform's. */
export const ofOthers = (found: Known<readonly ObjectName[]>, own: string): Known<readonly string[]> =>
  mapped(found, (all) => [...new Set(fullNames(all.filter(({ namespace }) => namespace !== own)))]);
