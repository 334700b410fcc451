// Which overrides a stack may not have: of releases that it lacks, of values that the chart lacks, and of what keeps
// tenants and identities apart. Pure but for the lists of value paths, read only where a stack overrides something.
import { comparePaths } from "../../settings/invalid-settings";
import type { Problem } from "../../settings/problem";
import { removeCommand } from "../../settings/problem";
import type { Settings } from "../../settings/settings";
import type { Chart } from "../charts";
import type { HelmValue, HelmValues } from "../helm-values";
import { holdsCredential } from "./credentials";
import { guardedKeys } from "./guarded/keys";
import { guardedPaths } from "./guarded/paths";
import { size } from "./guarded/reasons";
import { harmOf } from "./guarded/values";
import { isMap, type OverriddenValue, overriddenValues } from "./overrides";
import { pathText } from "./path-list";
import { unknownPaths } from "./value-paths";

/** A release of the stack, as its overrides are judged. */
export interface JudgedRelease {
  chart: Chart;
  /** Its values without the overrides. */
  values: HelmValues;
}

/** Lists of which the platform's entries are worth no more than the user's. */
const freeLists: ReadonlySet<string> = new Set(["tolerations", "topologySpreadConstraints", "imagePullSecrets"]);

/** The problems of a stack's overrides; none where it has none. */
export function overrideProblems(settings: Settings, releases: () => readonly JudgedRelease[]): Problem[] {
  if (Object.keys(settings.overrides).length === 0) return [];
  const judged = releases();
  return Object.entries(settings.overrides).flatMap(([name, values]): Problem[] => {
    const release = judged.find(({ chart }) => chart.release === name);
    if (release === undefined) {
      const path = ["overrides", name];
      const there = judged.map(({ chart }) => chart.release).join(", ");
      return [
        { path, value: values, allowed: `must be of a release of this stack: ${there}`, command: removeCommand(path) },
      ];
    }
    return problemsOf(name, values as HelmValues, release);
  });
}

function problemsOf(name: string, values: HelmValues, { chart, values: own }: JudgedRelease): Problem[] {
  const unknown = new Set(unknownPaths(chart.name, chart.version, values));
  const sets = overriddenValues(values).map((set) => ({ ...set, allowed: refusal(chart, own, set, unknown) }));
  const refused = sets
    .filter((set): set is typeof set & { allowed: string } => set.allowed !== undefined)
    // As they are printed, and run.
    .sort((a, b) => comparePaths(a.path, b.path));
  const kept = sets.filter(({ allowed }) => allowed === undefined);
  return refused.map(({ path, value, allowed }, index) => ({
    path: ["overrides", name, ...path],
    value,
    allowed,
    command: removeCommand(["overrides", name, ...emptied(path, [...kept, ...refused.slice(index + 1)])]),
  }));
}

/** The largest map that would be empty without the value: what is left of one may be refused itself. */
function emptied(path: readonly string[], others: readonly OverriddenValue[]): readonly string[] {
  const holder = path.slice(0, -1);
  const isEmpty = holder.length > 0 && !others.some((other) => isBelow(other.path, holder));
  return isEmpty ? emptied(holder, others) : path;
}

function isBelow(path: readonly string[], holder: readonly string[]): boolean {
  return holder.every((key, depth) => path[depth] === key);
}

function valueIn(values: HelmValues, path: readonly string[]): HelmValue | undefined {
  return path.reduce<HelmValue | undefined>((value, key) => (isMap(value) ? value[key] : undefined), values);
}

function refusal(
  { name, version }: Chart,
  own: HelmValues,
  set: OverriddenValue,
  unknown: ReadonlySet<string>,
): string | undefined {
  const reason = guardOf(name, set);
  if (reason !== undefined) return `must not be overridden: ${reason}`;
  const before = valueIn(own, set.path);
  const harm = isContent(set.path, set.path.at(-1) ?? "") ? undefined : harmOf(set.path, set.value, before);
  if (harm !== undefined) return `must not be overridden: ${harm}`;
  if (isCount(set) && (before === 0 || (before === undefined && inParts.has(name))))
    return `must not be overridden: ${size}`;
  if (isFewer(set, before))
    return `must be at least ${typeof before === "number" ? before : 1}: how few pods will do, the numbers of \`sizing\` know`;
  if (isMemory(set.path) && before !== undefined)
    return "must not be overridden: it is a number of `sizing`, which knows what its engine can't do without";
  const wrongCpu = cpuProblem(set, own);
  if (wrongCpu !== undefined) return wrongCpu;
  if (holdsCredential(set)) return "must not be a credential in plain text: name a Secret of yours instead";
  const missing = set.path.map((_, end) => pathText(set.path.slice(0, end + 1))).find((path) => unknown.has(path));
  if (missing !== undefined) return `must be a value of chart ${name} ${version}, which has no such ${missing}`;
  if (Array.isArray(before) && before.length > 0 && !freeLists.has(set.path.at(-1) ?? ""))
    return `must not be overridden: the platform's own entries of this list would be gone`;
  if (isMap(before) && Object.keys(before).length > 0 && !isMap(set.value))
    return "must be single values below it: all that the platform sets there would be gone";
  return undefined;
}

