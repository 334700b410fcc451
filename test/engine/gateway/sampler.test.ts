// Gateway and sampler of size large in the real Collector: spans are measured before they are sampled, errors and slow
// traces are kept, and what is kept reaches Tempo under its tenant.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { metricsOfSpan } from "../../../components/backends/grafana/data-sources";
import { type CollectorConfig, configTexts } from "../../../components/collection/collector/config";
import { collectorBinary, RunningCollector } from "../../servers/collector-process";
import { GatewayProcess, tokenOf } from "../../servers/gateway-process";
import { PrometheusStore } from "../../servers/prometheus-store";
import { RecordingTempo } from "../../servers/recording-tempo";
import { samplerOnLoopback } from "../../servers/sampler-on-loopback";
import { traceRequest } from "../../support/otlp-json";
import { settingsWith } from "../../support/stack-configuration";

const settings = settingsWith({
  size: "large",
  tenants: [
    { id: "team-a", namespaces: ["team-a"] },
    { id: "team-b", namespaces: ["team-b"] },
  ],
  cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
});

const kinds = { error: { error: true }, slow: { milliseconds: 1_500 }, plain: {} } as const;
const counts = { error: 30, slow: 30, plain: 400 };
const traceId = (kind: keyof typeof kinds, index: number, tenant: string) =>
  Buffer.from(`${tenant}${kind}`.padEnd(12, ".").slice(0, 12)).toString("hex") +
  ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0");

describe("gateway and sampler of size large", function () {
  this.timeout(120_000);
  let tempo: RecordingTempo;
  let prometheus: PrometheusStore;
  let sampler: RunningCollector;
  let gateway: GatewayProcess;
  let startSampler: () => Promise<RunningCollector>;

  before(async function () {
    this.timeout(1_800_000);
    [tempo, prometheus] = await Promise.all([RecordingTempo.start(), PrometheusStore.start()]);
    const { config, behind } = await samplerOnLoopback(settings, tempo.address, prometheus.remoteWrite);
    startSampler = async () => RunningCollector.start(await collectorBinary(), configTexts(soon(config)));
    sampler = await startSampler();
    gateway = await GatewayProcess.start({
      settings,
      loki: "http://127.0.0.1:1",
      tempo: "http://127.0.0.1:1",
      remoteWrite: prometheus.remoteWrite,
      change: behind,
    });
    for (const tenant of ["team-a", "team-b"]) {
      for (const kind of ["error", "slow", "plain"] as const) {
        for (let index = 0; index < counts[kind]; index++) {
          const request = traceRequest(traceId(kind, index, tenant), {
            ...kinds[kind],
            resource: { tenant: "team-b" },
          });
          assert.equal(await gateway.send("traces", request, { authorization: `Bearer ${tokenOf(tenant)}` }), 200);
        }
      }
    }
    for (let waited = 0; waited < 30_000 && kept("slow", "team-b").length < counts.slow; waited += 200)
      await sleep(200);
    await sleep(2_000);
  });

  after(async () => {
    await gateway?.stop();
    await sampler?.stop();
    await prometheus?.stop();
    tempo?.down();
  });

  /** Tenants of each trace of a kind that reached Tempo. */
  const kept = (kind: keyof typeof kinds, tenant: string) =>
    Array.from({ length: counts[kind] }, (_, index) => tempo.tenantsOf(traceId(kind, index, tenant))).filter(
      (tenants) => tenants.length > 0,
    );

  for (const tenant of ["team-a", "team-b"]) {
    it(`keeps every error and every slow trace of ${tenant}, under that tenant, once`, () => {
      for (const kind of ["error", "slow"] as const) {
        assert.equal(kept(kind, tenant).length, counts[kind], kind);
        assert.ok(
          kept(kind, tenant).every((tenants) => tenants.length === 1 && tenants[0] === tenant),
          kind,
        );
      }
    });

    it(`keeps about a tenth of the other traces of ${tenant}`, () => {
      const { length } = kept("plain", tenant);
      console.log(`      ${length} of ${counts.plain} kept`);
      // A tenth of 400 is 40, six standard deviations 36.
      assert.ok(length > 4 && length < 76, String(length));
    });
  }

  it("has counted all spans of each tenant, also those that it dropped, with exemplars, as Grafana asks for them", async () => {
    const expression = "sum by (tenant) (traces_spanmetrics_calls_total)";
    const total = counts.error + counts.slow + counts.plain;
    let found = await prometheus.query(expression);
    for (
      let waited = 0;
      waited < 45_000 && !(found.length === 2 && found.every(({ value }) => Number(value[1]) === total));
      waited += 500
    ) {
      await sleep(500);
      found = await prometheus.query(expression);
    }
    assert.deepEqual(Object.fromEntries(found.map(({ metric, value }) => [metric.tenant, Number(value[1])])), {
      "team-a": total,
      "team-b": total,
    });
    const [first] = await prometheus.exemplars('traces_spanmetrics_latency_bucket{tenant="team-a"}');
    assert.match(first?.exemplars[0]?.labels.trace_id ?? "", /^[0-9a-f]{32}$/);
    for (const { name, query } of metricsOfSpan) {
      const asked = query
        .replaceAll("$__tags", 'service="shop-front", tenant="team-a"')
        .replace(/rate\((.*?)\[5m\]\)/, "$1");
      const [answer] = await prometheus.query(asked);
      assert.ok(Number(answer?.value[1]) > 0, `${name}: ${JSON.stringify(answer)}`);
    }
  });

  it("loses no trace while the sampler is replaced", async () => {
    await sampler.stop();
    const ids = Array.from({ length: 20 }, (_, index) => `4bf92f3577b34da6a3ce929d0e0e47${index + 10}`);
    for (const id of ids) {
      const request = traceRequest(id, { error: true });
      assert.equal(await gateway.send("traces", request, { authorization: `Bearer ${tokenOf("team-a")}` }), 200);
    }
    await sleep(3_000);
    sampler = await startSampler();
    const arrived = () => ids.filter((id) => tempo.tenantsOf(id).length > 0).length;
    for (let waited = 0; waited < 60_000 && arrived() < ids.length; waited += 500) await sleep(500);
    assert.equal(arrived(), ids.length);
  });
});

/** Decides and reports within seconds instead of half a minute; nothing else differs. */
function soon(config: CollectorConfig): CollectorConfig {
  return {
    ...config,
    processors: { ...config.processors, tail_sampling: { ...config.processors.tail_sampling, decision_wait: "5s" } },
    connectors: {
      ...config.connectors,
      span_metrics: { ...config.connectors.span_metrics, metrics_flush_interval: "2s" },
    },
  };
}
