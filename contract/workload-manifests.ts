// What one workload is in Kubernetes: contract and specification in, plain manifests out.
//
// One name serves as Deployment, Service, `app.kubernetes.io/name`, OTEL_SERVICE_NAME and `service` of the metrics, so
// that a service has the same name in metrics, logs and traces without anybody having to keep them equal.
import type { PlatformContract, SidecarContract } from "./contract";

/** Languages whose agent the platform injects. */
export type Instrumentation =
  | { language: "java" | "nodejs" | "python" }
  /**
   * Go is instrumented from outside the process, by a privileged container that the operator adds: its namespace must
   * allow that. `executable` is the program's path in the image.
   */
  | { language: "go"; executable: string };

/** A container, and how it takes part in the platform. `Text` may be a value that is known only later. */
export interface WorkloadSpec<Text = string> {
  /** Tenant that owns the namespace. A claim that is checked; what decides is the namespace. */
  tenant: string;
  /** An existing namespace. A change replaces everything. */
  namespace: string;
  /**
   * Image. It must declare a numeric user other than root. Its own files cannot be written; `/tmp` can. A change rolls
   * the pods.
   */
  image: Text;
  /** `service.version` of traces. Default: none. A change rolls the pods. */
  version?: string;
  /** Ports of container and Service, by name. Default: none, and then no Service. A change rolls the pods. */
  ports?: Readonly<Record<string, number>>;
  /** Name of the port that serves /metrics. Default: none, and then nothing is scraped. Changed in place. */
  metricsPort?: string;
  /**
   * Who reads log files: nobody (stdout is read anyway), the platform's agent on each node, or a Fluent Bit in the pod
   * with a buffer and a rate of its own. A change rolls the pods.
   */
  logs: "none" | "daemonset" | "sidecar";
  /**
   * Room for log files, in GiB. A pod that exceeds it is evicted, so rotate below it. Default: 1. A change rolls the
   * pods.
   */
  logVolumeGib?: number;
  /** Agent that is injected. Default: none, the program brings its own SDK. A change rolls the pods. */
  instrumentation?: Instrumentation;
  /** Further variables; they win over the platform's. A change rolls the pods. */
  env?: Readonly<Record<string, Text>>;
  /** CPU request in thousandths of a core; memory request and limit in MiB. A change rolls the pods. */
  resources: { cpuMillicores: number; memoryMib: number };
  /** Pods. Default: 2. Changed in place. */
  replicas?: number;
}

/** By which the operator finds the process to instrument. */
const goExecutableAnnotation = "instrumentation.opentelemetry.io/otel-go-auto-target-exe";

/** Else the operator takes the first container, which in a mesh may be the mesh's proxy. */
const containersAnnotation = "instrumentation.opentelemetry.io/container-names";

/**
 * The manifests. `service` and `serviceMonitor`, and `logConfig` (of the sidecar), are there where they are asked for.
 */
export function workloadManifests<Text>(platform: PlatformContract, service: string, spec: WorkloadSpec<Text>) {
  const { conventions } = platform;
  const { namespace, ports = {}, metricsPort, replicas = 2 } = spec;
  const selector: Record<string, string> = { [conventions.labels.service]: service };
  const labels: Record<string, string> = { ...selector, "app.kubernetes.io/managed-by": "pulumi" };
  const metadata = { name: service, namespace, labels };
  const sidecar = spec.logs === "sidecar" ? conventions.logFiles.sidecar : undefined;
  const logConfig = sidecar && {
    metadata: { ...metadata, name: `${service}-file-logs` },
    data: { [sidecar.configFile]: sidecar.config },
  };
  return {
    deployment: {
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels, annotations: annotations(platform, service, spec, sidecar) },
          spec: podSpec(platform, service, spec, sidecar, logConfig?.metadata.name),
        },
      },
    },
    service:
      Object.keys(ports).length === 0
        ? undefined
        : {
            metadata,
            spec: { selector, ports: Object.entries(ports).map(([name, port]) => ({ name, port, targetPort: name })) },
          },
    serviceMonitor:
      metricsPort === undefined
        ? undefined
        : {
            metadata,
            spec: monitorSpec(conventions.labels.service, selector, metricsPort),
          },
    logConfig,
  };
}

/** Without its rule, `service` would be the Service's name, which only happens to be the same. */
function monitorSpec(serviceLabel: string, matchLabels: Readonly<Record<string, string>>, port: string) {
  const podLabel = `__meta_kubernetes_pod_label_${serviceLabel.replace(/[^A-Za-z0-9_]/g, "_")}`;
  return {
    selector: { matchLabels },
    jobLabel: serviceLabel,
    endpoints: [
      {
        port,
        path: "/metrics",
        // The platform refuses a tenant's monitor without it, as ScrapedService says.
        followRedirects: false,
        relabelings: [{ sourceLabels: [podLabel], targetLabel: "service" }],
      },
    ],
  };
}

