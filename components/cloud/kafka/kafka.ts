// The MSK cluster that buffers logs between Fluent Bit and Loki, with its network, configuration, storage and topics.
import * as autoscaling from "@pulumi/aws/appautoscaling";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { SecurityGroup } from "@pulumi/aws/ec2";
import { Cluster, Configuration, Topic } from "@pulumi/aws/msk";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { brokerPorts, monitoringPorts, replicationFactor, zones } from "../../../conventions/kafka";
import type { MskSettings } from "../../../settings/settings";
import type { ClusterArgs } from "../cluster-args";
import { dataOptions } from "../data-options";
import type { CloudNames } from "../names";
import { KafkaCredentials } from "./credentials";
import {
  brokerHosts,
  brokersGroup,
  firstBrokers,
  kafkaVersion,
  planBrokers,
  regionsWithoutGrowth,
  serverProperties,
  topicPlans,
} from "./plan";

export interface KafkaArgs {
  kafka: MskSettings;
  names: CloudNames;
  cluster: ClusterArgs;
  /** ARN of the key for volumes and SCRAM secrets. */
  keyArn: pulumi.Input<string>;
  protect: boolean;
}

/** Broker logs tell why a broker failed; two weeks cover a post-mortem. */
const brokerLogDays = 14;
/** Percentage of a volume at which it grows; AWS advises 50 to 60. */
const volumeTargetPercent = 60;

