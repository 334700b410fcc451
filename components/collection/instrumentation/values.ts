// Values of the OpenTelemetry Operator, and the `Instrumentation` that it injects by: settings in, plain data out.
import { conventions } from "../../../conventions/names";
import { imageParts, images } from "../../../conventions/versions";
import type { Settings } from "../../../settings/settings";
import { operatorPorts } from "../../cluster/operator-ports";
import { endpoints } from "../../endpoints";
import { type HelmValues, keptByHelm, resources, restrictedContainer } from "../../helm-values";
import { pulled } from "../../pods/organisation";
import { injectedImages } from "./injected-images";

export function instrumentationOperatorValues(settings: Settings): HelmValues {
  const {
    sizing: { instrumentationOperator: row },
    images: wanted,
    cluster: { operatorsOnNodes },
  } = settings;
  const ports = operatorPorts(settings);
  return {
    ...(operatorsOnNodes === undefined ? {} : { hostNetwork: true }),
    fullnameOverride: "otel-operator",
    replicaCount: row.replicas,
    pdb: { create: row.replicas > 1, minAvailable: "", maxUnavailable: 1 },
    manager: {
      resources: resources(row),
      securityContext: restrictedContainer,
      ...(operatorsOnNodes === undefined
        ? {}
        : {
            ports: {
              webhookPort: ports.instrumentation,
              metricsPort: ports.instrumentationMetrics,
              healthzPort: ports.instrumentationHealth,
            },
          }),
      collectorImage: imageParts(pulled(images.collector, wanted)),
      ...injected(wanted),
      // Off in the operator by default, because it puts a privileged eBPF container into pods that ask for it.
      autoInstrumentation: { go: { enabled: true } },
      // Plain HTTP inside the cluster: else Prometheus would have to send it the token of its own service account.
      metrics: { secure: false },
      serviceMonitor: { enabled: true, metricsEndpoints: [{ port: "metrics" }] },
    },
    // Teams have objects of these definitions too: deleting the definitions would delete those.
    crds: { create: true, annotations: keptByHelm },
    admissionWebhooks: {
      // The chart makes the webhook's certificate itself: no cert-manager needed. It keeps it over upgrades, or every
      // one would change it under running managers; a year would then be too short for a platform that is seldom
      // upgraded.
      certManager: { enabled: false },
      autoGenerateCert: { enabled: true, recreate: false, certPeriodDays: 3_650 },
    },
  };
}

/** Images for pods that ask for instrumentation, where they are another registry's or are pulled by digest. */
function injected(wanted: Settings["images"]): HelmValues {
  const changed = Object.entries(injectedImages).filter(([, image]) => pulled(image, wanted) !== image);
  return changed.length === 0
    ? {}
    : {
        autoInstrumentationImage: Object.fromEntries(
          changed.map(([kind, image]) => [kind, imageParts(pulled(image, wanted))]),
        ),
      };
}

/**
 * Spec of the one `Instrumentation`, which pods of every namespace name as `<platform namespace>/<name>`. One for all
 * tenants, because nothing in it differs by tenant: the gateway decides the tenant from the namespace of the pod that
 * connects. One for each would be 1,000 copies to keep equal, in namespaces that the platform does not own.
 * A namespace that wants another sampler keeps an `Instrumentation` of its own.
 */
export function instrumentationSpec(settings: Settings): HelmValues {
  const { otlp } = endpoints(settings);
  return {
    // OTLP over HTTP, the one protocol that the agents of all languages speak, but for Apache's: that has gRPC alone.
    exporter: { endpoint: otlp.http },
    apacheHttpd: { attrs: [{ name: "ApacheModuleOtelExporterEndpoint", value: otlp.grpc }] },
    // What brings the agent would have the application's own otherwise: where that asks for another user than root, and
    // leaves it to its image to name one, kubelet starts no pod, as the agents' images name none.
    initContainerSecurityContext: { ...restrictedContainer, runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532 },
    propagators: ["tracecontext", "baggage"],
    // `app.kubernetes.io/version` becomes service.version.
    defaults: { useLabelsForResourceAttributes: true },
    resource: { resourceAttributes: { "deployment.environment.name": settings.environment } },
    env: [
      // As on logs and metrics: the operator itself takes the label `app.kubernetes.io/instance` first, which is a Helm
      // release's name (LabelAppName in its pkg/constants/env.go). Without the label it is empty, and the gateway finds one.
      {
        name: "OTEL_SERVICE_NAME",
        valueFrom: { fieldRef: { fieldPath: `metadata.labels['${conventions.serviceLabel}']` } },
      },
      // Everything is sent; an application sends less with OTEL_TRACES_SAMPLER_ARG=0.1. Not as the operator's `sampler`, of
      // which it sets nothing where the argument is there. In `large`, the sampler decides by whole traces.
      { name: "OTEL_TRACES_SAMPLER", value: "parentbased_traceidratio" },
      { name: "OTEL_TRACES_SAMPLER_ARG", value: "1" },
      { name: "OTEL_EXPORTER_OTLP_PROTOCOL", value: "http/protobuf" },
      { name: "OTEL_METRICS_EXEMPLAR_FILTER", value: "trace_based" },
      // Those of Python and Node.js measure requests under older names else, which no rule and no dashboard reads.
      { name: "OTEL_SEMCONV_STABILITY_OPT_IN", value: "http" },
      // Stdout and log files are read already: the agents would send each record a second time.
      { name: "OTEL_LOGS_EXPORTER", value: "none" },
    ],
  };
}
