// Pods that are larger than every node, together more than all nodes hold, or more than there are nodes where each wants one
// of its own: they wait for ever, and their release until it fails. Buffers that are larger than a node's disk. Pure.
import type { Settings } from "../../../settings/settings";
import type { WorkloadRow } from "../../planned-release";
import { plannedRequests, type Request } from "../../planned-requests";
import { type Check, foundOf, list } from "../check";
import type { Findings } from "../findings";
import { judgeNodes, mostNodes, type NodesFound, takesPods } from "./nodes";

/** Rows of the size table of which a pod has room on none of the nodes; none where one of these does not tell its own. */
function withoutRoom(nodes: NodesFound, settings: Settings): Request[] {
  const open = openOf(nodes, settings);
  if (open.length === 0 || open.some(({ room }) => room === undefined)) return [];
  return plannedRequests(settings, 1).filter(
    ({ cpuMillicores, memoryMib }) =>
      !open.some(({ room }) => room && room.cpuMillicores >= cpuMillicores && room.memoryMib >= memoryMib),
  );
}

export function nodeRoom(settings: Settings, findings: Findings): Check[] {
  return [
    ...forPods(settings, findings),
    ...forAll(settings, findings),
    ...apart(settings, findings),
    ...forBuffers(settings, findings),
  ];
}

/** Of a node's disk for images and what containers write; kubelet evicts pods before it is full. */
const besideBufferGib = 8;

/** Fluent Bit keeps what it cannot send on the node's own disk, where kubelet counts it as nobody's: others' pods go. */
function forBuffers({ logs, sizing: { fileLogs } }: Settings, { cluster: { nodes } }: Findings): Check[] {
  if (logs.filePipeline === "none") return [];
  const disks = foundOf(nodes).flatMap(({ room }) => room?.diskGib ?? []);
  const smallest = Math.min(...disks);
  const least = fileLogs.bufferGib + besideBufferGib;
  return least <= smallest
    ? []
    : [
        {
          what: "disks of nodes",
          found: `one has ${smallest}Gi for pods`,
          needed:
            `${least}Gi, of which Fluent Bit's buffer may take ${fileLogs.bufferGib}Gi in an outage: a full disk has ` +
            "the node evict its pods",
          verdict: "lacking",
          mend: "larger disks, or: pulumi config set --path observability:sizing.fileLogs.bufferGib <GiB>",
        },
      ];
}

/** Rows of which the charts want each pod on another node. Of ingesters those of a group may share one: three do. */
const sharingNone: Partial<Record<WorkloadRow, "each" | 3>> = {
  ...{ loki: "each", lokiIngester: 3, lokiIndexGateway: "each", lokiRuler: "each" },
  ...{ tempoMetricsGenerator: "each", tempoCache: "each" },
};

/** Rows of which each pod wants a node of its own, with how many nodes that are. */
export function nodesWanted(settings: Settings): { row: WorkloadRow; nodes: number }[] {
  return plannedRequests(settings, 1).flatMap(({ row, pods }) => {
    const most = sharingNone[row];
    return most === undefined ? [] : [{ row, nodes: most === "each" ? pods : Math.min(most, pods) }];
  });
}

const openOf = (nodes: NodesFound, settings: Settings) => nodes.filter((node) => takesPods(node, settings));

/** Whether more nodes would change nothing of what is told. */
export function areEnough(nodes: NodesFound, settings: Settings): boolean {
  const open = openOf(nodes, settings).length;
  return (
    judgeNodes(nodes, settings).fits &&
    withoutRoom(nodes, settings).length === 0 &&
    beyondTogether(nodes, settings).length === 0 &&
    nodesWanted(settings).every((each) => each.nodes <= open)
  );
}

/** Of pods that may start there, and of all that nodes hold; what else runs on them is not counted. */
interface Sum {
  all: number;
  room: number;
  text: (amount: number) => string;
}

/** What all pods take together and the nodes have not; nothing where one of these does not tell its own. */
function beyondTogether(nodes: NodesFound, settings: Settings): Sum[] {
  const open = openOf(nodes, settings);
  const rooms = open.flatMap(({ room }) => room ?? []);
  if (open.length === 0 || rooms.length < open.length) return [];
  const requests = plannedRequests(settings, open.length);
  const sum = (of: "cpuMillicores" | "memoryMib", text: Sum["text"]): Sum => ({
    all: requests.reduce((total, request) => total + request.pods * request[of], 0),
    room: rooms.reduce((total, room) => total + room[of], 0),
    text,
  });
  const sums = [
    sum("cpuMillicores", (amount) => `${amount}m of CPU`),
    sum("memoryMib", (amount) => `${amount}Mi of memory`),
  ];
  return sums.filter(({ all, room }) => all > room);
}

/** An autoscaler may make more, so that this refuses nothing. */
function forAll(settings: Settings, { aws, cluster }: Findings): Check[] {
  const nodes = foundOf(cluster.nodes);
  const beyond = beyondTogether(nodes, settings);
  if (makesNodes(settings, aws) || beyond.length === 0) return [];
  return [
    {
      what: "room on all nodes",
      found: `${openOf(nodes, settings).length} for pods of the platform, with ${list(beyond.map(({ room, text }) => text(room)))}`,
      needed: `${list(beyond.map(({ all, text }) => text(all)))} for all of its pods, beside what runs there`,
      verdict: "lacking",
      mend: "more nodes, or a smaller observability:size; none where an autoscaler makes nodes as they are asked for",
    },
  ];
}

/** An autoscaler may make more, so that this refuses nothing. */
function apart(settings: Settings, { aws, cluster }: Findings): Check[] {
  const nodes = foundOf(cluster.nodes);
  if (makesNodes(settings, aws) || nodes.length >= mostNodes) return [];
  const open = openOf(nodes, settings).length;
  const wanted = nodesWanted(settings).filter((each) => each.nodes > open);
  if (open === 0 || wanted.length === 0) return [];
  return [
    {
      what: "number of nodes",
      found: `${open} for pods of the platform`,
      needed: `as many as pods that share none: ${list(wanted.map((each) => `${each.row} ${each.nodes}`))}`,
      verdict: "lacking",
      mend: "more nodes, or a smaller observability:size; none where an autoscaler makes nodes as they are asked for",
    },
  ];
}

const makesNodes = ({ scheduling }: Settings, { autoMode }: Findings["aws"]) =>
  autoMode && Object.keys(scheduling.nodeSelector).length === 0;

/** An autoscaler may make larger ones, so that this refuses nothing. */
function forPods(settings: Settings, { aws, cluster }: Findings): Check[] {
  const nodes = foundOf(cluster.nodes);
  const waiting = withoutRoom(nodes, settings);
  if (makesNodes(settings, aws) || waiting.length === 0) return [];
  const open = openOf(nodes, settings);
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
