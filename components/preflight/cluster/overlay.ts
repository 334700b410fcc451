// Pods of an overlay network, whose addresses lead nowhere but on nodes: neither the control plane nor a load balancer nor a
// proxy knows the way. Told by the addresses of the cluster's DNS. Pure.
import { BlockList, isIPv6 } from "node:net";
import { ingressController } from "../../../settings/schema/grafana";
import type { Settings } from "../../../settings/settings";
import { type Check, judged, list, mapped } from "../check";
import type { Findings } from "../findings";

/** Addresses of pods that are none of the VPC's; some of several are those of hybrid nodes, the others of its own. */
const outsideOf = ({ aws, cluster: { podAddresses } }: Findings) =>
  mapped(podAddresses, (all) => {
    const outside = all.filter((address) => !isWithin(address, aws.reachableBlocks));
    return { outside, areAll: outside.length === all.length && all.length > 0 };
  });

const isKnown = ({ aws }: Findings) => !aws.autoMode && aws.reachableBlocks.length > 0;

export function webhooks({ cluster, scheduling }: Settings, findings: Findings): Check[] {
  if (cluster.operatorsOnNodes !== undefined || !isKnown(findings)) return [];
  const found = outsideOf(findings);
  const isMixed = "is" in found && !found.is.areAll;
  const keptOff = isMixed && Object.keys(scheduling.nodeSelector).length > 0;
  const onNodes = "pulumi config set --path observability:cluster.operatorsOnNodes.firstPort 19440 (docs/works-on.md)";
  return [
    judged(
      {
        what: "webhooks",
        needed: "pods that the API server reaches: it calls the operators",
        mend: isMixed
          ? `keep the platform off the nodes that have those (scheduling.nodeSelector); or: ${onNodes}`
          : onNodes,
      },
      found,
      ({ outside }) => outside.length === 0 || keptOff,
      isMixed ? "lacking" : "impossible",
      ({ outside, areAll }) => {
        if (outside.length === 0) return "pods of the VPC";
        return `${areAll ? "" : "some "}pods outside the VPC: ${list(outside)}`;
      },
    ),
  ];
}

/** Load balancers of AWS are told the addresses of pods themselves: Services of the platform have no ports on nodes. */
export function balancedPods({ cluster, grafana: { ingress } }: Settings, findings: Findings): Check[] {
  const balanced = [
    ...(ingress && ingressController(ingress) === "alb" ? ["grafana.ingress"] : []),
    ...(cluster.externalIngest?.loadBalancer ? ["cluster.externalIngest.loadBalancer"] : []),
  ];
  const found = outsideOf(findings);
  if (balanced.length === 0 || !isKnown(findings) || "unknown" in found || !found.is.areAll) return [];
  return [
    {
      what: "targets of load balancers",
      found: `pods outside the VPC: ${list(found.is.outside)}`,
      needed: `pods that a load balancer reaches, for ${list(balanced)}: nobody comes in`,
      verdict: "lacking",
      mend:
        "a class of a controller in the cluster (nginx) for Grafana; for senders, in the place of loadBalancer, a Service of " +
        "your own with ports on nodes (docs/works-on.md, “Overlay networks”)",
    },
  ];
}

function isWithin(address: string, blocks: readonly string[]): boolean {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  const list = new BlockList();
  for (const block of blocks) {
    const [net = "", length = ""] = block.split("/");
    if (isIPv6(net) === isIPv6(address)) list.addSubnet(net, Number(length), family);
  }
  return list.check(address, family);
}
