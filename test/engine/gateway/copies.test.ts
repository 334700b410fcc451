// Copies in the real Collector: however much comes at once, no request is larger than who takes OTLP by gRPC takes by
// default, 4 MiB. Jaeger is played by a receiver of that kind, CloudWatch by a recorder behind the hop that lends it a queue.
import assert from "node:assert/strict";
import type { CollectorConfig } from "../../../components/collection/collector/config";
import { freePorts } from "../../servers/daemon";
import { GatewayProcess, tokenOf } from "../../servers/gateway-process";
import { eventually } from "../../servers/gateway-with-stores";
import { RecordingLoki } from "../../servers/recording-loki";
import { RecordingTempo } from "../../servers/recording-tempo";
import { settingsWith } from "../../support/stack-configuration";

const count = 2_000;
const filler = "x".repeat(3_000);
const nanos = () => `${Date.now()}000000`;

describe("copies of what is large together", function () {
  this.timeout(120_000);
  const copied = new Set<string>();
  const stops: (() => unknown)[] = [];
  let gateway: GatewayProcess;
  let jaeger: RecordingTempo;
  let tempo: RecordingTempo;

  before(async function () {
    this.timeout(1_800_000);
    const [loki, cloudwatch, port] = [
      await RecordingLoki.start(() => undefined),
      await RecordingLoki.start(({ body }) => copied.add(body.stringValue?.split(" ")[0] ?? "")),
      (await freePorts(1))[0],
    ];
    [tempo, jaeger] = await Promise.all([RecordingTempo.start(), RecordingTempo.start()]);
    stops.push(
      () => loki.down(),
      () => cloudwatch.down(),
      () => tempo.down(),
      () => jaeger.down(),
    );
    const endpoint = `127.0.0.1:${port}`;
    const settings = settingsWith({
      tenants: [{ id: "team-a", namespaces: ["team-a"] }],
      fanout: {
        jaeger: { enabled: true, endpoint: "jaeger.example.com:4317", insecure: true },
        cloudwatch: { enabled: true },
      },
      cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
    });
    const played = (config: CollectorConfig): CollectorConfig => {
      const { awscloudwatchlogs, awsemf, ...exporters } = config.exporters;
      const { cumulative_to_delta, "transform/levels": _, ...processors } = config.processors;
      const { "metrics/cloudwatch": metrics, ...pipelines } = config.service.pipelines;
      assert.ok(awscloudwatchlogs && awsemf && cumulative_to_delta && metrics);
      return {
        ...config,
        processors,
        receivers: { ...config.receivers, "otlp/jaeger": { protocols: { grpc: { endpoint } } } },
        exporters: {
          ...exporters,
          "otlp_grpc/jaeger": { ...exporters["otlp_grpc/jaeger"], endpoint },
          "otlp_http/cloudwatch": { endpoint: cloudwatch.address, encoding: "json", compression: "none" },
          "otlp_http/jaeger": { endpoint: jaeger.address, compression: "none" },
        },
        service: {
          ...config.service,
          pipelines: {
            ...pipelines,
            "logs/cloudwatch": {
              receivers: ["otlp/cloudwatch-queue"],
              processors: [],
              exporters: ["otlp_http/cloudwatch"],
            },
            "traces/jaeger": { receivers: ["otlp/jaeger"], processors: [], exporters: ["otlp_http/jaeger"] },
          },
        },
      };
    };
    gateway = await GatewayProcess.start({
      settings,
      loki: loki.address,
      tempo: tempo.address,
      remoteWrite: "http://127.0.0.1:1/api/v1/write",
      change: played,
    });
    stops.push(() => gateway.stop());
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const send = async (signal: "logs" | "traces", content: object) =>
    assert.equal(await gateway.send(signal, content, { authorization: `Bearer ${tokenOf("team-a")}` }), 200);

  it("to CloudWatch are all there", async () => {
    const logRecords = Array.from({ length: count }, (_, index) => ({
      timeUnixNano: nanos(),
      body: { stringValue: `record-${index} ${filler}` },
    }));
    await send("logs", { resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords }] }] });
    await eventually(() => (copied.size === count ? true : undefined));
  });

  it("to Jaeger are all there", async () => {
    const traceIds = Array.from({ length: count }, (_, index) => (0xb000 + index).toString(16).padStart(32, "0"));
    const spans = traceIds.map((traceId) => ({
      traceId,
      spanId: traceId.slice(16),
      name: "SELECT",
      startTimeUnixNano: nanos(),
      endTimeUnixNano: nanos(),
      attributes: [{ key: "db.query.text", value: { stringValue: filler } }],
    }));
    await send("traces", { resourceSpans: [{ resource: {}, scopeSpans: [{ spans }] }] });
    const bytes = () => jaeger.requests.reduce((sum, { spans: of }) => sum + of.length, 0);
    await eventually(() => (bytes() > count * filler.length ? true : undefined));
    for (const traceId of [traceIds[0], traceIds.at(-1)]) assert.equal(jaeger.tenantsOf(traceId ?? "").length, 1);
  });
});
