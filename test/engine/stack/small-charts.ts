// Charts of our own, one for each release, for a machine that cannot reach the chart repositories: the workload kind,
// the Services and ports of the contract, the values in a ConfigMap, and the custom resources that the program creates.
// They show what the engine, the provider and the API server do with a release, and nothing about the real charts.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Chart, charts } from "../../../components/charts";
import { allReleases } from "../../../components/releases";
import { sizes } from "../../../settings/sizes";

export interface CustomKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
}

const monitoring = (kind: string, version = "v1"): CustomKind => ({
  group: "monitoring.coreos.com",
  version,
  kind,
  plural: `${kind.toLowerCase()}s`,
});

/** Custom resources by the chart that defines them. */
export const definitions: Record<string, readonly CustomKind[]> = {
  [charts.prometheusCrds.name]: [
    ...["ServiceMonitor", "PodMonitor", "PrometheusRule", "Probe"].map((kind) => monitoring(kind)),
    monitoring("PrometheusAgent", "v1alpha1"),
  ],
  [charts.instrumentationOperator.name]: [
    { group: "opentelemetry.io", version: "v1alpha1", kind: "Instrumentation", plural: "instrumentations" },
  ],
};

/** Charts whose pods are as many as the nodes: their rows of the size table have no number of replicas. */
const nodeAgents = allReleases
  .filter(([, row]) => row.sizes.length > 0 && row.sizes.every((size) => !("replicas" in sizes.small[size])))
  .map(([, { name }]) => name);

/** Charts whose workloads are sets, which here keep nothing on volumes. */
const sets: readonly string[] = [charts.loki.name, charts.tempo.name];

function kindOf({ name }: Chart): string {
  if (nodeAgents.includes(name)) return "DaemonSet";
  return sets.includes(name) ? "StatefulSet" : "Deployment";
}

/** Writes every pinned chart's stand-in into the directory, as `<name>-<version>.tgz`; the versions may be others. */
export function writeSmallCharts(directory: string, versionOf = ({ version }: Chart): string => version): void {
  mkdirSync(directory, { recursive: true });
  const byArchive = new Map<string, Chart>(
    Object.values(charts).map((chart) => [`${chart.name}-${versionOf(chart)}`, chart]),
  );
  for (const [archive, chart] of byArchive) {
    const folder = join(directory, chart.name);
    mkdirSync(join(folder, "templates"), { recursive: true });
    writeFileSync(
      join(folder, "Chart.yaml"),
      stringify({ apiVersion: "v2", name: chart.name, version: versionOf(chart), description: "Stand-in for tests" }),
    );
    writeFileSync(join(folder, "values.yaml"), "{}\n");
    writeFileSync(join(folder, "templates", "objects.yaml"), templates(chart).join("---\n"));
    execFileSync("tar", ["czf", `${archive}.tgz`, chart.name], { cwd: directory });
    rmSync(folder, { recursive: true });
  }
}

function templates(chart: Chart): string[] {
  const defined = definitions[chart.name] ?? [];
  if (chart.name === charts.prometheusCrds.name) return defined.map(definition);
  const labels = { "app.kubernetes.io/instance": "{{ .Release.Name }}" };
  const metadata = (name: string) => ({ name, labels });
  // One chart may make several releases, each with Services of its own.
  const served = allReleases
    .filter(([, { name }]) => name === chart.name)
    .flatMap(([, { serves, release }]) => serves.map((one) => ({ ...one, release })));
  const kind = kindOf(chart);
  return [
    ...defined.map(definition),
    stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: metadata("{{ .Release.Name }}-values") }) +
      "data:\n  values: {{ toJson .Values | quote }}\n",
    stringify({
      apiVersion: "apps/v1",
      kind,
      metadata: metadata("{{ .Release.Name }}"),
      spec: {
        ...(kind === "StatefulSet" && { serviceName: "{{ .Release.Name }}" }),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "workload", image: "example.com/none:0" }] } },
      },
    }),
    ...(chart.name === charts.prometheus.name ? [hook()] : []),
    ...served.map(
      ({ release, service, ports }) =>
        `{{- if eq .Release.Name "${release}" }}\n${stringify({
          apiVersion: "v1",
          kind: "Service",
          metadata: metadata(service),
          spec: { selector: labels, ports: ports.map((port) => ({ name: `p${port}`, port })) },
        })}{{- end }}\n`,
    ),
  ];
}

/** Like the real chart's, which makes a webhook's certificate: Helm waits for its end before it goes on. */
function hook(): string {
  return stringify({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: "{{ .Release.Name }}-admission-create",
      annotations: { "helm.sh/hook": "pre-install,pre-upgrade", "helm.sh/hook-delete-policy": "before-hook-creation" },
    },
    spec: {
      template: { spec: { restartPolicy: "Never", containers: [{ name: "create", image: "example.com/none:0" }] } },
    },
  });
}

/** A definition with the annotations that the values give it. */
function definition(kind: CustomKind): string {
  return stringify(definitionOf(kind)).replace(
    /^metadata:\n/m,
    'metadata:\n  annotations: {{ toJson (dig "crds" "annotations" (dict) (.Values | toJson | fromJson)) }}\n',
  );
}

/** A definition that takes any content: what the content must be is the operators' matter. */
export function definitionOf({ group, version, kind, plural }: CustomKind) {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  };
}
