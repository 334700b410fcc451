// Whether volumes can be made: a driver, and where the organisation names a StorageClass of its own, that class. Pure.

import { dataStorageClass } from "../../conventions/names";
import type { Settings } from "../../settings/settings";
import { installed } from "./add-on";
import { type Check, judged, list, type Row } from "./check";
import type { Findings } from "./findings";

export function volumes(settings: Settings, findings: Findings): Check {
  const { cluster, storageClass } = settings;
  const row = {
    what: "volumes",
    needed: "a driver for EBS volumes",
    mend: `aws eks create-addon --cluster-name ${cluster.name} --addon-name aws-ebs-csi-driver`,
  };
  if (storageClass !== undefined) return namedClass(storageClass, findings);
  const { volumeDrivers: drivers, storageClasses: found } = findings.cluster;
  // The class keeps the driver that it was made with.
  const made = "is" in found ? found.is.find(({ name }) => name === dataStorageClass)?.provisioner : undefined;
  if (findings.aws.autoMode && made !== classicDriver) return { ...row, found: "EKS Auto Mode's own", verdict: "ok" };
  const ownClass = `${dataStorageClass} (${made})`;
  const { nodeSelector } = settings.scheduling;
  if (findings.aws.autoMode && Object.keys(nodeSelector).length === 0)
    return onOtherNodes({ ...row, mend: otherNodes }, ownClass);
  if (!findings.aws.autoMode && made === autoModeDriver)
    return { ...withoutAutoMode({ ...row, mend: autoModeAgain }, ownClass), verdict: "lacking" };
  const running = "is" in drivers ? { is: drivers.is.includes(classicDriver) } : drivers;
  return installed(row, "aws-ebs-csi-driver", findings, running, cluster.name);
}

const classicDriver = "ebs.csi.aws.com";
const autoModeDriver = "ebs.csi.eks.amazonaws.com";

const otherNodes = "keep the platform on other nodes (scheduling.nodeSelector)";
const autoModeAgain =
  "switch its block storage on again: volumes that are there are mounted by nodes of Auto Mode alone, and the class stays";

const withoutAutoMode = (row: Row, found: string): Check => ({
  ...row,
  found,
  needed: "a driver that is there: Auto Mode is off",
  verdict: "impossible",
});

/** docs.aws.amazon.com/eks, "Use Kubernetes volume storage with Amazon EBS": considerations. */
const onOtherNodes = (row: Row, found: string): Check => ({
  ...row,
  found,
  needed: `${autoModeDriver}: nodes of EKS Auto Mode mount volumes of no other driver for EBS`,
  verdict: "lacking",
});

/** Drivers of NFS (prometheus.io, "Storage": NFS, including AWS's EFS, is not supported). */
const networkFiles: ReadonlySet<string> = new Set(["efs.csi.aws.com", "nfs.csi.k8s.io"]);

function namedClass(storageClass: string, { isNew, aws, cluster: { storageClasses: found } }: Findings): Check {
  const another = "name one that is there: pulumi config set observability:storageClass <class>";
  const needed = `${storageClass}, of disks: what databases write to network files is corrupted`;
  const row = { what: "storage class", needed, mend: `create it, or ${another}` };
  const provisioner = "is" in found ? found.is.find(({ name }) => name === storageClass)?.provisioner : undefined;
  const foundDriver = `${storageClass} (${provisioner})`;
  if (provisioner === autoModeDriver && !aws.autoMode) return withoutAutoMode(row, foundDriver);
  if (aws.autoMode && (provisioner === classicDriver || provisioner === "kubernetes.io/aws-ebs"))
    return onOtherNodes({ ...row, mend: `${otherNodes}, or ${another}` }, foundDriver);
  const { shortcomings = [] } = ("is" in found && found.is.find(({ name }) => name === storageClass)) || {};
  // Told while another can still be named.
  if (isNew && shortcomings.length > 0 && !networkFiles.has(provisioner ?? ""))
    return {
      ...row,
      found: `${foundDriver}: ${shortcomings.join("; ")}`,
      needed: "a class like the platform's own",
      verdict: "lacking",
      mend: `${another}, or take what is lacking into account: the class of a running stack stays`,
    };
  return judged(
    row,
    found,
    (classes) => classes.some(({ name, provisioner }) => name === storageClass && !networkFiles.has(provisioner)),
    "impossible",
    (classes) => list(classes.map(({ name, provisioner }) => `${name} (${provisioner})`)),
  );
}
