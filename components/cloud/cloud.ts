// Everything the platform owns in AWS.
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings/settings";
import type { ClusterArgs } from "./cluster-args";
import { ControlPlaneLogs } from "./control-plane/control-plane-logs";
import { Identities } from "./identity/identities";
import { Kafka } from "./kafka/kafka";
import type { CloudNames } from "./names";
import { DataKey } from "./storage/data-key";
import { ObjectStorage } from "./storage/object-storage";

export interface CloudArgs {
  settings: Settings;
  names: CloudNames;
  cluster: ClusterArgs;
  /** Key of buckets, brokers and secrets, in the place of the one that the settings name. */
  kmsKeyArn?: pulumi.Input<string>;
}

export class Cloud extends pulumi.ComponentResource {
  readonly storage: ObjectStorage;
  readonly identities: Identities;
  /** The brokers, where this stack provisions them. */
  readonly kafka?: Kafka;

  constructor(name: string, args: CloudArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:Cloud", name, {}, opts);
    const { settings, names, cluster } = args;
    const child = { parent: this };
    const { kafka, protect } = settings;

    const keyArn =
      args.kmsKeyArn ??
      settings.kmsKeyArn ??
      new DataKey(`${name}-data`, { alias: names.keyAlias, environment: settings.environment, protect }, child).arn;
    this.storage = new ObjectStorage(`${name}-storage`, { settings, names, keyArn }, child);
    if (kafka.mode === "msk") {
      this.kafka = new Kafka(`${name}-kafka`, { kafka, names, cluster, keyArn, protect }, child);
    }
    if (this.storage.controlPlane !== undefined) {
      const { controlPlane: bucket } = this.storage;
      new ControlPlaneLogs(`${name}-control-plane-logs`, { settings, names, keyArn, bucket }, child);
    }
    this.identities = new Identities(
      `${name}-identities`,
      {
        settings,
        names,
        cluster,
        keyArn,
        kafkaArn: kafkaArnForIam(settings, this.kafka),
      },
      child,
    );
    this.registerOutputs({});
  }
}

function kafkaArnForIam({ kafka }: Settings, msk: Kafka | undefined): pulumi.Input<string> | undefined {
  if (kafka.mode === "none" || kafka.auth !== "iam") return undefined;
  return kafka.mode === "external" ? kafka.clusterArn : msk?.arn;
}
