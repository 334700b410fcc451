// The StorageClasses of a cluster, as its API server tells them. Pure.
import type { StorageClass } from "../findings";
import { itemsOf } from "./api-server";

interface Told {
  metadata?: { name?: string };
  provisioner?: string;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
  allowVolumeExpansion?: boolean;
}

export function storageClassesOf(body: unknown): StorageClass[] {
  return itemsOf<Told>(body).map((told) => {
    const shortcomings = shortcomingsOf(told);
    return {
      name: told.metadata?.name ?? "",
      provisioner: told.provisioner ?? "",
      ...(shortcomings.length > 0 ? { shortcomings } : {}),
      ...(told.allowVolumeExpansion === true ? {} : { neverGrows: true }),
    };
  });
}

/** Fields that are absent have Kubernetes' defaults. */
function shortcomingsOf({ provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion }: Told): string[] {
  return [
    ...(provisioner === "kubernetes.io/no-provisioner"
      ? ["nothing makes its volumes: each has to be there before its pod"]
      : []),
    ...(volumeBindingMode === "WaitForFirstConsumer"
      ? []
      : ["volumeBindingMode is not WaitForFirstConsumer: a volume may be in a zone where its pod cannot be"]),
    ...(allowVolumeExpansion === true ? [] : ["allowVolumeExpansion is off: no volume can grow"]),
    ...(reclaimPolicy === "Retain"
      ? []
      : ["reclaimPolicy is not Retain: volumes go with their claims, protect or not"]),
  ];
}
