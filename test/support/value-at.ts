// The value at a dotted path of plain data, for assertions on rendered values.
import type { HelmValue, HelmValues } from "../../components/helm-values";

/** `undefined` where the path leads nowhere. Keys with dots in them cannot be reached. */
export function valueAt(values: HelmValues, path: string): HelmValue | undefined {
  return path
    .split(".")
    .reduce<HelmValue | undefined>((value, key) => (value as HelmValues | undefined)?.[key], values);
}
