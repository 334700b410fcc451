// Records, spans and points that would cost others or be dropped unseen, through the generated gateway: attributes
// without a name that Loki has, and items larger than a batch.
import assert from "node:assert/strict";
import { eventually, GatewayWithStores } from "../servers/gateway-with-stores";
import { logRequest, metricsRequest, point, traceRequest } from "../support/otlp-json";

const megabyte = "x".repeat(1_000_000);

describe("odd records, spans and points, beside others", function () {
  this.timeout(60_000);
  let gateway: GatewayWithStores;

  before(async () => {
    gateway = await GatewayWithStores.start();
  });
  after(() => gateway?.stop());

  const recordOf = (start: string) =>
    eventually(() => gateway.stored.find(({ body }) => body.stringValue?.startsWith(start)));

  it("give attributes a name that Loki can make a label of, and keep their values", async () => {
    const content = logRequest("oddly named", { attributes: { "": "a", "-": "b", 名前: "c", "http.route": "/cart" } });
    await gateway.send("logs", content);
    const { attributes = [] } = await recordOf("oddly named");
    assert.deepEqual(Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue])), {
      attribute: "a",
      "attribute-": "b",
      attribute名前: "c",
      "http.route": "/cart",
    });
  });

  it("cut a record of a megabyte to what Loki takes, in its line and its attributes", async () => {
    await gateway.send("logs", logRequest(`long ${megabyte}`));
    const content = logRequest("dumped", { attributes: { dump: megabyte } });
    await gateway.send("logs", content);
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
    await gateway.send("traces", content);
    assert.deepEqual(await eventually(() => gateway.tempo.tenantsOf(traceId).slice(0, 1)[0]), "team-a");
  });

  it("lose no point for one with a label of a megabyte", async () => {
    const gauge = (name: string, attributes = {}) => ({
      name,
      gauge: { dataPoints: [point(Date.now(), 1, attributes)] },
    });
    const content = metricsRequest([gauge("before"), gauge("dumped", { dump: megabyte }), gauge("behind")]);
    await gateway.send("metrics", content);
    for (const name of ["before", "behind"])
      await eventually(async () => ((await gateway.prometheus.query(name)).length === 1 ? true : undefined));
  });
});
