// A Kafka broker as the platform uses one: the two topics, a user each for Fluent Bit and for the log consumer, and
// ACLs that let each do its work and nothing else.
import { setTimeout as sleep } from "node:timers/promises";
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  type Kafka,
  KafkaJSProtocolError,
  ResourcePatternTypes,
} from "kafkajs";
import type { KafkaUser } from "../../components/cloud/kafka/credentials";
import { topicPlans } from "../../components/cloud/kafka/plan";
import { consumerGroups, logTopics } from "../../conventions/kafka";
import { conventions } from "../../conventions/names";
import { type Credentials, KafkaBroker } from "./kafka";

const passwords: Readonly<Record<KafkaUser, string>> = {
  "log-producer": "producer-password",
  "log-consumer": "consumer-password",
};

type Resource = "topic" | "group";
type Allowed = [KafkaUser, Resource, string, readonly (keyof typeof AclOperationTypes)[]];
const allowed: readonly Allowed[] = [
  ...logTopics.flatMap((topic): Allowed[] => [
    ["log-producer", "topic", topic, ["DESCRIBE", "WRITE"]],
    ["log-consumer", "topic", topic, ["DESCRIBE", "READ"]],
  ]),
  ["log-consumer", "topic", conventions.deadLetterTopic, ["DESCRIBE", "WRITE"]],
  ["log-consumer", "topic", conventions.apartTopic, ["DESCRIBE", "READ", "WRITE"]],
  ["log-consumer", "group", consumerGroups.all, ["DESCRIBE", "READ"]],
  ["log-consumer", "group", consumerGroups.apart, ["DESCRIBE", "READ"]],
];

export class LogBroker {
  private constructor(
    readonly broker: KafkaBroker,
    readonly admin: Admin,
  ) {}

  static async start(partitions: number): Promise<LogBroker> {
    const broker = await KafkaBroker.start({ users: passwords });
    const admin = broker.client().admin();
    await admin.connect();
    const plans = topicPlans(partitions, 72);
    await admin.createTopics({
      topics: [plans.chunks, plans.logs, plans.apart, plans.deadLetters].map(
        ({ name, partitions: count, configs }) => ({
          topic: name,
          numPartitions: count,
          // One broker here.
          configEntries: Object.entries({ ...configs, "min.insync.replicas": "1" }).map(([key, value]) => ({
            name: key,
            value,
          })),
        }),
      ),
    });
    await admin.createAcls({
      acl: allowed.flatMap(([user, resource, name, operations]) =>
        operations.map(
          (operation): AclEntry => ({
            principal: `User:${user}`,
            host: "*",
            permissionType: AclPermissionTypes.ALLOW,
            operation: AclOperationTypes[operation],
            resourceType: resource === "topic" ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
            resourceName: name,
            resourcePatternType: ResourcePatternTypes.LITERAL,
          }),
        ),
      ),
    });
    return new LogBroker(broker, admin);
  }

  credentials(user: KafkaUser): Credentials {
    return { username: user, password: passwords[user] };
  }

  client(user: KafkaUser | "admin"): Kafka {
    return this.broker.client(user === "admin" ? this.broker.admin : this.credentials(user));
  }

  /** Writes values to a topic of logs, as Fluent Bit's user. */
  async produce(values: Iterable<string | Buffer>, topic: string = conventions.logTopic): Promise<void> {
    const producer = this.client("log-producer").producer();
    await producer.connect();
    const batch: { value: string | Buffer }[] = [];
    let bytes = 0;
    const send = async () => {
      bytes = 0;
      await producer.send({ topic, acks: -1, messages: batch.splice(0) });
    };
    for (const value of values) {
      batch.push({ value });
      bytes += Buffer.byteLength(value);
      // All of it may go to one partition, whose batches have at most 4 MiB.
      if (bytes > 3_000_000) await send();
    }
    if (batch.length > 0) await send();
    await producer.disconnect();
  }

  /** Messages that the consumer has not committed yet. */
  async lag(): Promise<number> {
    const lags = await Promise.all(logTopics.map((topic) => this.lagOf(topic, consumerGroups.all)));
    return lags.reduce((sum, lag) => sum + lag, 0);
  }

  /** ... of tenants that stand apart. */
  lagApart(): Promise<number> {
    return this.lagOf(conventions.apartTopic, consumerGroups.apart);
  }

  private async lagOf(topic: string, groupId: string): Promise<number> {
    const [ends, [group]] = await Promise.all([
      this.ends(topic),
      this.admin.fetchOffsets({ groupId, topics: [topic] }),
    ]);
    const committed = new Map(
      group?.partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]),
    );
    return ends.reduce((sum, { partition, high }) => sum + Number(high) - (committed.get(partition) ?? 0), 0);
  }

  /** Records in the dead-letter topic. */
  async deadLetters(): Promise<number> {
    return (await this.ends(conventions.deadLetterTopic)).reduce((sum, { high }) => sum + Number(high), 0);
  }

  /** kafkajs does not ask again where a topic that was just made has no leader yet. */
  private async ends(topic: string, attempts = 50): ReturnType<Admin["fetchTopicOffsets"]> {
    try {
      return await this.admin.fetchTopicOffsets(topic);
    } catch (problem) {
      if (!(problem instanceof KafkaJSProtocolError && problem.retriable) || attempts === 1) throw problem;
      await sleep(200);
      return this.ends(topic, attempts - 1);
    }
  }

  async stop(): Promise<void> {
    await this.admin.disconnect();
    await this.broker.stop();
  }
}
