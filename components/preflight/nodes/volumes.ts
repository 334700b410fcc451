// Whether volumes can be made: a driver, and where the organisation names a StorageClass of its own, that class. Pure.

import { autoModeDriver, ebsDriver, formerDriver } from "../../../conventions/ebs";
import { dataStorageClass } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { installed } from "../account/add-on";
import { type Check, foundOf, judged, list, mapped, type Row } from "../check";
import type { Findings } from "../findings";
import { areOthers } from "./nodes";

export function volumes(settings: Settings, findings: Findings): Check {
  const { storageClass } = settings;
  const row = { what: "volumes", needed: "a driver for EBS volumes", mend: addOn("create-addon", settings) };
  if (storageClass !== undefined) return namedClass(storageClass, settings, findings);
  const { storageClasses: found } = findings.cluster;
  // The class keeps the driver that it was made with.
  const made = foundOf(found).find(({ name }) => name === dataStorageClass)?.provisioner;
  if (findings.aws.autoMode && made !== ebsDriver)
    return keepsOff(settings, findings)
      ? { ...row, ...offAutoMode, found: "EKS Auto Mode's own" }
      : { ...row, found: "EKS Auto Mode's own", verdict: "ok" };
  const ownClass = `${dataStorageClass} (${made})`;
  if (findings.aws.autoMode && !isSelective(settings)) return onOtherNodes({ ...row, mend: otherNodes }, ownClass);
  if (!findings.aws.autoMode && made === autoModeDriver)
    return { ...withoutAutoMode({ ...row, mend: autoModeAgain }, ownClass), verdict: "lacking" };
  return classic(row, settings, findings);
}

/** Without a role it would go by its node's, which has no right to make volumes, and may be out of a pod's reach. */
function addOn(command: string, { cluster, identity }: Settings): string {
  const role =
    identity === "irsa"
      ? "--service-account-role-arn <role>"
      : "--pod-identity-associations serviceAccount=ebs-csi-controller-sa,roleArn=<role>";
  return (
    `aws eks ${command} --cluster-name ${cluster.name} --addon-name aws-ebs-csi-driver ${role}, a role with ` +
    "AmazonEBSCSIDriverPolicy (docs.aws.amazon.com/eks, “Use Kubernetes volume storage with Amazon EBS”)"
  );
}

/** Whether the driver for EBS is there, which is no part of a cluster, runs, and has its rights. */
function classic(row: Row, settings: Settings, findings: Findings): Check {
  const { cluster } = settings;
  const { volumeDrivers: drivers, volumeController: controller } = findings.cluster;
  const running = mapped(drivers, (all) => all.includes(ebsDriver));
  const check = installed(row, "aws-ebs-csi-driver", findings, running, cluster.name);
  if (check.verdict !== "ok") return check;
  if ("is" in controller && controller.is === "not ready")
    return {
      ...row,
      found: "the driver, and no pod of its controller that is ready: no volume is made",
      verdict: "lacking",
      mend: "kubectl -n kube-system describe pods -l app=ebs-csi-controller says why",
    };
  const { volumeRole: role } = findings.aws;
  // Where there are volumes already it has made some.
  if (findings.isNew && "is" in role && !role.is)
    return {
      ...row,
      found: "the add-on, without a role of its own",
      needed: "the rights of AmazonEBSCSIDriverPolicy, of its own, of an association or of its nodes",
      verdict: "lacking",
      mend: `where nobody gives it those: ${addOn("update-addon --resolve-conflicts PRESERVE", settings)}`,
    };
  return check;
}

const isSelective = ({ scheduling }: Settings) => Object.keys(scheduling.nodeSelector).length > 0;
/** Whether the pods are sent to other nodes than EKS Auto Mode's, as far as there are any. */
const keepsOff = (settings: Settings, { cluster }: Findings) => isSelective(settings) && areOthers(cluster.nodes);

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

