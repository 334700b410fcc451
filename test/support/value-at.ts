// The value at a path of plain data, for assertions on rendered values.
import type { HelmValue, HelmValues } from "../../components/helm-values";

/** `undefined` where the path leads nowhere. */
export function at(values: HelmValue | undefined, ...path: (string | number)[]): HelmValue | undefined {
  return path.reduce<HelmValue | undefined>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? (value as Record<string | number, HelmValue | undefined>)[key]
        : undefined,
    values,
  );
}

/** The same by a dotted path: keys with dots in them cannot be reached. */
export const valueAt = (values: HelmValues, path: string): HelmValue | undefined => at(values, ...path.split("."));
