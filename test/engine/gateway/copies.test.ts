// Copies in the real Collector: however much comes at once, no request is larger than who takes OTLP by gRPC takes by
// default, 4 MiB. Jaeger is played by a receiver of that kind, CloudWatch by a recorder behind the hop that lends it a queue.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CollectorConfig, Pipeline } from "../../../components/collection/collector/config";
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
      const {
        cumulative_to_delta,
        "transform/levels": _,
        "filter/cloudwatch-points": __,
        ...processors
      } = config.processors;
      const { "metrics/cloudwatch": metrics, "logs/cloudwatch": logs, ...others } = config.service.pipelines;
      assert.ok(awscloudwatchlogs && awsemf && cumulative_to_delta && metrics && logs);
      const pipelines = Object.fromEntries(
        (Object.entries(others) as [string, Pipeline][]).map(([id, pipeline]) => [
          id,
          { ...pipeline, processors: pipeline.processors.filter((processor) => processor in processors) },
        ]),
      );
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
            "logs/cloudwatch": { ...logs, exporters: ["otlp_http/cloudwatch"] },
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

describe("copies of metrics to CloudWatch", function () {
  this.timeout(120_000);

  it("have no point for which its exporter would fail the whole request, and the queue send it for ever", async () => {
    const bodies: string[] = [];
    const cloudwatch = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => {
          bodies.push(Buffer.concat(chunks).toString());
          response.writeHead(200, { "content-type": "application/json" }).end("{}");
        });
    });
    await new Promise<void>((resolve) => cloudwatch.listen(0, "127.0.0.1", resolve));
    const { port } = cloudwatch.address() as AddressInfo;
    const gateway = await GatewayProcess.start({
      settings: settingsWith({
        tenants: [{ id: "team-a", namespaces: ["team-a"] }],
        fanout: { cloudwatch: { enabled: true } },
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      }),
      loki: "http://127.0.0.1:1",
      tempo: "http://127.0.0.1:1",
      remoteWrite: "http://127.0.0.1:1/api/v1/write",
      change: (config) => {
        const { awscloudwatchlogs, awsemf, ...exporters } = config.exporters;
        const { cumulative_to_delta, ...processors } = config.processors;
        assert.ok(awscloudwatchlogs && awsemf && cumulative_to_delta);
        const pipelines = Object.fromEntries(
          (Object.entries(config.service.pipelines) as [string, Pipeline][]).map(([id, pipeline]) => [
            id,
            {
              ...pipeline,
              processors: pipeline.processors.filter((processor) => processor in processors),
              exporters: id.endsWith("/cloudwatch") ? (["otlp_http/cloudwatch"] as const) : pipeline.exporters,
            },
          ]),
        );
        const played = { endpoint: `http://127.0.0.1:${port}`, encoding: "json", compression: "none" };
        return {
          ...config,
          processors,
          exporters: { ...exporters, "otlp_http/cloudwatch": played },
          service: { ...config.service, pipelines },
        };
      },
    });
    try {
      const hours = (number: number) => `${Date.now() + number * 3_600_000}000000`;
      const gauge = (name: string, timeUnixNano: string) => ({
        name,
        gauge: { dataPoints: [{ timeUnixNano, asDouble: 1 }] },
      });
      const buckets = (name: string, scale: number, offset: number, more: object = {}) => {
        const positive = { offset, bucketCounts: ["0", "1"] };
        const point = { timeUnixNano: nanos(), startTimeUnixNano: hours(-1), count: "1", scale, positive, ...more };
        return { name, exponentialHistogram: { aggregationTemporality: 1, dataPoints: [point] } };
      };
      const metrics = [
        gauge("odd_old", hours(-15 * 24)),
        gauge("odd_milliseconds", String(Date.now())),
        gauge("odd_ahead", hours(3)),
        buckets("odd_scale", -10, 0, { sum: 5 }),
        buckets("odd_largest", 0, 1_022, { sum: 1.7e308 }),
        buckets("odd_end", 20, 1_024 * 2 ** 20),
        buckets("odd_negative", -4, 0, { negative: { offset: 63, bucketCounts: ["1"] } }),
        buckets("good_end", 20, 1_000 * 2 ** 20),
        buckets("good_wide", -4, 61),
        gauge("good_now", nanos()),
        gauge("good_late", hours(-12 * 24)),
      ];
      const content = { resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics }] }] };
      assert.equal(await gateway.send("metrics", content, { authorization: `Bearer ${tokenOf("team-a")}` }), 200);
      const stored = await eventually(() => bodies.find((body) => body.includes("good_now")));
      assert.deepEqual([...new Set(stored.match(/(?:odd|good)_[a-z]+/g))].sort(), [
        "good_end",
        "good_late",
        "good_now",
        "good_wide",
      ]);
    } finally {
      await gateway.stop();
      cloudwatch.close();
    }
  });
});

describe("copies to Elasticsearch", function () {
  this.timeout(120_000);

  it("hand its exporter nothing that it would obey: no index, no form, and no wish to be left out", async () => {
    const bodies: string[] = [];
    const search = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => {
          bodies.push(Buffer.concat(chunks).toString());
          response.writeHead(204).end();
        });
    });
    await new Promise<void>((resolve) => search.listen(0, "127.0.0.1", resolve));
    const { port } = search.address() as AddressInfo;
    const gateway = await GatewayProcess.start({
      settings: settingsWith({
        tenants: [{ id: "team-a", namespaces: ["team-a"] }],
        fanout: { elasticsearch: { enabled: true, endpoints: ["https://search.example.com:9200"] } },
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      }),
      loki: "http://127.0.0.1:1",
      tempo: "http://127.0.0.1:1",
      remoteWrite: "http://127.0.0.1:1/api/v1/write",
      change: (config) => {
        const { elasticsearch, ...exporters } = config.exporters;
        const pipeline = config.service.pipelines["logs/search"];
        assert.ok(elasticsearch && pipeline);
        const played = { endpoint: `http://127.0.0.1:${port}`, encoding: "json", compression: "none" };
        return {
          ...config,
          exporters: { ...exporters, "otlp_http/search": played },
          service: {
            ...config.service,
            pipelines: {
              ...config.service.pipelines,
              "logs/search": { ...pipeline, exporters: ["otlp_http/search"] },
            },
          },
        };
      },
    });
    try {
      const attributes = [
        "elastic.mapping.mode",
        "elasticsearch.index",
        "elasticsearch.mapping.hints",
        "data_stream.dataset",
        "data_stream.type",
        "data_streams",
      ].flatMap((key) => [1, 2].map((value) => ({ key, value: { stringValue: `bodymap-${value}` } })));
      const logRecords = [{ timeUnixNano: nanos(), body: { stringValue: "a line" }, attributes }];
      const content = {
        resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope: { name: "s", attributes }, logRecords }] }],
      };
      assert.equal(await gateway.send("logs", content, { authorization: `Bearer ${tokenOf("team-a")}` }), 200);
      const stored = await eventually(() => bodies.find((body) => body.includes("a line")));
      const names = stored.match(/elastic[a-z_.]+|data_stream[a-z_.]+/g) ?? [];
      // Of the resource, the scope and the record; and of the resource what keeps a scope's name from choosing.
      assert.deepEqual([...new Set(names)].sort(), ["data_stream.dataset", "data_streams"]);
      assert.equal(names.filter((name) => name === "data_stream.dataset").length, 1);
      assert.ok(stored.includes('"data_stream.dataset","value":{"stringValue":"generic"}'), stored);
      assert.ok(names.length >= 4, stored);
    } finally {
      await gateway.stop();
      search.close();
    }
  });
});
