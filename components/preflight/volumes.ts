// Whether volumes can be made: a driver, and where the organisation names a StorageClass of its own, that class. Pure.
import type { Settings } from "../../settings/settings";
import { installed } from "./add-on";
import { type Check, judged, list } from "./check";
import type { Findings } from "./findings";

export function volumes(settings: Settings, findings: Findings): Check {
  const { cluster, storageClass } = settings;
  const row = {
    what: "volumes",
    needed: "a driver for EBS volumes",
    mend: `aws eks create-addon --cluster-name ${cluster.name} --addon-name aws-ebs-csi-driver`,
  };
  if (storageClass !== undefined) return ownClass(storageClass, findings);
  if (findings.aws.autoMode) return { ...row, found: "EKS Auto Mode's own", verdict: "ok" };
  const { volumeDrivers: drivers } = findings.cluster;
  const running = "is" in drivers ? { is: drivers.is.includes("ebs.csi.aws.com") } : drivers;
  return installed(row, "aws-ebs-csi-driver", findings, running, cluster.name);
}

/** Drivers of NFS (prometheus.io, "Storage": NFS, including AWS's EFS, is not supported). */
const networkFiles: ReadonlySet<string> = new Set(["efs.csi.aws.com", "nfs.csi.k8s.io"]);

function ownClass(storageClass: string, { isNew, aws, cluster: { storageClasses: found } }: Findings): Check {
  const another = "name one that is there: pulumi config set observability:storageClass <class>";
  const needed = `${storageClass}, of disks: what databases write to network files is corrupted`;
  const row = { what: "storage class", needed, mend: `create it, or ${another}` };
  const provisioner = "is" in found ? found.is.find(({ name }) => name === storageClass)?.provisioner : undefined;
  const isOfAutoMode = provisioner === "ebs.csi.eks.amazonaws.com";
  const foundDriver = `${storageClass} (${provisioner})`;
  if (isOfAutoMode && !aws.autoMode)
    return { ...row, found: foundDriver, needed: "a driver that is there: Auto Mode is off", verdict: "impossible" };
  // docs.aws.amazon.com/eks, "Use Kubernetes volume storage with Amazon EBS": considerations.
  if (aws.autoMode && (provisioner === "ebs.csi.aws.com" || provisioner === "kubernetes.io/aws-ebs"))
    return {
      ...row,
      found: foundDriver,
      needed: "ebs.csi.eks.amazonaws.com: nodes of EKS Auto Mode mount volumes of no other driver for EBS",
      verdict: "lacking",
      mend: `keep the platform on other nodes (scheduling.nodeSelector), or ${another}`,
    };
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
