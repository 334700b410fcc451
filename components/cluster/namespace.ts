// The platform's own namespace.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../conventions";

export interface PlatformNamespaceArgs {
  namespace: string;
}

/**
 * Pod security is `privileged` for enforcement, because shippers and node-exporter read host paths, and `restricted` for
 * warnings, so that everything else shows where it falls short.
 */
export class PlatformNamespace extends pulumi.ComponentResource {
  constructor(name: string, args: PlatformNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cluster:PlatformNamespace", name, args, opts);
    new kubernetes.core.v1.Namespace(name, {
      metadata: {
        name: args.namespace,
        labels: {
          ...ownLabels,
          "pod-security.kubernetes.io/enforce": "privileged",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
    }, { parent: this });
    this.registerOutputs({});
  }
}
