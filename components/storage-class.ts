// The storage class of every persistent volume of the platform. Pure.

/**
 * Name of the cluster's storage class for EBS gp3 volumes; the cluster must have it. A volume keeps the class it was
 * created with: a change needs new volumes.
 */
export const dataStorageClass = "gp3";

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
