// Judges NetworkPolicy objects as a cluster's network plugin does. Plugins differ in what an address block holds: to
// the VPC CNI and Calico every address in it, to Cilium only addresses outside the cluster, so neither pods nor nodes.
import { BlockList, isIPv6 } from "node:net";
import type { PolicySpec, Selector } from "../../components/cluster/network-policy-specs";

export type Reading = "every address" | "outside the cluster only";
export const readings: readonly Reading[] = ["every address", "outside the cluster only"];

/** One end of a flow. A pod is known by its labels; what has no namespace is no pod. */
export interface End {
  name: string;
  address: string;
  /** Pods on the pod network only: one on its node's network has the node's address and no labels that count. */
  pod?: { namespace: Readonly<Record<string, string>>; labels: Readonly<Record<string, string>>; ours: boolean };
  /** Whether the address is a node's own. */
  node?: boolean;
}

export interface Flow {
  from: End;
  to: End;
  port: number;
  protocol?: "TCP" | "UDP";
}

type Rule = NonNullable<PolicySpec["ingress"]>[number] & NonNullable<PolicySpec["egress"]>[number];
type PeerSpec = NonNullable<Rule["from"]>[number];

export function isSelected(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => !values.includes(labels[key] ?? ""))
  );
}

function holds(cidr: string, address: string): boolean {
  const [net = "", length = ""] = cidr.split("/");
  const family = (text: string) => (isIPv6(text) ? "ipv6" : "ipv4");
  if (family(net) !== family(address)) return false;
  const list = new BlockList();
  list.addSubnet(net, Number(length), family(net));
  return list.check(address, family(address));
}

function admits(peer: PeerSpec, end: End, reading: Reading): boolean {
  if (peer.ipBlock) {
    const isInside = end.pod !== undefined || end.node === true;
    return (reading === "every address" || !isInside) && holds(peer.ipBlock.cidr, end.address);
  }
  if (!end.pod) return false;
  const inNamespace = peer.namespaceSelector ? isSelected(peer.namespaceSelector, end.pod.namespace) : end.pod.ours;
  return inNamespace && isSelected(peer.podSelector ?? {}, end.pod.labels);
}

/** Whether the policies that select `subject` on this side let the other end through; no policy, no restriction. */
function passes(
  policies: readonly PolicySpec[],
  side: "Ingress" | "Egress",
  subject: End,
  other: End,
  { port, protocol = "TCP" }: Flow,
  reading: Reading,
): boolean {
  const { pod } = subject;
  if (!pod?.ours) return true;
  const selected = policies.filter(
    ({ podSelector, policyTypes }) => policyTypes.includes(side) && isSelected(podSelector, pod.labels),
  );
  if (selected.length === 0) return true;
  return selected.some((policy) =>
    (side === "Ingress" ? (policy.ingress ?? []) : (policy.egress ?? [])).some((rule: Partial<Rule>) => {
      const named = side === "Ingress" ? rule.from : rule.to;
      // An absent or empty list of peers is everybody (kubernetes.io, NetworkPolicyIngressRule).
      const peerPasses = !named?.length || named.some((peer) => admits(peer, other, reading));
      const portPasses = !rule.ports?.length || rule.ports.some((p) => p.port === port && p.protocol === protocol);
      return peerPasses && portPasses;
    }),
  );
}

/** Whether a connection is let out of its sender and into its receiver. */
export function isAllowed(policies: Readonly<Record<string, PolicySpec>>, flow: Flow, reading: Reading): boolean {
  const all = Object.values(policies);
  return (
    passes(all, "Egress", flow.from, flow.to, flow, reading) &&
    passes(all, "Ingress", flow.to, flow.from, flow, reading)
  );
}
