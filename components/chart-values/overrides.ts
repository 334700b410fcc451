// Chart values of the stack's own (`overrides`): how they are merged, and what they set, by path. Pure.
import { isMap } from "../../conventions/maps";
import type { Settings } from "../../settings/settings";
import type { HelmValue, HelmValues } from "../helm-values";
import { pathText } from "./path-list";

/** Maps are merged key by key; of anything else the second wins. */
export function merged(first: HelmValues, second: HelmValues): HelmValues {
  const both: Record<string, HelmValue | undefined> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = both[key];
    if (value !== undefined) both[key] = isMap(before) && isMap(value) ? merged(before, value) : value;
  }
  return both;
}

/** What is set at one path: a scalar, a list, null, or an empty map. */
export interface OverriddenValue {
  path: readonly string[];
  value: HelmValue;
}

/** Every value that the overrides of a release set. */
export function overriddenValues(values: HelmValues, path: readonly string[] = []): OverriddenValue[] {
  return Object.entries(values).flatMap(([key, value = null]) => {
    const at = [...path, key];
    return isMap(value) && Object.keys(value).length > 0 ? overriddenValues(value, at) : [{ path: at, value }];
  });
}

/** `release: path` of every value that the stack sets itself; no value is told. */
export function overriddenPaths({ overrides }: Pick<Settings, "overrides">): string[] {
  return Object.entries(overrides).flatMap(([release, values]) =>
    overriddenValues(values as HelmValues).map(({ path }) => `${release}: ${pathText(path)}`),
  );
}
