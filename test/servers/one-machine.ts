// The platform's collection on one machine, with the generated configuration: Kafka, log consumer, gateway, Prometheus
// and its agent, and a list of pods in the place of Kubernetes. Where logs and traces are stored the caller says.
import type { CloudNames } from "../../components/cloud/names";
import { configTexts } from "../../components/collection/collector/config";
import { logConsumerConfig } from "../../components/collection/log-consumer/config";
import type { Settings } from "../../settings/settings";
import { removeScratch, scratchDirectory } from "./cleanup";
import { collectorBinary, RunningCollector } from "./collector-process";
import { freePorts } from "./daemon";
import { GatewayProcess } from "./gateway-process";
import { LogBroker } from "./log-broker";
import { onLoopback, withOwnMetrics } from "./on-loopback";
import { type ListedPod, PodList } from "./pod-list";
import { PrometheusStore } from "./prometheus-store";

export interface LogAndTraceStores {
  /** Base address of Loki's OTLP endpoint. */
  lokiOtlp: string;
  /** Base address of Tempo's OTLP endpoint. */
  tempoOtlp: string;
  /** Whether logs are to come as JSON, which a stand-in reads. */
  jsonLogs: boolean;
  stop(): unknown;
}

export interface OneMachineOptions {
  settings: Settings;
  names: CloudNames;
  pods: readonly ListedPod[];
  /** Starts what stores logs and traces; it may write metrics to Prometheus. */
  stores: (prometheus: PrometheusStore) => Promise<LogAndTraceStores>;
  /** Rules for Prometheus. */
  ruleGroups?: readonly object[];
  partitions?: number;
  /** Gets a line for each part that is to be started. */
  report?: (line: string) => void;
}

export class OneMachine {
  private readonly running: { stop(): unknown }[] = [];
  private consumer: RunningCollector | undefined;
  /** Directories of the queues; they outlive the processes. */
  private readonly state = {
    gateway: scratchDirectory("gateway-state-"),
    consumer: scratchDirectory("consumer-state-"),
  };
  private started:
    | {
        prometheus: PrometheusStore;
        broker: LogBroker;
        pods: PodList;
        stores: LogAndTraceStores;
        gateway: GatewayProcess;
      }
    | undefined;
  /** `host:port` of the own metrics of each Collector. */
  readonly metrics = { gateway: "", consumer: "" };

  private constructor(private readonly options: OneMachineOptions) {}

  /** Starts everything; on an error stops what was started. */
  static async start(options: OneMachineOptions): Promise<OneMachine> {
    const machine = new OneMachine(options);
    try {
      await machine.up();
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  get prometheus(): PrometheusStore {
    return this.parts.prometheus;
  }

  get broker(): LogBroker {
    return this.parts.broker;
  }

  get gateway(): GatewayProcess {
    return this.parts.gateway;
  }

  private get parts() {
    if (this.started === undefined) throw new Error("the platform is not up");
    return this.started;
  }

  private async up(): Promise<void> {
    const { pods: list, stores: startStores, ruleGroups, partitions = 2, report = () => undefined } = this.options;
    const [gatewayMetrics, consumerMetrics] = await freePorts(2);
    Object.assign(this.metrics, { gateway: `127.0.0.1:${gatewayMetrics}`, consumer: `127.0.0.1:${consumerMetrics}` });
    report("Prometheus");
    const prometheus = this.keep(await PrometheusStore.start(ruleGroups));
    const stores = this.keep(await startStores(prometheus));
    report("Kafka, with TLS, SCRAM and ACLs");
    const broker = this.keep(await LogBroker.start(partitions));
    const pods = this.keep(await PodList.start(list));
    report("gateway (Collector)");
    const gateway = await this.startGateway(stores, prometheus, pods);
    this.started = { prometheus, broker, pods, stores, gateway };
    report("log consumer (Collector)");
    await this.startConsumer();
  }

  private keep<T extends { stop(): unknown }>(part: T): T {
    this.running.unshift(part);
    return part;
  }

  private startGateway(stores: LogAndTraceStores, prometheus: PrometheusStore, pods: PodList): Promise<GatewayProcess> {
    return GatewayProcess.start({
      settings: this.options.settings,
      loki: stores.lokiOtlp,
      tempo: stores.tempoOtlp,
      remoteWrite: prometheus.remoteWrite,
      api: pods,
      state: this.state.gateway,
      jsonLogs: stores.jsonLogs,
      change: (config) => withOwnMetrics(config, Number(this.metrics.gateway.split(":")[1])),
    });
  }

  /** Starts the log consumer on its queues. */
  async startConsumer(): Promise<void> {
    const { settings, names } = this.options;
    const { broker, pods, stores } = this.parts;
    const made = logConsumerConfig(settings, names, {
      host: "127.0.0.1",
      statePath: "${env:STATE}",
      kubernetes: "kubeConfig",
      brokers: broker.broker.bootstrapServers,
      lokiOtlp: stores.lokiOtlp,
      brokerCaPath: broker.broker.caFile,
    });
    const { config } = await onLoopback(made, { apiServer: true, jsonLogs: stores.jsonLogs });
    const { username, password } = broker.credentials("log-consumer");
    const own = withOwnMetrics(config, Number(this.metrics.consumer.split(":")[1]));
    this.consumer = await RunningCollector.start(await collectorBinary(), configTexts(own), {
      KUBECONFIG: pods.kubeconfigFile,
      KAFKA_USERNAME: username,
      KAFKA_PASSWORD: password,
      STATE: this.state.consumer,
    });
  }

  async stopConsumer(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    await this.consumer?.stop(signal);
    this.consumer = undefined;
  }

  /** Ends the gateway and starts it on its queues. */
  async restartGateway(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const { stores, prometheus, pods, gateway } = this.parts;
    await gateway.stop(signal);
    this.started = { ...this.parts, gateway: await this.startGateway(stores, prometheus, pods) };
  }

  async stop(): Promise<void> {
    await this.consumer?.stop();
    await this.started?.gateway.stop();
    for (const part of this.running) await part.stop();
    for (const directory of Object.values(this.state)) removeScratch(directory);
  }
}
