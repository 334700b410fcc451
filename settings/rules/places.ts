// Names that are taken: namespaces of Kubernetes and of the platform, Secrets of the platform, prefixes of S3.
import { dataStorageClass } from "../../conventions/names";
import { chartSecretNames, helmSecretPrefix, ownSecretNames } from "../../conventions/secrets";
import { withoutDigest } from "../../conventions/text-digest";
import {
  askedFor,
  editByHand,
  type Path,
  type Problem,
  pathText,
  removeCommand,
  setTo,
  takenAway,
} from "../refusals/problem";
import type { Configuration } from "../schema";
import { operatorPortCount } from "../schema/cluster";
import { own, type Rule } from "./rule";

const defaultNamespace = "observability";

/** `default`, and what Kubernetes keeps for itself (kubernetes.io, "Namespaces": initial namespaces, prefix kube-). */
const isKubernetesOwn = (namespace: string) => namespace === "default" || namespace.startsWith("kube-");

/** The platform owns its namespace: every pod in it is denied what the platform's table doesn't list. */
const platformNamespace: Rule = {
  reads: [["namespace"], ["tenants", own, "namespaces"]],
  check: ({ namespace, tenants }, isWritten) => {
    if (isKubernetesOwn(namespace)) {
      return [
        setTo(
          ["namespace"],
          namespace,
          "must be one of the platform's own, not default or kube-*: it is made, locked and deleted with the " +
            "platform",
          defaultNamespace,
        ),
      ];
    }
    return tenants.flatMap((tenant, index) =>
      tenant.namespaces.flatMap((name, position): Problem[] => {
        if (name !== namespace) return [];
        const path: Path = ["tenants", index, "namespaces", position];
        // Under its usual name the namespace is the platform's; under another it is the tenant's that was taken.
        return [
          namespace === defaultNamespace
            ? {
                path,
                value: name,
                allowed: "must not be the platform's own namespace, whose telemetry belongs to no tenant",
                command: isWritten(["namespace"])
                  ? removeCommand(path)
                  : editByHand("take the entry away, or before the first run write another namespace for the platform"),
              }
            : {
                path: ["namespace"],
                value: namespace,
                allowed:
                  `must not be a tenant's (tenants[${index}] lists it): every pod in it would be cut off, and deleted ` +
                  "with the platform",
                // A platform that is up stays where it is: the other setting would be refused next.
                command: editByHand(
                  `take ${pathText(path)} out where the platform is up in ${namespace} already; before its first up ` +
                    `give it another namespace (${defaultNamespace})`,
                ),
              },
        ];
      }),
    );
  },
};

/** Settings that name a Secret which exists already. */
const secretSettings: readonly Path[] = [
  ["cluster", "externalIngest", "tlsSecret"],
  ["kafka", "existingSecret"],
  ["grafana", "ingress", "tlsSecret"],
  ["images", "pullSecrets"],
];

const ownSecrets: Rule = {
  reads: secretSettings,
  check: ({ cluster, kafka, grafana, images }) => {
    const [tls = [], brokers = [], ingress = [], pull = []] = secretSettings;
    const places: [path: Path, name: string | undefined][] = [
      [tls, cluster.externalIngest?.tlsSecret],
      [brokers, kafka.existingSecret],
      [ingress, grafana.ingress?.tlsSecret],
      ...images.pullSecrets.map((name, index): [Path, string] => [[...pull, index], name]),
    ];
    return places.flatMap(([path, name]): Problem[] => {
      const isOwn =
        name !== undefined &&
        ((Object.values(ownSecretNames) as string[]).includes(withoutDigest(name)) ||
          chartSecretNames.includes(name) ||
          name.startsWith(helmSecretPrefix));
      return isOwn ? [askedFor(path, name, "must be a Secret of yours, not one that the platform makes")] : [];
    });
  },
};

/** The name that the platform gives its own, which it does not make where the organisation's is named. */
const storageClassIsTheirs: Rule = {
  reads: [["storageClass"]],
  check: ({ storageClass }) => {
    const path = ["storageClass"];
    return storageClass === dataStorageClass
      ? [
          takenAway(
            path,
            storageClass,
            "must be absent for the platform's own class, which is made only where no class is named",
          ),
        ]
      : [];
  },
};

/** What bucket names may not begin with (docs.aws.amazon.com/AmazonS3, "General purpose bucket naming rules"). */
const reservedBucketPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"];

const bucketNames: Rule = {
  reads: [["environment"]],
  check: ({ environment }: Configuration) => {
    // The environment is the first part of every bucket's name, a hyphen follows it.
    const prefix = reservedBucketPrefixes.find((reserved) => `${environment}-`.startsWith(reserved));
    return prefix === undefined
      ? []
      : [
          askedFor(
            ["environment"],
            environment,
            `must not begin with ${prefix}, which S3 keeps for itself: buckets are named after it`,
          ),
        ];
  },
};

/** A role's name has 64 characters, of which the platform's own part takes 36 (components/cloud/names.ts). */
const longestRolePrefix = 28;

const roleNames: Rule = {
  reads: [["environment"], ["iam", "roleNamePrefix"]],
  check: ({ environment, iam: { roleNamePrefix } }) => {
    const room = longestRolePrefix - environment.length;
    const path: Path = ["iam", "roleNamePrefix"];
    return roleNamePrefix.length <= room
      ? []
      : [
          setTo(
            path,
            roleNamePrefix,
            `must have at most ${room} characters beside environment ${environment}: a role's name has 64`,
            roleNamePrefix.slice(0, room),
          ),
        ];
  },
};

/** What listens on every node of EKS, its add-ons among it, and the platform's own node-exporter. */
const portsOfNodes: Readonly<Record<number, string>> = {
  2703: "the Pod Identity agent",
  8162: "the VPC CNI's policy agent",
  8163: "the VPC CNI's policy agent",
  9100: "node-exporter",
  9808: "the EBS CSI driver",
  10248: "the kubelet",
  10249: "kube-proxy",
  10250: "the kubelet",
  10256: "kube-proxy",
};

/** Those of nodes among the ports that are taken from the first one on. */
const portsIn = (firstPort: number) =>
  Object.entries(portsOfNodes).filter(
    ([port]) => Number(port) >= firstPort && Number(port) < firstPort + operatorPortCount,
  );

/** The next first port that leaves all of them out. */
function freeFrom(firstPort: number): number {
  const [taken] = portsIn(firstPort);
  return taken === undefined ? firstPort : freeFrom(Number(taken[0]) + 1);
}

const operatorPorts: Rule = {
  reads: [["cluster", "operatorsOnNodes"]],
  check: ({ cluster: { operatorsOnNodes } }) => {
    if (operatorsOnNodes === undefined) return [];
    const { firstPort } = operatorsOnNodes;
    const path: Path = ["cluster", "operatorsOnNodes", "firstPort"];
    const [taken] = portsIn(firstPort);
    if (taken === undefined) return [];
    const [port, who] = taken;
    const allowed = `must leave out ${port}, which ${who} has on every node: ${operatorPortCount} ports in a row are taken`;
    return [setTo(path, firstPort, allowed, freeFrom(firstPort))];
  },
};

export const placeRules: readonly Rule[] = [
  operatorPorts,
  platformNamespace,
  ownSecrets,
  storageClassIsTheirs,
  bucketNames,
  roleNames,
];
