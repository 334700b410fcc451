// Attributes of OTLP are a list, in which a name may stand more than once: whatever a sender says twice or more often of
// tenant, namespace and pod, its records, spans and points are its own tenant's. The real Collector and Prometheus.
import assert from "node:assert/strict";
import { GatewayProcess, type Sender, tokenOf } from "../../servers/gateway-process";
import { eventually } from "../../servers/gateway-with-stores";
import { PodList } from "../../servers/pod-list";
import { PrometheusStore } from "../../servers/prometheus-store";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { RecordingTempo } from "../../servers/recording-tempo";
import { settingsWith } from "../../support/stack-configuration";

const pods = ["team-a", "team-b"].map((namespace, index) => ({
  name: "api",
  namespace,
  uid: `${index}0ab3204-80c2-4a7f-a572-2b1c2fc74213`,
  address: `127.0.0.${index + 2}`,
}));

/** Whose what these send is; the last is on its node's network, where no pod is known. */
const senders: readonly [name: string, tenant: string, sender: Sender, signals: readonly string[]][] = [
  ["pod", "team-a", { address: "127.0.0.2" }, ["logs", "traces", "metrics"]],
  ["outside", "team-a", { authorization: `Bearer ${tokenOf("team-a")}` }, ["logs", "traces", "metrics"]],
  ["files", "default", { files: true }, ["logs"]],
  ["unknown", "default", { address: "127.0.0.4" }, ["logs", "traces", "metrics"]],
];

const times = (count: number, key: string, stringValue: string) =>
  Array.from({ length: count }, () => ({ key, value: { stringValue } }));
const claims = Object.entries({
  namespace: (count: number) => times(count, "k8s.namespace.name", "team-b"),
  tenant: (count: number) => times(count, "tenant", "team-b"),
  uid: (count: number) => times(count, "k8s.pod.uid", pods[1]?.uid ?? ""),
  all: (count: number) => ["k8s.namespace.name", "tenant", "namespace"].flatMap((key) => times(count, key, "team-b")),
}).flatMap(([name, of]) => [2, 3, 5].map((count) => ({ name: `${name}${count}`, attributes: of(count) })));

describe("what a sender says more than once of itself", function () {
  this.timeout(120_000);
  const stored: Stored[] = [];
  const stops: (() => unknown)[] = [];
  let gateway: GatewayProcess;
  let tempo: RecordingTempo;
  let prometheus: PrometheusStore;

  before(async function () {
    this.timeout(1_800_000);
    const [loki, list] = await Promise.all([RecordingLoki.start((one) => stored.push(one)), PodList.start(pods)]);
    [tempo, prometheus] = await Promise.all([RecordingTempo.start(), PrometheusStore.start()]);
    stops.push(
      () => loki.down(),
      () => list.stop(),
      () => tempo.down(),
      () => prometheus.stop(),
    );
    gateway = await GatewayProcess.start({
      settings: settingsWith({
        tenants: pods.map(({ namespace }) => ({ id: namespace, namespaces: [namespace] })),
        kafka: { mode: "none" },
        logs: { filePipeline: "collector" },
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      }),
      api: list,
      loki: loki.address,
      tempo: tempo.address,
      remoteWrite: prometheus.remoteWrite,
    });
    stops.push(() => gateway.stop());
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  it("is believed of no log record", async () => {
    const resourceLogs = (body: string, attributes: object[]) => [
      {
        resource: { attributes },
        scopeLogs: [{ logRecords: [{ timeUnixNano: `${Date.now()}000000`, body: { stringValue: body } }] }],
      },
    ];
    for (const [name, , sender] of senders)
      for (const claim of claims)
        await gateway.send("logs", { resourceLogs: resourceLogs(`${name} ${claim.name}`, claim.attributes) }, sender);
    await eventually(() => (stored.length < senders.length * claims.length ? undefined : true));
    for (const { body, tenant } of stored) {
      const [, expected] = senders.find(([name]) => body.stringValue?.startsWith(name)) ?? [];
      assert.equal(tenant, expected, body.stringValue);
    }
  });

  it("is believed of no span", async () => {
    const sent: { traceId: string; expected: string; what: string }[] = [];
    for (const [name, expected, sender] of senders.filter(([, , , signals]) => signals.includes("traces")))
      for (const claim of claims) {
        const traceId = (0xa000 + sent.length).toString(16).padStart(32, "0");
        sent.push({ traceId, expected, what: `${name} ${claim.name}` });
        const span = { traceId, spanId: traceId.slice(16), name: "GET", startTimeUnixNano: "1", endTimeUnixNano: "2" };
        const content = {
          resourceSpans: [{ resource: { attributes: claim.attributes }, scopeSpans: [{ spans: [span] }] }],
        };
        await gateway.send("traces", content, sender);
      }
    for (const { traceId, expected, what } of sent)
      assert.equal(await eventually(() => tempo.tenantsOf(traceId)[0]), expected, what);
  });

  it("is believed of no point, in its resource or in its own attributes", async () => {
    const measuring = senders.filter(([, , , signals]) => signals.includes("metrics"));
    for (const [name, , sender] of measuring)
      for (const claim of claims)
        for (const where of ["resource", "point"]) {
          const point = { timeUnixNano: `${Date.now()}000000`, asDouble: 1 };
          const attributes = (of: string) => ({ attributes: where === of ? claim.attributes : [] });
          const metrics = [
            {
              name: `said_${name}_${where}_${claim.name}`,
              gauge: { dataPoints: [{ ...point, ...attributes("point") }] },
            },
          ];
          const content = { resourceMetrics: [{ resource: attributes("resource"), scopeMetrics: [{ metrics }] }] };
          await gateway.send("metrics", content, sender);
        }
    const count = measuring.length * claims.length * 2;
    const series = await eventually(async () => {
      const found = await prometheus.query('{__name__=~"said_.*"}');
      return found.length < count ? undefined : found;
    });
    assert.equal(series.length, count);
    for (const { metric } of series) {
      const [name, expected] = senders.find(([each]) => metric.__name__?.startsWith(`said_${each}`)) ?? [];
      assert.equal(metric.tenant, expected, metric.__name__);
      assert.match(metric.namespace ?? "", name === "pod" ? /^team-a$/ : /^outside\/[^;]*$/, metric.__name__);
    }
  });
});
