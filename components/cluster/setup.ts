// What must be in the cluster before anything is installed: the platform's namespace, its storage and priority classes,
// and who may talk to whom in it.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { setupType } from "../../conventions/data-types";
import { dataStorageClass, ownLabels, platformNamespaceLabels } from "../../conventions/names";
import type { Settings } from "../../settings/settings";
import { platformPriorityClass, priorityClass } from "../pods/priority";
import { dataStorage } from "../pods/storage-class";
import { NetworkPolicies } from "./network-policies";

export interface ClusterSetupArgs {
  settings: Settings;
}

export class ClusterSetup extends pulumi.ComponentResource {
  constructor(name: string, { settings }: ClusterSetupArgs, opts?: pulumi.ComponentResourceOptions) {
    super(setupType, name, {}, opts);

    const namespace = new kubernetes.core.v1.Namespace(
      name,
      {
        metadata: {
          name: settings.namespace,
          labels: platformNamespaceLabels,
        },
      },
      { parent: this },
    );
    if (settings.storageClass === undefined) {
      new kubernetes.storage.v1.StorageClass(
        name,
        {
          metadata: { name: dataStorageClass, labels: ownLabels },
          ...dataStorage(settings),
        },
        {
          parent: this,
          // A cluster that takes on Auto Mode keeps the driver that its volumes were made with.
          ignoreChanges: ["provisioner", "allowedTopologies"],
          // Kubernetes refuses a change of these. Volumes that exist take no harm from their class being made anew.
          replaceOnChanges: ["parameters", "reclaimPolicy", "volumeBindingMode"],
          deleteBeforeReplace: true,
        },
      );
    }
    new kubernetes.scheduling.v1.PriorityClass(
      name,
      {
        metadata: { name: platformPriorityClass, labels: ownLabels },
        ...priorityClass,
      },
      { parent: this },
    );
    new NetworkPolicies(`${name}-network`, { settings }, { parent: this, dependsOn: namespace });
    // That it has been there is known still where the state has lost it (components/stack/history.ts).
    this.registerOutputs({ namespace: namespace.metadata.name });
  }
}