/** docs.aws.amazon.com/eks, "Create a storage class": its volumes are for its own nodes. */
const offAutoMode = {
  needed: "nodes of EKS Auto Mode: others mount no volume of its driver, and scheduling.nodeSelector leaves none",
  verdict: "lacking",
  mend:
    "let nodes of Auto Mode have those labels, or, on a new stack, name a class of " +
    `${ebsDriver}: pulumi config set observability:storageClass <class>`,
} as const;

/**
 * Drivers of NFS, whoever makes them, of files that are NFS to the node, and of Windows' shares (prometheus.io,
 * "Storage": NFS, including AWS's EFS, is not supported); and of buckets that look like files.
 */
const networkFiles = /nfs|^(?:efs|fsx\.openzfs|s3)\.csi\.aws\.com$|^smb\.csi\.k8s\.io$/;

function namedClass(storageClass: string, settings: Settings, findings: Findings): Check {
  const { isNew, isInCluster, aws } = findings;
  const { storageClasses: found } = findings.cluster;
  const another = "name one that is there: pulumi config set observability:storageClass <class>";
  // Of a stack that is up the class stays, and so do the volumes that it made.
  const orAnother = (mend: string) => (isInCluster ? mend : `${mend}, or ${another}`);
  const needed = `${storageClass}, of disks: what databases write to network files is corrupted`;
  const row = { what: "storage class", needed, mend: orAnother("create it under this name") };
  const { provisioner, shortcomings = [] } = foundOf(found).find(({ name }) => name === storageClass) ?? {};
  const foundDriver = `${storageClass} (${provisioner})`;
  if (provisioner === autoModeDriver && !aws.autoMode)
    return isInCluster
      ? { ...withoutAutoMode({ ...row, mend: autoModeAgain }, foundDriver), verdict: "lacking" }
      : withoutAutoMode({ ...row, mend: another }, foundDriver);
  if (provisioner === autoModeDriver && keepsOff(settings, findings))
    return { ...row, ...offAutoMode, found: foundDriver };
  if (provisioner === ebsDriver || provisioner === formerDriver) {
    if (aws.autoMode && !isSelective(settings))
      return onOtherNodes({ ...row, mend: orAnother(otherNodes) }, foundDriver);
    const driver = classic(
      {
        ...row,
        needed: `the driver for EBS, which makes volumes of ${foundDriver}`,
        mend: addOn("create-addon", settings),
      },
      settings,
      findings,
    );
    if (driver.verdict === "impossible" || driver.verdict === "lacking") return driver;
  }
  // Told while another can still be named.
  if (isNew && shortcomings.length > 0 && !networkFiles.test(provisioner ?? ""))
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
    (classes) => classes.some(({ name, provisioner }) => name === storageClass && !networkFiles.test(provisioner)),
    isInCluster && provisioner === undefined ? "lacking" : "impossible",
    (classes) => list(classes.map(({ name, provisioner }) => `${name} (${provisioner})`)),
  );
}

/** Claims of StatefulSets are grown by hand first, and the operator's stay; Helm patches Grafana's, and fails there. */
export function growingClaim({ storageClass, sizing: { grafana } }: Settings, findings: Findings): Check[] {
  const { grafanaGib: had = grafana.volumeGib, cluster } = findings;
  const { storageClasses: found } = cluster;
  const neverGrows = foundOf(found).some(({ name, neverGrows = false }) => name === storageClass && neverGrows);
  return !neverGrows || grafana.volumeGib <= had
    ? []
    : [
        {
          what: "volume of Grafana",
          found: `${storageClass}: allowVolumeExpansion is off, and the claim has ${had} GiB`,
          needed: `to grow to ${grafana.volumeGib} GiB`,
          verdict: "impossible",
          mend:
            `where its driver can: kubectl patch storageclass ${storageClass} --patch ` +
            `'{"allowVolumeExpansion":true}'; or: pulumi config set --path observability:sizing.grafana.volumeGib ${had}`,
        },
      ];
}
