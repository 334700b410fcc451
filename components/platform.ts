// The whole system: what it is made of, and what waits for what.

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaContract, PlatformOutput, PlatformSecrets, SidecarContract } from "../contract/contract";
import { Refusal } from "../contract/refusal";
import { platformType } from "../conventions/data-types";
import type { StackHistory } from "../settings/history/changes";
import type { Settings } from "../settings/settings";
import { Backends } from "./backends/backends";
import { grafanaAdministrator } from "./backends/grafana/grafana";
import type { AwsIdentity } from "./cloud/aws-identity";
import { Cloud } from "./cloud/cloud";
import { type ClusterArgs, tooFewZones } from "./cloud/cluster-args";
import type { Tags } from "./cloud/controller-tags";
import { type ClusterFacts, execKubeconfig } from "./cloud/eks-facts";
import { lookUpCluster } from "./cloud/eks-lookup";
import { cloudNames, type Place } from "./cloud/names";
import { lookUpPlace } from "./cloud/place-lookup";
import { ClusterSetup } from "./cluster/setup";
import { Collection } from "./collection/collection";
import { sidecarContract } from "./collection/file-logs/sidecar";
import { externalBrokers } from "./kafka-client/client";
import { objectProblems } from "./object-sizes";
import { placeProblems } from "./place-problems";
import { platformOutput } from "./platform-contract";
import { preflight, preflightOfLogins } from "./preflight/preflight";
import { refusalOf } from "./refusal";
import { problemsOfOverrides } from "./releases";
import { otherNameIn, otherPlaceIn } from "./stack/another-name";
import { type CheckedChange, checkedChange, RecordKeeper, readHistory } from "./stack/history";
import { stackIdentity, stackTags } from "./stack/settings";

/** Where the stack lives and what it was before: looked up, never changed. */
export interface Account {
  place: Place;
  /** What this run leaves for the next one, which compares. */
  change: CheckedChange;
  /** As whom AWS was asked; the cluster is asked as the same. */
  identity: AwsIdentity;
  /** Of the AWS provider; none when absent. */
  tags?: Tags;
}

/** What is there before the platform, the cluster with it. */
export interface Surroundings extends Account {
  cluster: ClusterFacts;
}

/**
 * Looks up account, cluster, and what the stack was before.
 *
 * @throws Refusal when the change is one that a running stack can't take, or when the cluster doesn't exist or
 *   can't carry the platform; nothing has been registered by then.
 */
export async function lookUpSurroundings(settings: Settings): Promise<Surroundings> {
  const { history, ...account } = await checkedAccount(settings);
  const cluster = await lookUpCluster(settings, history);
  await preflight(settings, cluster, account.place, history);
  return { ...account, cluster };
}

/**
 * Looks up the same but the cluster, for a program that makes the cluster itself: what it is and has is for that
 * program to see to.
 *
 * @throws Refusal when the change is one that a running stack can't take; nothing has been registered by then.
 */
export async function lookUpAccount(settings: Settings): Promise<Account> {
  const { history, ...account } = await checkedAccount(settings);
  preflightOfLogins(settings, account.place, history);
  return account;
}

async function checkedAccount(settings: Settings): Promise<Account & { history: StackHistory }> {
  const identity = stackIdentity();
  const [found, history] = await Promise.all([lookUpPlace(), readHistory()]);
  const { naming, rings } = history;
  const place: Place = { ...found, ...(naming && { naming }), ...(rings && { rings }) };
  const names = cloudNames(settings, place);
  const problems = [
    ...placeProblems(settings, place),
    ...objectProblems(settings, names),
    ...problemsOfOverrides(settings, names),
  ];
  if (problems.length > 0) throw refusalOf(problems, settings);
  return { place, change: checkedChange(settings, place, history), identity, tags: stackTags(history), history };
}

/**
 * Plain are the settings, the account and what names or counts resources: the plan depends on them, and a preview must
 * be able to judge it before anything exists. Inputs are what is only handed on to AWS, to the cluster or to clients.
 */
export interface PlatformArgs extends Account {
  settings: Settings;
  /** Looked up, or of a cluster made in the same program: see its fields for which are Inputs. */
  cluster: ClusterArgs;
  /**
   * Key of buckets, brokers and secrets, in the place of `settings.kmsKeyArn`; whether one is given is plain. Unlike
   * the setting it is not compared with the run before: once there is data, keep it.
   */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * `host:port,...` of external brokers, in the place of those that clients are told of from
   * `settings.kafka.bootstrapServers`. The ports of the settings stay what the network policies open. Clients that run
   * keep the addresses that they started with.
   */
  bootstrapServers?: pulumi.Input<string>;
}

/**
 * The platform. Its options mean what they mean elsewhere: `providers` are the AWS and Kubernetes providers of all that
 * it makes, its own Kubernetes provider for `cluster` being the one where none is given; `transforms` see every child;
 * `protect` holds for every child, whatever the setting `protect` asks for. What was looked up must be of the same
 * account and region as the AWS provider.
 */
