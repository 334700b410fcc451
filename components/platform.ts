// The whole system: what it is made of, and what waits for what.

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaContract, PlatformOutput, PlatformSecrets, SidecarContract } from "../contract/contract";
import { told } from "../settings/disclosure";
import type { StackRecord } from "../settings/history/record";
import { InvalidSettings } from "../settings/invalid-settings";
import type { Settings } from "../settings/settings";
import { Backends } from "./backends/backends";
import { grafanaAdministrator } from "./backends/grafana/grafana";
import type { AwsIdentity } from "./cloud/aws-identity";
import { Cloud } from "./cloud/cloud";
import { type ClusterFacts, execKubeconfig } from "./cloud/eks-facts";
import { lookUpCluster, lookUpPlace } from "./cloud/eks-lookup";
import { cloudNames, type Place } from "./cloud/names";
import { ClusterSetup } from "./cluster/setup";
import { Collection } from "./collection/collection";
import { sidecarContract } from "./collection/file-logs/sidecar";
import { externalBrokers } from "./kafka-client/client";
import { objectProblems } from "./object-sizes";
import { placeProblems } from "./place-problems";
import { platformOutput } from "./platform-contract";
import { preflight } from "./preflight/preflight";
import { problemsOfOverrides } from "./releases";
import { checkedRecord, RecordKeeper, readHistory } from "./stack-history";
import { stackIdentity } from "./stack-settings";

/** What is there before the platform: looked up, never changed. */
export interface Surroundings {
  place: Place;
  cluster: ClusterFacts;
  /** What this run leaves for the next one, which compares. */
  record: StackRecord;
  /** As whom AWS was asked; the cluster is asked as the same. */
  identity: AwsIdentity;
}

/**
 * Looks up account, cluster, and what the stack was before.
 *
 * @throws pulumi.RunError when the change is one that a running stack can't take, or when the cluster doesn't exist or
 *   can't carry the platform; nothing has been registered by then.
 */
export async function lookUpSurroundings(settings: Settings): Promise<Surroundings> {
  const identity = stackIdentity();
  const [place, history] = await Promise.all([lookUpPlace(), readHistory()]);
  const names = cloudNames(settings, place);
  const problems = [
    ...placeProblems(settings, place),
    ...objectProblems(settings, names),
    ...problemsOfOverrides(settings, names),
  ];
  if (problems.length > 0) throw new pulumi.RunError(new InvalidSettings(problems.map(told)).message);
  const record = checkedRecord(settings, place, history);
  const cluster = await lookUpCluster(settings, history);
  await preflight(settings, cluster, place.partition);
  return { place, record, cluster, identity };
}

export interface PlatformArgs extends Surroundings {
  settings: Settings;
}

export class Platform extends pulumi.ComponentResource {
  /** Stack output `platform`. */
  readonly contract: PlannedContract;
  /** Stack output `platformSidecar`. */
  readonly sidecar: SidecarContract;
  /** Stack output `platformSecrets`. */
  readonly secrets: pulumi.Output<PlatformSecrets>;

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:index:Platform", name, {}, opts);
    const { cluster, place, record } = args;
    new RecordKeeper(`${name}-record`, record, { parent: this });
    const settings: Settings = { ...args.settings, clusterKind: cluster.kind };
    const names = cloudNames(settings, place);

    const provider = new kubernetes.Provider(
      name,
      {
        kubeconfig: execKubeconfig(cluster, place.region, args.identity),
        enableServerSideApply: true,
        // A rotated certificate or endpoint is still the same cluster.
        clusterIdentifier: cluster.arn,
        deleteUnreachable: false,
        // A changed ConfigMap or Secret of a fixed name is changed in place; replacing would take it away for a moment.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
      },
      { parent: this },
    );
    const inCluster = { parent: this, providers: { kubernetes: provider } };

    const cloud = new Cloud(`${name}-cloud`, { settings, names, cluster }, { parent: this });
    const setup = new ClusterSetup(`${name}-cluster`, { settings }, inCluster);
    const backends = new Backends(`${name}-backends`, { settings, names, cloud }, { ...inCluster, dependsOn: setup });
    const collection = new Collection(
      `${name}-collection`,
      { settings, names, cloud },
      { ...inCluster, dependsOn: [setup, backends.crds] },
    );

    this.secrets = pulumi.secret({
      grafanaAdmin: { username: grafanaAdministrator, password: backends.grafanaAdminPassword },
      ingestTokens: collection.ingestTokens,
    });
    this.contract = plannedContract(platformOutput(settings, names), bootstrapServers(settings, cloud));
    this.sidecar = sidecarContract(settings);
    this.registerOutputs({ contract: this.contract, sidecar: this.sidecar, secrets: this.secrets });
  }
}

/** The contract at preview: all of it is known but the addresses of brokers that don't exist yet. */
export type PlannedContract = Omit<PlatformOutput, "kafka"> & {
  kafka: (Omit<KafkaContract, "bootstrapServers"> & { bootstrapServers: pulumi.Input<string> }) | null;
};

function plannedContract(contract: PlatformOutput, servers: pulumi.Input<string>): PlannedContract {
  return { ...contract, kafka: contract.kafka && { ...contract.kafka, bootstrapServers: servers } };
}

function bootstrapServers({ kafka }: Settings, cloud: Cloud): pulumi.Input<string> {
  return externalBrokers({ kafka })?.bootstrapServers.join(",") ?? cloud.kafka?.bootstrapServers ?? "";
}