/** Why what is set there is guarded: it is, it is below what is, or it would take what is away with the rest. */
function guardOf(chart: string, { path, value }: OverriddenValue): string | undefined {
  const key = path.find((each) => Object.hasOwn(guardedKeys, each));
  if (key !== undefined && !isContent(path, key)) return guardedKeys[key];
  const inside = ownKeysIn(value).find((each) => each === "hostPath" || each === "privileged");
  if (inside !== undefined) return guardedKeys[inside];
  if (namesIdentity(value)) return guardedKeys.serviceAccount;
  const text = pathText(path);
  const guards = Object.entries(guardedPaths[chart] ?? {});
  return guards.find(([guarded]) =>
    guarded.endsWith("*")
      ? text.startsWith(guarded.slice(0, -1))
      : isWithin(text, guarded) || (!isMap(value) && isWithin(guarded, text)),
  )?.[1];
}

/** Keys of the maps in a list, at whatever depth. */
function ownKeysIn(value: HelmValue): string[] {
  if (Array.isArray(value)) return value.flatMap(ownKeysIn);
  return isMap(value) ? Object.entries(value).flatMap(([key, item]) => [key, ...ownKeysIn(item ?? null)]) : [];
}

/** Variables by which the SDKs of AWS take another role than the pod's own. */
const identityVariable = /^AWS_(ACCESS_KEY_ID|PROFILE|ROLE_ARN|SESSION_TOKEN|WEB_IDENTITY_\w+|CONTAINER_\w+)$/;

function namesIdentity(value: HelmValue): boolean {
  return (
    Array.isArray(value) &&
    value.some((item) => isMap(item) && typeof item.name === "string" && identityVariable.test(item.name))
  );
}

const podCounts: ReadonlySet<string> = new Set(["replicas", "replicaCount", "minReplicas", "maxReplicas"]);

/** Charts of engines whose parts the size decides on. */
const inParts: ReadonlySet<string> = new Set(["loki", "tempo-distributed"]);

const isCount = ({ path }: OverriddenValue) => podCounts.has(path.at(-1) ?? "");

/** Fewer pods than the size has, of which nobody has asked whether they are enough. */
function isFewer({ path, value }: OverriddenValue, before: HelmValue | undefined): boolean {
  const least = typeof before === "number" ? Math.max(1, before) : 1;
  return isCount({ path, value }) && !(Number.isInteger(value) && Number(value) >= least);
}

/** The API server refuses a limit below what is requested, and a pod without enough of it does not start. */
function cpuProblem({ path, value }: OverriddenValue, own: HelmValues): string | undefined {
  if (path.at(-1) !== "cpu" || !path.includes("resources")) return undefined;
  const requested = valueIn(own, [...path.slice(0, -2), "requests", "cpu"]);
  const [least, most] = [millicores(requested ?? 0), millicores(value)];
  if (value === null || (most !== undefined && most > 0 && (path.at(-2) !== "limits" || most >= (least ?? 0))))
    return undefined;
  return `must be an amount of CPU such as 500m, at least ${String(requested ?? "1m")}`;
}

function millicores(value: HelmValue): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(value)) ?? [];
  return digits === undefined ? undefined : Number(digits) * (unit === "m" ? 1 : 1_000);
}

const isMemory = (path: readonly string[]) => path.at(-1) === "memory" && path.includes("resources");

const isWithin = (path: string, root: string) => path === root || path.startsWith(`${root}.`);

/** Below labels and annotations a key is the user's own word. */
function isContent(path: readonly string[], key: string): boolean {
  const holders = ["annotations", "podAnnotations", "labels"];
  return path.slice(0, path.indexOf(key)).some((each) => holders.includes(each));
}
