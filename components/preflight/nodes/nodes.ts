// Nodes on which the platform's pods may start: what is asked of the API server, and how the answer is judged. Pure.
import type { Settings } from "../../../settings/settings";
import { computeType, linux, onNodes } from "../../pods/placement";
import { gib, mib, quantity } from "../bounds/quantity";
import { foundOf } from "../check";
import { itemsOf } from "../cluster/api-server";
import type { Known } from "../findings";

/** As the API server hands it over; any field may be missing. */
export interface Taint {
  key?: string;
  value?: string;
  effect?: string;
}

interface Room {
  cpuMillicores: number;
  memoryMib: number;
  /** Of the node's own disk. */
  diskGib?: number;
}

/**
 * Of each node that has the labels, as far as it was looked: taints, the version, `v1.34.1-eks-...`, whether it is one of
 * EKS Auto Mode's, and what it has for pods; that only where no larger one may have been left out.
 */
export type NodesFound = readonly { taints: readonly Taint[]; kubelet?: string; isAuto?: true; room?: Room }[];

interface Told {
  metadata?: { labels?: Readonly<Record<string, string>> | null } | null;
  spec?: { taints?: Taint[] | null } | null;
  status?: { nodeInfo?: { kubeletVersion?: string }; allocatable?: Readonly<Record<string, string>> | null } | null;
}

/** Machines outside AWS, to which no volume of EBS can be attached; an organisation's class may be of others. */
const noVolumes = `${computeType}!=hybrid`;

export const nodesPerPage = 20;
/** At most so many nodes are looked at: more would tell nothing new. */
export const mostNodes = 10 * nodesPerPage;

/** Path of the list. */
export function nodesPath({ scheduling, storageClass }: Pick<Settings, "scheduling" | "storageClass">): string {
  const labels = Object.entries({ ...linux, ...scheduling.nodeSelector }).map(([key, value]) => `${key}=${value}`);
  const others = [...onNodes, ...(storageClass === undefined ? [noVolumes] : [])];
  return `/api/v1/nodes?limit=${nodesPerPage}&labelSelector=${encodeURIComponent([...labels, ...others].join(","))}`;
}

export function nodesOf(body: unknown): NodesFound {
  return itemsOf<Told>(body).map(({ metadata, spec, status }) => {
    const kubelet = status?.nodeInfo?.kubeletVersion;
    const cpu = quantity(status?.allocatable?.cpu);
    const memory = quantity(status?.allocatable?.memory);
    const disk = quantity(status?.allocatable?.["ephemeral-storage"]);
    return {
      taints: Array.isArray(spec?.taints) ? spec.taints : [],
      ...(typeof kubelet === "string" ? { kubelet } : {}),
      ...(metadata?.labels?.[computeType] === "auto" ? { isAuto: true } : {}),
      ...(cpu === undefined || memory === undefined
        ? {}
        : {
            room: {
              ...{ cpuMillicores: Math.floor(cpu * 1_000), memoryMib: Math.floor(memory / mib) },
              ...(disk === undefined ? {} : { diskGib: Math.floor(disk / gib) }),
            },
          }),
    };
  });
}

/** Whether there are nodes besides EKS Auto Mode's, which lack what those have built in: agent, driver for volumes. */
export const hasOthers = (found: Known<NodesFound>): boolean => foundOf(found).some(({ isAuto }) => !isAuto);
/** Whether none is one of EKS Auto Mode's; of none nobody knows. */
export const areOthers = (found: Known<NodesFound>): boolean =>
  "is" in found && found.is.length > 0 && found.is.every(({ isAuto }) => !isAuto);

/** What asks for the page after this one; empty where it is the last. */
export function nextPage(body: unknown): string {
  const { metadata } = body as { metadata?: { continue?: string } };
  return metadata?.continue ? `&continue=${encodeURIComponent(metadata.continue)}` : "";
}

/** The taint that keeps pods off a node, where there is one. */
function repelling({ taints }: NodesFound[number], tolerations: Settings["scheduling"]["tolerations"]) {
  return taints.find(
    (taint) =>
      taint.effect !== "PreferNoSchedule" &&
      !tolerations.some(
        ({ key, operator, value = "", effect }) =>
          key === taint.key &&
          (operator === "Exists" || value === (taint.value ?? "")) &&
          (effect === undefined || effect === taint.effect),
      ),
  );
}

/** Whether pods of the platform may start on a node. */
export const takesPods = (node: NodesFound[number], { scheduling }: Pick<Settings, "scheduling">): boolean =>
  repelling(node, scheduling.tolerations) === undefined;

const nameOf = ({ key = "(no key)", effect = "(no effect)" }: Taint) => `${key}:${effect}`;

/** What there is, in words, and whether a pod could start. */
export function judgeNodes(nodes: NodesFound, { scheduling }: Pick<Settings, "scheduling">) {
  const taints = nodes.map((node) => repelling(node, scheduling.tolerations));
  const open = taints.filter((taint) => taint === undefined).length;
  const names = [...new Set(taints.flatMap((taint) => (taint === undefined ? [] : [nameOf(taint)])))];
  return {
    fits: open > 0,
    text: nodes.length === 0 ? "none" : open > 0 ? "there" : `all with a taint: ${names.join(", ")}`,
  };
}
