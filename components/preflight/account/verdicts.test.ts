import {
  among,
  type Case,
  type Change,
  findsEach,
  keyIn,
  noAddons,
  ownKey,
  room,
  unknown,
} from "../../../test/support/preflight-findings";
import type { Verdict } from "../check";

const bounded = { iam: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" } };

const msk = { kafka: { mode: "msk" } };
const irsa = { ...msk, identity: "irsa" };
const login = "login of Fluent Bit at brokers (iam)";

const table: readonly Case[] = [
  [login, { isNew: true, settings: irsa }, "impossible", /identity podIdentity; or: .*kafka\.auth scram$/],
  [login, { isNew: true, settings: irsa, aws: { partition: "aws-cn" } }, "impossible", /^\S+ config .*auth scram$/],
  [login, { isBeforeBrokers: true, settings: irsa }, "impossible", /identity podIdentity; or: .*kafka\.auth scram$/],
  [login, { settings: irsa }, "impossible", /identity podIdentity$/],
  [login, { writesByIrsa: true, settings: irsa }, "lacking", /identity podIdentity$/],
  ["identity (podIdentity)", {}, "ok"],
  [
    "identity (podIdentity)",
    { cluster: { podIdentityAgent: { is: "none" } } },
    "lacking",
    /describe-addon .*agent says/,
  ],
  [
    "identity (podIdentity)",
    {
      settings: { kafka: { mode: "none" } },
      aws: { addons: noAddons },
      cluster: { podIdentityAgent: { is: "none" } },
    },
    "impossible",
    /eks-pod-identity-agent; or: .*identity irsa/,
  ],
  [
    "identity (podIdentity)",
    { settings: msk, aws: { addons: noAddons }, cluster: { podIdentityAgent: { is: "none" } } },
    "impossible",
    /eks-pod-identity-agent$/,
  ],
  [
    "identity (podIdentity)",
    { cluster: { podIdentityAgent: { is: "not ready" } } },
    "lacking",
    /describe pods .*eks-pod-identity-agent/,
  ],
  ["identity (podIdentity)", { aws: { addons: noAddons }, cluster: { podIdentityAgent: unknown } }, "unknown"],
  ["identity (podIdentity)", { aws: { addons: noAddons, autoMode: true } }, "ok"],
  ["identity (podIdentity)", { aws: { partition: "aws-cn" } }, "impossible", /identity irsa/],
  ["identity (podIdentity)", { aws: { partition: "aws-us-gov" } }, "ok"],
  ["identity (irsa)", { settings: { identity: "irsa" } }, "ok"],
  ["identity (irsa)", { settings: { identity: "irsa" }, aws: { partition: "aws-cn" } }, "ok"],
  [
    "identity (irsa)",
    { settings: { identity: "irsa" }, aws: { oidcProvider: { is: false } } },
    "impossible",
    /--approve/,
  ],
  ["identity (irsa)", { settings: { identity: "irsa" }, aws: { oidcProvider: unknown } }, "unknown"],
  ["key of volumes", {}, "ok"],
  ["key of volumes", { aws: { volumeKey: unknown } }, "unknown"],
  ["key of volumes", { aws: { volumeKey: { is: { id: "k", state: "Enabled" } } }, isNew: true }, "ok"],
  [
    "key of volumes",
    { aws: { volumeKey: { is: { id: "k", state: "Disabled" } } }, isNew: true },
    "impossible",
    /enable-key --key-id k,/,
  ],
  [
    "key of volumes",
    { aws: { volumeKey: { is: { id: "k", state: "PendingDeletion" } } } },
    "lacking",
    /cancel-key-deletion/,
  ],
  ["key of KMS", ownKey, "ok"],
  ["key of KMS", { ...ownKey, aws: { dataKey: unknown } }, "unknown"],
  ["key of KMS", { ...ownKey, aws: { dataKey: { is: undefined } }, isNew: true }, "impossible"],
  ...[{ state: "Disabled" }, { state: "PendingDeletion" }, { spec: "RSA_2048" }, { manager: "AWS" }].flatMap(
    (odd): Case[] => [
      [
        "key of KMS",
        { ...ownKey, aws: { dataKey: { is: keyIn(odd) } }, isNew: true },
        "impossible",
        /enable-key --key-id arn:/,
      ],
      [
        "key of KMS",
        { ...ownKey, aws: { dataKey: { is: keyIn(odd) } } },
        "lacking",
        /cancel-key-deletion --key-id arn:/,
      ],
    ],
  ),
  ["key of KMS", { aws: { madeKey: "arn:1", dataKey: { is: keyIn({}) } } }, "ok"],
  ["key of KMS", { aws: { madeKey: "arn:1", dataKey: { is: keyIn({ state: "Disabled" }) } } }, "lacking"],
  ["key of KMS", { aws: { madeKey: "arn:1", dataKey: { is: undefined } } }, "lacking"],
  [
    "key of KMS",
    { aws: { madeKey: "arn:1", dataKey: { is: keyIn({ state: "PendingDeletion" }) } } },
    "impossible",
    /cancel-key-deletion --key-id arn:1$/,
  ],
  ["MSK", { aws: { msk: { is: "there" } } }, "ok"],
  ["MSK", { aws: { msk: { is: "not there" } } }, "impossible", /kafka\.mode none/],
  ["MSK", { aws: { msk: { is: "deprecated" } } }, "impossible", /kafka\.mode none/],
  ["MSK", { aws: { msk: unknown } }, "unknown"],
  [
    "type of brokers",
    { settings: { kafka: { brokerType: "kafka.t3.small" } }, aws: { msk: { is: "there" } } },
    "lacking",
    /kafka\.brokerType kafka\.m7g\.large$/,
  ],
  ["logs of the control plane", { settings: { logs: { controlPlane: true } } }, "ok"],
  [
    "logs of the control plane",
    { settings: { logs: { controlPlane: true } }, aws: { controlPlaneLogs: { is: [] } } },
    "impossible",
    /aws eks update-cluster-config --name test --logging '\{"clusterLogging":.*logs\.controlPlane false/,
  ],
  [
    "logs of the control plane",
    { settings: { logs: { controlPlane: true } }, aws: { controlPlaneLogs: { is: [] }, readsControlPlane: true } },
    "lacking",
  ],
  ["log group of the control plane", { settings: { logs: { controlPlane: true } } }, "ok"],
  ...["not there", "INFREQUENT_ACCESS"].map((group): [string, Change, Verdict, RegExp] => [
    "log group of the control plane",
    { settings: { logs: { controlPlane: true } }, aws: { controlPlaneGroup: { is: group } } },
    "impossible",
    /create-log-group --log-group-name \/aws\/eks\/test\/cluster;/,
  ]),
  [
    "log group of the control plane",
    {
      settings: { logs: { controlPlane: true } },
      aws: { controlPlaneGroup: { is: "not there" }, readsControlPlane: true },
    },
    "lacking",
  ],
  ["security groups of nodes", { aws: { missingSecurityGroups: { is: [] } } }, "ok"],
  [
    "security groups of nodes",
    { aws: { missingSecurityGroups: { is: ["sg-0000000a"] } } },
    "impossible",
    /describe-sec/,
  ],
  ["security groups of nodes", { aws: { missingSecurityGroups: unknown } }, "unknown"],
  ["addresses for brokers", { aws: { brokers: room(11, 200, 2) } }, "ok"],
  ["addresses for brokers", { aws: { brokers: room(11, 1, 9) } }, "impossible", /subnetIds/],
  ["addresses for brokers", { aws: { brokers: room(11, undefined, 9) } }, "unknown"],
  ["subnets for brokers", { aws: { brokers: room(9, 9, 9) } }, "ok"],
  ["subnets for brokers", { aws: { brokers: among({ zone: "eu-central-1b" }) } }, "impossible", /kafka\.subnetIds/],
  ["subnets for brokers", { aws: { brokers: among({ problem: "in vpc-other" }) } }, "impossible", /describe-subnets/],
  ["subnets for brokers", { aws: { brokers: among({ problem: "not there" }) } }, "impossible"],
  ["subnets for brokers", { aws: { brokers: among({}) } }, "unknown"],
  ["permissions boundary", { settings: bounded }, "ok"],
  ["permissions boundary", { settings: bounded, aws: { boundary: { is: false } } }, "impossible", /list-policies/],
  ["permissions boundary", { settings: bounded, aws: { boundary: unknown } }, "unknown"],
];

describe("the look at the account", () => findsEach(table));
