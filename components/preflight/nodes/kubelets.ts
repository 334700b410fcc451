// Nodes that are older than their cluster: Kubernetes lets a kubelet be three versions behind. Pure.
import type { Settings } from "../../../settings/settings";
import { isOlder } from "../../cloud/eks-facts";
import { type Check, foundOf, list } from "../check";
import type { Findings } from "../findings";

/** Native sidecars, which the log sidecar is, are on by default from here (kubernetes.io, "Sidecar Containers"). */
const oldest = "1.29";

/** Of the nodes that were looked at. Pods may keep off the old ones, so that this refuses nothing. */
export function kubelets({ cluster: { name } }: Settings, { cluster: { nodes: found } }: Findings): Check[] {
  const versions = [...new Set(foundOf(found).flatMap(({ kubelet = "" }) => /^v(\d+\.\d+)/.exec(kubelet)?.[1] ?? []))];
  const old = versions.filter((version) => isOlder(version, oldest)).sort();
  return old.length === 0
    ? []
    : [
        {
          what: "kubelets",
          found: `nodes of Kubernetes ${list(old)}`,
          needed: `at least ${oldest}: on older ones pods with the log sidecar wait for it to end, and never start`,
          verdict: "lacking",
          mend:
            `upgrade the node groups: aws eks update-nodegroup-version --cluster-name ${name} --nodegroup-name ` +
            "<group>; nodes of Karpenter: let them be replaced",
        },
      ];
}
