// Pods that are larger than every node: they wait for ever, and their release until it fails. Buffers that are larger
// than a node's disk. Pure.
import type { Settings } from "../../../settings/settings";
import { plannedRequests, type Request } from "../../planned-requests";
import { type Check, list } from "../check";
import type { Findings } from "../findings";
import { type NodesFound, takesPods } from "./nodes";

/** Rows of the size table of which a pod has room on none of the nodes; none where one of these does not tell its own. */
export function withoutRoom(nodes: NodesFound, settings: Settings): Request[] {
  const open = nodes.filter((node) => takesPods(node, settings));
  if (open.length === 0 || open.some(({ room }) => room === undefined)) return [];
  return plannedRequests(settings, 1).filter(
    ({ cpuMillicores, memoryMib }) =>
      !open.some(({ room }) => room && room.cpuMillicores >= cpuMillicores && room.memoryMib >= memoryMib),
  );
}

export function nodeRoom(settings: Settings, findings: Findings): Check[] {
  return [...forPods(settings, findings), ...forBuffers(settings, findings)];
}

/** Fluent Bit keeps what it cannot send on the node's own disk, beside images and what containers write. */
function forBuffers({ logs, sizing: { fileLogs } }: Settings, { cluster: { nodes } }: Findings): Check[] {
  if (logs.filePipeline === "none" || !("is" in nodes)) return [];
  const disks = nodes.is.flatMap(({ room }) => room?.diskGib ?? []);
  const smallest = Math.min(...disks);
  return fileLogs.bufferGib < smallest
    ? []
    : [
        {
          what: "disks of nodes",
          found: `one has ${smallest}Gi for pods`,
          needed: `more than ${fileLogs.bufferGib}Gi, of Fluent Bit's buffer: a full disk has the node evict its pods`,
          verdict: "lacking",
          mend: "larger disks, or: pulumi config set --path observability:sizing.fileLogs.bufferGib <GiB>",
        },
      ];
}

/** An autoscaler may make larger ones, so that this refuses nothing. */
function forPods(settings: Settings, { aws, cluster: { nodes } }: Findings): Check[] {
  const makesNodes = aws.autoMode && Object.keys(settings.scheduling.nodeSelector).length === 0;
  if (makesNodes || !("is" in nodes)) return [];
  const waiting = withoutRoom(nodes.is, settings);
  if (waiting.length === 0) return [];
  const open = nodes.is.filter((node) => takesPods(node, settings));
  const largest = (of: "cpuMillicores" | "memoryMib") => Math.max(...open.map(({ room }) => room?.[of] ?? 0));
  const pods = waiting.map(({ row, cpuMillicores, memoryMib }) => `${row} ${cpuMillicores}m, ${memoryMib}Mi`);
  return [
    {
      what: "room on nodes",
      found: `none has more than ${largest("cpuMillicores")}m of CPU, ${largest("memoryMib")}Mi of memory`,
      needed: `as much for one pod of each row of the size table: ${list(pods)}`,
      verdict: "lacking",
      mend:
        "larger nodes, or smaller numbers: observability:size, observability:sizing; none where an autoscaler makes " +
        "nodes as they are asked for",
    },
  ];
}
