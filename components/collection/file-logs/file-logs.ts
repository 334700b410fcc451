// Fluent Bit on every node. In: log files in applications' emptyDir volumes. Out: Kafka, or the gateway. May touch: its
// own Secret with the brokers' addresses and credentials, and the folder on each node that holds its buffer.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import type { CloudNames } from "../../cloud/names";
import { type KafkaAccess, kafkaClientSecret } from "../../kafka-client/secret";
import { releases } from "../../releases";
import { kafkaSecret } from "./values";

export interface FileLogsArgs {
  settings: Settings;
  names: CloudNames;
  /** Needed while `logs.filePipeline` is `kafka`. */
  kafka?: KafkaAccess;
}

export class FileLogs extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, args: FileLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:FileLogs", name, {}, opts);
    const { settings, names, kafka } = args;
    const secret = kafka
      ? kafkaClientSecret(name, { name: kafkaSecret, namespace: settings.namespace }, kafka, this)
      : undefined;
    this.release = new kubernetes.helm.v3.Release(
      name,
      releaseArgs(releases.fileLogs, settings, releases.fileLogs.values(settings, names)),
      { parent: this, dependsOn: secret ? [secret] : [] },
    );
    this.registerOutputs({ release: this.release.name });
  }
}
