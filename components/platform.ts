// The whole system: what it is made of, and what waits for what.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PlatformContract } from "../contract/contract";
import type { Settings } from "../settings/settings";
import { Cloud } from "./cloud/cloud";
import { lookUpCluster, lookUpPlace } from "./cloud/cluster";
import { execKubeconfig, type ClusterFacts } from "./cloud/cluster-facts";
import { zones } from "./cloud/kafka-plan";
import { cloudNames, type Place } from "./cloud/names";
import { PlatformNamespace } from "./cluster/namespace";
import { platformContract } from "./platform-contract";

/** What is there before the platform: looked up, never changed. */
export interface Surroundings {
  place: Place;
  cluster: ClusterFacts;
}

/**
 * Looks up account and cluster.
 *
 * @throws pulumi.RunError when the cluster doesn't exist or can't carry the platform; nothing has been registered by then.
 */
export async function lookUpSurroundings(settings: Settings): Promise<Surroundings> {
  const zonesNeeded = settings.kafka.mode === "msk" ? zones : 2;
  const [place, cluster] = await Promise.all([lookUpPlace(), lookUpCluster(settings.cluster.name, zonesNeeded)]);
  return { place, cluster };
}

export interface PlatformArgs extends Surroundings {
  settings: Settings;
}

export class Platform extends pulumi.ComponentResource {
  /** Stack output `platform`. */
  readonly contract: pulumi.Output<PlatformContract>;

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:index:Platform", name, {}, opts);
    const { settings, cluster, place } = args;
    const names = cloudNames(settings, place);

    const provider = new kubernetes.Provider(name, {
      kubeconfig: execKubeconfig(cluster, place.region),
      enableServerSideApply: true,
      // A rotated certificate or endpoint is still the same cluster.
      clusterIdentifier: cluster.arn,
      deleteUnreachable: false,
    }, { parent: this });
    const inCluster = { parent: this, providers: { kubernetes: provider } };

    const cloud = new Cloud(`${name}-cloud`, { settings, names, cluster }, { parent: this });
    new PlatformNamespace(`${name}-namespace`, { namespace: settings.namespace }, inCluster);

    this.contract = pulumi.output(bootstrapServers(settings, cloud)).apply((servers) => platformContract(settings, names, servers));
    this.registerOutputs({ contract: this.contract });
  }
}

function bootstrapServers({ kafka }: Settings, cloud: Cloud): pulumi.Input<string | undefined> {
  return kafka.mode === "external" ? kafka.bootstrapServers.join(",") : cloud.kafka?.bootstrapServers;
}
