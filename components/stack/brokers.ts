// The brokers that a state has, as far as settings speak of them. Pure.
import { z } from "zod";
import { consumedTopics, zones } from "../../conventions/kafka";
import type { StackHistory } from "../../settings/history/changes";

const brokersSchema = z.object({
  numberOfBrokerNodes: z.number().optional(),
  clientAuthentication: z
    .object({ sasl: z.object({ iam: z.boolean().optional(), scram: z.boolean().optional() }) })
    .optional(),
  brokerNodeGroupInfo: z
    .object({
      clientSubnets: z.array(z.string()).optional(),
      instanceType: z.string().optional(),
      storageInfo: z.object({ ebsStorageInfo: z.object({ volumeSize: z.number() }) }),
    })
    .optional(),
});

const topicSchema = z.object({
  name: z.enum(consumedTopics),
  partitionCount: z.number(),
  configs: z.string().optional(),
});

const groupSchema = z.object({ vpcId: z.string() });

/** Of the outputs of the brokers' security group. */
export function vpcIn([outputs]: readonly unknown[]): Pick<StackHistory, "brokersVpc"> {
  const { data } = groupSchema.safeParse(outputs);
  return data === undefined ? {} : { brokersVpc: data.vpcId };
}

const configurationSchema = z.object({ serverProperties: z.string() });

/** Of the outputs of the brokers' configuration. */
export function propertiesIn([outputs]: readonly unknown[]): Pick<StackHistory, "brokerProperties"> {
  const { data } = configurationSchema.safeParse(outputs);
  return data === undefined ? {} : { brokerProperties: data.serverProperties };
}

/** In the topic's own configuration, as JSON. */
const retention = /"retention\.ms":"(\d+)"/;

/** Of the outputs of clusters of MSK and of their topics; undefined where there is no cluster. */
export function brokersIn([outputs]: readonly unknown[], topicOutputs: readonly unknown[]): StackHistory["brokers"] {
  if (outputs === undefined) return undefined;
  const { data } = brokersSchema.safeParse(outputs);
  const topics = topicOutputs.flatMap((topic) => topicSchema.safeParse(topic).data ?? []);
  const hours = topics.flatMap(({ configs = "" }) => {
    const [, milliseconds] = retention.exec(configs) ?? [];
    return milliseconds === undefined ? [] : [Number(milliseconds) / 3_600_000];
  });
  const { iam, scram } = data?.clientAuthentication?.sasl ?? {};
  const { clientSubnets: subnetIds, instanceType: brokerType, storageInfo } = data?.brokerNodeGroupInfo ?? {};
  const volumeGib = storageInfo?.ebsStorageInfo.volumeSize;
  return {
    ...(iam ? { auth: "iam" } : scram ? { auth: "scram" } : {}),
    ...(brokerType === undefined ? {} : { brokerType }),
    ...(data?.numberOfBrokerNodes === undefined ? {} : { brokersPerZone: data.numberOfBrokerNodes / zones }),
    ...(topics.length === 0 ? {} : { partitions: Math.max(...topics.map(({ partitionCount }) => partitionCount)) }),
    ...(hours.length === 0 ? {} : { retentionHours: Math.max(...hours) }),
    ...(subnetIds === undefined ? {} : { subnetIds }),
    ...(volumeGib === undefined ? {} : { volumeGib }),
  };
}
