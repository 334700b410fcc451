// The storage class of every persistent volume of the platform.
import { dataStorageClass } from "../../conventions/names";
import { isAutoMode } from "../../settings/cluster-kind";
import type { Settings } from "../../settings/settings";
import { volumeTags } from "../cloud/controller-tags";
import { computeType } from "./placement";

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

/** The same in the words of Loki's and Tempo's charts. */
export function persistence({ volumeGib }: { volumeGib: number }) {
  return { enabled: true, size: `${volumeGib}Gi`, storageClass: dataStorageClass };
}

/**
 * What the class asks of the driver for EBS: the CSI driver's, or that of EKS Auto Mode, whose volumes only its own
 * nodes can mount (docs.aws.amazon.com/eks, "Create a storage class"). In a protected stack the EBS volume stays when
 * its claim goes, and can be bound again. A volume is made in the zone of the pod that waits for it, and can grow in
 * place.
 */
export function dataStorage({ protect, clusterKind, tags }: Pick<Settings, "protect" | "clusterKind" | "tags">) {
  const auto = [{ key: computeType, values: ["auto"] }];
  return {
    provisioner: clusterKind.volumeDriver,
    ...(isAutoMode(clusterKind) ? { allowedTopologies: [{ matchLabelExpressions: auto }] } : {}),
    parameters: { type: "gp3", encrypted: "true", ...volumeTags(tags) },
    reclaimPolicy: protect ? "Retain" : "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  };
}
