// The way to have one more thing scraped: a ServiceMonitor for a Service that serves Prometheus metrics.
// In: which Service. Out: its metrics in Prometheus, under the tenant that owns its namespace. Touches nothing else.
//
//   new ScrapedService("rabbitmq", {
//     namespace: "payments", matchLabels: { "app.kubernetes.io/name": "rabbitmq" }, port: "prometheus",
//   });
//
// What has no /metrics gets an exporter beside it and this for the exporter's Service; an address that is only to be
// reachable gets a `Probe` (docs/exporters.md).
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ContractError } from "./reader";
import { problemsOfTarget, type ScrapedServiceTarget, serviceMonitorSpec } from "./scraped-service-spec";

export class ScrapedService extends pulumi.ComponentResource {
  constructor(name: string, args: ScrapedServiceTarget, opts?: pulumi.ComponentResourceOptions) {
    super("obs:contract:ScrapedService", name, {}, opts);
    const problems = problemsOfTarget(args);
    if (problems.length > 0) throw new ContractError(`scraped service "${name}": ${problems.join("; ")}`);
    new kubernetes.apiextensions.CustomResource(
      name,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata: { name, namespace: args.namespace },
        spec: serviceMonitorSpec(args),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
