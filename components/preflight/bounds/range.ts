// What a LimitRange allows for one container, pod or claim against those of the plan. Pure.
import type { WorkloadRow } from "../../planned-release";
import type { Request } from "../../planned-requests";
import type { Bound } from "./namespace";
import { asQuantity, gib, mib, quantity } from "./quantity";

/** What each pod of a workload takes, by the names that a LimitRange has for it. */
export const perPod: Readonly<Record<string, (request: Request) => number>> = {
  memory: ({ memoryMib }) => memoryMib * mib,
  cpu: ({ cpuMillicores }) => cpuMillicores / 1_000,
  storage: ({ volumeGib }) => volumeGib * gib,
};

/** Pods of one container: of others it is not certain what all of theirs request. */
const ofOneContainer: readonly WorkloadRow[] = ["gateway", "promLabelProxy", "nodeExporter", "blackboxExporter"];

/** The limit that containers without one are given, the smallest of several; a maximum is the default of its kind. */
export function limitByDefault(all: readonly Bound[], resource: string): number | undefined {
  const given = all.flatMap(({ of, byDefault, max }) =>
    of === "Container" ? (quantity(byDefault?.[resource] ?? max?.[resource]) ?? []) : [],
  );
  return given.length === 0 ? undefined : Math.min(...given);
}

/** Containers of the platform have a limit of memory, which is what they request, and of nothing else. */
const hasLimit = (resource: string) => resource === "memory" || resource === "storage";

export function beyondRange(bound: Bound, all: readonly Bound[], requests: readonly Request[]): string[] {
  const resources = bound.of === "PersistentVolumeClaim" ? ["storage"] : ["memory", "cpu"];
  return [
    ...resources.flatMap((resource) => outside(bound, requests, resource)),
    ...unlimited(bound, all),
    ...beyondRatio(bound, all, requests),
  ];
}

function outside(
  { name, of: kind, max = {}, min = {}, byDefault = {} }: Bound,
  requests: readonly Request[],
  resource: string,
): string[] {
  const sizesOf = (some: readonly Request[]) =>
    some
      .map((request) => [request.row, perPod[resource]?.(request) ?? 0] as const)
      .filter(([, size]) => size > 0)
      .sort(([, a], [, b]) => a - b);
  // No pod has a limit of CPU of its own.
  const ceilings = [max[resource], ...(resource === "cpu" && kind === "Container" ? [byDefault.cpu] : [])];
  const most = Math.min(...ceilings.map((ceiling) => quantity(ceiling) ?? Number.POSITIVE_INFINITY));
  const least = quantity(min[resource]) ?? 0;
  const words = (bound: string, value: number, [row, size]: readonly [string, number]) =>
    `${name}: ${bound} ${asQuantity(resource, value)} of ${resource}, ${row} ${asQuantity(resource, size)}`;
  const [largest] = sizesOf(requests)
    .filter(([, size]) => size > most)
    .sort(([, a], [, b]) => b - a);
  const [smallest] = sizesOf(kind === "Pod" ? requests.filter(isWhole) : requests).filter(([, size]) => size < least);
  return [
    ...(largest ? [words("at most", most, largest)] : []),
    ...(smallest ? [words("at least", least, smallest)] : []),
  ];
}

const isWhole = ({ row }: Request) => ofOneContainer.includes(row);

/** The most that a pod may have: what containers are given by a range counts, one of it at least. */
function unlimited({ name, of: kind, max = {} }: Bound, all: readonly Bound[]): string[] {
  if (kind !== "Pod") return [];
  return Object.entries(max).flatMap(([resource, most]) => {
    if (hasLimit(resource)) return [];
    const given = limitByDefault(all, resource);
    const allowed = `${name}: at most ${most} of ${resource} for a pod`;
    if (given === undefined) return [`${allowed}, which no pod limits`];
    return given > (quantity(most) ?? Number.POSITIVE_INFINITY)
      ? [`${allowed}, a container is given ${asQuantity(resource, given)}`]
      : [];
  });
}

/** How many times its request a limit may be: none is no ratio, and one that is given may be beyond. */
function beyondRatio(
  { name, of: kind, ratio = {} }: Bound,
  all: readonly Bound[],
  requests: readonly Request[],
): string[] {
  return Object.entries(ratio).flatMap(([resource, most]) => {
    if (hasLimit(resource)) return [];
    const given = limitByDefault(all, resource);
    const allowed = `${name}: a limit of at most ${most} times the request of ${resource}`;
    if (given === undefined) return [`${allowed}, which no pod limits`];
    const [widest] = (kind === "Pod" ? requests.filter(isWhole) : requests)
      .map((request) => [request.row, given / (perPod[resource]?.(request) || given)] as const)
      .filter(([, times]) => times > (quantity(most) ?? Number.POSITIVE_INFINITY))
      .sort(([, a], [, b]) => b - a);
    return widest === undefined ? [] : [`${allowed}, ${widest[0]} is given ${Math.round(widest[1])} times`];
  });
}
