// The example service on the platform's collectors: one request, then its log, its trace and its metric with an
// exemplar under one trace id and one tenant. Real: the service, both Collectors with the generated configurations,
// Kafka, the Prometheus agent and Prometheus, and an API server that knows the service's pod. Stand-ins: Loki, Tempo,
// and for Fluent Bit the shape of its records.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cloudNames } from "../../../components/cloud/names";
import { ports } from "../../../components/endpoints";
import { platformContract } from "../../../components/platform-contract";
import { type WorkloadSpec, workloadManifests } from "../../../contract/workload-manifests";
import { startLogConsumer } from "../../servers/consumer-process";
import { buildExampleService, ExampleService } from "../../servers/example-service";
import { GatewayProcess, placePod } from "../../servers/gateway-process";
import { KubeApi } from "../../servers/kube-api";
import { LogBroker } from "../../servers/log-broker";
import { PrometheusAgent } from "../../servers/prometheus-agent";
import { PrometheusStore } from "../../servers/prometheus-store";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { RecordingTempo } from "../../servers/recording-tempo";
import { counterRequest, logRequest } from "../../support/otlp-json";
import { place } from "../../support/place";
import { settingsWith } from "../../support/stack-configuration";

const settings = settingsWith({
  tenants: [
    { id: "team-pay", namespaces: ["payments"] },
    { id: "search", namespaces: ["search"] },
  ],
  kafka: { auth: "scram" },
  cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
});
const names = cloudNames(settings, place);
const workload = (logs: WorkloadSpec["logs"]) =>
  workloadManifests(platformContract(settings, names), "go-service", {
    tenant: "team-pay",
    namespace: "payments",
    image: "go-service:1.0.0",
    version: "1.0.0",
    ports: { http: 8080 },
    metricsPort: "http",
    logs,
    resources: { cpuMillicores: 100, memoryMib: 64 },
  });
const manifests = workload("daemonset");
const { template } = manifests.deployment.spec;
/** Address of the pod, as the API server and the gateway see it. */
const podAddress = "127.0.0.1";

const traces = {
  zap: "4bf92f3577b34da6a3ce929d0e0e4701",
  logrus: "4bf92f3577b34da6a3ce929d0e0e4702",
  zerolog: "4bf92f3577b34da6a3ce929d0e0e4703",
};
const libraries = Object.keys(traces) as (keyof typeof traces)[];

