// What the benches of the gateway share: its own configuration on loopback, the least that a Collector can do with the
// same requests, a sender, and a sink that never answers.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type CollectorConfig, configTexts, type Pipeline } from "../components/collection/collector/config";
import { gatewayConfig } from "../components/collection/gateway/config";
import { ports } from "../components/endpoints";
import { onLoopback } from "../test/servers/on-loopback";
import { namesFor } from "../test/support/place";
import { type Run, runCollector, type Sink } from "./collector-run";
import { benchSettings } from "./settings";

/** What is sent to it. */
export type Sent = "logs" | "traces";

export interface GatewayUnderTest {
  sent: Sent;
  config: CollectorConfig;
  /** Base address of its OTLP/HTTP listener. */
  address: string;
}

/** The generated gateway. Senders are unknown (there is no API server), so all of it is the tenant `default`'s. */
export async function gatewayOnLoopback(tenants: number, sink: string, sent: Sent = "logs"): Promise<GatewayUnderTest> {
  const settings = benchSettings(tenants, { mode: "none" }, ["gateway"]);
  const names = namesFor(settings);
  const { config, port } = await onLoopback(
    gatewayConfig(settings, names, {
      host: "127.0.0.1",
      statePath: "${env:STATE}",
      kubernetes: "kubeConfig",
      lokiOtlp: sink,
      tempoOtlp: sink,
      remoteWrite: ["http://127.0.0.1:1"],
      replica: "gateway-0",
      brokers: "",
      samplers: "localhost",
      externalTls: "",
      externalTokens: "",
    }),
  );
  // As deployed: only the test's stand-in of Loki wants JSON.
  const exporters = Object.entries(config.exporters).map(([id, exporter]) => [
    id,
    id.startsWith("otlp_http/logs/") ? { ...exporter, encoding: "proto" } : exporter,
  ]);
  return {
    sent,
    config: { ...config, exporters: Object.fromEntries(exporters) as CollectorConfig["exporters"] },
    address: `http://127.0.0.1:${port(ports.otlpHttp)}`,
  };
}

/** Receives and exports through the same queue on disk, and nothing else. */
export async function barestGateway(tenants: number, sink: string, sent: Sent = "logs"): Promise<GatewayUnderTest> {
  const { config, address } = await gatewayOnLoopback(tenants, sink, sent);
  const id = `otlp_http/${sent}/default` as const;
  const { otlp = {} } = config.receivers;
  const pipeline: Pipeline = { receivers: ["otlp"], processors: [], exporters: [id] };
  return {
    sent,
    config: {
      ...config,
      receivers: { otlp },
      processors: {},
      connectors: {},
      exporters: { [id]: config.exporters[id] ?? {} },
      service: {
        ...config.service,
        pipelines: { [sent]: pipeline },
      },
    },
    address,
  };
}

const perRequest = 100;
const padding = "lorem ipsum ".repeat(65);

/** A service's log record of 1 KiB with a trace id. */
function logRecord(record: number, now: string): object {
  const traceId = record.toString(16).padStart(32, "0");
  return {
    timeUnixNano: now,
    severityNumber: 9,
    severityText: "INFO",
    body: { stringValue: `record-${record}- ${padding}` },
    traceId,
    spanId: traceId.slice(16),
    attributes: [
      { key: "http.route", value: { stringValue: "/cart" } },
      { key: "http.response.status_code", value: { intValue: "200" } },
    ],
  };
}

/** A span of a service, with the attributes of an HTTP server's. */
function span(record: number, now: string): object {
  const traceId = (record + 1).toString(16).padStart(32, "0");
  return {
    traceId,
    spanId: traceId.slice(16),
    name: `record-${record}- GET /cart`,
    kind: 2,
    startTimeUnixNano: now,
    endTimeUnixNano: now,
    attributes: [
      { key: "http.route", value: { stringValue: "/cart" } },
      { key: "http.request.method", value: { stringValue: "GET" } },
      { key: "http.response.status_code", value: { intValue: "200" } },
      { key: "url.path", value: { stringValue: "/cart/17" } },
      { key: "user_agent.original", value: { stringValue: "Mozilla/5.0 (X11; Linux x86_64)" } },
    ],
  };
}

const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
const bodyOf: Record<Sent, (items: readonly number[], now: string) => object> = {
  logs: (items, now) => ({
    resourceLogs: [{ resource, scopeLogs: [{ logRecords: items.map((item) => logRecord(item, now)) }] }],
  }),
  traces: (items, now) => ({
    resourceSpans: [{ resource, scopeSpans: [{ spans: items.map((item) => span(item, now)) }] }],
  }),
};

/** Sends records by OTLP/HTTP, four requests at a time, and each again until it is taken. */
export class OtlpSender {
  accepted = 0;
  refused = 0;
  private next = 0;
  private stopped = false;
  private readonly agent = new http.Agent({ keepAlive: true });

  constructor(
    private readonly address: string,
    private readonly records: number,
    private readonly sent: Sent = "logs",
  ) {}

  async send(): Promise<void> {
    await Promise.all(Array.from({ length: 4 }, () => this.sendInTurn()));
    this.agent.destroy();
  }

  stop(): void {
    this.stopped = true;
    this.agent.destroy();
  }

  private async sendInTurn(): Promise<void> {
    while (!this.stopped && this.next < this.records) {
      const from = this.next;
      this.next += perRequest;
      const now = `${Date.now()}000000`;
      const items = Array.from({ length: perRequest }, (_, index) => from + index);
      const body = JSON.stringify(bodyOf[this.sent](items, now));
      while (!this.stopped && !(await this.post(body))) await sleep(100);
    }
  }

  private post(body: string): Promise<boolean> {
    return new Promise((resolve) => {
      const request = http.request(
        `${this.address}/v1/${this.sent}`,
        { method: "POST", agent: this.agent, headers: { "content-type": "application/json" } },
        (response) => {
          response.resume();
          const taken = response.statusCode === 200;
          if (taken) this.accepted += perRequest;
          else this.refused += perRequest;
          resolve(taken);
        },
      );
      // Not up yet, or stopped.
      request.once("error", () => resolve(false));
      request.end(body);
    });
  }
}

/** CPU of a gateway until the sink has all records, whichever way a configuration is made and changed last. */
export async function runGateway(
  { binary, environment, records }: { binary: string; environment: Record<string, string>; records: number },
  sink: Sink,
  made: GatewayUnderTest,
  change: (config: CollectorConfig) => CollectorConfig = (config) => config,
): Promise<Run> {
  sink.reset();
  const sender = new OtlpSender(made.address, records, made.sent);
  const sent = sender.send();
  try {
    return await runCollector({
      binary,
      config: configTexts(change(made.config)),
      environment,
      done: () => sink.distinct === records,
      withinSeconds: 300,
    });
  } finally {
    sender.stop();
    await sent;
  }
}

/** Takes every connection and never answers. */
export class StandingSink {
  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<StandingSink> {
    const server = http.createServer((request) => request.resume());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new StandingSink(server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