export class Platform extends pulumi.ComponentResource {
  /** Stack output `platform`. */
  readonly contract: PlannedContract;
  /** Stack output `platformSidecar`. */
  readonly sidecar: SidecarContract;
  /** Stack output `platformSecrets`. */
  readonly secrets: pulumi.Output<PlatformSecrets>;

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, place, change } = args;
    const had = otherNameIn(change.held, name);
    if (had !== undefined && opts?.aliases === undefined) {
      throw new Refusal(
        `the state has the platform as ${had}, and the program calls it "${name}"; nothing was changed: up would make ` +
          `all of it a second time, and delete the first - call it ${had}, or pass { aliases: [{ name: "${had}" }] }`,
      );
    }
    refuseSecond();
    const fewZones = tooFewZones(args.settings, cluster, change.held);
    if (fewZones !== undefined) throw new Refusal(fewZones);
    super(platformType, name, {}, opts);
    if (opts?.aliases === undefined) this.urn.apply((urn) => refuseOtherPlace(change.held, urn));
    const given = this.getProvider("kubernetes:core/v1:Namespace");
    refuseOtherProvider(change.ownProvider, given === undefined);
    new RecordKeeper(`${name}-record`, change, { parent: this });
    const settings: Settings = {
      ...args.settings,
      clusterKind: cluster.kind,
      tags: args.tags ?? {},
      revisionKey: change.revisionKey,
    };
    const names = cloudNames(settings, place);

    const provider = given ?? clusterProvider(name, args, this);
    const inCluster = { parent: this, providers: { kubernetes: provider } };

    const { kmsKeyArn } = args;
    const cloud = new Cloud(`${name}-cloud`, { settings, names, cluster, kmsKeyArn }, { parent: this });
    const servers = bootstrapServers(args, cloud);
    const setup = new ClusterSetup(`${name}-cluster`, { settings }, inCluster);
    const backends = new Backends(`${name}-backends`, { settings, names, cloud }, { ...inCluster, dependsOn: setup });
    const collection = new Collection(
      `${name}-collection`,
      { settings, names, cloud, loki: backends.loki, bootstrapServers: args.bootstrapServers },
      { ...inCluster, dependsOn: [setup, backends.crds] },
    );

    this.secrets = pulumi.secret({
      grafanaAdmin: { username: grafanaAdministrator, password: backends.grafanaAdminPassword },
      ingestTokens: collection.ingestTokens,
    });
    this.contract = plannedContract(platformOutput(settings, names), servers);
    this.sidecar = sidecarContract(settings);
    this.registerOutputs({
      ...{ contract: this.contract, sidecar: this.sidecar, secrets: this.secrets },
      served: collection.gateway.id.apply(() => settings.tenants.map(({ id }) => id)),
    });
  }
}

/** Stacks of this process that have a platform. */
const withPlatform = new WeakSet<object>();

/** A state has one record, with which every later run compares: it would refuse the one platform for the other's sake. */
function refuseSecond(): void {
  const stack = pulumi.runtime.getStackResource();
  if (stack === undefined) return;
  if (withPlatform.has(stack))
    throw new Refusal("a stack has one platform, and the program makes a second: give it a stack of its own");
  withPlatform.add(stack);
}

function refuseOtherPlace(held: readonly string[], urn: string): void {
  const had = otherPlaceIn(held, urn);
  if (had === undefined) return;
  throw new Refusal(
    `the state has the platform below ${had === "" ? "no component" : had.slice(0, -1)}, and the program elsewhere; ` +
      "nothing was changed: up would make all of it a second time, and delete the first - put it back, or pass " +
      `{ aliases: [{ parent: ${had === "" ? "pulumi.rootStackResource" : "what it was below"} }] }`,
  );
}

/** To the engine, objects of another provider are others. */
function refuseOtherProvider(had: boolean | undefined, isOwn: boolean): void {
  if (had === undefined || had === isOwn) return;
  throw new Refusal(
    `what the platform has in the cluster was made by ${had ? "its own Kubernetes provider" : "one that it was given"}, ` +
      "and the program has it otherwise now; nothing was changed: up would make all of it a second time, and delete " +
      `the first, the namespace and its claims too - ${had ? "take it out of" : "name it again in"} { providers }`,
  );
}

/** The contract at preview: all of it is known but the addresses of brokers that don't exist yet. */
export type PlannedContract = Omit<PlatformOutput, "kafka"> & {
  kafka: (Omit<KafkaContract, "bootstrapServers"> & { bootstrapServers: pulumi.Input<string> }) | null;
};

function plannedContract(contract: PlatformOutput, servers: pulumi.Input<string>): PlannedContract {
  return { ...contract, kafka: contract.kafka && { ...contract.kafka, bootstrapServers: servers } };
}

function bootstrapServers({ settings, bootstrapServers }: PlatformArgs, cloud: Cloud): pulumi.Input<string> {
  const external = externalBrokers(settings);
  if (external !== undefined) return bootstrapServers ?? external.bootstrapServers.join(",");
  return cloud.kafka?.bootstrapServers ?? "";
}

function clusterProvider(
  name: string,
  { cluster, place, identity }: PlatformArgs,
  parent: pulumi.Resource,
): kubernetes.Provider {
  const kubeconfig = pulumi
    .all([cluster.endpoint, cluster.certificateAuthority])
    .apply(([endpoint, certificateAuthority]) =>
      execKubeconfig({ name: cluster.name, endpoint, certificateAuthority }, place.region, identity),
    );
  return new kubernetes.Provider(
    name,
    {
      // What the stack's file has encrypted stays so in the state.
      kubeconfig: identity.isSecret ? pulumi.secret(kubeconfig) : kubeconfig,
      enableServerSideApply: true,
      // A rotated certificate or endpoint is still the same cluster.
      clusterIdentifier: cluster.arn,
      deleteUnreachable: false,
      // A changed ConfigMap or Secret of a fixed name is changed in place; replacing would take it away for a moment.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
    },
    { parent },
  );
}
