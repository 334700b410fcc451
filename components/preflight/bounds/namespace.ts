// What others allow in the platform's namespace where it is there already, a LimitRange or a ResourceQuota: pods beyond it
// are refused one by one, and releases wait for them until they fail. Pure.
import type { Settings } from "../../../settings/settings";
import { plannedRequests, type Request } from "../../planned-requests";
import { type Check, foundOf, none } from "../check";
import { itemsOf } from "../cluster/api-server";
import type { Findings } from "../findings";
import { beyondQuota } from "./quota";
import { beyondRange } from "./range";

export const boundsPaths = ({ namespace }: Pick<Settings, "namespace">) =>
  ["limitranges", "resourcequotas"].map((kind) => `/api/v1/namespaces/${namespace}/${kind}`);

export type Quantities = Readonly<Record<string, string | number>>;

/** Which pods a quota is about: all of its scopes hold of them. */
export interface Scope {
  scopeName?: string;
  /** `Exists` when absent. */
  operator?: string;
  values?: readonly string[] | null;
}

/** Of a LimitRange for one object, of a ResourceQuota for all of them. */
export interface Bound {
  /** `LimitRange small`. */
  name: string;
  /** Of what: `Container`, `Pod`, `PersistentVolumeClaim`; `all` of a quota. */
  of: string;
  max?: Quantities;
  min?: Quantities;
  /** Limits of containers that have none of their own. */
  byDefault?: Quantities;
  /** How many times its request a limit may be. */
  ratio?: Quantities;
  /** Of a quota: what is taken of it already. */
  used?: Quantities;
  /** Of a quota; about everything when absent. */
  scopes?: readonly Scope[];
}

interface Told {
  metadata?: { name?: string };
  spec?: Spec | null;
  status?: { used?: Quantities } | null;
}

interface Spec {
  limits?:
    | {
        type?: string;
        max?: Quantities;
        min?: Quantities;
        default?: Quantities;
        maxLimitRequestRatio?: Quantities;
      }[]
    | null;
  hard?: Quantities;
  scopes?: readonly string[] | null;
  scopeSelector?: { matchExpressions?: readonly Scope[] | null } | null;
}

export function boundsOf(body: unknown): Bound[] {
  return itemsOf<Told>(body).flatMap(({ metadata, spec, status }): Bound[] => {
    const name = metadata?.name ?? "";
    if (spec?.hard !== undefined) {
      const scopes = [
        ...(spec.scopes ?? []).map((scopeName) => ({ scopeName })),
        ...(spec.scopeSelector?.matchExpressions ?? []),
      ];
      return [
        {
          ...{ name: `ResourceQuota ${name}`, of: "all", max: spec.hard },
          ...(status?.used && { used: status.used }),
          ...(scopes.length > 0 ? { scopes } : {}),
        },
      ];
    }
    return (spec?.limits ?? []).map(({ type = "", max, min, default: byDefault, maxLimitRequestRatio: ratio }) => ({
      ...{ name: `LimitRange ${name}`, of: type },
      ...(max && { max }),
      ...(min && { min }),
      ...(byDefault && { byDefault }),
      ...(ratio && { ratio }),
    }));
  });
}

/** Bounds that the stack is beyond, in words. What runs on every node counts once: more of it is beyond as well. */
export function beyond(settings: Settings, bounds: readonly Bound[]): string[] {
  const requests = plannedRequests(settings, 1);
  // The smallest of all is a sidecar, which no sum needs.
  const sidecar: Request = { row: "metricsExporter", pods: 1, ...settings.sizing.metricsExporter, volumeGib: 0 };
  return bounds.flatMap((bound) => {
    if (bound.of === "all") return beyondQuota(bound, bounds, requests, settings);
    return beyondRange(bound, bounds, bound.of === "Container" ? [...requests, sidecar] : requests);
  });
}

/**
 * What runs stays, whoever set a bound since, so that a running stack is warned. What is taken of a quota is then its own
 * for the most part, and is not counted a second time.
 */
export function namespaceBounds(settings: Settings, { isInCluster, cluster }: Findings): Check[] {
  const bounds = foundOf(cluster.bounds);
  if (bounds.length === 0) return [];
  const all = isInCluster ? bounds.map(({ used: _, ...bound }) => bound) : bounds;
  return [
    none(
      {
        what: `bounds of namespace ${settings.namespace}`,
        needed: "room for what the size table says: pods and claims beyond it are refused",
        mend: "raise them, or take them off; or smaller numbers under observability:sizing, observability:size",
      },
      { is: beyond(settings, all) },
      isInCluster ? "lacking" : "impossible",
    ),
  ];
}
