// prom-label-proxy in front of Prometheus: settings in, Kubernetes specs out.
// It adds {tenant="<X-Scope-OrgID>"} to every selector of a query, and serves nothing but the query API.

import type * as kubernetes from "@pulumi/kubernetes";
import { conventions } from "../../../conventions/names";
import { images } from "../../../conventions/versions";
import type { Settings } from "../../../settings/settings";
import { endpoints, ports, services } from "../../endpoints";
import { goMemoryLimit, resources, restrictedContainer } from "../../helm-values";
import { pulled } from "../../pods/organisation";
import { placement } from "../../pods/placement";

export const promLabelProxyLabels = { "app.kubernetes.io/name": services.promLabelProxy } as const;

const metricsPort = 8081;

export function promLabelProxyArgs(settings: Settings): string[] {
  return [
    `-insecure-listen-address=:${ports.promLabelProxy}`,
    `-internal-listen-address=:${metricsPort}`,
    `-upstream=${endpoints(settings).prometheus.query}`,
    `-label=${conventions.tenantAttribute}`,
    `-header-name=${conventions.tenantHeader}`,
    // Label names and values are confined too; without it Grafana's query builder gets 404.
    "-enable-label-apis",
    // A query for another tenant is refused; otherwise it would be answered with one's own data under the other's name.
    "-error-on-replace",
    // Prometheus 3.16 evaluates them, so the proxy must be able to read them. Not `first_over_time`, which comes with
    // functions that read series without a matcher (`info`).
    "-enable-promql-duration-expression-parsing",
    "-enable-promql-extended-range-selectors",
  ];
}

export function promLabelProxyDeployment(settings: Settings): kubernetes.types.input.apps.v1.DeploymentSpec {
  const row = settings.sizing.promLabelProxy;
  return {
    replicas: row.replicas,
    selector: { matchLabels: promLabelProxyLabels },
    template: {
      metadata: {
        labels: { ...settings.pods.labels, ...promLabelProxyLabels },
        annotations: settings.pods.annotations,
      },
      spec: {
        ...placement(settings),
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65_534, seccompProfile: { type: "RuntimeDefault" } },
        topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
          topologyKey,
          maxSkew: 1,
          whenUnsatisfiable: settings.scheduling.topologySpread,
          labelSelector: { matchLabels: promLabelProxyLabels },
        })),
        containers: [
          {
            name: "prom-label-proxy",
            image: pulled(images.promLabelProxy, settings.images),
            args: promLabelProxyArgs(settings),
            // Grafana asks for rules whenever somebody opens Explore, and it reads those of all tenants with all that fire, to
            // leave out others': without it five such questions amid 5,000 alerts took 99 MiB (seen), with it 53.
            env: [{ name: "GOMEMLIMIT", value: goMemoryLimit(row) }],
            ports: [
              { name: "http", containerPort: ports.promLabelProxy },
              { name: "metrics", containerPort: metricsPort },
            ],
            readinessProbe: { httpGet: { path: "/healthz", port: "http" } },
            livenessProbe: { httpGet: { path: "/healthz", port: "http" }, initialDelaySeconds: 10 },
            resources: resources(row) as kubernetes.types.input.core.v1.ResourceRequirements,
            securityContext: restrictedContainer as kubernetes.types.input.core.v1.SecurityContext,
          },
        ],
      },
    },
  };
}

export function promLabelProxyService(): kubernetes.types.input.core.v1.ServiceSpec {
  return {
    selector: promLabelProxyLabels,
    ports: [{ name: "http", port: ports.promLabelProxy, targetPort: "http" }],
    // The front door connects anew for each request. Each proxy keeps to one Prometheus of a pair, and so does a
    // reader.
    sessionAffinity: "ClientIP",
  };
}
