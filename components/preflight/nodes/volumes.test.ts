// Drivers for volumes and the agent of Pod Identity where they are no matter of course: a class without its driver, files of
// a network, nodes beside those of EKS Auto Mode.
import assert from "node:assert/strict";
import {
  autoClass,
  type Change,
  checks,
  gp2,
  inTree,
  noAddons,
  unknown,
} from "../../../test/support/preflight-findings";
import type { Verdict } from "../check";
import { storageClassesOf } from "../cluster/storage-classes";
import type { StorageClass } from "../findings";

const selective = { scheduling: { nodeSelector: { "node-group": "platform" } } };
const onlyAuto = { nodes: { is: [{ taints: [], isAuto: true as const }] } };
const mixed = { nodes: { is: [...onlyAuto.nodes.is, { taints: [] }] } };
const withoutAuto = { settings: { storageClass: "auto" }, cluster: { storageClasses: { is: [autoClass] } } };
const classOfOthers = { settings: { storageClass: "gp2" }, aws: { autoMode: true } };
const table: [what: string, change: Change, verdict: Verdict, mend?: RegExp][] = [
  // A class of the driver for EBS is there whether the driver is or not.
  ...(["gp2", "old"] as const).flatMap((storageClass): typeof table => {
    const classes = { storageClasses: { is: [gp2, inTree] } };
    const without = { ...classes, volumeDrivers: { is: [] } };
    const aws = { addons: noAddons };
    return [
      [
        "storage class",
        { settings: { storageClass }, cluster: without, aws },
        "impossible",
        /aws-ebs-csi-driver --pod-identity-associations \S+,roleArn=<role>/,
      ],
      ["storage class", { settings: { storageClass }, cluster: without }, "lacking", /describe-addon .* says why$/],
      ["storage class", { settings: { storageClass }, cluster: classes, aws }, "ok"],
      ["storage class", { settings: { storageClass }, cluster: { ...classes, volumeDrivers: unknown }, aws }, "ok"],
      [
        "storage class",
        { settings: { storageClass, ...selective }, cluster: without, aws: { ...aws, autoMode: true } },
        "impossible",
      ],
      ["storage class", { settings: { storageClass, ...selective }, cluster: classes, aws: { autoMode: true } }, "ok"],
    ];
  }),
  ...["fsx.openzfs.csi.aws.com", "smb.csi.k8s.io", "cluster.local/nfs-subdir-external-provisioner"].map(
    (provisioner): (typeof table)[0] => [
      "storage class",
      { settings: { storageClass: "files" }, cluster: { storageClasses: { is: [{ name: "files", provisioner }] } } },
      "impossible",
    ],
  ),
  // Of a stack that is up the class is fixed: one that somebody deleted is made again.
  [
    "storage class",
    { settings: { storageClass: "gp3" } },
    "impossible",
    /^create it .* config set observability:storageClass/,
  ],
  ["storage class", { isInCluster: true, settings: { storageClass: "gp3" } }, "lacking", /^create it under this name$/],
  ["storage class", withoutAuto, "impossible", /^name one that is there/],
  ["storage class", { ...withoutAuto, isInCluster: true }, "lacking", /^switch its block storage on again/],
  ["storage class", { ...classOfOthers, isInCluster: true }, "lacking", /^keep the platform on other nodes \S+$/],
  // A driver that is there, and makes no volume.
  [
    "volumes",
    { cluster: { volumeController: { is: "not ready" } } },
    "lacking",
    /describe pods -l app=ebs-csi-controller/,
  ],
  ["volumes", { cluster: { volumeController: { is: "none" } } }, "ok"],
  [
    "volumes",
    { isNew: true, aws: { volumeRole: { is: false } } },
    "lacking",
    /update-addon .* a role with AmazonEBSCSIDriverPolicy/,
  ],
  ["volumes", { isNew: true, aws: { volumeRole: unknown } }, "ok"],
  ["volumes", { aws: { volumeRole: { is: false } } }, "ok"],
  [
    "volumes",
    { settings: { identity: "irsa" }, aws: { addons: noAddons }, cluster: { volumeDrivers: { is: [] } } },
    "impossible",
    /create-addon .*--service-account-role-arn <role>/,
  ],
  // Nodes beside EKS Auto Mode's have neither its driver nor its agent.
  [
    "storage class",
    {
      settings: { storageClass: "auto", ...selective },
      aws: { autoMode: true },
      cluster: { storageClasses: { is: [autoClass] } },
    },
    "lacking",
  ],
  ["volumes", { settings: selective, aws: { autoMode: true } }, "lacking", /storageClass <class>/],
  ["volumes", { settings: selective, aws: { autoMode: true }, cluster: mixed }, "ok"],
  ["volumes", { settings: selective, aws: { autoMode: true }, cluster: { nodes: { is: [] } } }, "ok"],
  ["volumes", { settings: selective, aws: { autoMode: true }, cluster: { nodes: unknown } }, "ok"],
  ["volumes", { aws: { autoMode: true } }, "ok"],
  [
    "identity (podIdentity)",
    { aws: { autoMode: true }, cluster: { ...mixed, podIdentityAgent: { is: "none" } } },
    "lacking",
    /eks-pod-identity-agent/,
  ],
  [
    "identity (podIdentity)",
    { aws: { autoMode: true }, cluster: { ...onlyAuto, podIdentityAgent: { is: "none" } } },
    "ok",
  ],
  ["identity (podIdentity)", { aws: { autoMode: true }, cluster: { ...mixed, podIdentityAgent: unknown } }, "ok"],
  ["identity (podIdentity)", { aws: { autoMode: true }, cluster: mixed }, "ok"],
  [
    "identity (podIdentity)",
    { aws: { autoMode: true }, cluster: { nodes: unknown, podIdentityAgent: { is: "none" } } },
    "ok",
  ],
];

