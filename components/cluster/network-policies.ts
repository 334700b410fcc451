// NetworkPolicy objects of the platform's namespace. They need a network plugin that enforces them: on EKS the VPC CNI
// with `enableNetworkPolicy`, or Cilium or Calico.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../conventions/names";
import type { Settings } from "../../settings/settings";
import { textDigest } from "../text-digest";
import { networkPolicySpecs } from "./network-policy-specs";

export interface NetworkPoliciesArgs {
  settings: Settings;
}

export class NetworkPolicies extends pulumi.ComponentResource {
  constructor(name: string, { settings }: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cluster:NetworkPolicies", name, {}, opts);
    for (const [group, spec] of Object.entries(networkPolicySpecs(settings))) {
      const policy = `${group}-${textDigest(JSON.stringify(spec))}`;
      new kubernetes.networking.v1.NetworkPolicy(
        `${name}-${policy}`,
        {
          metadata: { name: policy, namespace: settings.namespace, labels: ownLabels },
          spec: spec as kubernetes.types.input.networking.v1.NetworkPolicySpec,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
