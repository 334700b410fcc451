// The front door: nginx of Loki's chart. The one address of Loki for writing, of Tempo for writing, and of both and of
// the tenants' metrics for reading. What it lets through, and as whom: front-door.ts.
//
// Traces come this way because Tempo, too, answers what a later try may overcome with statuses that senders take for
// final (500 for Unknown and Internal: an ingester that starts, stops or has no disk left), and nothing else can turn
// them round. They come by HTTP: a status of gRPC stands in a trailer, which nginx does not touch.
import { ownSecretNames } from "../../../conventions/secrets";
import type { ClusterKind } from "../../../settings/cluster-kind";
import type { Settings } from "../../../settings/settings";
import { type HelmValues, resources } from "../../helm-values";
import { apartIfPossible, oneGoesFirst } from "../../pods/placement";
import { hashesDirectory, httpSnippet, locationSnippet, serverSnippet } from "./front-door";
import { labelsOf, oneDown, zoneSpread } from "./placement";

/** nginx's own limit is 1M, the chart's 4M: a batch after a long outage is larger. Loki takes up to 100 MB. */
const largestRequest = "20M";

const hashes = "readers";

export function gatewayValues(settings: Settings): HelmValues {
  const {
    sizing: { lokiGateway, metricsExporter },
    clusterKind,
  } = settings;
  return {
    enabled: true,
    replicas: lokiGateway.replicas,
    resources: resources(lokiGateway),
    verboseLogging: false,
    podDisruptionBudget: oneDown,
    topologySpreadConstraints: [zoneSpread("gateway")],
    affinity: apartIfPossible(labelsOf("gateway")),
    // Pods of before demand a node of their own: where there is no other, one has to go before the next comes.
    deploymentStrategy: oneGoesFirst(lokiGateway.replicas),
    metrics: { enabled: true, resources: resources(metricsExporter) },
    extraVolumes: [{ name: hashes, secret: { secretName: ownSecretNames.readHashes } }],
    extraVolumeMounts: [{ name: hashes, mountPath: hashesDirectory, readOnly: true }],
    nginxConfig: {
      ...resolver(clusterKind),
      // Where the kernel has no IPv6, as on hardened nodes, nginx ends at such a listener.
      enableIPv6: clusterKind.ipFamily === "ipv6",
      clientMaxBodySize: largestRequest,
      httpSnippet,
      serverSnippet: serverSnippet(settings),
      locationSnippet,
    },
  };
}

/** nginx asks for names itself. The chart's `kube-dns` is a Service that EKS Auto Mode does not have. */
function resolver({ dnsAddress }: ClusterKind): HelmValues {
  return dnsAddress === undefined ? {} : { resolver: dnsAddress.includes(":") ? `[${dnsAddress}]` : dnsAddress };
}
