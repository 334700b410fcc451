// The storage class of every persistent volume of the platform. Pure.
import type { Settings } from "../../settings/settings";

/**
 * Name of the class, which the platform brings along: EKS has none for gp3. A volume keeps the class it was created
 * with; a change of the name needs new volumes.
 */
export const dataStorageClass = "observability-gp3";

/** Claim template for a workload that keeps `volumeGib` GiB per replica. */
export function dataVolume(volumeGib: number) {
  return {
    spec: {
      storageClassName: dataStorageClass,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${volumeGib}Gi` } },
    },
  };
}

/**
 * What the class asks of the EBS CSI driver. In a protected stack the EBS volume stays when its claim goes, and can be
 * bound again. A volume is made in the zone of the pod that waits for it, and can grow in place.
 */
export function dataStorage({ protect }: Pick<Settings, "protect">) {
  return {
    provisioner: "ebs.csi.aws.com",
    parameters: { type: "gp3", encrypted: "true" },
    reclaimPolicy: protect ? "Retain" : "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  };
}
