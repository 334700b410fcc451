// What decides whether the platform can work on a cluster, as it was found. Plain data.

import type { VolumeKey } from "./account/volume-key";
import type { Bound } from "./bounds/namespace";
import type { IngressClass } from "./cluster/ingress-class";
import type { PolicyPlugin } from "./cluster/policy-plugins";
import type { NodesFound } from "./nodes/nodes";
import type { AskedWebhook } from "./others/failing-webhooks";
import type { MeshMark } from "./others/meshes";

/** A fact, or why it is not to be known: no right to ask, no answer. */
export type Known<T> = { is: T } | { unknown: string };

/** Of an API server that does not know who asks: nothing can be made there. */
export const notAdmitted = "the cluster does not know this identity";

/** Of one that knows who asks and lets it not look; the same words for all questions, so that they are told once. */
export const notAllowed = "403 of the API server: the identity may not look (AmazonEKSAdminViewPolicy lets it)";

/** What these settings do not need to know. */
export const notAsked = { unknown: "not asked" } as const;

export const addons = ["aws-ebs-csi-driver", "eks-pod-identity-agent"] as const;
export type Addon = (typeof addons)[number];

export interface BrokerSubnet {
  subnetId: string;
  /** Undefined where the lookup does not say. */
  zone?: string;
  freeAddresses?: number;
  /** Why no broker can be there: no such subnet, another VPC. */
  problem?: string;
}

export interface StorageClass {
  name: string;
  /** Driver that makes its volumes. */
  provisioner: string;
  /** What it is otherwise than the platform's own, in words; nothing when absent. */
  shortcomings?: readonly string[];
  /** Its volumes stay as large as they are made. */
  neverGrows?: true;
}

/** A ClusterRole that has the name of one of the platform's. */
export interface OtherRole {
  name: string;
  /** In words: `of release alloy in namespace logging`. */
  owner: string;
}

export interface ObjectName {
  namespace: string;
  name: string;
}

export interface DefinitionFound {
  name: string;
  /** Of the Prometheus operator that it is of, where it says so. */
  version?: string;
  /** Deleted, and held by objects that are left. */
  isGoing?: true;
  /** Made by an API server of before 1.22: it takes none of the charts', which have defaults. */
  keepsUnknownFields?: true;
}

/** A key of KMS, in KMS's words; undefined where there is none. */
export type DataKeyFound = { state: string; spec: string; manager: string } | undefined;

/** What AWS says. */
export interface AwsFindings {
  partition: string;
  /** What this run would make in AWS, and AWS has already, in words. */
  kept: Known<readonly string[]>;
  /** A role that stands in the state under another name than this run's. */
  otherwiseNamed?: string;
  /** EKS runs volumes itself (Auto Mode). */
  autoMode: boolean;
  /** Groups of nodes that have their own, where brokers are to admit them. */
  nodeSecurityGroups: number;
  /** Address blocks of hybrid nodes and their pods, where brokers are to admit them. */
  hybridBlocks: number;
  /** Those of the settings that are not there. */
  missingSecurityGroups: Known<readonly string[]>;
  addons: Readonly<Record<Addon, Known<boolean>>>;
  /** False where the add-on for volumes is there and was given no role; asked with it. */
  volumeRole: Known<boolean>;
  /** Where new brokers would be placed; undefined where none are. */
  brokers: { subnets: readonly BrokerSubnet[]; brokersPerZone: number } | undefined;
  /** Where the API server reaches pods: address blocks of the VPC and of pods on hybrid nodes; none where not known. */
  reachableBlocks: readonly string[];
  /** Which logs the control plane writes; asked where they are read. */
  controlPlaneLogs: Known<readonly string[]>;
  /** Class of the log group that they are in, or `not there`; asked where they are read. */
  controlPlaneGroup: Known<string>;
  /** They are read already, so that there is a log group to read from. */
  readsControlPlane: boolean;
  /** The key of the settings, or the one that the platform has made; asked where there is one of the two. */
  dataKey: Known<DataKeyFound>;
  /** ARN of the latter. */
  madeKey?: string;
  /** The key of volumes; asked where the platform's own class makes them. */
  volumeKey: Known<VolumeKey>;
  /** Whether IAM has the policy that the settings name as boundary; asked where they name one. */
  boundary: Known<boolean>;
  /** Whether IAM has a provider for the cluster's issuer; asked under `identity: irsa` only. */
  oidcProvider: Known<boolean>;
  /** Whether MSK makes brokers of the platform's version in this region; asked before there are any. */
  msk: Known<"there" | "deprecated" | "not there">;
}

/** What is there, with pods that are ready or without. */
export type Running = "none" | "not ready" | "ready";

