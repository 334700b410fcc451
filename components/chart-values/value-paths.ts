// Finds values that a chart would silently ignore: paths that neither its values.yaml nor free-form.ts knows.
// Reads the lists in components/chart-values/paths/.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap } from "../../conventions/maps";
import type { HelmValue, HelmValues } from "../helm-values";
import { freeForm, kubernetesFields } from "./free-form";
import { type PathKind, pathText, readPathList } from "./path-list";

const lists = join(__dirname, "paths");

/**
 * The paths in `values` that the chart does not have, or where it has something of another shape (a map where the chart
 * has a word, a word where it has a map). Empty when the chart takes all of them.
 *
 * @throws Error when there is no list for that version: run `npm run chart-paths`.
 */
export function unknownPaths(chartName: string, version: string, values: HelmValues): string[] {
  const known = listOf(chartName, version);
  const open = freeForm[chartName] ?? {};
  const unknown: string[] = [];
  const visit = (value: HelmValue | undefined, path: readonly string[]): void => {
    const text = pathText(path);
    if (value === undefined || Object.hasOwn(open, path.join("."))) return;
    const kind = known.get(text);
    if (kind !== undefined && kubernetesFields.has(path.at(-1) ?? "")) return;
    if (isMap(value) && (kind === "map" || (kind === undefined && leadsToOpening(open, path)))) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    } else if (kind === undefined || !fits(value, kind)) {
      unknown.push(text);
    }
  };
  for (const [key, value] of Object.entries(values)) visit(value, [key]);
  return unknown;
}

/** A path that only leads to one that is open, as `service` to `service.enabled`, need not be in the list. */
function leadsToOpening(open: Readonly<Record<string, string>>, path: readonly string[]): boolean {
  return Object.keys(open).some((each) => each.startsWith(`${path.join(".")}.`));
}

function fits(value: HelmValue, kind: PathKind): boolean {
  switch (kind) {
    case "null":
      return true;
    case "list":
      return value === null || Array.isArray(value);
    case "openMap":
    case "map":
      return value === null || isMap(value);
    case "scalar":
      return value === null || typeof value !== "object";
  }
}

const cache = new Map<string, Map<string, PathKind>>();

function listOf(chartName: string, version: string): Map<string, PathKind> {
  const file = `${chartName}-${version}.txt`;
  const kinds = cache.get(file) ?? readPathList(textOf(file));
  cache.set(file, kinds);
  return kinds;
}

function textOf(file: string): string {
  try {
    return readFileSync(join(lists, file), "utf8");
  } catch (error) {
    throw new Error(`No list of value paths ${file}: write it with npm run chart-paths -- --from DIR`, {
      cause: error,
    });
  }
}
