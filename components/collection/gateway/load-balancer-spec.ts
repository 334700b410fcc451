// The network load balancer before the gateway's outside listener: settings in, plain data out. Connections go to pods
// themselves and TLS ends there. Whether a pod is well is asked of its health port: a check of the listener's own port
// would leave an error of TLS in the log each time.
import { canonicalBlock } from "../../../conventions/addresses";
import { ownLabels } from "../../../conventions/names";
import { isAutoMode } from "../../../settings/cluster-kind";
import type { Settings } from "../../../settings/settings";
import { charts } from "../../charts";
import { nlbTags } from "../../cloud/controller-tags";
import { collectorPorts, ports } from "../../endpoints";

const loadBalancerService = "otel-gateway-external";

const annotation = (key: string) => `service.beta.kubernetes.io/aws-load-balancer-${key}`;
/** Families of the balancer's addresses, `ipv4` or `dualstack`: IPv4 alone when absent. */
export const addressTypeAnnotation = annotation("ip-address-type");

/** The Service, or undefined where no load balancer is asked for. */
export function loadBalancerSpec({ cluster, namespace, clusterKind, tags }: Settings) {
  const wanted = cluster.externalIngest?.loadBalancer;
  if (wanted === undefined) return undefined;
  const port = (name: string, number: number) => ({ name, port: number, targetPort: number, protocol: "TCP" });
  return {
    metadata: {
      name: loadBalancerService,
      namespace,
      labels: ownLabels,
      annotations: {
        [annotation("nlb-target-type")]: "ip",
        [annotation("scheme")]: wanted.scheme,
        [annotation("healthcheck-protocol")]: "http",
        [annotation("healthcheck-port")]: String(collectorPorts.health),
        [annotation("healthcheck-path")]: "/",
        [annotation("attributes")]: "load_balancing.cross_zone.enabled=true",
        ...(clusterKind.ipFamily === "ipv6" ? { [addressTypeAnnotation]: "dualstack" } : {}),
        ...nlbTags(tags),
        ...wanted.annotations,
      },
    },
    spec: {
      type: "LoadBalancer",
      // Without a class the controller that Kubernetes brings along would make a classic one.
      loadBalancerClass: isAutoMode(clusterKind) ? "eks.amazonaws.com/nlb" : "service.k8s.aws/nlb",
      loadBalancerSourceRanges: [...new Set(wanted.sourceRanges.map(canonicalBlock))],
      allocateLoadBalancerNodePorts: false,
      selector: { "app.kubernetes.io/instance": charts.gateway.release },
      ports: [port("otlp-grpc", ports.externalOtlpGrpc), port("otlp-http", ports.externalOtlpHttp)],
    },
  };
}
