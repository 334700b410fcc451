// Every path from an application to a backend.

import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings/settings";
import type { Cloud } from "../cloud/cloud";
import type { KafkaUser } from "../cloud/kafka/credentials";
import type { CloudNames } from "../cloud/names";
import { externalBrokers, gatewayWrites } from "../kafka-client/client";
import type { KafkaAccess } from "../kafka-client/secret";
import { releases } from "../releases";
import { ContainerLogs } from "./container-logs/container-logs";
import { KubernetesEvents } from "./container-logs/kubernetes-events";
import { ControlPlaneReader } from "./control-plane-logs/reader";
import { FileLogs } from "./file-logs/file-logs";
import { Gateway } from "./gateway/gateway";
import { Instrumentation } from "./instrumentation/instrumentation";
import { LogConsumer } from "./log-consumer/log-consumer";
import { Exporters } from "./metrics/exporters";
import { Sampler } from "./sampler/sampler";

export interface CollectionArgs {
  settings: Settings;
  names: CloudNames;
  cloud: Cloud;
  /** Where the platform makes one. */
  loki?: pulumi.Resource;
  /** Of external brokers, in the place of the settings' addresses. */
  bootstrapServers?: pulumi.Input<string>;
}

export class Collection extends pulumi.ComponentResource {
  /** Bearer token of each tenant's outside senders, by tenant id; empty while the listener is off. */
  readonly ingestTokens: Readonly<Record<string, pulumi.Output<string>>>;
  readonly gateway: pulumi.CustomResource;

  constructor(name: string, args: CollectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:Collection", name, {}, opts);
    const child = { parent: this };
    const { settings, names, cloud, loki, bootstrapServers } = args;
    const { identities } = cloud;

    const brokers = cloud.kafka?.ready ?? [];
    const writes = gatewayWrites(settings);
    const gateway = new Gateway(
      `${name}-gateway`,
      { settings, names, kafka: writes ? kafkaAccess(args, "log-producer") : undefined },
      { ...child, dependsOn: [...(writes ? brokers : []), ...present(identities.of.cloudwatch)] },
    );
    if (releases.sampler.when(settings)) new Sampler(`${name}-sampler`, { settings, names }, child);
    // Their queues to Loki lie in memory, and a stop waits for Loki 15 s at most: they are replaced when it is back, or not
    // at all where it does not come up. Every other sender has its queue on disk.
    const afterLoki = { ...child, dependsOn: present(loki) };
    new ContainerLogs(`${name}-container-logs`, { settings }, afterLoki);
    if (releases.kubernetesEvents.when(settings))
      new KubernetesEvents(`${name}-kubernetes-events`, { settings }, afterLoki);
    if (releases.controlPlaneLogs.when(settings)) {
      new ControlPlaneReader(
        `${name}-control-plane-logs`,
        { settings, names },
        { ...child, dependsOn: present(identities.of.controlPlaneLogs) },
      );
    }
    new Instrumentation(`${name}-instrumentation`, { settings }, child);

    // These two wait for the brokers; nothing else does, but a gateway that writes to them.
    if (releases.fileLogs.when(settings)) {
      const kafka = kafkaAccess(args, "log-producer");
      new FileLogs(
        `${name}-file-logs`,
        { settings, names, kafka },
        { ...child, dependsOn: [...brokers, ...present(identities.of.logProducer)] },
      );
    }
    const kafka = kafkaAccess(args, "log-consumer");
    const consumer =
      kafka === undefined
        ? undefined
        : new LogConsumer(
            `${name}-log-consumer`,
            { settings, names, kafka },
            {
              ...child,
              dependsOn: [...brokers, ...present(identities.of.logConsumer), ...gateway.targetCredentials],
            },
          );
    // The exporter of lag runs as the consumer, whose service account says which role that is.
    const runsAs = releases.kafkaExporter.when(settings) ? present(consumer) : [];
    new Exporters(`${name}-exporters`, { settings, names, bootstrapServers }, { ...child, dependsOn: runsAs });
    this.ingestTokens = gateway.tokens;
    this.gateway = gateway.release;
    this.registerOutputs({});
  }
}

/** How a user connects to the stack's brokers; undefined where there are none. */
function kafkaAccess(args: CollectionArgs, user: KafkaUser): KafkaAccess | undefined {
  const { settings, cloud } = args;
  const external = externalBrokers(settings);
  if (external !== undefined) return { bootstrapServers: args.bootstrapServers ?? external.bootstrapServers.join(",") };
  if (cloud.kafka === undefined) return undefined;
  const { bootstrapServers, credentials } = cloud.kafka;
  return {
    bootstrapServers,
    ...(credentials ? { credentials: { username: user, password: credentials.passwords[user] } } : {}),
  };
}

function present(resource: pulumi.Resource | undefined): pulumi.Resource[] {
  return resource ? [resource] : [];
}
