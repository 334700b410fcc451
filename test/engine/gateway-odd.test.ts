// Records, spans and points that would cost others or be dropped unseen, through the generated gateway: attributes
// without a name that Loki has, and items larger than a batch.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { GatewayProcess, tokenOf } from "../servers/gateway-process";
import { PrometheusStore } from "../servers/prometheus-store";
import { RecordingLoki, type Stored } from "../servers/recording-loki";
import { RecordingTempo } from "../servers/recording-tempo";
import { logRequest, metricsRequest, point, traceRequest } from "../support/otlp-json";
import { settingsWith } from "../support/stack-configuration";

const authorization = `Bearer ${tokenOf("team-a")}`;
const megabyte = "x".repeat(1_000_000);

describe("odd records, spans and points, beside others", function () {
  this.timeout(60_000);
  const stored: Stored[] = [];
  let loki: RecordingLoki;
  let tempo: RecordingTempo;
  let prometheus: PrometheusStore;
  let gateway: GatewayProcess;

  before(async () => {
    [loki, tempo, prometheus] = await Promise.all([
      RecordingLoki.start((record) => stored.push(record)),
      RecordingTempo.start(),
      PrometheusStore.start(),
    ]);
    gateway = await GatewayProcess.start({
      settings: settingsWith({
        tenants: [{ id: "team-a", namespaces: ["team-a"] }],
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      }),
      loki: loki.address,
      tempo: tempo.address,
      remoteWrite: prometheus.remoteWrite,
    });
  });
  after(async () => {
    await gateway?.stop();
    await Promise.all([loki?.down(), prometheus?.stop()]);
    tempo?.down();
  });

  async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (let waited = 0; waited < 20_000; waited += 100) {
      const found = await ask();
      if (found !== undefined) return found;
      await sleep(100);
    }
    throw new Error("nothing came");
  }
  const recordOf = (start: string) => eventually(() => stored.find(({ body }) => body.stringValue?.startsWith(start)));

  it("give attributes a name that Loki can make a label of, and keep their values", async () => {
    const content = logRequest("oddly named", { attributes: { "": "a", "-": "b", 名前: "c", "http.route": "/cart" } });
    assert.equal(await gateway.send("logs", content, { authorization }), 200);
    const { attributes = [] } = await recordOf("oddly named");
    assert.deepEqual(Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue])), {
      attribute: "a",
      "attribute-": "b",
      attribute名前: "c",
      "http.route": "/cart",
    });
  });

  it("cut a record of a megabyte to what Loki takes, in its line and its attributes", async () => {
    assert.equal(await gateway.send("logs", logRequest(`long ${megabyte}`), { authorization }), 200);
    const content = logRequest("dumped", { attributes: { dump: megabyte } });
    assert.equal(await gateway.send("logs", content, { authorization }), 200);
    const { body } = await recordOf("long ");
    assert.ok((body.stringValue?.length ?? 0) > 256 * 1_024);
    await recordOf("dumped");
  });

  it("cut a span's attributes, so that it is no larger than a batch", async () => {
    const traceId = "0000000000000000000000000000add1";
    const content = traceRequest(traceId) as { resourceSpans: { scopeSpans: { spans: object[] }[] }[] };
    const dump = { key: "dump", value: { stringValue: megabyte } };
    const [span] = content.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
    Object.assign(span ?? {}, {
      attributes: [dump],
      events: [{ name: "exception", timeUnixNano: `${Date.now()}000000`, attributes: [dump] }],
    });
    assert.equal(await gateway.send("traces", content, { authorization }), 200);
    assert.deepEqual(await eventually(() => tempo.tenantsOf(traceId).slice(0, 1)[0]), "team-a");
  });

  it("lose no point for one with a label of a megabyte", async () => {
    const gauge = (name: string, attributes = {}) => ({
      name,
      gauge: { dataPoints: [point(Date.now(), 1, attributes)] },
    });
    const content = metricsRequest([gauge("before"), gauge("dumped", { dump: megabyte }), gauge("behind")]);
    assert.equal(await gateway.send("metrics", content, { authorization }), 200);
    for (const name of ["before", "behind"])
      await eventually(async () => ((await prometheus.query(name)).length === 1 ? true : undefined));
  });
});
