// The front door: nginx, the one address of Loki for writing and reading, and of Tempo for writing.
//
// Traces come this way because Tempo, too, answers what a later try may overcome with statuses that senders take for
// final (500 for Unknown and Internal: an ingester that starts, stops or has no disk left), and nothing else can turn
// them round. They come by HTTP: a status of gRPC stands in a trailer, which nginx does not touch.
//
// It takes the tenant from the X-Scope-OrgID header of whoever connects and adds no password of its own. Every caller
// it has (gateway, consumer, shippers, Grafana) speaks for all tenants, so a password would prove nothing about the
// tenant it names, and would be one more secret in each shipper. What keeps tenants apart is who can connect at all:
// the platform's network policies let only those callers in, each of which sets the header itself from the pod's
// namespace, a token or the data source, never from what an application sent.
import type { ClusterKind } from "../../../settings/cluster-kind";
import type { Settings } from "../../../settings/settings";
import { tempoOtlpHttp, tracesPath } from "../../endpoints";
import { type HelmValues, resources } from "../../helm-values";
import { oneDown, zoneSpread } from "./placement";

/**
 * Paths that callers need. Anything else is refused: Loki's operator calls (flush, shutdown of an ingester,
 * forgetting a ring member) have no check of their own, and Grafana's data source proxy would pass them on for any
 * viewer.
 */
const callerPaths = ["/", "/otlp/v1/logs", tracesPath, "~^/loki/api/v1/", "~^/prometheus/api/v1/(rules|alerts)$"];

/**
 * Deletion on request, and what Loki's own parts ask each other about it. `deletion_mode` cannot refuse it without an
 * error in the log at every query (see config.ts).
 */
const deletionPaths = "~^/loki/api/v1/(delete|cache)(/|$)";

/** nginx's own limit is 1M, the chart's 4M: a batch after a long outage is larger. Loki takes up to 100 MB. */
const largestRequest = "20M";

/** Where records are written, by OTLP and by Loki's own API. */
const writePaths = ["/otlp/v1/logs", "/loki/api/v1/push"];

/**
 * Refusals of a write that a later try may overcome: an ingester that is gone (Loki says 500), a request that took too
 * long, a configuration under repair. Senders take each of them for final and drop the records; 503 they repeat. What
 * stays as it is: 400 and 413 (never stored, however often it comes) and 429.
 */
const passingRefusals = [401, 403, 404, 405, 408, 500, 501, 505];

const repeat = `error_page ${passingRefusals.join(" ")} =503 @try-again;`;
/** `if` in a location: reads keep Loki's own status and text. */
const repeatWrites = `if ($writes) { ${repeat} }`;

export function gatewayValues(settings: Settings): HelmValues {
  const {
    sizing: { lokiGateway, metricsExporter },
    clusterKind,
  } = settings;
  const paths = callerPaths.map((path) => `  ${path} 0;`);
  return {
    enabled: true,
    replicas: lokiGateway.replicas,
    resources: resources(lokiGateway),
    verboseLogging: false,
    podDisruptionBudget: oneDown,
    topologySpreadConstraints: [zoneSpread("gateway")],
    metrics: { enabled: true, resources: resources(metricsExporter) },
    nginxConfig: {
      ...resolver(clusterKind),
      clientMaxBodySize: largestRequest,
      httpSnippet: [
        "map $uri $refused {",
        "  default 1;",
        // The first regular expression that fits counts.
        `  ${deletionPaths} 1;`,
        ...paths,
        "}",
        // Nobody reads two tenants at once. Loki would try for 17 s and then answer 500.
        "map $http_x_scope_orgid $several {",
        '  "~[|]" 1;',
        "}",
        "map $uri $writes {",
        ...writePaths.map((path) => `  ${path} 1;`),
        "}",
      ].join("\n"),
      serverSnippet: [
        "if ($refused) { return 403; }",
        'if ($several) { return 400 "X-Scope-OrgID names one tenant"; }',
        "proxy_intercept_errors on;",
        'location @try-again { return 503 "could not be stored now"; }',
        `location = ${tracesPath} {`,
        `  ${repeat}`,
        // A variable: nginx starts while the name is unknown, and asks for it again.
        `  set $tempo "${tempoOtlpHttp(settings)}";`,
        "  proxy_pass $tempo;",
        "}",
      ].join("\n"),
      locationSnippet: repeatWrites,
    },
  };
}

/** nginx asks for names itself. The chart's `kube-dns` is a Service that EKS Auto Mode does not have. */
function resolver({ dnsAddress }: ClusterKind): HelmValues {
  return dnsAddress === undefined ? {} : { resolver: dnsAddress.includes(":") ? `[${dnsAddress}]` : dnsAddress };
}