export class Kafka extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /**
   * `host:port,...` of as many brokers as there are zones, at the listener that `auth` uses. Clients ask these for the
   * others: their pods hold a text that stays when brokers are added.
   */
  readonly bootstrapServers: pulumi.Output<string>;
  /** Every broker. */
  readonly hosts: pulumi.Output<string[]>;
  /** SCRAM users; undefined with IAM. */
  readonly credentials?: KafkaCredentials;
  /** What must exist before a client works: topics, and users where there are any. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: KafkaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:Kafka", name, {}, opts);
    const { kafka, names, cluster } = args;
    const data = dataOptions(this, args.protect);
    const brokers = planBrokers(brokerSubnets(kafka, cluster), kafka.brokersPerZone);

    const securityGroup = this.securityGroup(name, args);
    const configuration = new Configuration(
      name,
      {
        name: names.kafkaCluster,
        kafkaVersions: [kafkaVersion],
        serverProperties: serverProperties(),
      },
      // Another one would replace what brokers in use are configured by, and they keep their version (below).
      { ...data, ignoreChanges: ["kafkaVersions"] },
    );
    const logGroup = new LogGroup(name, { name: names.kafkaLogGroup, retentionInDays: brokerLogDays }, data);

    const msk = new Cluster(
      name,
      {
        clusterName: names.kafkaCluster,
        kafkaVersion,
        numberOfBrokerNodes: brokers.brokers,
        brokerNodeGroupInfo: {
          instanceType: kafka.brokerType,
          clientSubnets: brokers.subnetIds,
          securityGroups: [securityGroup.id],
          storageInfo: { ebsStorageInfo: { volumeSize: kafka.volumeGib } },
        },
        clientAuthentication: {
          sasl: { iam: kafka.auth === "iam", scram: kafka.auth === "scram" },
          unauthenticated: false,
        },
        // Without the latest revision the cluster would keep the configuration it was created with.
        configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
        encryptionInfo: {
          encryptionAtRestKmsKeyArn: args.keyArn,
          encryptionInTransit: { clientBroker: "TLS", inCluster: true },
        },
        enhancedMonitoring: "PER_BROKER",
        openMonitoring: {
          prometheus: { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } },
        },
        loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: logGroup.name } } },
      },
      {
        ...data,
        ignoreChanges: [
          // Autoscaling owns the volume after creation: comparing would ask AWS to shrink it, which it refuses.
          "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize",
          // Brokers stay where they were made. Which subnets the EKS cluster has today is nothing to them.
          "brokerNodeGroupInfo.clientSubnets",
          // MSK raises a version that it no longer supports, and never lowers one: asking for this one would fail for good.
          "kafkaVersion",
        ],
        customTimeouts: { create: "120m", update: "180m", delete: "120m" },
      },
    );

    if (!regionsWithoutGrowth.includes(names.place.region)) this.growVolumes(name, msk, kafka, data);
    const plans = topicPlans(kafka.partitions, kafka.retentionHours);
    const topics = [plans.chunks, plans.logs, plans.apart, plans.deadLetters].map(
      (plan) =>
        new Topic(
          `${name}-${plan.name}`,
          {
            clusterArn: msk.arn,
            name: plan.name,
            partitionCount: plan.partitions,
            replicationFactor,
            configs: JSON.stringify(plan.configs),
          },
          data,
        ),
    );
    if (kafka.auth === "scram") {
      this.credentials = new KafkaCredentials(
        `${name}-credentials`,
        {
          clusterArn: msk.arn,
          secretPrefix: names.kafkaSecretPrefix,
          keyArn: args.keyArn,
          protect: args.protect,
        },
        { parent: this },
      );
    }

    this.arn = msk.arn;
    const told = kafka.auth === "iam" ? msk.bootstrapBrokersSaslIam : msk.bootstrapBrokersSaslScram;
    this.bootstrapServers = told.apply((servers) => firstBrokers(servers, zones));
    this.hosts = told.apply((servers) => brokerHosts(firstBrokers(servers, brokers.brokers)));
    this.ready = [...topics, ...(this.credentials ? [this.credentials] : [])];
    this.registerOutputs({ arn: this.arn, bootstrapServers: this.bootstrapServers, hosts: this.hosts });
  }

  /** Admits the security groups of cluster and nodes, on the listener in use and on the two metric ports. */
  private securityGroup(name: string, args: KafkaArgs): SecurityGroup {
    const { kafka, cluster, protect } = args;
    const data = dataOptions(this, protect);
    const group = new SecurityGroup(
      name,
      { vpcId: cluster.vpcId, description: brokersGroup },
      { ...data, ignoreChanges: ["vpcId"] },
    );
    const admitted = { clients: brokerPorts[kafka.auth], jmx: monitoringPorts.jmx, node: monitoringPorts.node };
    for (const [part, port] of Object.entries(admitted)) {
      new SecurityGroupIngressRule(
        `${name}-${part}`,
        {
          securityGroupId: group.id,
          referencedSecurityGroupId: cluster.securityGroupId,
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          description: `${part} of EKS cluster ${cluster.name}`,
        },
        data,
      );
      // Not protected: a group that goes takes its rule along, and no data with it.
      for (const nodeGroup of cluster.nodeSecurityGroupIds) {
        new SecurityGroupIngressRule(
          `${name}-${part}-${nodeGroup}`,
          {
            securityGroupId: group.id,
            referencedSecurityGroupId: nodeGroup,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            description: `${part} of nodes of EKS cluster ${cluster.name}`,
          },
          { parent: this },
        );
      }
    }
    this.admitHybridNodes(name, group, args);
    return group;
  }

  /** They and their pods are in no security group: from outside they come with their addresses. */
  private admitHybridNodes(name: string, group: SecurityGroup, { kafka, cluster }: KafkaArgs): void {
    const admitted = {
      clients: [brokerPorts[kafka.auth], brokerPorts[kafka.auth]],
      metrics: [monitoringPorts.jmx, monitoringPorts.node],
    } as const;
    for (const block of cluster.hybridAddressBlocks ?? []) {
      for (const [part, [fromPort, toPort]] of Object.entries(admitted)) {
        new SecurityGroupIngressRule(
          `${name}-${part}-${block.replace(/[^0-9a-f]+/gi, "-")}`,
          {
            securityGroupId: group.id,
            ...(block.includes(":") ? { cidrIpv6: block } : { cidrIpv4: block }),
            ...{ ipProtocol: "tcp", fromPort, toPort },
            description: `${part} of hybrid nodes of EKS cluster ${cluster.name}`,
          },
          { parent: this },
        );
      }
    }
  }

  private growVolumes(name: string, msk: Cluster, kafka: MskSettings, data: pulumi.CustomResourceOptions): void {
    const dimension = {
      resourceId: msk.arn,
      scalableDimension: "kafka:broker-storage:VolumeSize",
      serviceNamespace: "kafka",
    };
    const target = new autoscaling.Target(
      name,
      { ...dimension, minCapacity: 1, maxCapacity: kafka.maxVolumeGib },
      data,
    );
    new autoscaling.Policy(
      name,
      {
        ...dimension,
        name: `${name}-storage`,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
          targetValue: volumeTargetPercent,
          disableScaleIn: true,
        },
      },
      { ...data, dependsOn: target },
    );
  }
}

function brokerSubnets({ subnetIds }: MskSettings, cluster: ClusterArgs): ClusterArgs["subnetPerZone"] {
  return subnetIds?.map((subnetId) => ({ subnetId })) ?? cluster.subnetPerZone;
}
