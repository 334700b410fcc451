// The log consumer of a stack's settings as a process: reads the broker with the platform's own user, writes to Loki's
// stand-in. The configuration is the program's, but for addresses.
import { type CollectorConfig, configTexts } from "../../components/collection/collector/config";
import { logConsumerConfig } from "../../components/collection/log-consumer/config";
import type { Settings } from "../../settings/settings";
import { namesFor } from "../support/place";
import { absentKubeconfig, collectorBinary, RunningCollector } from "./collector-process";
import type { LogBroker } from "./log-broker";
import { onLoopback } from "./on-loopback";
import type { RecordingLoki } from "./recording-loki";
import type { SmallDisk } from "./small-disk";

export interface ConsumerSurroundings {
  kafka: LogBroker;
  loki: RecordingLoki;
  /** Without an API server when absent. */
  apiServer?: { kubeconfigFile: string } | undefined;
  /** What the caller wants otherwise in the configuration. */
  change?: (config: CollectorConfig) => CollectorConfig;
  /** Volume of its queues. */
  disk?: SmallDisk | undefined;
  /** Directory of its queues, if they are to outlive this process. */
  state?: string;
  /** More variables of the process. */
  environment?: Readonly<Record<string, string>>;
}

/** Where records come from. */
export interface Brokers {
  bootstrapServers: string;
  caFile: string;
}

/** The consumer's configuration with the brokers and the Loki of a test or a bench. */
export function consumerOnLoopback(settings: Settings, brokers: Brokers, lokiOtlp: string): CollectorConfig {
  return logConsumerConfig(settings, namesFor(settings), {
    host: "127.0.0.1",
    statePath: "${env:STATE}",
    kubernetes: "kubeConfig",
    brokers: brokers.bootstrapServers,
    lokiOtlp,
    brokerCaPath: brokers.caFile,
  });
}

export async function startLogConsumer(
  settings: Settings,
  { kafka, loki, apiServer, change = (config) => config, disk, state, environment }: ConsumerSurroundings,
): Promise<RunningCollector> {
  const { config } = await onLoopback(consumerOnLoopback(settings, kafka.broker, loki.address), {
    apiServer: apiServer !== undefined,
  });
  const { username, password } = kafka.credentials("log-consumer");
  const variables = {
    KUBECONFIG: apiServer?.kubeconfigFile ?? absentKubeconfig(),
    KAFKA_USERNAME: username,
    KAFKA_PASSWORD: password,
    ...(state === undefined ? {} : { STATE: state }),
    ...environment,
  };
  return RunningCollector.start(await collectorBinary(), configTexts(change(config)), variables, disk);
}
