// Nodes that cannot carry the platform's pods, and tolerations that keep pods where they cannot live.
import { type Path, type Problem, removeCommand, setCommand, takenAway } from "../refusals/problem";
import type { Configuration } from "../schema";
import { own, type Rule } from "./rule";

const images = "for which the images are";

/** Kinds of nodes that can carry the platform, by the labels that say the kind. */
const kindsOfNodes: ReadonlyMap<string, { are: readonly string[]; because: string }> = new Map([
  ["kubernetes.io/os", { are: ["linux"], because: images }],
  ["beta.kubernetes.io/os", { are: ["linux"], because: images }],
  ["kubernetes.io/arch", { are: ["amd64", "arm64"], because: images }],
  ["beta.kubernetes.io/arch", { are: ["amd64", "arm64"], because: images }],
  ["eks.amazonaws.com/compute-type", { are: ["auto"], because: "as Fargate and hybrid nodes have no volumes of EBS" }],
]);

/** What compilers and `uname` call what Kubernetes calls otherwise. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["x86_64", "amd64"],
  ["x86-64", "amd64"],
  ["aarch64", "arm64"],
  ["graviton", "arm64"],
]);

/** Every node of a group is replaced sooner or later, and comes back by another name. */
const nameOfNode = "kubernetes.io/hostname";

const nodesCarryIt: Rule = {
  reads: [],
  check: ({ scheduling: { nodeSelector } }) =>
    Object.entries(nodeSelector).flatMap(([key, value]): Problem[] => {
      const path = ["scheduling", "nodeSelector", key];
      const command = removeCommand(path);
      if (key === nameOfNode) {
        const allowed =
          "must be absent: if that one node is gone no pod starts; name a label of its node group instead";
        return [{ path, value, allowed, command }];
      }
      const kinds = kindsOfNodes.get(key);
      if (kinds === undefined || kinds.are.includes(value)) return [];
      const meant = otherNames.get(value.toLowerCase()) ?? value.toLowerCase();
      const allowed = `must be ${kinds.are.join(" or ")}, ${kinds.because}`;
      return [{ path, value, allowed, command: kinds.are.includes(meant) ? setCommand(path, meant) : command }];
    }),
};

type Toleration = Configuration["scheduling"]["tolerations"][number];

const hasNeedlessValue = ({ operator, value }: Toleration) => operator === "Exists" && value !== undefined;

const isGone = "pods of a node that is gone would never be replaced";
const isDrained = "pods would come back to a node that is being drained";

/** By these pods leave a node, and keep away from it. */
const ofNodesLeft: ReadonlyMap<string, string> = new Map([
  ["node.kubernetes.io/not-ready", isGone],
  ["node.kubernetes.io/unreachable", isGone],
  ["node.kubernetes.io/out-of-service", isGone],
  ["node.cloudprovider.kubernetes.io/shutdown", isGone],
  ["node.kubernetes.io/unschedulable", isDrained],
  ["karpenter.sh/disrupted", isDrained],
  ["ToBeDeletedByClusterAutoscaler", isDrained],
]);

/** What the API server takes (kubernetes.io, "Taints and Tolerations"), and what lets pods leave a node. */
export const isWholeToleration = (one: Toleration) => !hasNeedlessValue(one) && !ofNodesLeft.has(one.key);

const tolerationsAreWhole: Rule = {
  reads: [["scheduling", "tolerations", own]],
  check: ({ scheduling: { tolerations } }) =>
    tolerations.flatMap((toleration, index): Problem[] => {
      const { key, value } = toleration;
      const path = (name: string): Path => ["scheduling", "tolerations", index, name];
      const because = ofNodesLeft.get(key);
      if (because !== undefined) {
        const command = removeCommand(["scheduling", "tolerations", index]);
        return [{ path: path("key"), value: key, allowed: `must be another taint: ${because}`, command }];
      }
      if (hasNeedlessValue(toleration)) {
        const allowed = "must be absent while operator is Exists, which ignores values";
        return [takenAway(path("value"), value, allowed)];
      }
      return [];
    }),
};

export const schedulingRules: readonly Rule[] = [nodesCarryIt, tolerationsAreWhole];
