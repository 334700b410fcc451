// Everything that a stack may override, at once: for what the real charts and the table's tests make of it.
import { allowedPaths } from "../../components/chart-values/allowed/paths";
import { merged } from "../../components/chart-values/overrides";
import type { CloudNames } from "../../components/cloud/names";
import type { HelmValue, HelmValues } from "../../components/helm-values";
import { plannedReleases } from "../../components/releases";
import type { Settings } from "../../settings/settings";

/** The value at a path. */
export function nested([key = "", ...rest]: readonly string[], value: HelmValue): HelmValues {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}

/** @param settings Without overrides. */
export function withEveryOverride(settings: Settings, names: CloudNames): Settings {
  const releases = plannedReleases(settings).map(([id, release]) => {
    const own = release.values(settings, names);
    const examples = allowedPaths(id, own).map(({ path, keys, kind }) => {
      const at = keys === undefined ? path : [...path, keys.example];
      const before = at.reduce<HelmValue | undefined>((value, key) => (value as HelmValues | undefined)?.[key], own);
      return nested(at, kind.example(before));
    });
    return [release.release, examples.reduce(merged, {})] as const;
  });
  return {
    ...settings,
    overrides: Object.fromEntries(releases.filter(([, values]) => Object.keys(values).length > 0)),
  };
}
