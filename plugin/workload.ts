// An application on the platform, for programs in any language.
import * as pulumi from "@pulumi/pulumi";
import {
  checkedContract,
  Workload as PlatformWorkload,
  type WorkloadArgs as PlatformWorkloadArgs,
} from "eks-observability/contract";
import { known } from "./known";

export interface Resources {
  /** CPU request in thousandths of a core. */
  cpuMillicores: number;
  /** Memory request and limit, in MiB. */
  memoryMib: number;
}

export interface WorkloadArgs {
  /** The platform's output `platform`, of a StackReference. */
  // biome-ignore lint/suspicious/noExplicitAny: for the schema; the contract's reader judges it
  platform: pulumi.Input<any>;
  /** The platform's output `platformSidecar`; needed with `logs: sidecar`. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  platformSidecar?: pulumi.Input<any>;
  /** Name of the service in metrics, logs and traces. Default: the resource's name. */
  service?: string;
  /** Tenant that owns the namespace. A claim that is checked; what decides is the namespace. */
  tenant: string;
  /** An existing namespace. A change replaces everything. */
  namespace: string;
  /** Image; it must declare a numeric user other than root. Its own files cannot be written; `/tmp` can. */
  image: pulumi.Input<string>;
  /** `service.version` of traces. Default: none. */
  version?: string;
  /** Ports of container and Service, by name. Default: none, and then no Service. */
  ports?: { [name: string]: number };
  /** Name of the port that serves /metrics. Default: none, and then nothing is scraped. */
  metricsPort?: string;
  /** Who reads log files: nobody (`none`), the platform's agent on each node (`daemonset`), a Fluent Bit in the pod (`sidecar`). */
  logs: string;
  /** Room for log files, in GiB. A pod that exceeds it is evicted. Default: 1. */
  logVolumeGib?: number;
  /** Further variables; they win over the platform's. Default: none. */
  env?: { [name: string]: string };
  resources: Resources;
  /** Pods. Default: 2. */
  replicas?: number;
}

export class Workload extends pulumi.ComponentResource {
  /** Name of the Deployment. */
  readonly deploymentName: pulumi.Output<string>;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-observability:index:Workload", name, {}, opts);
    const workload = new PlatformWorkload(name, args as unknown as PlatformWorkloadArgs, { parent: this });
    this.deploymentName = workload.deployment.metadata.name;
    this.registerOutputs({ deploymentName: this.deploymentName });
  }
}

const handedOn = ["image", "env"];

/** The contract and all that the manifests' shape depends on, as plain values. */
export async function preparedWorkload(inputs: pulumi.Inputs): Promise<pulumi.Inputs> {
  const { platform, platformSidecar, ...spec } = inputs;
  const outputs = {
    platform: (await known("platform", platform)).value,
    platformSidecar: (await known("platformSidecar", platformSidecar)).value,
  };
  const plain = await Promise.all(
    Object.entries(spec).map(async ([key, input]) => [
      key,
      handedOn.includes(key) ? input : (await known(key, input)).value,
    ]),
  );
  return {
    ...(Object.fromEntries(plain) as pulumi.Inputs),
    platform: checkedContract(outputs, "that the input platform comes from"),
  };
}
