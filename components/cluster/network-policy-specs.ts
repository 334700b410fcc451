// The table of who talks to whom as NetworkPolicy objects: one for each group of pods, plus those that hold for all.
// Pure.
import type { Settings } from "../../settings/settings";
import { type Allowed, allowedIn, allowedOut, type Peer, type PodGroup, pods } from "./network-table";

interface PeerSpec {
  podSelector?: { matchLabels?: Readonly<Record<string, string>> };
  namespaceSelector?: { matchLabels?: Readonly<Record<string, string>> };
  ipBlock?: { cidr: string };
}

interface PortSpec {
  protocol: "TCP" | "UDP";
  port: number;
}

export interface PolicySpec {
  podSelector: { matchLabels?: Readonly<Record<string, string>> };
  policyTypes: ("Ingress" | "Egress")[];
  ingress?: { from?: PeerSpec[]; ports?: PortSpec[] }[];
  egress?: { to?: PeerSpec[]; ports?: PortSpec[] }[];
}

/** Link-local address of the EKS Pod Identity agent (docs.aws.amazon.com/eks, "Learn how EKS Pod Identity works"). */
const podIdentityAgent = "169.254.170.23/32";

const everyAddress = [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }];

function peers(peer: Peer): PeerSpec[] {
  if (peer === "anywhere") return everyAddress;
  if (peer === "cluster") return [{ namespaceSelector: {} }];
  return [{ podSelector: { matchLabels: pods[peer] } }];
}

const tcp = (port: number): PortSpec => ({ protocol: "TCP", port });
const portsOf = (rule: Allowed) => (rule.ports === undefined ? {} : { ports: rule.ports.map(tcp) });

function byGroup(rules: readonly Allowed[], side: "from" | "to"): Map<PodGroup, Allowed[]> {
  const groups = new Map<PodGroup, Allowed[]>();
  for (const rule of rules) {
    const group = rule[side];
    if (group !== "cluster" && group !== "anywhere") groups.set(group, [...(groups.get(group) ?? []), rule]);
  }
  return groups;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Every policy of the namespace, by name. */
export function networkPolicySpecs(settings: Settings): Record<string, PolicySpec> {
  const specs: Record<string, PolicySpec> = {
    "default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    "all-may-be-scraped": { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from: peers("agent") }] },
    "all-may-reach": {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        { to: [{ podSelector: {} }] },
        {
          to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
          ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
        },
        // The API server, S3, STS, KMS and CloudWatch: none of them has an address that is known here.
        { to: everyAddress, ports: [tcp(443)] },
        { to: [{ ipBlock: { cidr: podIdentityAgent } }], ports: [tcp(80)] },
      ],
    },
  };
  for (const [group, rules] of byGroup(allowedIn(settings), "to")) {
    specs[`to-${kebab(group)}`] = {
      podSelector: { matchLabels: pods[group] },
      policyTypes: ["Ingress"],
      ingress: rules.map((rule) => ({ from: peers(rule.from), ...portsOf(rule) })),
    };
  }
  for (const [group, rules] of byGroup(allowedOut(settings), "from")) {
    specs[`from-${kebab(group)}`] = {
      podSelector: { matchLabels: pods[group] },
      policyTypes: ["Egress"],
      egress: rules.map((rule) => ({ to: peers(rule.to), ...portsOf(rule) })),
    };
  }
  return specs;
}
