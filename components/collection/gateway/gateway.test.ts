// The gateway's configuration, as far as it can be judged without a Collector.
import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Settings } from "../../../settings/settings";
import { namesFor } from "../../../test/support/place";
import { settingsWith } from "../../../test/support/stack-configuration";
import type { HelmValues } from "../../helm-values";
import { configTexts } from "../collector/config";
import { samplerConfig } from "../sampler/config";
import { gatewayConfig } from "./config";
import { gatewayValues } from "./values";

const settingsOf = (more: Record<string, unknown> = {}) =>
  settingsWith(
    {
      tenants: [{ id: "payments", namespaces: ["payments"] }],
      ...more,
    },
    ["fanout"],
  );
const configOf = (settings: Settings) => gatewayConfig(settings, namesFor(settings));
const external = { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" } };
const everyCopy = {
  cloudwatch: { enabled: true },
  datadog: { enabled: true, apiKey: "key" },
  jaeger: { enabled: true, endpoint: "jaeger:4317" },
  elasticsearch: { enabled: true, endpoints: ["https://search.example.com"], username: "otel", password: "word" },
};

describe("gateway", () => {
  it("deletes what callers claim before it looks up who they are, in every pipeline from the cluster", () => {
    const {
      service: { pipelines },
      processors,
    } = configOf(settingsOf());
    for (const signal of ["logs", "metrics", "traces"] as const) {
      assert.deepEqual(pipelines[`${signal}/cluster`]?.processors.slice(0, 3), [
        "memory_limiter",
        "transform/claims",
        "k8s_attributes",
      ]);
    }
    assert.match(JSON.stringify(processors["transform/claims"]), /delete_matching_keys\(attributes, \\"\^\(tenant\|/);
  });

  it("reads of a caller's metadata the content's type, and on the external listener, behind TLS and a token, that", () => {
    const { receivers, ...others } = configOf(settingsOf({ cluster: external, kafka: { mode: "none" } }));
    const read = (config: object) =>
      new Set([...JSON.stringify(config).matchAll(/metadata\[\\"([^"]*)\\"\]|from_context/g)].map(([, key]) => key));
    const { "transform/token": token, ...processors } = others.processors;
    assert.deepEqual([...read({ ...others, processors })], ["content-type"]);
    assert.deepEqual([...read(token ?? {})], ["authorization"]);
    for (const listener of Object.values(
      receivers["otlp/external"]?.protocols as Record<string, { tls?: unknown; auth?: unknown }>,
    ))
      assert.ok(listener.tls && listener.auth);
    assert.equal(configOf(settingsOf()).receivers["otlp/external"], undefined);
  });

  it("takes by gRPC the requests that it takes by HTTP, 20 MiB: an SDK drops what is too large, and nothing counts it", () => {
    const externalIngest = { hostname: "ingest.example.com", tlsSecret: "ingest-tls" };
    const { receivers } = configOf(settingsOf({ cluster: { name: "test", externalIngest } }));
    const largest = ["otlp", "otlp/external"].map((id) => {
      const { protocols } = receivers[id as "otlp"] as { protocols: Record<"grpc" | "http", Record<string, unknown>> };
      return [protocols.grpc.max_recv_msg_size_mib, protocols.http.max_request_body_size];
    });
    // The Collector's own limit by HTTP (confighttp, defaultMaxRequestBodySize).
    assert.deepEqual(largest, [
      [20, undefined],
      [20, undefined],
    ]);
  });

  it("ends connections by gRPC, so that each gateway gets its share, but not where a copy counts what it sees at one", () => {
    const externalIngest = { hostname: "ingest.example.com", tlsSecret: "ingest-tls" };
    const cluster = { name: "test", externalIngest };
    const ages = (fanout: object) => {
      const { receivers } = configOf(settingsOf({ cluster, fanout }));
      return ["otlp", "otlp/external"].map(
        (id) =>
          (receivers[id as "otlp"] as { protocols: { grpc: { keepalive?: object } } } | undefined)?.protocols.grpc
            .keepalive,
      );
    };
    const twoMinutes = { server_parameters: { max_connection_age: "2m" } };
    const jaeger = { jaeger: { enabled: true, endpoint: "jaeger.tracing:4317" } };
    for (const fanout of [{}, jaeger]) assert.deepEqual(ages(fanout), [twoMinutes, twoMinutes]);
    for (const fanout of [{ cloudwatch: { enabled: true } }, { datadog: { enabled: true, apiKey: "0123456789" } }])
      assert.deepEqual(ages(fanout), [undefined, undefined]);
  });

  it("keeps every way to a backend in a queue on disk that waits, and every copy in one that refuses", () => {
    const {
      exporters,
      service: { pipelines },
    } = configOf(settingsOf({ fanout: everyCopy }));
    const full = (id: string) =>
      exporters[id as "otlp_http"]?.sending_queue as { storage: string; block_on_overflow: boolean };
    for (const id of ["otlp_http/logs/payments", "otlp_http/traces/payments", "otlp_grpc/metrics/payments"])
      assert.equal(full(id).block_on_overflow, true, id);
    for (const id of ["datadog", "otlp_grpc/search-queue", "otlp_grpc/jaeger", "otlp_grpc/cloudwatch-queue"]) {
      assert.deepEqual([full(id).storage, full(id).block_on_overflow], ["file_storage/queue", false], id);
      const own = Object.entries(pipelines).filter(([, pipeline]) => pipeline?.exporters.includes(id as "datadog"));
      for (const [name, pipeline] of own)
        assert.ok(pipeline?.processors.includes("batch/fanout"), `${name} would report ${id}'s refusals to the sender`);
    }
    assert.doesNotThrow(() => configTexts(configOf(settingsOf({ fanout: everyCopy }))));
  });

  it("has a port for each way over loopback, in every size with every copy", () => {
    const search = { ...everyCopy.elasticsearch, replacesLoki: true };
    for (const size of ["small", "medium", "large"])
      for (const fanout of [everyCopy, { ...everyCopy, elasticsearch: search }])
        assert.doesNotThrow(() => configTexts(configOf(settingsOf({ size, fanout }))));
  });

  it("takes points aside that cannot be stored, before each tenant's queue, and counts them under the tenant", () => {
    const {
      service: { pipelines },
      connectors,
      exporters,
    } = configOf(settingsOf({ cluster: external }));
    for (const way of ["metrics/cluster", "metrics/external"] as const)
      assert.deepEqual(pipelines[way]?.exporters, ["routing/points-guard"]);
    assert.deepEqual(pipelines["metrics/good-points"]?.exporters, ["routing/metrics-points"]);
    assert.deepEqual(pipelines["metrics/refused-points"]?.exporters, ["count/refused-points"]);
    assert.match(JSON.stringify(connectors["count/refused-points"]), /"attributes":\[\{"key":"tenant"\}/);
    assert.deepEqual(pipelines["metrics/tenant-payments"]?.exporters, ["otlp_grpc/metrics/payments"]);
    assert.equal(exporters.prometheus_remote_write?.protobuf_message, "io.prometheus.write.v2.Request");
  });

  it("counts points as too old from where Prometheus' out-of-order window ends", () => {
    const guard = JSON.stringify(
      configOf(settingsOf({ sizing: { prometheus: { outOfOrderMinutes: 7 } } })).connectors["routing/points-guard"],
    );
    assert.match(guard, /datapoint\.time_unix_nano < UnixNano\(Now\(\)\) - 420000000000\)/);
  });

  it("keeps sums of deltas for hours in which nothing is counted, and no more than its memory bears", () => {
    const sums = (memoryMib: number) =>
      configOf(settingsOf({ sizing: { gateway: { memoryMib } } })).processors.delta_to_cumulative;
    assert.deepEqual(sums(512), { max_stale: "6h", max_streams: 128_000 });
    assert.deepEqual(sums(1_024), { max_stale: "6h", max_streams: 256_000 });
  });

  it("writes logs of tenants that chose Kafka to the brokers, each with its tenant, and the others' to Loki", () => {
    const settings = settingsOf({
      tenants: [
        { id: "payments", namespaces: ["payments"], otlpPipeline: "kafka" },
        { id: "shop", namespaces: ["shop"] },
      ],
    });
    const { exporters, processors, service } = configOf(settings);
    assert.deepEqual(service.pipelines["logs/tenant-payments"]?.exporters, ["kafka/logs"]);
    assert.deepEqual(service.pipelines["logs/tenant-payments"]?.processors.slice(-1), ["resource/tenant-payments"]);
    assert.deepEqual(processors["resource/tenant-payments"]?.attributes, [
      { key: "tenant", value: "payments", action: "upsert" },
      { key: "dead_letter.reason", action: "delete" },
    ]);
    assert.deepEqual(service.pipelines["logs/tenant-shop"]?.exporters, ["otlp_http/logs/shop"]);
    assert.equal(exporters["otlp_http/logs/payments"], undefined);
    assert.deepEqual(exporters["kafka/logs"]?.logs, { topic: "logs-otlp", encoding: "otlp_proto" });
    const { extraEnvs } = gatewayValues(settings, namesFor(settings)) as { extraEnvs: { name: string }[] };
    assert.ok(extraEnvs.some(({ name }) => name === "KAFKA_BROKERS"));
    assert.doesNotMatch(JSON.stringify(gatewayValues(settingsOf(), namesFor(settingsOf()))), /KAFKA_BROKERS/);
  });

  it("knows the brokers wherever its configuration has them: of a tenant that is retired too", () => {
    const settings = settingsOf({
      cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      tenants: [{ id: "payments", retired: true, otlpPipeline: "kafka" }],
    });
    assert.ok(configOf(settings).exporters["kafka/logs"]);
    const { extraEnvs } = gatewayValues(settings, namesFor(settings)) as { extraEnvs: { name: string }[] };
    assert.ok(extraEnvs.some(({ name }) => name === "KAFKA_BROKERS"));
  });

  it("starts with the features that its configuration needs", () => {
    const settings = settingsOf();
    const { command } = gatewayValues(settings, namesFor(settings)) as { command: { extraArgs: string[] } };
    assert.match(
      command.extraArgs[0] ?? "",
      /^--feature-gates=exporter\.prometheusremotewritexporter\.enableSendingRW2,/,
    );
  });

  it("keeps no half megabyte for each connection to a store or of a sender outside", () => {
    const settings = settingsOf({ cluster: external, size: "large" });
    const ofTenants = [configOf(settings), samplerConfig(settings)].flatMap(({ exporters }) =>
      Object.entries(exporters).filter(([id]) => id.endsWith("/payments")),
    );
    assert.equal(
      ofTenants.length,
      6,
      "logs and two of metrics in the gateway, traces and two of metrics in the sampler",
    );
    for (const [id, exporter] of ofTenants) assert.equal(exporter?.write_buffer_size, 32_768, id);
    const { protocols } = configOf(settings).receivers["otlp/external"] ?? {};
    const { grpc } = protocols as { grpc: HelmValues };
    assert.equal(grpc.read_buffer_size, 32_768);
  });

  it("has no credential in configuration or values", () => {
    const settings = settingsOf({ fanout: everyCopy });
    assert.doesNotMatch(
      configTexts(configOf(settings)).join(""),
      /password: (?!\$\{env:)|(?<!- )key: (?!\$\{env:)\w+\n/,
    );
    const variables = gatewayValues(settings, namesFor(settings)).extraEnvs as { name: string; value?: string }[];
    const own = variables.filter(({ name }) => !/^GO|_GO_/.test(name));
    assert.deepEqual(
      own.map(({ name }) => name),
      ["DATADOG_API_KEY", "SEARCH_USERNAME", "SEARCH_PASSWORD"],
    );
    assert.ok(own.every(({ value }) => value === undefined));
  });

  it("sends traces to each tenant's Tempo, and in size large to the sampler by trace id", () => {
    assert.deepEqual(configOf(settingsOf()).exporters["otlp_http/traces/payments"]?.headers, {
      "X-Scope-OrgID": "payments",
    });
    const large = configOf(settingsOf({ size: "large" }));
    assert.equal(large.exporters["otlp_http/traces/payments"], undefined);
    assert.equal(large.exporters.load_balancing?.routing_key, "traceID");
    const retry = large.exporters.load_balancing?.retry_on_failure as HelmValues | undefined;
    assert.deepEqual([retry?.enabled, retry?.initial_interval], [true, "5s"], "off unless it is told");
  });

  it("writes ids so that no reader of YAML, old or new, takes them for numbers, truths or nothing", () => {
    const ids = ["1e3", "0x10", "on", "null", "true", "0o17", "0123", "12-30"];
    const settings = settingsOf({ tenants: ids.map((id) => ({ id, namespaces: [`of-${id}`] })) });
    const texts = configTexts(configOf(settings));
    for (const version of ["1.1", "1.2"] as const) {
      const headers = texts.flatMap((text) => {
        const { exporters = {} } = parse(text, { version }) as { exporters?: Record<string, { headers?: object }> };
        return ids.map((id) => exporters[`otlp_http/logs/${id}`]?.headers);
      });
      assert.deepEqual(
        headers.filter((header) => header !== undefined),
        ids.map((id) => ({ "X-Scope-OrgID": id })),
      );
    }
  });

  it("gives each tenant exporters of its own, whatever it is called", () => {
    const ids = ["jaeger", "search-queue", "cloudwatch-queue", "copy", "exemplars", "logs", "metrics", "traces"];
    const settings = settingsOf({
      tenants: ids.map((id) => ({ id, namespaces: [id] })),
      fanout: { ...everyCopy, otlpHttp: { enabled: true, endpoint: "https://copies.example.com" } },
    });
    const { exporters } = configOf(settings);
    const headers = (of: (id: string) => string) =>
      ids.map(
        (id) => (exporters[of(id) as "otlp_http"]?.headers as Record<string, string> | undefined)?.["X-Scope-OrgID"],
      );
    for (const signal of ["logs", "traces"])
      assert.deepEqual(
        headers((id) => `otlp_http/${signal}/${id}`),
        ids,
      );
    assert.equal(exporters["otlp_grpc/jaeger"]?.endpoint, "jaeger:4317");
    const tenantsOwn = Object.keys(exporters).filter((id) => id.split("/").length === 3);
    assert.equal(tenantsOwn.length, 3 * settings.tenants.length, "logs, traces and metrics of each");
  });

  it("parses the lines of a Fluent Bit that sends by the ordinary listeners, and only those", () => {
    const {
      processors,
      service: { pipelines },
    } = configOf(settingsOf({ cluster: external, kafka: { mode: "none" } }));
    for (const name of ["logs/cluster", "logs/external"] as const)
      assert.ok(pipelines[name]?.processors.includes("transform/lines"), name);
    assert.ok(!pipelines["logs/files"]?.processors.includes("transform/lines"), "transform/files has parsed them");
    assert.match(
      JSON.stringify(processors["transform/lines"]),
      /"conditions":\["log.attributes\[\\"file\\"\] != nil and IsString\(log.attributes\[\\"file\\"\]\) and log.severity_number == SEVERITY_NUMBER_UNSPECIFIED/,
    );
  });

  it("takes Fluent Bit's records on a port of their own, and only when they come this way", () => {
    assert.equal(configOf(settingsOf()).receivers["otlp/files"], undefined);
    const {
      receivers,
      service: { pipelines },
    } = configOf(settingsOf({ kafka: { mode: "none" } }));
    assert.match(JSON.stringify(receivers["otlp/files"]), /:4319/);
    assert.ok(pipelines["logs/files"]?.processors.includes("k8s_attributes/uid"));
  });
});
