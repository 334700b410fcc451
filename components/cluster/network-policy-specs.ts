// The table of who talks to whom as NetworkPolicy objects: one for each group of pods, plus those that hold for all.
import type { Settings } from "../../settings/settings";
import {
  type Allowed,
  allowedIn,
  allowedOut,
  commonPorts,
  type Labels,
  namespacesOf,
  type Peer,
  type PodGroup,
  pods,
  sendForPeople,
} from "./network-table";

export interface Selector {
  matchLabels?: Readonly<Record<string, string>>;
  matchExpressions?: { key: string; operator: "NotIn"; values: string[] }[];
}

interface PeerSpec {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string };
}

interface PortSpec {
  protocol: "TCP" | "UDP";
  port: number;
  endPort?: number;
}

export interface PolicySpec {
  podSelector: Selector;
  policyTypes: ("Ingress" | "Egress")[];
  ingress?: { from?: PeerSpec[]; ports?: PortSpec[] }[];
  egress?: { to?: PeerSpec[]; ports?: PortSpec[] }[];
}

/**
 * The other side of a rule. `anywhere` names nobody at all, which every plugin reads as anybody: an address block of
 * every address is, to Cilium, what lies outside the cluster only.
 */
function peers(peer: Peer, { clusterKind }: Settings): PeerSpec[] | undefined {
  if (typeof peer === "object") return [inNamespace(peer.namespace)];
  switch (peer) {
    case "anywhere":
      return undefined;
    case "cluster":
      return [{ namespaceSelector: {} }];
    case "nodes":
      return clusterKind.nodeAddressBlocks.map((cidr) => ({ ipBlock: { cidr } }));
    default:
      return [{ podSelector: { matchLabels: pods[peer] } }];
  }
}

const inNamespace = (namespace: string): PeerSpec => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});

/** The VPC CNI holds 24 ports of a block of addresses for a pod and drops further ones; others take some of them. */
const mostPorts = 12;

const tcp = (port: number): PortSpec => ({ protocol: "TCP", port });

function portsOf({ ports }: Allowed): { ports?: PortSpec[] } {
  if (ports === undefined) return {};
  return {
    ports: ports.length > mostPorts ? [{ ...tcp(Math.min(...ports)), endPort: Math.max(...ports) }] : ports.map(tcp),
  };
}

/** Terms of a selector that leave out pods with any of these labels. */
const others = (labels: Labels) =>
  Object.entries(labels).map(([key, value]) => ({ key, operator: "NotIn" as const, values: [value] }));

function isGroup(peer: Peer): peer is PodGroup {
  return typeof peer === "string" && Object.hasOwn(pods, peer);
}

function byGroup(rules: readonly Allowed[], side: "from" | "to"): Map<PodGroup, Allowed[]> {
  const groups = new Map<PodGroup, Allowed[]>();
  for (const rule of rules) {
    const group = rule[side];
    if (isGroup(group)) groups.set(group, [...(groups.get(group) ?? []), rule]);
  }
  return groups;
}

function side<Side extends "from" | "to">(
  name: Side,
  named: PeerSpec[] | undefined,
): Partial<Record<Side, PeerSpec[]>> {
  return named === undefined ? {} : ({ [name]: named } as Record<Side, PeerSpec[]>);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Every policy of the namespace, by name. */
export function networkPolicySpecs(settings: Settings): Record<string, PolicySpec> {
  const specs: Record<string, PolicySpec> = {
    // A name of its own: organisations have a `default-deny` made in every new namespace.
    "observability-default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    "all-may-be-scraped": {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: { matchLabels: pods.agent } }] }],
    },
    "most-may-reach-each-other": {
      podSelector: { matchExpressions: sendForPeople.flatMap((group) => others(pods[group])) },
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: {} }] }],
    },
    "all-may-leave": {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        // DNS is a pod of kube-system, a cache on the node (169.254.20.10), or with Auto Mode a process of the node.
        { ports: [{ protocol: "UDP", port: 53 }, tcp(53)] },
        // The API server, S3, STS, KMS and CloudWatch: none of them has an address that is known here.
        { ports: commonPorts(settings).map(tcp) },
        ...namespacesOf(settings.proxy === undefined ? [] : [settings.proxy.url], settings).map((namespace) => ({
          to: [inNamespace(namespace)],
        })),
      ],
    },
  };
  for (const [group, rules] of byGroup(allowedIn(settings), "to")) {
    specs[`to-${kebab(group)}`] = {
      podSelector: { matchLabels: pods[group] },
      policyTypes: ["Ingress"],
      ingress: rules.map((rule) => ({ ...side("from", peers(rule.from, settings)), ...portsOf(rule) })),
    };
  }
  for (const [group, rules] of byGroup(allowedOut(settings), "from")) {
    specs[`from-${kebab(group)}`] = {
      podSelector: { matchLabels: pods[group] },
      policyTypes: ["Egress"],
      egress: rules.map((rule) => ({ ...side("to", peers(rule.to, settings)), ...portsOf(rule) })),
    };
  }
  return specs;
}
