// What was meant by an override that is not taken as it stands: by a value of another type or in other letters, by a key
// in another case. Pure.
import { distance } from "fastest-levenshtein";
import { isSpeltAlike } from "../../settings/refusals/key-names";
import { editByHand, removeCommand, setCommand } from "../../settings/refusals/problem";
import type { HelmValue } from "../helm-values";
import type { AllowedPath } from "./allowed/knob";
import type { OverriddenValue } from "./overrides";
import { pathText } from "./path-list";

/**
 * What mends a refused override: the command that sets what was meant, or the bound that is nearest to it, or words. Only
 * what nothing can be set for is taken away.
 *
 * @param before The platform's own values, by path.
 * @param others Paths that are set as well.
 * @param instead What says it, where no override does.
 */
export function mendOfOverride(
  release: string,
  { path, value }: OverriddenValue,
  table: readonly AllowedPath[],
  before: (path: readonly string[]) => HelmValue | undefined,
  others: readonly (readonly string[])[],
  instead?: string,
): string {
  const place = ["overrides", release, ...path];
  const found = (isMeant: typeof isSpeltAlike) =>
    table.flatMap((entry) => {
      const to = pathMeant(entry, path, isMeant);
      return to === undefined ? [] : [{ entry, to }];
    });
  const alike = found(isSpeltAlike);
  const [meant, ...more] = alike.length > 0 ? alike : found(isMisspelt);
  if (meant === undefined || more.length > 0)
    return instead === undefined ? removeCommand(place) : editByHand(`${instead}, and take this away`);
  const { entry, to } = meant;
  const isOwnPlace = pathText(to) === pathText(path);
  if (!isOwnPlace && others.some((other) => pathText(other) === pathText(to))) return removeCommand(place);
  const near = meantBy(value, entry, before(to));
  if (near === undefined) return editByHand(`write ${entry.kind.takes} at ${pathText(to)}, or take it away`);
  if (!mayBePrinted(near, entry)) return editByHand(`write ${pathText(to)} in place of ${pathText(path)}`);
  const set = setCommand(["overrides", release, ...to], near);
  // The CLI keeps the quotes of what it replaces.
  const isSet = isOwnPlace && (typeof value !== "string" || typeof near === "string");
  return isSet ? set : `${removeCommand(place)} && ${set}`;
}

/** Two letters at most of a longer key: no two values of a chart are as near to each other. */
const isMisspelt = (key: string, allowed: string) =>
  key === allowed || (allowed.length > 6 && distance(key, allowed) < 3);

/** The path of the table that this one is, but for the spelling of its keys, and dots in them. */
function pathMeant(
  { path: allowed, keys }: AllowedPath,
  path: readonly string[],
  isAlikeKey: typeof isSpeltAlike,
): readonly string[] | undefined {
  const own = path.slice(allowed.length);
  const fits = keys === undefined ? own.length === 0 : own.length === 1 && keys.fit(own[0] ?? "");
  const isAlike = allowed.every((key, depth) => isAlikeKey(path[depth] ?? "", key));
  return fits && isAlike ? [...allowed, ...own] : pathInOneKey({ path: allowed, keys }, path);
}

/** `loki.limits_config.query_timeout` as one key, as `helm --set` has it. */
function pathInOneKey({ path: allowed, keys }: Pick<AllowedPath, "path" | "keys">, path: readonly string[]) {
  const text = path.join(".");
  const whole = allowed.join(".");
  if (keys === undefined) return text === whole ? allowed : undefined;
  const own = text.slice(whole.length + 1);
  return text === `${whole}.${own}` && keys.fit(own) ? [...allowed, own] : undefined;
}

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

function meantBy(value: HelmValue, { kind }: AllowedPath, before: HelmValue | undefined): HelmValue | undefined {
  const near = nearValues(value);
  const bounds = near.flatMap((each) => kind.bound?.(each, before) ?? []);
  return [...near, ...bounds].find((each) => kind.fits(each, before));
}

/** The value, and what it may be in another type or in other letters. */
function nearValues(value: HelmValue): HelmValue[] {
  if (typeof value === "number" || typeof value === "boolean") return [value, String(value)];
  if (typeof value !== "string") return [value];
  const text = value.trim();
  const truth = truths[text.toLowerCase()];
  return [
    value,
    text,
    ...(truth === undefined ? [] : [truth, String(truth)]),
    ...(/^-?\d{1,15}(\.\d+)?$/.test(text) ? [Number(text)] : []),
    text.toLowerCase(),
  ];
}

/** Of a text that is none of those known a credential may have been pasted there. */
function mayBePrinted(value: HelmValue, { kind }: AllowedPath): boolean {
  if (typeof value !== "string") return typeof value === "number" || typeof value === "boolean";
  return /^\d{1,6}[a-z%]{0,2}$/i.test(value) || kind.takes.split(/[^\w.-]+/).includes(value);
}