describe("the example service", function () {
  this.timeout(180_000);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "example-"));
  const stored: Stored[] = [];
  const services = new Map<string, ExampleService>();
  const started: { stop(): unknown }[] = [];
  let api: KubeApi;
  let tempo: RecordingTempo;
  let prometheus: PrometheusStore;
  let gateway: GatewayProcess;

  /** Remembers what is to be stopped, in the reverse order. */
  function running<T extends { stop(): unknown }>(what: T): T {
    started.unshift(what);
    return what;
  }

  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    const executable = await buildExampleService(directory);
    api = running(await KubeApi.start());
    const broker = running(await LogBroker.start(2));
    prometheus = running(await PrometheusStore.start());
    tempo = await RecordingTempo.start();
    const loki = await RecordingLoki.start((record) => stored.push(record));
    running({
      stop: () => {
        tempo.down();
        return loki.down();
      },
    });
    await api.request("POST", "/api/v1/namespaces", {
      metadata: { name: "payments", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
    const podUid = await placePod(api, "payments", podAddress, template);
    gateway = running(
      await GatewayProcess.start({
        settings,
        loki: loki.address,
        tempo: tempo.address,
        remoteWrite: prometheus.remoteWrite,
        api,
      }),
    );
    running(await startLogConsumer(settings, { kafka: broker, loki, apiServer: api }));

    const [container] = template.spec.containers;
    const environment = Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? []);
    environment.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${gateway.port(ports.otlpGrpc)}`;
    for (const library of libraries)
      services.set(library, running(await ExampleService.start(executable, { ...environment, LOG_LIBRARY: library })));
    const [endpoint] = manifests.serviceMonitor?.spec.endpoints ?? [];
    const found = { namespace: "payments", __meta_kubernetes_pod_label_app_kubernetes_io_name: "go-service" };
    running(
      await PrometheusAgent.start(settings, prometheus.remoteWrite, [
        {
          job: "go-service",
          path: endpoint?.path,
          targets: [{ address: service("zap").address, labels: found }],
          relabelings: endpoint?.relabelings,
        },
      ]),
    );

    for (const library of libraries) assert.equal(await service(library).pay(0, traces[library]), 400);
    assert.equal(await service("zap").pay(1_250, traces.zap), 204);
    await broker.produce(libraries.flatMap((library) => service(library).shippedRecords(podUid)));
  });

  after(async () => {
    for (const each of started) await each.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  function service(library: keyof typeof traces): ExampleService {
    const found = services.get(library);
    assert.ok(found);
    return found;
  }

  /** Asks until there is an answer. */
  async function eventually<T>(ask: () => T[] | Promise<T[]>): Promise<T[]> {
    for (let waited = 0; waited < 60_000; waited += 200) {
      const found = await ask();
      if (found.length > 0) return found;
      await sleep(200);
    }
    return [];
  }

  for (const library of libraries) {
    it(`leaves a log of ${library} and a trace under one id, tenant, service and namespace`, async () => {
      const logsOfTrace = () =>
        stored.filter(
          ({ traceId, body }) => traceId === traces[library] && body.stringValue?.includes("payment refused"),
        );
      const [log] = await eventually(logsOfTrace);
      assert.ok(log, `no log of trace ${traces[library]}`);
      assert.equal(logsOfTrace().length, 1);
      const { tenant, resource, severityNumber, spanId } = log;
      assert.deepEqual([tenant, severityNumber], ["team-pay", 17]);
      assert.match(spanId ?? "", /^[0-9a-f]{16}$/);
      const keys = ["service.name", "k8s.namespace.name", "deployment.environment.name"];
      assert.deepEqual(
        keys.map((key) => resource[key]),
        ["go-service", "payments", "test"],
      );
      const owners = await eventually(() => tempo.tenantsOf(traces[library]));
      assert.deepEqual([...new Set(owners)], ["team-pay"]);
    });
  }

  it("sends spans that name service, namespace and environment, and no other tenant's", async () => {
    await eventually(() => tempo.tenantsOf(traces.zap));
    const spans = tempo.requests
      .filter(({ spans: bytes }) => bytes.includes(Buffer.from(traces.zap, "hex")))
      .map(({ spans: bytes }) => bytes.toString("latin1"))
      .join();
    for (const text of [
      "service.name",
      "go-service",
      "k8s.namespace.name",
      "payments",
      "deployment.environment.name",
      "service.version",
      "charge",
    ]) {
      assert.ok(spans.includes(text), text);
    }
    assert.deepEqual([...new Set([...tempo.requests, ...stored].map(({ tenant }) => tenant))], ["team-pay"]);
  });

  it("has metrics whose exemplars name the same trace, under the same tenant", async () => {
    for (const metric of ["http_requests_total", "http_server_request_duration_seconds_bucket"]) {
      const found = await eventually(() => prometheus.exemplars(`${metric}{code="400"}`));
      assert.deepEqual([...new Set(found.map(({ seriesLabels }) => seriesLabels.tenant))], ["team-pay"], metric);
      assert.ok(
        found.some(({ exemplars }) => exemplars.some(({ labels }) => labels.trace_id === traces.zap)),
        metric,
      );
    }
  });

  it("is found by the metric query of the original document", async () => {
    const found = await eventually(() => prometheus.query('rate(http_requests_total{service="go-service"}[5m])'));
    assert.deepEqual(
      found.map(({ metric }) => [metric.code, metric.namespace, metric.environment, metric.tenant]).sort(),
      [
        ["204", "payments", "test", "team-pay"],
        ["400", "payments", "test", "team-pay"],
      ],
    );
  });

  it("has the same labels on metrics that are pushed as on those that are scraped", async () => {
    const resource = { "service.name": "go-service" };
    assert.equal(await gateway.send("metrics", counterRequest("pushed", { resource }), { address: podAddress }), 200);
    const [pushed] = await eventually(() => prometheus.query('pushed_total{service="go-service"}'));
    const { namespace, environment, tenant } = pushed?.metric ?? {};
    assert.deepEqual(
      { namespace, environment, tenant },
      { namespace: "payments", environment: "test", tenant: "team-pay" },
    );
  });

  it("has its lines parsed too where a sidecar sends them to the gateway", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4704";
    const line = JSON.stringify({
      level: "error",
      ts: Date.now() / 1_000,
      msg: "from a sidecar",
      trace_id: traceId,
      span_id: "00f067aa0ba902b7",
    });
    const attributes = { file: "/var/log/app/go-service.log" };
    assert.equal(
      await gateway.send("logs", logRequest(line, { severityNumber: 0, attributes }), { address: podAddress }),
      200,
    );
    const [log] = await eventually(() => stored.filter(({ body }) => body.stringValue?.includes("from a sidecar")));
    assert.deepEqual(
      [log?.tenant, log?.traceId, log?.severityNumber, log?.resource["service.name"]],
      ["team-pay", traceId, 17, "go-service"],
    );
  });

  it(
    "is accepted by the API server in a namespace that enforces restricted pods, " + "with and without the sidecar",
    async () => {
      for (const logs of ["daemonset", "sidecar", "none"] as const) {
        const { deployment, service: front } = workload(logs);
        const pod = {
          metadata: { ...deployment.spec.template.metadata, name: `with-${logs}` },
          spec: deployment.spec.template.spec,
        };
        const objects = [
          ["/api/v1", "pods", pod],
          ["/api/v1", "services", front],
          ["/apis/apps/v1", "deployments", deployment],
        ] as const;
        for (const [group, kind, object] of objects) {
          const query = "dryRun=All&fieldValidation=Strict";
          const { status, body } = await api.request("POST", `${group}/namespaces/payments/${kind}?${query}`, object);
          assert.equal(status, 201, `${kind} with logs ${logs}: ${JSON.stringify(body)}`);
        }
      }
      const careless = { metadata: { name: "careless" }, spec: { containers: [{ name: "app", image: "app" }] } };
      assert.equal(
        (await api.request("POST", "/api/v1/namespaces/payments/pods?dryRun=All", careless)).status,
        403,
        "the namespace enforces nothing",
      );
    },
  );

  it("writes the same lines to stdout, for platforms that read it there", () => {
    assert.match(
      service("zap").stdout(),
      new RegExp(`"msg":"payment refused".*"trace_id":"${traces.zap}"|"trace_id":"${traces.zap}".*payment refused`),
    );
  });
});
