// The tenants' way to Prometheus: Deployment, Service, disruption budget and monitor of prom-label-proxy.
// Holds no credentials and keeps no state; whoever reaches it chooses the tenant, so only the front door may.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { services } from "../../endpoints";
import { promLabelProxyDeployment, promLabelProxyLabels, promLabelProxyService } from "./label-proxy-manifests";
import { podMonitor } from "./pod-monitor";

export interface PromLabelProxyArgs {
  settings: Settings;
}

export class PromLabelProxy extends pulumi.ComponentResource {
  constructor(name: string, { settings }: PromLabelProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:PromLabelProxy", name, {}, opts);
    const metadata = {
      name: services.promLabelProxy,
      namespace: settings.namespace,
      labels: { ...ownLabels, ...promLabelProxyLabels },
    };
    const parent = { parent: this };

    new kubernetes.apps.v1.Deployment(name, { metadata, spec: promLabelProxyDeployment(settings) }, parent);
    new kubernetes.core.v1.Service(name, { metadata, spec: promLabelProxyService() }, parent);
    if (settings.sizing.promLabelProxy.replicas > 1) {
      new kubernetes.policy.v1.PodDisruptionBudget(
        name,
        { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: promLabelProxyLabels } } },
        parent,
      );
    }
    podMonitor(
      `${name}-monitor`,
      { name: services.promLabelProxy, namespace: settings.namespace, labels: promLabelProxyLabels, port: "metrics" },
      parent,
    );
    this.registerOutputs({});
  }
}
