// Over a tenant's limit in size large: the sampler's queue waits for Tempo as the gateway's does in the other sizes. Real
// gateway, sampler, and Tempo in eight processes.
import assert from "node:assert/strict";
import { configTexts } from "../../components/collection/collector/config";
import { ObjectStorage } from "../servers/backends/object-storage";
import { Tempo } from "../servers/backends/tempo";
import { collectorBinary, RunningCollector } from "../servers/collector-process";
import { freePorts } from "../servers/daemon";
import { GatewayProcess, tokenOf } from "../servers/gateway-process";
import { withOwnMetrics } from "../servers/on-loopback";
import { samplerOnLoopback } from "../servers/sampler-on-loopback";
import { namesFor } from "../support/place";
import { hexId, traces } from "./bulk";
import { nobody, settingsOfSize, until } from "./room";

const tenant = "team-pay";
const traceCount = 6_000;
const traceBytes = 8_000;

/** Errors, which the sampler keeps. */
function failed(first: number, count: number): object {
  const request = traces("burst", 13, first, count, traceBytes) as {
    resourceSpans: { scopeSpans: { spans: object[] }[] }[];
  };
  for (const span of request.resourceSpans[0]?.scopeSpans[0]?.spans ?? []) Object.assign(span, { status: { code: 2 } });
  return request;
}

describe("at the limits of Tempo of size large", function () {
  this.timeout(900_000);
  const running: { stop(): unknown }[] = [];
  const keep = <T extends { stop(): unknown }>(part: T): T => {
    running.unshift(part);
    return part;
  };
  after(async () => {
    for (const part of running) await part.stop();
  });

  it(`gateway and sampler keep ${traceCount} traces of ${traceBytes} bytes that come at once`, async () => {
    const settings = settingsOfSize("large", {
      tenants: [{ id: tenant, namespaces: [tenant], limits: { tracesMbPerSecond: 2 } }],
      cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
    });
    const names = namesFor(settings);
    const storage = keep(await ObjectStorage.start([names.buckets.tempo]));
    const around = { storage: storage.address, remoteWrite: nobody, alertmanager: nobody };
    const tempo = keep(await Tempo.start(settings, names, around));
    const [metrics = 0] = await freePorts(1);
    const { config, behind } = await samplerOnLoopback(settings, tempo.otlpHttp, nobody);
    keep(await RunningCollector.start(await collectorBinary(), configTexts(withOwnMetrics(config, metrics))));
    const gateway = keep(
      await GatewayProcess.start({
        settings,
        loki: nobody,
        tempo: nobody,
        remoteWrite: nobody,
        change: behind,
      }),
    );
    for (let first = 0; first < traceCount; first += 200)
      assert.equal(
        await gateway.send("traces", failed(first, 200), { authorization: `Bearer ${tokenOf(tenant)}` }),
        200,
      );
    const sample = Array.from({ length: traceCount / 10 }, (_, index) => hexId(13, index * 10));
    const found = new Set<string>();
    const missing = await until(
      async () => {
        for (const id of sample) if (!found.has(id) && (await tempo.has(tenant, id))) found.add(id);
        return sample.length - found.size;
      },
      (count) => count === 0,
      300,
    );
    const own = (await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()).split("\n");
    const lost = own.filter(
      (line) => /^otelcol_exporter_(send|enqueue)_failed_spans/.test(line) && !line.endsWith(" 0"),
    );
    const refused = await (await fetch(`${tempo.parts.address("distributor")}/metrics`)).text();
    const limited = refused.split("\n").filter((line) => /^tempo_discarded_spans_total.*rate_limited/.test(line));
    console.log(`      missing ${missing} of ${sample.length} sampled of ${traceCount}; ${limited.join(" ")}`);
    assert.equal(missing, 0);
    assert.ok(limited.length > 0, "the limit was not reached");
    assert.deepEqual(lost, []);
  });
});
