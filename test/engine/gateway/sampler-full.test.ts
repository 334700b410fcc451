// A tenant whose traces Tempo refuses for its limit until its queue in the sampler is full (size large), in the real
// Collector: the other tenant's go on.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type CollectorConfig, configTexts } from "../../../components/collection/collector/config";
import { collectorBinary, RunningCollector } from "../../servers/collector-process";
import { GatewayProcess, tokenOf } from "../../servers/gateway-process";
import { RecordingTempo } from "../../servers/recording-tempo";
import { samplerOnLoopback } from "../../servers/sampler-on-loopback";
import { traceRequest } from "../../support/otlp-json";
import { settingsWith } from "../../support/stack-configuration";

const settings = settingsWith({
  size: "large",
  tenants: [
    { id: "refused", namespaces: ["refused"] },
    { id: "other", namespaces: ["other"] },
  ],
  cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
});
const queueBytes = 300_000;
const traces = 50;

/** Decides within seconds, and has queues that are soon full. */
function small(config: CollectorConfig): CollectorConfig {
  const exporters = Object.entries(config.exporters).map(([id, exporter]) => [
    id,
    id.startsWith("otlp_http/traces/")
      ? {
          ...exporter,
          sending_queue: {
            ...(exporter?.sending_queue as object),
            queue_size: queueBytes,
            batch: { flush_timeout: "1s", min_size: queueBytes / 6, max_size: queueBytes / 3 },
          },
        }
      : exporter,
  ]);
  return {
    ...config,
    exporters: Object.fromEntries(exporters) as CollectorConfig["exporters"],
    processors: { ...config.processors, tail_sampling: { ...config.processors.tail_sampling, decision_wait: "2s" } },
  };
}

describe("a tenant whose queue in the sampler is full", function () {
  this.timeout(180_000);
  let tempo: RecordingTempo;
  let sampler: RunningCollector;
  let gateway: GatewayProcess;

  before(async function () {
    this.timeout(1_800_000);
    tempo = await RecordingTempo.start();
    const { config, behind } = await samplerOnLoopback(settings, tempo.address, "http://127.0.0.1:1");
    sampler = await RunningCollector.start(await collectorBinary(), configTexts(small(config)));
    gateway = await GatewayProcess.start({
      settings,
      loki: "http://127.0.0.1:1",
      tempo: "http://127.0.0.1:1",
      remoteWrite: "http://127.0.0.1:1",
      change: behind,
    });
  });
  after(async () => {
    await gateway?.stop();
    await sampler?.stop();
    tempo?.down();
  });

  const idOf = (tenant: string, index: number) =>
    Buffer.from(tenant.padEnd(12, ".")).toString("hex") + index.toString(16).padStart(8, "0");

  async function send(tenant: string, index: number, bytes: number): Promise<void> {
    const request = traceRequest(idOf(tenant, index), { error: true, resource: { dump: "x".repeat(bytes) } });
    assert.equal(await gateway.send("traces", request, { authorization: `Bearer ${tokenOf(tenant)}` }), 200);
  }

  it("holds up no trace of another", async () => {
    tempo.refuse("refused", 429, Number.POSITIVE_INFINITY);
    for (let index = 0; index < 4 * (queueBytes / 10_000); index += 1) await send("refused", index, 10_000);
    // Their decision.
    await sleep(6_000);
    for (let index = 0; index < traces; index += 1) await send("other", index, 10);
    const arrived = () =>
      Array.from({ length: traces }, (_, index) => tempo.tenantsOf(idOf("other", index))).filter(
        (tenants) => tenants.length > 0,
      );
    for (let waited = 0; waited < 30_000 && arrived().length < traces; waited += 500) await sleep(500);
    assert.ok(tempo.askedBy("refused") > 0);
    assert.deepEqual(
      arrived(),
      Array.from({ length: traces }, () => ["other"]),
    );
  });
});
