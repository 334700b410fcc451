// Kubernetes objects as Helm renders them: read, told apart, compared path by path. Pure.

import { isDeepStrictEqual } from "node:util";
import { LineCounter, parseAllDocuments } from "yaml";
import { isMap } from "../../conventions/maps";

export interface KubernetesObject {
  apiVersion?: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/** A step into an object: a field, an index, or an item of a list by its name. */
type Step = string | number | { named: string };
export type ObjectPath = readonly Step[];

/**
 * Every object of a rendered release but its tests, which run by `helm test` alone; lists are taken apart.
 *
 * @throws Error when a document is no YAML, or no object.
 */
export function readObjects(text: string): KubernetesObject[] {
  const lineCounter = new LineCounter();
  return parseAllDocuments(text, { logLevel: "error", lineCounter, prettyErrors: false })
    .flatMap((document): KubernetesObject[] => {
      const [error] = document.errors;
      // The parser's message would quote the line, of a Secret perhaps.
      if (error) throw new Error(`rendered YAML is broken at line ${lineCounter.linePos(error.pos[0]).line}`);
      const content = document.toJS({ maxAliasCount: -1 }) as (KubernetesObject & { items?: unknown }) | null;
      if (content === null) return [];
      return content.kind === "List" ? (content.items as KubernetesObject[]) : [content];
    })
    .filter((object) => !/^test/.test(hookOf(object) ?? ""));
}

/** When Helm runs the object beside the release, `pre-upgrade` for instance; undefined for a part of the release. */
export function hookOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.["helm.sh/hook"];
}

/** What tells an object from all others of a cluster; its version does not. */
export function identityOf({ apiVersion = "", kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  return [group, kind, metadata.namespace ?? "", metadata.name].join("|");
}

/** `StatefulSet loki`. */
export const nameOf = ({ kind, metadata }: Pick<KubernetesObject, "kind" | "metadata">) => `${kind} ${metadata.name}`;

/** Paths at which two values differ, the shortest that tells it: what one side lacks is one path. */
export function differingPaths(before: unknown, after: unknown, at: ObjectPath = []): ObjectPath[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const names = [...new Set([...(namesOf(before) ?? []), ...(namesOf(after) ?? [])])];
    if (namesOf(before) && namesOf(after)) {
      const paths = names.flatMap((named) => {
        const step = { named };
        return differingPaths(child(before, step), child(after, step), [...at, step]);
      });
      return paths.length > 0 ? paths : [at]; // the order alone
    }
    const longest = Math.max(before.length, after.length);
    return Array.from({ length: longest }, (_, index) =>
      differingPaths(before[index], after[index], [...at, index]),
    ).flat();
  }
  if (isMap(before) && isMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differingPaths(before[key], after[key], [...at, key]));
  }
  return [at];
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: ObjectPath): unknown {
  return path.reduce(child, value);
}

/** A copy in which the values at the paths are one and the same word; a path that is not there stays so. */
export function masked<T>(value: T, paths: readonly ObjectPath[]): T {
  const copy = structuredClone(value);
  for (const path of paths) {
    const holder = path.slice(0, -1).reduce(child, copy as unknown);
    const last = path.at(-1);
    if (last === undefined || child(holder, last) === undefined) continue;
    if (Array.isArray(holder)) holder[indexOf(holder, last)] = "made up at each rendering";
    else (holder as Record<string, unknown>)[String(last)] = "made up at each rendering";
  }
  return copy;
}

/** `spec.template.spec.containers[loki].image` */
export function pathText(path: ObjectPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "string") return index === 0 ? step : `.${step}`;
      return typeof step === "number" ? `[${step}]` : `[${step.named}]`;
    })
    .join("");
}

function child(value: unknown, step: Step): unknown {
  if (Array.isArray(value)) return value[indexOf(value, step)];
  return isMap(value) && typeof step === "string" ? value[step] : undefined;
}

function indexOf(list: readonly unknown[], step: Step): number {
  return typeof step === "object" ? (namesOf(list) ?? []).indexOf(step.named) : Number(step);
}

/** Names of a list's items, where each has one of its own. */
function namesOf(list: readonly unknown[]): string[] | undefined {
  const names = list.flatMap((item) => {
    const name = isMap(item) ? (item.name ?? (item.metadata as { name?: unknown } | undefined)?.name) : undefined;
    return typeof name === "string" ? [name] : [];
  });
  return names.length === list.length && new Set(names).size === names.length ? names : undefined;
}
