// Every Kubernetes object of a stack: those that the program makes, those that the charts render, and StatefulSets in
// place of the resources from which the Prometheus operator makes its own.
import * as pulumi from "@pulumi/pulumi";
import { type KubernetesObject, nameOf } from "../../commands/render/objects";
import type { Renderer } from "../../commands/render/render";
import type { ChartLocation } from "../../components/charts";
import type { Settings } from "../../settings/settings";
import { platformOf } from "./effect-of";

const releaseType = "kubernetes:helm.sh/v3:Release";

interface ReleaseInputs extends ChartLocation {
  name: string;
  namespace: string;
  values: unknown;
}

export async function platformObjects(settings: Settings, render: Renderer): Promise<KubernetesObject[]> {
  const registered = await platformOf(settings);
  const own = registered.flatMap(({ type, inputs }) => {
    const object = plain(inputs) as KubernetesObject;
    return /^kubernetes:(?!helm)/.test(type) && typeof object.kind === "string" ? [object] : [];
  });
  const rendered = registered
    .filter(({ type }) => type === releaseType)
    .flatMap(({ inputs }) => {
      const { name, namespace, chart, version, repositoryOpts, values } = inputs as unknown as ReleaseInputs;
      const location = { chart, version, ...(repositoryOpts && { repositoryOpts }) };
      return render({ release: name, namespace, location, values }).map((object) => ({ ...object, of: namespace }));
    })
    .map(({ of, ...object }) => ({
      ...object,
      metadata: { ...object.metadata, namespace: object.metadata.namespace ?? of },
    }));
  return [...own, ...rendered].map((object) => operated[object.kind]?.(object) ?? object);
}

/** Without the marks of secrets, which no API server knows. */
function plain(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return plain(pulumi.runtime.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, plain(of)]));
}

interface OperatedSpec {
  replicas?: number;
  podMetadata?: { labels?: Record<string, string> };
  resources?: object;
  storage?: { volumeClaimTemplate?: { spec?: object } };
  [field: string]: unknown;
}

/** Fields that the operator hands on to the pods as they are. */
const podFields = [
  "affinity",
  "imagePullSecrets",
  "nodeSelector",
  "priorityClassName",
  "securityContext",
  "tolerations",
  "topologySpreadConstraints",
];

/** The operator gives its reloader these where it is told nothing else. */
const reloader = { name: "config-reloader", resources: { requests: { cpu: "10m", memory: "50Mi" } } };

const operated: Readonly<Record<string, (object: KubernetesObject) => KubernetesObject>> = {
  Prometheus: statefulSetOf("prometheus"),
  PrometheusAgent: statefulSetOf("prom-agent"),
  Alertmanager: statefulSetOf("alertmanager"),
};

function statefulSetOf(prefix: string): (object: KubernetesObject) => KubernetesObject {
  return (object) => {
    const spec = object.spec as OperatedSpec;
    const { name, namespace = "" } = object.metadata;
    const kind = prefix === "alertmanager" ? "alertmanager" : "prometheus";
    const labels = {
      "app.kubernetes.io/instance": name,
      "app.kubernetes.io/managed-by": "prometheus-operator",
      "app.kubernetes.io/name": prefix === "prom-agent" ? "prometheus-agent" : kind,
      [kind]: name,
      "operator.prometheus.io/name": name,
      ...spec.podMetadata?.labels,
    };
    const claim = spec.storage?.volumeClaimTemplate?.spec;
    if (claim === undefined) throw new Error(`${nameOf(object)} keeps nothing on a volume`);
    return {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: `${prefix}-${name}`, namespace },
      spec: {
        replicas: spec.replicas ?? 1,
        serviceName: `${prefix}-operated`,
        podManagementPolicy: "Parallel",
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            ...Object.fromEntries(podFields.map((field) => [field, spec[field]])),
            containers: [
              { name: kind, image: "example.com/none:0", resources: spec.resources },
              { ...reloader, image: "example.com/none:0" },
            ],
          },
        },
        volumeClaimTemplates: [{ metadata: { name: "db" }, spec: { accessModes: ["ReadWriteOnce"], ...claim } }],
      },
    };
  };
}
