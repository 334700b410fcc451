// What the pods of a stack request, by the size table. Pure.
import type { Settings } from "../settings/settings";
import type { WorkloadRow } from "./planned-release";
import { plannedSizes } from "./releases";

/** What one workload requests: of each pod, and of how many, autoscaled ones at their least. */
export interface Request {
  row: WorkloadRow;
  pods: number;
  cpuMillicores: number;
  memoryMib: number;
  /** Of each pod; 0 where it has none. */
  volumeGib: number;
}

/** @param nodes of each of which there is a pod of some workloads. */
export function plannedRequests(settings: Settings, nodes: number): Request[] {
  return [...plannedSizes(settings)].flatMap((row) => {
    if (row === "metricsExporter") return []; // a sidecar, too small to matter
    const size = settings.sizing[row];
    const pods = "replicas" in size ? size.replicas : nodes;
    const { cpuMillicores, memoryMib } = size;
    return pods === 0
      ? []
      : [{ row, pods, cpuMillicores, memoryMib, volumeGib: "volumeGib" in size ? size.volumeGib : 0 }];
  });
}