function annotations(
  { conventions }: PlatformContract,
  service: string,
  { instrumentation }: WorkloadSpec<unknown>,
  sidecar?: SidecarContract,
): Record<string, string> {
  const { instrumentationPrefix, instrumentation: resource } = conventions.annotations;
  return {
    ...(instrumentation === undefined
      ? {}
      : { [`${instrumentationPrefix}${instrumentation.language}`]: resource, [containersAnnotation]: service }),
    ...(instrumentation?.language === "go" ? { [goExecutableAnnotation]: instrumentation.executable } : {}),
    // Fluent Bit reads its configuration once: another text is another pod.
    ...(sidecar ? { "observability.io/file-logs-revision": sidecar.revision } : {}),
  };
}

/**
 * The pod, within the `restricted` pod security standard. Running as another user than root is asked of each container,
 * because what the operator injects for Go must be root.
 */
function podSpec<Text>(
  platform: PlatformContract,
  service: string,
  spec: WorkloadSpec<Text>,
  sidecar?: SidecarContract,
  configMap?: string,
) {
  const { logFiles } = platform.conventions;
  const logVolume = spec.logs === "none" ? undefined : (sidecar?.logVolume ?? logFiles.volumeName);
  const {
    ports = {},
    logVolumeGib = 1,
    resources: { cpuMillicores, memoryMib },
  } = spec;
  const memory = `${memoryMib}Mi`;
  const sizeLimit = `${logVolumeGib + (sidecar?.bufferGib ?? 0)}Gi`;
  return {
    automountServiceAccountToken: false,
    // fsGroup is the group of the log volume: the sidecar, another user, reads files that their group may read.
    securityContext: {
      seccompProfile: { type: "RuntimeDefault" },
      ...(logVolume === undefined ? {} : { fsGroup: 65_532 }),
    },
    // A native sidecar drains after the application has ended, within the same grace period.
    terminationGracePeriodSeconds: 30 + (sidecar?.graceSeconds ?? 0),
    ...(sidecar ? { initContainers: [sidecar.container] } : {}),
    containers: [
      {
        name: service,
        image: spec.image,
        ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
        env: Object.entries(variables(platform, service, spec)).map(([name, value]) => ({ name, value })),
        resources: { requests: { cpu: `${cpuMillicores}m`, memory }, limits: { memory } },
        securityContext: {
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [
          { name: "tmp", mountPath: "/tmp" },
          ...(logVolume === undefined ? [] : [{ name: logVolume, mountPath: logFiles.mountPath }]),
        ],
      },
    ],
    volumes: [
      // Many a program ends at its start where it can write nothing at all: Tomcat, gunicorn.
      { name: "tmp", emptyDir: {} },
      ...(logVolume === undefined ? [] : [{ name: logVolume, emptyDir: { sizeLimit } }]),
      ...(sidecar && configMap !== undefined ? [{ name: sidecar.configVolume, configMap: { name: configMap } }] : []),
    ],
  };
}

function variables<Text>(
  { conventions, endpoints }: PlatformContract,
  service: string,
  spec: WorkloadSpec<Text>,
): Record<string, Text | string> {
  const { OTEL_RESOURCE_ATTRIBUTES: ofPlatform = "", ...rest } = conventions.env;
  const ofVersion = spec.version === undefined ? "" : `service.version=${attributeValue(spec.version)}`;
  const attributes = [ofPlatform, ofVersion].filter((text) => text !== "");
  return {
    OTEL_SERVICE_NAME: service,
    ...rest,
    // The one protocol that the injected agents of all languages speak.
    ...(spec.instrumentation
      ? {
          OTEL_EXPORTER_OTLP_ENDPOINT: endpoints.otlp.http,
          OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
        }
      : {}),
    OTEL_RESOURCE_ATTRIBUTES: attributes.join(","),
    ...spec.env,
  };
}

/**
 * A value as OTEL_RESOURCE_ATTRIBUTES has it (OpenTelemetry, "Resource SDK"): with anything else than a `baggage-octet`,
 * and what would end the value or begin an escape, in percent-encoding. The rest stays, for SDKs that decode nothing.
 */
function attributeValue(text: string): string {
  return text.replace(/[^\x21\x23-\x24\x26-\x2b\x2d-\x3a\x3c\x3e-\x5b\x5d-\x7e]+/g, encodeURIComponent);
}
