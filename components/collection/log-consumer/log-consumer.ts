// The log consumer. In: Kafka's log topic. Out: Loki, copies to whatever the settings name, and dead letters to Kafka.
// May touch: its own Secret with the brokers' addresses and credentials, and the volumes that hold its queues. The
// copies' credentials it reads from the gateway's Secret.
import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { type KafkaAccess, kafkaClientSecret } from "../../kafka-client/secret";
import { releases } from "../../releases";
import { collectorRelease } from "../collector/release";
import { consumerKafkaSecret } from "./values";

export interface LogConsumerArgs {
  /** A change rolls the pods one by one; a tenant that is added loses nothing, as Kafka keeps what is not read yet. */
  settings: Settings;
  names: CloudNames;
  kafka: KafkaAccess;
}

export class LogConsumer extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, { settings, names, kafka }: LogConsumerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:LogConsumer", name, {}, opts);
    const secret = kafkaClientSecret(name, { name: consumerKafkaSecret, namespace: settings.namespace }, kafka, this);
    this.release = collectorRelease(
      name,
      {
        row: releases.logConsumer,
        settings,
        names,
        dependsOn: [secret],
      },
      this,
    );
    this.registerOutputs({ release: this.release.name });
  }
}
