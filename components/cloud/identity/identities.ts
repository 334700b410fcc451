// The AWS roles of the workloads that call AWS: only those that this stack's settings need.
import { LogGroup } from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import { gatewayWrites } from "../../kafka-client/client";
import type { ClusterArgs } from "../cluster-args";
import { readerPolicy } from "../control-plane/permissions";
import { bucketArn, type CloudNames, type IdentityName, regionalArn, serviceAccounts } from "../names";
import {
  logConsumerPolicy,
  logProducerPolicy,
  logStreamsPolicy,
  longTermMetricsPolicy,
  objectStorePolicy,
} from "./permissions";
import { WorkloadIdentity } from "./workload-identity";

export interface IdentitiesArgs {
  settings: Settings;
  names: CloudNames;
  cluster: ClusterArgs;
  keyArn: pulumi.Input<string>;
  /** ARN of the brokers' cluster; undefined where Kafka is not used with IAM. */
  kafkaArn?: pulumi.Input<string>;
}

export class Identities extends pulumi.ComponentResource {
  /** Role of each workload that has one: releases depend on theirs, so that a pod never starts without it. */
  readonly of: Readonly<Partial<Record<IdentityName, WorkloadIdentity>>>;

  constructor(name: string, args: IdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:Identities", name, {}, opts);
    const { settings, names, cluster, keyArn, kafkaArn } = args;
    const identity = (workload: IdentityName, policy: pulumi.Input<string>) =>
      identityOf(workload, { workload: policy });
    const identityOf = (workload: IdentityName, policies: Readonly<Record<string, pulumi.Input<string>>>) =>
      new WorkloadIdentity(
        `${name}-${workload}`,
        {
          roleName: names.roles[workload].name,
          serviceAccount: serviceAccounts[workload],
          policies,
          settings,
          cluster,
          place: names.place,
        },
        { parent: this },
      );
    const objects = (bucket: string) =>
      pulumi.output(keyArn).apply((key) => objectStorePolicy(bucketArn(names.place, bucket), key));

    const groups = settings.fanout.cloudwatch.enabled ? this.logGroups(name, settings, names) : undefined;
    const store = settings.longTermMetrics;
    // The gateway's role is named after its copies, which it had first.
    const written = gatewayWrites(settings) ? kafkaArn : undefined;
    // The log consumer runs where there is Kafka, and copies what it reads.
    const copied = settings.kafka.mode === "none" ? undefined : groups?.logs;

    this.of = {
      loki: identity("loki", objects(names.buckets.lokiChunks)),
      tempo: identity("tempo", objects(names.buckets.tempo)),
      ...(kafkaArn === undefined
        ? {}
        : { logProducer: identity("logProducer", pulumi.output(kafkaArn).apply(logProducerPolicy)) }),
      ...(kafkaArn === undefined && copied === undefined
        ? {}
        : {
            logConsumer: identity(
              "logConsumer",
              pulumi.output({ cluster: kafkaArn, logGroup: copied?.arn }).apply(logConsumerPolicy),
            ),
          }),
      ...(groups === undefined && written === undefined
        ? {}
        : {
            cloudwatch: identityOf("cloudwatch", {
              ...(groups && { workload: pulumi.all([groups.logs.arn, groups.metrics.arn]).apply(logStreamsPolicy) }),
              ...(written !== undefined && { kafka: pulumi.output(written).apply(logProducerPolicy) }),
            }),
          }),
      ...(settings.logs.controlPlane
        ? {
            controlPlaneLogs: identity(
              "controlPlaneLogs",
              pulumi
                .output(keyArn)
                .apply((key) =>
                  readerPolicy(
                    bucketArn(names.place, names.buckets.controlPlane),
                    key,
                    regionalArn(names.place, "sqs", names.controlPlane.queue),
                  ),
                ),
            ),
          }
        : {}),
      ...(store?.type === "amp"
        ? { longTermMetrics: identity("longTermMetrics", longTermMetricsPolicy(store.workspaceArn)) }
        : {}),
    };
    this.registerOutputs({});
  }

  /** The groups are made here, so that no role needs the right to create any. */
  private logGroups(name: string, settings: Settings, names: CloudNames): Record<"logs" | "metrics", LogGroup> {
    const group = (signal: string) =>
      new LogGroup(
        `${name}-${signal}`,
        {
          name: `${names.logGroupPrefix}/${signal}`,
          retentionInDays: settings.fanout.cloudwatch.retentionDays,
        },
        { parent: this },
      );
    return { logs: group("logs"), metrics: group("metrics") };
  }
}