const larger = (grafanaGib: number | undefined, is: readonly StorageClass[], storageClass?: string): Change => ({
  ...(grafanaGib === undefined ? {} : { grafanaGib }),
  settings: { ...(storageClass && { storageClass }), sizing: { grafana: { volumeGib: 20 } } },
  cluster: { storageClasses: { is } },
});

describe("the look for Grafana's claim, which Helm grows", () => {
  const fixed = { ...gp2, neverGrows: true } as const;
  const told = (change: Change) => checks(change).filter(({ what }) => what === "volume of Grafana");

  it("refuses a larger one of a class whose volumes do not grow, and says what to do", () => {
    const [check, ...more] = told(larger(10, [fixed], "gp2"));
    assert.equal(check?.verdict, "impossible");
    assert.match(
      check.mend,
      /kubectl patch storageclass gp2 .*; or: pulumi config set --path \S+grafana\.volumeGib 10$/,
    );
    assert.deepEqual(more, []);
  });

  it("says nothing of one that stays, that is new, or whose class lets it grow", () => {
    for (const change of [
      larger(20, [fixed], "gp2"),
      larger(undefined, [fixed], "gp2"),
      larger(10, [gp2], "gp2"),
      larger(10, [fixed]),
    ])
      assert.deepEqual(told(change), []);
  });
});

describe("the look for drivers and agents", () => {
  for (const [what, change, verdict, mend] of table)
    it(`finds ${what} ${verdict}: ${JSON.stringify(change)}`, () => {
      const found = checks(change).find((check) => check.what === what);
      assert.equal(found?.verdict, verdict, found?.found);
      if (mend !== undefined) assert.match(found?.mend ?? "", mend);
    });
});

describe("a StorageClass", () => {
  it("that makes no volumes is told to lack that", () => {
    const good = { reclaimPolicy: "Retain", volumeBindingMode: "WaitForFirstConsumer", allowVolumeExpansion: true };
    const lacks = (provisioner: string) =>
      storageClassesOf({ items: [{ metadata: { name: "disks" }, provisioner, ...good }] })[0]?.shortcomings;
    assert.deepEqual(lacks("kubernetes.io/no-provisioner"), [
      "nothing makes its volumes: each has to be there before its pod",
    ]);
    assert.equal(lacks("ebs.csi.aws.com"), undefined);
  });
});
