// A PodMonitor for pods that no chart brings one for. Creates the custom resource only; needs the operator's
// definitions.
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface ScrapedPods {
  name: string;
  namespace: string;
  /** Labels of the pods. */
  labels: Record<string, string>;
  /** Name of the container port that serves /metrics. */
  port: string;
}

export function podMonitorSpec({ labels, port }: Pick<ScrapedPods, "labels" | "port">) {
  return { selector: { matchLabels: labels }, podMetricsEndpoints: [{ port }] };
}

export function podMonitor(
  resourceName: string,
  { name, namespace, ...pods }: ScrapedPods,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  return new kubernetes.apiextensions.CustomResource(
    resourceName,
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PodMonitor",
      metadata: { name, namespace },
      spec: podMonitorSpec(pods),
    },
    opts,
  );
}
