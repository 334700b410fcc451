// Which overrides a stack may not have: of releases that it lacks, and of whatever is not in the table of what may be
// overridden (allowed/). Pure but for the lists of value paths, read only where a stack overrides something.
import { distance } from "fastest-levenshtein";
import { isMap } from "../../conventions/maps";
import type { Problem } from "../../settings/refusals/problem";
import { editByHand, removeCommand } from "../../settings/refusals/problem";
import type { Settings } from "../../settings/settings";
import type { Chart, ChartId } from "../charts";
import type { HelmValue, HelmValues } from "../helm-values";
import type { AllowedPath } from "./allowed/knob";
import { allowedPaths, partOfOtherSizes } from "./allowed/paths";
import { settingInstead } from "./instead";
import { mendOfOverride } from "./meant";
import { type OverriddenValue, overriddenValues } from "./overrides";
import { pathText } from "./path-list";
import { unknownPaths } from "./value-paths";

/** A release of the stack, as its overrides are judged. */
export interface JudgedRelease {
  id: ChartId;
  chart: Chart & {
    /** Rows of the size table that its pods take. */
    sizes: readonly string[];
  };
  /** Its values without the overrides. */
  values: HelmValues;
}

/** The problems of a stack's overrides; none where it has none. */
export function overrideProblems(settings: Settings, releases: () => readonly JudgedRelease[]): Problem[] {
  if (Object.keys(settings.overrides).length === 0) return [];
  const judged = releases();
  return Object.entries(settings.overrides).flatMap(([name, values]): Problem[] => {
    const release = judged.find(({ chart }) => chart.release === name);
    if (release === undefined) {
      const path = ["overrides", name];
      const there = judged.map(({ chart }) => chart.release).join(", ");
      const near = judged.find(({ chart }) => distance(chart.release, name) < 3)?.chart.release;
      const command =
        Object.keys(values).length === 0
          ? removeCommand(path)
          : editByHand(
              near === undefined
                ? "take it away, or write the setting by which a stack has that release (docs/releases.md)"
                : `write ${near} in place of ${name}`,
            );
      return [{ path, value: values, allowed: `must be of a release of this stack: ${there}`, command }];
    }
    return problemsOf(name, values as HelmValues, release);
  });
}

function problemsOf(name: string, values: HelmValues, release: JudgedRelease): Problem[] {
  const { chart, id, values: own } = release;
  const unknown = new Set(unknownPaths(chart.name, chart.version, values));
  const table = allowedPaths(id, own);
  const sets = overriddenValues(values).map((set) => ({ ...set, allowed: refusal(release, table, set, unknown) }));
  const refused = sets.filter((set): set is typeof set & { allowed: string } => set.allowed !== undefined);
  const instead = (path: readonly string[]) => {
    const part = partOfOtherSizes(name, own, path);
    const setting = settingInstead(name, path);
    if (part !== undefined) return `write the size that has ${part}, if that is meant`;
    return setting === undefined ? undefined : `write it in ${setting}`;
  };
  const paths = sets.map(({ path }) => path);
  return refused.map((set) => ({
    path: ["overrides", name, ...set.path],
    value: set.value,
    allowed: set.allowed,
    command: mendOfOverride(
      name,
      set,
      table,
      (path) => valueIn(own, path),
      paths,
      wholeOf(table, set.path) === undefined ? instead(set.path) : "write what is taken there",
    ),
  }));
}

function isBelow(path: readonly string[], holder: readonly string[]): boolean {
  return holder.every((key, depth) => path[depth] === key);
}

function valueIn(values: HelmValues, path: readonly string[]): HelmValue | undefined {
  return path.reduce<HelmValue | undefined>((value, key) => (isMap(value) ? value[key] : undefined), values);
}

function refusal(
  { chart, values: own }: JudgedRelease,
  table: readonly AllowedPath[],
  { path, value }: OverriddenValue,
  unknown: ReadonlySet<string>,
): string | undefined {
  const entry = table.find((each) => isOf(each, path));
  const before = valueIn(own, path);
  if (entry?.keys === undefined || entry.keys.fit(path.at(-1) ?? "")) {
    if (entry?.kind.fits(value, before)) return undefined;
    if (entry !== undefined) return `must be ${entry.kind.takes}`;
  } else return `must be ${entry.kind.takes} at a key that is ${entry.keys.are}`;
  // A map without keys changes nothing. `pulumi config rm` leaves it behind.
  if (isMap(value) && table.some((each) => isBelow(each.path, path))) return undefined;
  // Of a map where a list or one value is taken.
  const whole = wholeOf(table, path);
  if (whole !== undefined) return `must be no map: ${pathText(whole.path)} takes ${whole.kind.takes}`;
  const missing = path.map((_, end) => pathText(path.slice(0, end + 1))).find((each) => unknown.has(each));
  const what =
    missing === undefined
      ? "must not be overridden"
      : `must be a value of chart ${chart.name} ${chart.version}, which has no such ${missing}`;
  const setting = settingInstead(chart.release, path);
  const part = partOfOtherSizes(chart.release, own, path);
  const rows = setting === "sizing" ? ` (${chart.sizes.join(", ")})` : "";
  const reason =
    part !== undefined
      ? `the size decides whether ${part} runs`
      : setting === undefined
        ? "no setting says it either: ask for one (docs/overrides.md)"
        : `the settings for it: ${setting}${rows}`;
  return `${what}; ${nearest(table, path)}; ${reason}`;
}

function wholeOf(table: readonly AllowedPath[], path: readonly string[]): AllowedPath | undefined {
  return table.find(({ path: allowed, keys }) => keys === undefined && isBelow(path, allowed));
}

function isOf({ path: allowed, keys }: AllowedPath, path: readonly string[]): boolean {
  return path.length === allowed.length + (keys === undefined ? 0 : 1) && isBelow(path, allowed);
}

const shownNearest = 3;

/** What may be set beside it: where the paths part last, then by the likeness of what follows. */
function nearest(table: readonly AllowedPath[], path: readonly string[]): string {
  if (table.length === 0) return "nothing of this release may be";
  const shared = ({ path: allowed }: AllowedPath) => {
    const parting = allowed.findIndex((key, depth) => key !== path[depth]);
    return parting === -1 ? allowed.length : parting;
  };
  const unlike = ({ path: allowed }: AllowedPath) => distance(allowed.at(-1) ?? "", path.at(-1) ?? "");
  const ranked = [...table].sort((a, b) => shared(b) - shared(a) || unlike(a) - unlike(b));
  return `what may be, nearest first: ${ranked.slice(0, shownNearest).map(allowedText).join(", ")}`;
}

/** Path of the table as messages and docs/overrides.md have it. */
export function allowedText({ path, keys }: AllowedPath): string {
  return `${pathText(path)}${keys === undefined ? "" : ".<key>"}`;
}
