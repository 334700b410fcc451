// What overrides may set of the pods of any release: where they run beside what the settings say, who may move them,
// and how much CPU they may take at most. Where each chart has that follows from pods/places.ts and from the platform's
// own values. Pure.

import { isMap } from "../../../conventions/maps";
import { isWholeToleration } from "../../../settings/rules/scheduling";
import { labelValue, toleration } from "../../../settings/schema/organisation";
import type { ChartId } from "../../charts";
import type { HelmValue, HelmValues } from "../../helm-values";
import { places } from "../../pods/places";
import { cpuLimit, type Kind, moreThanOwn, on, oneOf } from "./kinds";
import { type AllowedPath, isRun } from "./knob";

/** Keys that say where or what a node is: volumes are in a zone and a quorum must not be; images are for some only. */
const placeOfNode =
  /(^|\.)(topology|failure-domain)\b.*\/|^kubernetes\.io\/hostname$|^(beta\.)?kubernetes\.io\/(arch|os)$/;

const nodeLabel: Kind = {
  takes: "the value of a node's label",
  fits: (value) => labelValue.safeParse(value).success,
  example: () => "platform",
};

const tolerations = moreThanOwn(
  "a list of whole tolerations",
  (entries) =>
    entries.length <= 20 &&
    entries.every((entry) => {
      const read = toleration.safeParse(entry);
      return read.success && isWholeToleration(read.data);
    }),
  { key: "dedicated", operator: "Exists", effect: "NoSchedule" },
);

/**
 * Annotations by which nobody but what scales nodes goes. Not for what runs on every node: Karpenter would renew and
 * empty none of the cluster's any more (ValidatePodsDisruptable).
 */
const evictions: Readonly<Record<string, Kind>> = {
  "cluster-autoscaler.kubernetes.io/safe-to-evict": oneOf("true", "false"),
  "karpenter.sh/do-not-disrupt": { ...on, takes: '"true"', fits: (value) => value === "true", example: () => "true" },
};

const below = (path: string) => (path === "" ? [] : path.split("."));

export function allowedOfPods(id: ChartId, own: HelmValues): AllowedPath[] {
  if (id === "prometheusCrds") return [];
  const {
    pods,
    nodes = [],
    everyNode,
    annotations = pods.map((path) => [...below(path), "podAnnotations"].join(".")),
  } = places[id];
  const there = pods.filter((path) => !isOff(own, path));
  return [
    ...(everyNode ? [] : [...there, ...nodes.filter((path) => isRun(own, below(path)[0] ?? ""))]).map((path) => ({
      path: [...below(path), "nodeSelector"],
      keys: {
        are: "the key of a node's label, none that says where or what the node is",
        fit: isNodeLabel,
        example: "node-group",
      },
      kind: nodeLabel,
    })),
    ...(everyNode ? [] : there).map((path) => ({ path: [...below(path), "tolerations"], kind: tolerations })),
    ...(everyNode ? [] : annotations)
      .filter((path) => !isOff(own, path) && !path.startsWith("prometheus-node-exporter."))
      .flatMap((path) => Object.entries(evictions).map(([key, kind]) => ({ path: [...below(path), key], kind }))),
    ...requestsIn(own).map(({ path, cpu }) => ({ path: [...path, "limits", "cpu"], kind: cpuLimit(cpu) })),
  ];
}

/** A part that the stack does not have. */
function isOff(own: HelmValues, path: string): boolean {
  const part = own[below(path)[0] ?? ""];
  return isMap(part) && part.enabled === false;
}

function isNodeLabel(key: string): boolean {
  return /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(key) && !placeOfNode.test(key);
}

/** Every `resources` of the platform's own: of the containers that a stack has, so of no part that it switches off. */
function requestsIn(values: HelmValues, path: readonly string[] = []): { path: readonly string[]; cpu: HelmValue }[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (!isMap(value) || value.enabled === false) return [];
    const cpu = key === "resources" && isMap(value.requests) ? value.requests.cpu : undefined;
    const at = [...path, key];
    return cpu === undefined ? requestsIn(value, at) : [{ path: at, cpu }];
  });
}
