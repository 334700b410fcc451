// Fluent Bit on every node. In: log files in applications' emptyDir volumes. Out: Kafka, or the gateway.
// May touch: its own Secret with the brokers' addresses and credentials, and the folder on each node that holds its buffer.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings/settings";
import { releaseArgs } from "../chart-release";
import { charts } from "../charts";
import type { CloudNames } from "../cloud/names";
import { ownLabels } from "../conventions";
import { fileLogsValues, kafkaSecret } from "./file-logs-values";

/** What the brokers want to be told. */
export interface KafkaAccess {
  /** `host:port,...` of the listener that the authentication uses. */
  bootstrapServers: pulumi.Input<string>;
  /** SCRAM user of MSK; absent with IAM, and with external brokers, whose Secret exists already. */
  credentials?: { username: pulumi.Input<string>; password: pulumi.Input<string> };
}

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
    const secret = kafka ? this.brokersSecret(name, settings.namespace, kafka) : undefined;
    this.release = new kubernetes.helm.v3.Release(name, releaseArgs(charts.fileLogs, settings, fileLogsValues(settings, names)),
      { parent: this, dependsOn: secret ? [secret] : [] });
    this.registerOutputs({ release: this.release.name });
  }

  /** In a Secret rather than in the chart's values, which so stay known at preview and free of credentials. */
  private brokersSecret(name: string, namespace: string, { bootstrapServers, credentials }: KafkaAccess): kubernetes.core.v1.Secret {
    return new kubernetes.core.v1.Secret(`${name}-kafka`, {
      metadata: { name: kafkaSecret, namespace, labels: ownLabels },
      stringData: {
        brokers: bootstrapServers,
        ...(credentials ? { username: credentials.username, password: pulumi.secret(credentials.password) } : {}),
      },
    }, { parent: this });
  }
}
