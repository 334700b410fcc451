// How the stack's brokers are talked to, settled once from the settings: whether there are any, who runs them, how a
// client proves who it is. Outside settings/, components/cloud/ and this room nothing asks for `kafka.mode` or
// `kafka.auth`. What clients of each make call these things is in spellings.ts.
import type { KafkaContract } from "../../contract/contract";
import { brokerPorts } from "../../conventions/kafka";
import { conventions } from "../../conventions/names";
import type { ExternalKafkaSettings, KafkaSettings, MskSettings, Settings, Tenant } from "../../settings/settings";
import type { CloudNames } from "../cloud/names";

export interface HasKafka {
  kafka: KafkaSettings;
}

/** How a client proves who it is; always over TLS. */
export type KafkaMechanism =
  | { kind: "iam"; region: string; clusterArn: string }
  /** `existingSecret` holds credentials and authorities of external brokers; MSK's are made by the program. */
  | { kind: "scram"; existingSecret?: string };

/** Undefined where the stack has no brokers. */
export function kafkaMechanism(
  { kafka }: HasKafka,
  { place, kafkaCluster }: Pick<CloudNames, "place" | "kafkaCluster">,
): KafkaMechanism | undefined {
  if (kafka.mode === "none") return undefined;
  if (kafka.auth === "scram")
    return { kind: "scram", ...(kafka.mode === "external" ? { existingSecret: kafka.existingSecret } : {}) };
  return kafka.mode === "external"
    ? { kind: "iam", region: kafka.region, clusterArn: kafka.clusterArn }
    : {
        kind: "iam",
        region: place.region,
        // Without the id that MSK appends, which nobody knows before: clients take the region out of it, nothing else.
        clusterArn: `arn:${place.partition}:kafka:${place.region}:${place.accountId}:cluster/${kafkaCluster}`,
      };
}

/** Whether a tenant's logs by OTLP go through the brokers. */
export const goesThroughKafka = ({ otlpPipeline }: Pick<Tenant, "otlpPipeline">): boolean => otlpPipeline === "kafka";

/** Whether the gateway writes to the brokers. Of a retired tenant too: what waits in the queue is sent still. */
export const gatewayWrites = ({ tenants }: Pick<Settings, "tenants">): boolean => tenants.some(goesThroughKafka);

/** Whether the gateway needs an AWS role: copies in CloudWatch, or brokers that ask for IAM. */
export const gatewayCallsAws = (settings: Pick<Settings, "fanout" | "kafka" | "tenants">): boolean =>
  settings.fanout.cloudwatch.enabled || (asksForIam(settings) && gatewayWrites(settings));

export const hasBrokers = ({ kafka }: HasKafka): boolean => kafka.mode !== "none";

/** Brokers that the program makes; undefined where it makes none. */
export const mskBrokers = ({ kafka }: HasKafka): MskSettings | undefined => (kafka.mode === "msk" ? kafka : undefined);

/** Brokers that exist already; undefined where the stack uses none. */
export const externalBrokers = ({ kafka }: HasKafka): ExternalKafkaSettings | undefined =>
  kafka.mode === "external" ? kafka : undefined;

/** Whether clients need an AWS role. */
export const asksForIam = ({ kafka }: HasKafka): boolean => kafka.mode !== "none" && kafka.auth === "iam";

/** Whether the program makes users and their passwords. */
export const makesUsers = ({ kafka }: HasKafka): boolean => kafka.mode === "msk" && kafka.auth === "scram";

/** The Secret with credentials and authorities of external brokers that use SCRAM. */
export const externalScramSecret = ({ kafka }: HasKafka): string | undefined =>
  kafka.mode === "external" && kafka.auth === "scram" ? kafka.existingSecret : undefined;

/** ARN of the cluster of external brokers that use IAM. */
export const externalCluster = ({ kafka }: HasKafka): string | undefined =>
  kafka.mode === "external" && kafka.auth === "iam" ? kafka.clusterArn : undefined;

/** How long the brokers keep a record, in hours; 0 without brokers. */
export const bufferedHours = ({ kafka }: HasKafka): number => (kafka.mode === "none" ? 0 : kafka.retentionHours);

/** Ports that clients connect to. */
export function clientPorts({ kafka }: HasKafka): number[] {
  if (kafka.mode === "none") return [];
  if (kafka.mode === "msk") return [brokerPorts[kafka.auth]];
  const bootstrap = kafka.bootstrapServers.map((server) => Number(server.slice(server.lastIndexOf(":") + 1)));
  return [...new Set([...bootstrap, ...kafka.advertisedPorts])];
}

/** The contract's part; null without brokers. */
export function kafkaContract({ kafka }: HasKafka, bootstrapServers: string): KafkaContract | null {
  if (kafka.mode === "none") return null;
  return {
    mode: kafka.mode,
    bootstrapServers,
    auth: kafka.auth,
    topics: { logs: conventions.logTopic, deadLetters: conventions.deadLetterTopic },
  };
}