/** What the cluster's API server says. */
export interface ClusterFindings {
  /** Of what every first run makes, the kinds that this identity may not make. */
  forbidden: Known<readonly string[]>;
  /** Names of CSI drivers. */
  volumeDrivers: Known<readonly string[]>;
  /** Whether that for EBS runs, which lists itself before it does. */
  volumeController: Known<Running>;
  /** Who holds network policies, by the DaemonSets that there are. */
  policyPlugin: Known<PolicyPlugin>;
  /** Whether EKS Auto Mode was told to hold them. */
  policyController: Known<boolean>;
  /** Whether the agent runs, however it was installed. */
  podIdentityAgent: Known<Running>;
  /** Whether CPU and memory of pods can be asked for, which autoscalers do, and somebody answers. */
  metricsApi: Known<Running>;
  /** Whether the AWS Load Balancer Controller runs; its definitions outlive it. */
  loadBalancerController: Known<Running>;
  ingressClasses: Known<readonly IngressClass[]>;
  /** Addresses of the cluster's DNS, as an example of where pods have theirs; none where it is no pod. */
  podAddresses: Known<readonly string[]>;
  storageClasses: Known<readonly StorageClass[]>;
  /** Namespaces of observability platforms, but those that are going. */
  platforms: Known<readonly string[]>;
  /** Nodes with the labels that the platform's pods ask for. */
  nodes: Known<NodesFound>;
  /** Zones of Services in the cluster's DNS, where `cluster.local` is not among them. */
  otherZones: Known<readonly string[]>;
  /** The platform's own, by its name. */
  namespace: Known<"none" | "there" | "going">;
  /** Why admission lets no such namespace in; nothing where it does. */
  namespaceRefused: Known<string | undefined>;
  /** What is there of what a first run takes over, and otherwise than the platform makes it, in words. */
  differing: Known<readonly string[]>;
  /** What others allow in it. */
  bounds: Known<readonly Bound[]>;
  /** Some of those who live in it, by kind and name: workloads, pods, claims; and what has a name of the platform's. */
  inhabitants: Known<readonly string[]>;
  /** Whether there is a PriorityClass of the platform's name. */
  priorityClass: Known<boolean>;
  /** ClusterRoles of the platform's names that are not its own. */
  otherRoles: Known<readonly OtherRole[]>;
  /** ValidatingAdmissionPolicies of the platform's names. */
  admissionPolicies: Known<readonly string[]>;
  /** Definitions of both operators. */
  definitions: Known<readonly DefinitionFound[]>;
  /** Versions of the API of these that the platform's have not. */
  versionsElsewhere: Known<readonly string[]>;
  /** Operators of Prometheus and OpenTelemetry that run, the platform's among them. */
  operators: Known<readonly ObjectName[]>;
  /** DaemonSets that take the platform's node-exporter its port, its own among them. */
  nodeExporters: Known<readonly ObjectName[]>;
  /** Monitors of another stack, read here, that name what the platform's own do. */
  otherMonitors: Known<readonly ObjectName[]>;
  /** Rules, read here, that name another tenant than their namespace has. */
  strayRules: Known<readonly ObjectName[]>;
  /** Rules, read here, with an empty duration. */
  unreadRules: Known<readonly ObjectName[]>;
  /** Labels by which the platform's own namespace is another Prometheus' business. */
  readElsewhere: Known<readonly string[]>;
  /** Collectors of others that an operator of OpenTelemetry is to manage. */
  managedCollectors: Known<readonly ObjectName[]>;
  /** Applications of Argo CD that are called like a release of the platform, and would take its objects for theirs. */
  applications: Known<readonly ObjectName[]>;
  /** APIs of others that nobody serves. */
  deadApis: Known<readonly string[]>;
  /** By which a service mesh takes in what runs in the platform's namespace. */
  meshMarks: Known<readonly MeshMark[]>;
  /** Whether cert-manager's definitions are there. */
  certManager: Known<boolean>;
  /** Of Karpenter, which EKS Auto Mode is made with: what nodes have that are not there yet. */
  nodePools: Known<NodesFound>;
  /** Webhooks of others that refuse what the platform makes, as nobody answers. */
  deadWebhooks: Known<readonly AskedWebhook[]>;
  /** Secrets in the platform's namespace, of those that the settings name, with their keys and nothing that they hold. */
  secrets: Known<readonly { name: string; keys: readonly string[] }[]>;
}

export interface Findings {
  /** Nothing of this stack is there yet, so that no namespace is its own. */
  isNew: boolean;
  /** Nothing is made. */
  isPreview: boolean;
  /** The state has the platform's namespace. */
  isInCluster: boolean;
  /** The state has objects of the Prometheus operator's definitions. */
  isMonitored: boolean;
  /** The stack has no brokers yet, so that they can be made to ask for another login. */
  isBeforeBrokers: boolean;
  /** Fluent Bit logs in at brokers by irsa already, as far as is known. */
  writesByIrsa: boolean;
  /** The cluster has the name of the one in the state, and is another, by its issuer. */
  isAnother: boolean;
  /** GiB of Grafana's claim, the one that Helm grows; undefined while it is not there. */
  grafanaGib: number | undefined;
  /** The run takes over what it finds, as it was told. */
  takesOver: boolean;
  /** Whether the AWS CLI is on PATH; asked where the cluster can be. */
  awsCli: Known<boolean>;
  aws: AwsFindings;
  cluster: ClusterFindings;
}
