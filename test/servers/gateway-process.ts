// The gateway in the real Collector, and senders to it: pods, known by the address that they send from, and senders
// outside with a token. Loopback and temporary files only.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type CollectorConfig, configTexts, type Signal } from "../../components/collection/collector/config";
import { gatewayConfig } from "../../components/collection/gateway/config";
import { externalToken } from "../../components/collection/gateway/external";
import { ports } from "../../components/endpoints";
import type { Settings } from "../../settings/settings";
import { namesFor } from "../support/place";
import { removeScratch, scratchDirectory } from "./cleanup";
import { absentKubeconfig, collectorBinary, RunningCollector } from "./collector-process";
import type { KubeApi } from "./kube-api";
import type { LogBroker } from "./log-broker";
import { onLoopback } from "./on-loopback";

export interface GatewayOptions {
  settings: Settings;
  /** Base address of Loki's OTLP endpoint. */
  loki: string;
  /** Base address of Tempo's OTLP endpoint. */
  tempo: string;
  /** Of each Prometheus. */
  remoteWrite: string | readonly string[];
  /** Knows the pods; without one every sender inside is unknown. */
  api?: Pick<KubeApi, "kubeconfigFile">;
  /** Whether logs are sent as JSON, for a stand-in; default true. */
  jsonLogs?: boolean;
  /** Brokers, for tenants whose logs go through Kafka. */
  kafka?: LogBroker;
  /** Directory of the queues, if they are to outlive this process. */
  state?: string;
  /** Last change of the configuration. */
  change?: (config: CollectorConfig) => CollectorConfig;
}

/** Token of a tenant's senders outside. */
export const tokenOf = (tenant: string) => externalToken(tenant, `secret-of-${tenant}`);

export interface Sender {
  /** Sends from outside, with this in the Authorization header. */
  authorization?: string;
  /** Sends from inside, from this address. */
  address?: string;
  /** Sends to the listener of Fluent Bit's DaemonSet. */
  files?: boolean;
  headers?: Readonly<Record<string, string>>;
}

export class GatewayProcess {
  private constructor(
    private readonly collector: RunningCollector,
    private readonly directory: string,
    readonly port: (generated: number) => number,
  ) {}

  static async start({
    settings,
    loki,
    tempo,
    remoteWrite,
    api,
    jsonLogs,
    kafka,
    state,
    change = (config) => config,
  }: GatewayOptions): Promise<GatewayProcess> {
    const directory = scratchDirectory("gateway-");
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        path.join(directory, "tls.key"),
        "-out",
        path.join(directory, "tls.crt"),
      ],
      { stdio: "ignore" },
    );
    fs.writeFileSync(path.join(directory, "tokens"), settings.tenants.map(({ id }) => `${tokenOf(id)}\n`).join(""));
    const names = namesFor(settings);
    const { config, port } = await onLoopback(
      gatewayConfig(settings, names, {
        host: "127.0.0.1",
        statePath: "${env:STATE}",
        kubernetes: "kubeConfig",
        lokiOtlp: loki,
        tempoOtlp: tempo,
        remoteWrite: [remoteWrite].flat(),
        replica: "gateway-0",
        brokers: kafka?.broker.bootstrapServers ?? "",
        ...(kafka === undefined ? {} : { brokerCaPath: kafka.broker.caFile }),
        samplers: "localhost",
        externalTls: directory,
        externalTokens: path.join(directory, "tokens"),
      }),
      { apiServer: api !== undefined, jsonLogs },
    );
    const collector = await RunningCollector.start(await collectorBinary(), configTexts(change(config)), {
      KUBECONFIG: api?.kubeconfigFile ?? absentKubeconfig(),
      ...(kafka === undefined
        ? {}
        : {
            KAFKA_USERNAME: kafka.credentials("log-producer").username,
            KAFKA_PASSWORD: kafka.credentials("log-producer").password,
          }),
      ...(state === undefined ? {} : { STATE: state }),
    });
    return new GatewayProcess(collector, directory, port);
  }

  get pid(): number {
    return this.collector.pid;
  }

  /** File of what it writes. */
  get log(): string {
    return this.collector.log;
  }

  /** Sends OTLP as JSON; the status that comes back. */
  send(
    signal: Signal,
    content: unknown,
    { authorization, address, files = false, headers = {} }: Sender = {},
  ): Promise<number> {
    const outside = address === undefined && !files;
    const options: https.RequestOptions = {
      host: "127.0.0.1",
      port: this.port(outside ? ports.externalOtlpHttp : files ? ports.fileLogsOtlpHttp : ports.otlpHttp),
      path: `/v1/${signal}`,
      method: "POST",
      rejectUnauthorized: false,
      localAddress: address ?? "127.0.0.1",
      headers: {
        "content-type": "application/json",
        ...(authorization === undefined ? {} : { authorization }),
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      (outside ? https : http)
        .request(options, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
        .on("error", reject)
        .end(JSON.stringify(content));
    });
  }

  async stop(signal?: "SIGKILL" | "SIGTERM"): Promise<void> {
    await this.collector.stop(signal);
    removeScratch(this.directory);
  }
}

/** What a pod is made from: metadata and spec of a pod template. */
export interface PodTemplate {
  metadata: object;
  spec: object;
}

const shopFront: PodTemplate = {
  metadata: { labels: { "app.kubernetes.io/name": "shop-front" } },
  spec: { nodeName: "node-1", automountServiceAccountToken: false, containers: [{ name: "app", image: "app" }] },
};

/** A pod in a namespace of its own, which the API server believes to have this address. Answers its uid. */
export async function placePod(
  api: KubeApi,
  namespace: string,
  address: string,
  { metadata, spec }: PodTemplate = shopFront,
  name = "app",
): Promise<string> {
  await api.request("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  // A namespace takes pods once it has its service account.
  for (let waited = 0; ; waited += 200) {
    const { status, body } = await api.request("POST", `/api/v1/namespaces/${namespace}/pods`, {
      metadata: { ...metadata, name },
      spec,
    });
    if (status === 201) {
      const placed = await api.request("PUT", `/api/v1/namespaces/${namespace}/pods/${name}/status`, {
        ...(body as object),
        status: { phase: "Running", podIP: address, podIPs: [{ ip: address }], startTime: new Date().toISOString() },
      });
      if (placed.status !== 200) throw new Error(`the pod gets no address: ${JSON.stringify(placed.body)}`);
      return (body as { metadata: { uid: string } }).metadata.uid;
    }
    if (waited > 30_000) throw new Error(`no pod in ${namespace}: ${JSON.stringify(body)}`);
    await sleep(200);
  }
}
