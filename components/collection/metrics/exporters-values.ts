// Values of the exporters for what has no /metrics of its own, and the platform's own probes: settings in, plain data
// out.
//
// Consumer lag. MSK publishes it in its open monitoring (OffsetLag, SumOffsetLag, EstimatedMaxTimeLag), which
// Prometheus scrapes already: nothing to run. Brokers that exist already are asked by kafka-exporter, which knows IAM
// and SCRAM; their addresses are in the settings, so its values are known at preview. The Collector's `kafka_metrics`
// receiver would do as well, but in each replica of the consumer, and gone with it just when the lag grows.

import { consumedTopics, consumerGroups } from "../../../conventions/kafka";
import { conventions, probeJobs } from "../../../conventions/names";
import type { ExternalKafkaSettings, Settings } from "../../../settings/settings";
import { serviceAccounts } from "../../cloud/names";
import { endpoints, ports, prober, services } from "../../endpoints";
import { type HelmValues, resources, restrictedContainer } from "../../helm-values";
import type { KafkaMechanism } from "../../kafka-client/client";
import { podIdentityCommand } from "../../kafka-client/exporter-login";
import { exporterKafka } from "../../kafka-client/spellings";
import { identityRevision } from "../../pods/revision";

/** What a `Probe` may ask for in `spec.module`. */
export const probeModules = {
  http2xx: "http_2xx",
  tcpConnect: "tcp_connect",
  tlsConnect: "tls_connect",
  /**
   * The same, whoever signed the certificate and whenever it ends. A handshake that fails says nothing about a
   * certificate: one that has expired, or that a private authority signed, would have no time left, and no alert.
   */
  httpsCertificate: "https_certificate",
  tlsCertificate: "tls_certificate",
} as const;

const probeTimeout = "10s";

export function blackboxExporterValues({ sizing: { blackboxExporter: row }, clusterKind }: Settings): HelmValues {
  // A name with addresses of the other family alone is tried with that.
  const preferred_ip_protocol = clusterKind.ipFamily === "ipv6" ? "ip6" : "ip4";
  const tls_config = { insecure_skip_verify: true };
  const http = { follow_redirects: true, preferred_ip_protocol };
  const tls = { tls: true, preferred_ip_protocol };
  return {
    fullnameOverride: services.blackboxExporter,
    replicas: row.replicas,
    resources: resources(row),
    securityContext: { ...restrictedContainer, runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000 },
    service: { port: ports.blackboxExporter },
    serviceMonitor: { selfMonitor: { enabled: true } },
    config: {
      modules: {
        [probeModules.http2xx]: { prober: "http", timeout: probeTimeout, http },
        [probeModules.tcpConnect]: { prober: "tcp", timeout: probeTimeout, tcp: { preferred_ip_protocol } },
        [probeModules.tlsConnect]: { prober: "tcp", timeout: probeTimeout, tcp: tls },
        [probeModules.httpsCertificate]: { prober: "http", timeout: probeTimeout, http: { ...http, tls_config } },
        [probeModules.tlsCertificate]: { prober: "tcp", timeout: probeTimeout, tcp: { ...tls, tls_config } },
      },
    },
  };
}

/** One address to watch. */
export interface ProbeTarget {
  name: string;
  module: (typeof probeModules)[keyof typeof probeModules];
  target: string;
}

/** What the platform offers outside the cluster: it is reachable, and how long its certificate is valid. */
export function platformProbes(settings: Settings): ProbeTarget[] {
  const { externalIngest } = settings.cluster;
  return [
    ...(settings.grafana.hostname === undefined
      ? []
      : [
          {
            name: "grafana",
            module: probeModules.httpsCertificate,
            target: `${endpoints(settings).grafana}/api/health`,
          },
        ]),
    ...(externalIngest
      ? [
          {
            name: "external-ingest",
            module: probeModules.tlsCertificate,
            target: `${externalIngest.hostname}:${ports.externalOtlpHttp}`,
          },
        ]
      : []),
  ];
}

/** Spec of a `Probe` of the Prometheus operator, through the exporter. */
export function probeSpec(
  { namespace }: Pick<Settings, "namespace">,
  { name, module, target }: ProbeTarget,
): HelmValues {
  return {
    jobName: `${probeJobs}${name}`,
    module,
    interval: "60s",
    prober: { url: prober(namespace) },
    targets: { staticConfig: { static: [target] } },
  };
}

export function kafkaExporterValues(
  settings: Settings,
  { bootstrapServers }: Pick<ExternalKafkaSettings, "bootstrapServers">,
  mechanism: KafkaMechanism,
): HelmValues {
  const {
    identity,
    namespace,
    sizing: { kafkaExporter: row },
  } = settings;
  return {
    fullnameOverride: "kafka-exporter",
    // Of its pods, in spite of the name.
    ...(mechanism.kind === "iam" ? { annotations: identityRevision(settings) } : {}),
    replicaCount: row.replicas,
    resources: resources(row),
    securityContext: { runAsNonRoot: true, runAsUser: 65_534, runAsGroup: 65_534 },
    containerSecurityContext: restrictedContainer,
    // The consumer's identity: who may read the topic and its group may know how far it is.
    rbac: { create: false },
    serviceAccount: { create: false, name: serviceAccounts.logConsumer },
    kafkaServer: bootstrapServers,
    extraArgs: [
      `--topic.filter=^(${[...consumedTopics, conventions.deadLetterTopic].join("|")})$`,
      // Else it has the brokers describe every group, each with all of its members, into its memory.
      `--group.filter=^(${Object.values(consumerGroups).join("|")})$`,
    ],
    liveness: { enabled: true },
    readiness: { enabled: true },
    prometheus: { serviceMonitor: { enabled: true, namespace } },
    ...exporterKafka(mechanism),
    ...(mechanism.kind === "iam" && identity === "podIdentity" ? podIdentityCommand : {}),
  };
}
