// What others allow in the platform's namespace where it is there already, a LimitRange or a ResourceQuota: pods beyond it
// are refused one by one, and releases wait for them until they fail. Pure.
import { dataStorageClass } from "../../conventions/names";
import type { Settings } from "../../settings/settings";
import { plannedRequests, type Request } from "../planned-requests";
import { type Check, judged, list } from "./check";
import type { Findings } from "./findings";

export const boundsPaths = ({ namespace }: Pick<Settings, "namespace">) =>
  ["limitranges", "resourcequotas"].map((kind) => `/api/v1/namespaces/${namespace}/${kind}`);

type Quantities = Readonly<Record<string, string | number>>;

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
}

interface Answered {
  items?: { metadata?: { name?: string }; spec?: Spec | null }[] | null;
}

interface Spec {
  limits?: { type?: string; max?: Quantities; min?: Quantities; default?: Quantities }[] | null;
  hard?: Quantities;
  scopes?: unknown;
  scopeSelector?: unknown;
}

export function boundsOf(body: unknown): Bound[] {
  return ((body as Answered).items ?? []).flatMap(({ metadata, spec }): Bound[] => {
    const name = metadata?.name ?? "";
    if (spec?.hard !== undefined) {
      // One with a scope is about some of the pods alone.
      const isForAll = spec.scopes === undefined && spec.scopeSelector === undefined;
      return isForAll ? [{ name: `ResourceQuota ${name}`, of: "all", max: spec.hard }] : [];
    }
    return (spec?.limits ?? []).map(({ type = "", max, min, default: byDefault }) => ({
      ...{ name: `LimitRange ${name}`, of: type },
      ...(max && { max }),
      ...(min && { min }),
      ...(byDefault && { byDefault }),
    }));
  });
}

/** Multiples of suffixes; of CPU a thousandth is `m`. */
const suffixes: Readonly<Record<string, number>> = {
  ...{ "": 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, u: 1e-6, n: 1e-9 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** A quantity of Kubernetes as a number; undefined where it is none. */
export function quantity(text: string | number | undefined): number | undefined {
  const [, digits, suffix = ""] = /^\+?(\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?([a-zA-Z]*)$/.exec(String(text)) ?? [];
  const factor = suffixes[suffix];
  if (digits === undefined || factor === undefined) return undefined;
  return Number(String(text).slice(0, String(text).length - suffix.length)) * factor;
}

const mib = 2 ** 20;
const gib = 2 ** 30;

/** What each pod of a workload takes, by the names that a LimitRange has for it. */
const perPod: Readonly<Record<string, (request: Request) => number>> = {
  memory: ({ memoryMib }) => memoryMib * mib,
  cpu: ({ cpuMillicores }) => cpuMillicores / 1_000,
  storage: ({ volumeGib }) => volumeGib * gib,
};

const claims = ({ volumeGib, pods }: Request) => (volumeGib === 0 ? 0 : pods);
const pods = (request: Request) => request.pods;

/** The same by the names of a quota, and how much of it there is. */
const quotas: Readonly<Record<string, (request: Request) => number>> = {
  ...Object.fromEntries(["memory", "requests.memory", "limits.memory"].map((name) => [name, of("memory")])),
  ...Object.fromEntries(["cpu", "requests.cpu"].map((name) => [name, of("cpu")])),
  "requests.storage": of("storage"),
  ...{ persistentvolumeclaims: claims, "count/persistentvolumeclaims": claims, pods, "count/pods": pods },
};

/** Of one StorageClass alone. */
function quotasOf({ storageClass = dataStorageClass }: Settings): typeof quotas {
  const ofClass = `${storageClass}.storageclass.storage.k8s.io`;
  return { ...quotas, [`${ofClass}/requests.storage`]: of("storage"), [`${ofClass}/persistentvolumeclaims`]: claims };
}

function of(resource: string): (request: Request) => number {
  return (request) => request.pods * (perPod[resource]?.(request) ?? 0);
}

const shown: Readonly<Record<string, (value: number) => string>> = {
  memory: (value) => `${Math.ceil(value / mib)}Mi`,
  storage: (value) => `${Math.ceil(value / gib)}Gi`,
  cpu: (value) => String(Math.ceil(value * 1_000) / 1_000),
};
const asQuantity = (resource: string, value: number) => (shown[resource.replace(/^.*\./, "")] ?? String)(value);

/** Bounds that the stack is beyond, in words. What runs on every node counts once: more of it is beyond as well. */
export function beyond(settings: Settings, bounds: readonly Bound[]): string[] {
  const requests = plannedRequests(settings, 1);
  return bounds.flatMap((bound) =>
    bound.of === "all" ? beyondQuota(bound, bounds, requests, quotasOf(settings)) : beyondRange(bound, requests),
  );
}

function beyondQuota(
  { name, max = {} }: Bound,
  all: readonly Bound[],
  requests: readonly Request[],
  counted: typeof quotas,
): string[] {
  const found = Object.entries(counted).flatMap(([resource, taken]) => {
    const most = quantity(max[resource]);
    const sum = requests.reduce((total, request) => total + taken(request), 0);
    return most === undefined || sum <= most
      ? []
      : [`${name}: ${resource} ${max[resource]}, at least ${asQuantity(resource, sum)}`];
  });
  const hasLimit = all.some(
    ({ of, max: most, byDefault }) => of === "Container" && (byDefault?.cpu ?? most?.cpu) !== undefined,
  );
  return max["limits.cpu"] === undefined || hasLimit ? found : [...found, `${name}: limits.cpu, which no pod has`];
}

function beyondRange(
  { name, of: kind, max = {}, min = {}, byDefault = {} }: Bound,
  requests: readonly Request[],
): string[] {
  const resources = kind === "PersistentVolumeClaim" ? ["storage"] : ["memory", "cpu"];
  return resources.flatMap((resource) => {
    const sizes = requests
      .map((request) => [request.row, perPod[resource]?.(request) ?? 0] as const)
      .filter(([, size]) => size > 0);
    // No pod has a limit of CPU of its own.
    const ceilings = [max[resource], ...(resource === "cpu" && kind === "Container" ? [byDefault.cpu] : [])];
    const most = Math.min(...ceilings.map((ceiling) => quantity(ceiling) ?? Number.POSITIVE_INFINITY));
    // A pod has containers beside the one of its row.
    const least = kind === "Pod" ? 0 : (quantity(min[resource]) ?? 0);
    const words = (bound: string, value: number, [row, size]: readonly [string, number]) =>
      `${name}: ${bound} ${asQuantity(resource, value)} of ${resource}, ${row} ${asQuantity(resource, size)}`;
    const [largest] = sizes.filter(([, size]) => size > most).sort(([, a], [, b]) => b - a);
    const [smallest] = sizes.filter(([, size]) => size < least).sort(([, a], [, b]) => a - b);
    return [
      ...(largest ? [words("at most", most, largest)] : []),
      ...(smallest ? [words("at least", least, smallest)] : []),
    ];
  });
}

/** What runs stays, whoever set a bound since, so that a running stack is warned. */
export function namespaceBounds(settings: Settings, { isInCluster, cluster: { bounds } }: Findings): Check[] {
  if (!("is" in bounds) || bounds.is.length === 0) return [];
  return [
    judged(
      {
        what: `bounds of namespace ${settings.namespace}`,
        needed: "room for what the size table says: pods and claims beyond it are refused",
        mend: "raise them, or take them off; or smaller numbers under observability:sizing, observability:size",
      },
      { is: beyond(settings, bounds.is) },
      (found) => found.length === 0,
      isInCluster ? "lacking" : "impossible",
      list,
    ),
  ];
}
