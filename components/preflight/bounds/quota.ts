// What a ResourceQuota allows against what the plan has, at least: a pod of what runs on every node, autoscaled ones at
// their fewest, objects that charts make as far as they are counted. More may be refused than is told here. Pure.
import { dataStorageClass } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { WorkloadRow } from "../../planned-release";
import type { Request } from "../../planned-requests";
import { nodeAgentPriorityClass } from "../../pods/node-agent";
import { platformPriorityClass } from "../../pods/priority";
import { fewestObjects } from "./fewest-objects";
import type { Bound, Scope } from "./namespace";
import { asQuantity, quantity } from "./quantity";
import { limitByDefault, perPod } from "./range";

const claims = ({ volumeGib, pods }: Request) => (volumeGib === 0 ? 0 : pods);
const pods = (request: Request) => request.pods;

function of(resource: string): (request: Request) => number {
  return (request) => request.pods * (perPod[resource]?.(request) ?? 0);
}

/** What pods take, by the names of a quota. */
const ofPods: Readonly<Record<string, (request: Request) => number>> = {
  ...Object.fromEntries(["memory", "requests.memory", "limits.memory"].map((name) => [name, of("memory")])),
  ...Object.fromEntries(["cpu", "requests.cpu"].map((name) => [name, of("cpu")])),
  ...{ pods, "count/pods": pods },
};

/** What claims take, those of one StorageClass alone among them. */
function ofClaims({ storageClass = dataStorageClass }: Settings): typeof ofPods {
  const ofClass = `${storageClass}.storageclass.storage.k8s.io`;
  return {
    "requests.storage": of("storage"),
    ...{ persistentvolumeclaims: claims, "count/persistentvolumeclaims": claims },
    ...{ [`${ofClass}/requests.storage`]: of("storage"), [`${ofClass}/persistentvolumeclaims`]: claims },
  };
}

const nodeAgents: readonly WorkloadRow[] = ["nodeExporter", "fileLogs", "containerLogs"];

/** Class of priority of a row's pods; none where the chart gives none. */
function classOf(row: WorkloadRow): string | undefined {
  if (row === "kafkaExporter") return undefined;
  return nodeAgents.includes(row) ? nodeAgentPriorityClass : platformPriorityClass;
}

/** Whether a scope is certain to take pods of a row. All request something, and none ends by itself. */
function takes({ scopeName, operator = "Exists", values }: Scope, row: WorkloadRow): boolean {
  if (scopeName !== "PriorityClass") return scopeName === "NotBestEffort" || scopeName === "NotTerminating";
  const known = classOf(row);
  const isOne = known !== undefined && (values ?? []).includes(known);
  if (operator === "In") return isOne;
  return known !== undefined && (operator === "Exists" || (operator === "NotIn" && !isOne));
}

export function beyondQuota(
  { name, max = {}, used = {}, scopes = [] }: Bound,
  all: readonly Bound[],
  requests: readonly Request[],
  settings: Settings,
): string[] {
  const counted = requests.filter(({ row }) => scopes.every((scope) => takes(scope, row)));
  const perRequest = scopes.length > 0 ? ofPods : { ...ofPods, ...ofClaims(settings) };
  const sums: Record<string, number> = {
    ...(scopes.length > 0 ? {} : fewestObjects(settings)),
    ...Object.fromEntries(
      Object.entries(perRequest).map(([resource, taken]) => [
        resource,
        counted.reduce((total, request) => total + taken(request), 0),
      ]),
    ),
  };
  // A container has what a LimitRange gives it; a pod has one at least.
  const limit = limitByDefault(all, "cpu");
  if (limit !== undefined) sums["limits.cpu"] = limit * counted.reduce((total, request) => total + request.pods, 0);
  const found = Object.entries(sums).flatMap(([resource, sum]) => {
    const most = quantity(max[resource]);
    const others = quantity(used[resource]) ?? 0;
    if (most === undefined || sum === 0 || sum + others <= most) return [];
    const beside = others > 0 ? ` beside ${asQuantity(resource, others)} of others` : "";
    return [`${name}: ${resource} ${max[resource]}, at least ${asQuantity(resource, sum)}${beside}`];
  });
  return max["limits.cpu"] === undefined || limit !== undefined || counted.length === 0
    ? found
    : [...found, `${name}: limits.cpu, which no pod has`];
}
