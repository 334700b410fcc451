// An application as the platform wants it, in one resource. In: the contract and a container. Out: a Deployment, a
// Service, a ServiceMonitor, whose metrics, logs and traces carry one service name and one tenant. May touch: these
// objects and the sidecar's ConfigMap, in the application's own namespace.
//
//   const platform = await readPlatform(new pulumi.StackReference("organization/observability/prod"));
//   new Workload("go-service", {
//     platform, tenant: "payments", namespace: "payments", image: "registry.example.com/go-service:1.4.2",
//     ports: { http: 8080 }, metricsPort: "http", logs: "daemonset", resources: { cpuMillicores: 100, memoryMib: 128 },
//   });
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PlatformContract } from "./contract";
import { ContractError } from "./reader";
import { type WorkloadSpec, workloadManifests } from "./workload-manifests";
import { problemsOf } from "./workload-problems";

export interface WorkloadArgs extends WorkloadSpec<pulumi.Input<string>> {
  /** The platform's contract, as `readPlatform` gives it. */
  platform: PlatformContract;
  /**
   * Name of the service in metrics, logs and traces, and of the Deployment. Default: the resource's name. A change
   * replaces everything.
   */
  service?: string;
}

export class Workload extends pulumi.ComponentResource {
  readonly deployment: kubernetes.apps.v1.Deployment;
  /** Absent where the workload has no ports. */
  readonly service: kubernetes.core.v1.Service | undefined;

  /**
   * @throws ContractError when the specification doesn't fit the platform, as with a namespace of another tenant; the
   * message says how.
   */
  constructor(
    name: string,
    { platform, service = name, ...spec }: WorkloadArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("obs:contract:Workload", name, {}, opts);
    const problems = problemsOf(platform, service, spec);
    if (problems.length > 0) throw new ContractError(`workload "${name}": ${problems.join("; ")}`);

    const manifests = workloadManifests(platform, service, spec);
    const child = { parent: this };
    const logConfig =
      manifests.logConfig && new kubernetes.core.v1.ConfigMap(`${name}-file-logs`, manifests.logConfig, child);
    this.deployment = new kubernetes.apps.v1.Deployment(name, manifests.deployment, {
      ...child,
      dependsOn: logConfig ? [logConfig] : [],
    });
    this.service = manifests.service && new kubernetes.core.v1.Service(name, manifests.service, child);
    if (manifests.serviceMonitor) {
      new kubernetes.apiextensions.CustomResource(
        name,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "ServiceMonitor",
          ...manifests.serviceMonitor,
        },
        child,
      );
    }
    this.registerOutputs({ deployment: this.deployment.metadata.name });
  }
}
