// Records, spans and points that would cost others or be dropped unseen, through the generated gateway: attributes
// without a name that Loki has, and items larger than a batch.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { conventions } from "../../../conventions/names";
import { exporterOfLine, tooLargeLine } from "../../../dashboards/alerts/loki-ruler";
import { eventually, GatewayWithStores } from "../../servers/gateway-with-stores";
import { logRequest, metricsRequest, point, traceRequest } from "../../support/otlp-json";

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

  it("give attributes of points a name where they have none, and keep the points", async () => {
    const unnamed = { "": "a", route: "/cart" };
    const gauge = { name: "unnamed", gauge: { dataPoints: [point(Date.now(), 1, unnamed)] } };
    await gateway.send("metrics", metricsRequest([gauge], { "": "b" }));
    const [series] = await eventually(async () => {
      const found = await gateway.prometheus.query("unnamed");
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual([series?.metric.attribute, series?.metric.route], ["a", "/cart"]);
  });

  it("cut a record of a megabyte to what Loki takes, in its line and its attributes", async () => {
    await gateway.send("logs", logRequest(`long ${megabyte}`));
    const content = logRequest("dumped", { attributes: { dump: megabyte } });
    await gateway.send("logs", content);
    const { body } = await recordOf("long ");
    assert.ok((body.stringValue?.length ?? 0) > 256 * 1_024);
    await recordOf("dumped");
  });

  it("cut a service's name to what Loki takes as a label, and date what has no time", async () => {
    const content = logRequest("undated", {}, { "service.name": `shop-é${"é".repeat(2_000)}` });
    const text = JSON.stringify(content).replace(/"timeUnixNano":"\d+"/, '"timeUnixNano":"0"');
    await gateway.send("logs", JSON.parse(text) as object);
    const record = await recordOf("undated");
    const name = Buffer.from(record.resource["service.name"] ?? "");
    assert.ok(name.length > 2_000 && name.length <= 2_048, String(name.length));
    assert.ok(Number((record as { observedTimeUnixNano?: string }).observedTimeUnixNano ?? 0) > 0);
  });

  it("date by its arrival a record whose time Loki would refuse, and keep that time beside it", async () => {
    const sentAt = Date.now();
    const hour = 3_600_000;
    const times = { timely: sentAt - hour, behind: sentAt - 400 * 24 * hour, ahead: sentAt + hour };
    for (const [clock, time] of Object.entries(times)) {
      const text = JSON.stringify(logRequest(`clock ${clock}`)).replace(
        /"timeUnixNano":"\d+"/,
        `"timeUnixNano":"${time}000000"`,
      );
      await gateway.send("logs", JSON.parse(text) as object);
    }
    const observed = JSON.stringify(logRequest("clock observed")).replace("timeUnixNano", "observedTimeUnixNano");
    await gateway.send("logs", JSON.parse(observed.replace(/"\d{19}"/, `"${times.behind}000000"`)) as object);
    for (const [clock, sent] of Object.entries({ ...times, observed: times.behind })) {
      const { timeUnixNano, attributes = [] } = await recordOf(`clock ${clock}`);
      const stored = Number(timeUnixNano.slice(0, 13));
      const kept = attributes.find(({ key }) => key === conventions.sentTimeKey)?.value.stringValue;
      if (clock === "timely") assert.deepEqual([stored, kept], [sent, undefined]);
      else {
        assert.ok(stored >= sentAt && stored < sentAt + 120_000, `${clock}: ${timeUnixNano}`);
        assert.equal(Date.parse(kept ?? ""), sent, clock);
      }
    }
  });

  /** Each short, and together more than a batch. */
  const manyAttributes = () =>
    Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key.${index}`, `value of number ${index}`]));

  it("keep of 20,000 attributes of a record the beginning, and of its resource what names the service", async () => {
    const resource = { "service.name": "shop", ...manyAttributes() };
    await gateway.send("logs", logRequest("much said", { attributes: manyAttributes() }, resource));
    const { attributes = [], resource: stored } = await recordOf("much said");
    assert.deepEqual(
      attributes.map(({ key }) => key),
      ["attributes"],
    );
    assert.match(attributes[0]?.value.stringValue ?? "", /^key\.0="value of number 0" key\.1=/);
    assert.equal(stored["service.name"], "shop");
    assert.equal(stored.tenant, "team-a");
    assert.ok(Object.keys(stored).length < 10);
  });

  it("make of a body that is a map of a megabyte a line", async () => {
    const content = logRequest("") as { resourceLogs: { scopeLogs: { logRecords: object[] }[] }[] };
    const values = Object.entries(manyAttributes()).map(([key, stringValue]) => ({ key, value: { stringValue } }));
    Object.assign(content.resourceLogs[0]?.scopeLogs[0]?.logRecords[0] ?? {}, { body: { kvlistValue: { values } } });
    await gateway.send("logs", content);
    await recordOf('{"key.0":"value of number 0"');
  });

  it("make of a body that is such a map with a NaN, which JSON has not, a line too", async () => {
    const content = logRequest("") as { resourceLogs: { scopeLogs: { logRecords: object[] }[] }[] };
    const values = [
      { key: "ratio", value: { doubleValue: "NaN" } },
      { key: "dump", value: { kvlistValue: { values: [{ key: "text", value: { stringValue: megabyte } }] } } },
    ];
    Object.assign(content.resourceLogs[0]?.scopeLogs[0]?.logRecords[0] ?? {}, { body: { kvlistValue: { values } } });
    await gateway.send("logs", content);
    const { body } = await recordOf("body.ratio=NaN body.dump.text=xxx");
    assert.ok((body.stringValue?.length ?? 0) > 256 * 1_024);
  });

  /** Maps, or lists, inside each other; with one more beside each, of which there are many but none is deep. */
  const nested = (depth: number, leaf: object, as: "map" | "list" = "map"): object =>
    depth === 0
      ? leaf
      : as === "list"
        ? { arrayValue: { values: [{ arrayValue: { values: [] } }, nested(depth - 1, leaf, as)] } }
        : {
            kvlistValue: {
              values: [
                { key: "b", value: { kvlistValue: {} } },
                { key: "d", value: nested(depth - 1, leaf) },
              ],
            },
          };
  const innermost = { stringValue: "innermost" };

  it("make a text of what is nested deeper than a queue reads, lose nothing beside it, and leave the rest nested", async () => {
    const record = (body: object, attributes: object[] = []) => ({
      timeUnixNano: `${Date.now()}000000`,
      severityNumber: 9,
      body,
      attributes,
    });
    const attribute = (value: object) => [{ key: "deep", value }];
    const named = (stringValue: string) => ({ stringValue });
    const wide = { arrayValue: { values: Array.from({ length: 60 }, () => nested(3, innermost)) } };
    for (const [name, odd] of Object.entries({
      map: record(named("odd map"), attribute(nested(40, innermost))),
      list: record(named("odd list"), attribute(nested(60, innermost, "list"))),
      body: record(nested(40, named("odd body"))),
      wide: record(named("odd wide"), attribute(wide)),
    })) {
      const logRecords = [record(named(`before ${name}`)), odd, record(named(`behind ${name}`))];
      const resource = {
        attributes: [...attribute(nested(40, innermost)), { key: "service.name", value: named("shop") }],
      };
      await gateway.send("logs", { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
      for (const start of ["before", "behind"]) await recordOf(`${start} ${name}`);
    }
    for (const name of ["map", "list"]) {
      const { attributes = [], resource } = await recordOf(`odd ${name}`);
      assert.deepEqual(
        attributes.map(({ key, value }) => [key, value.stringValue?.includes("innermost")]),
        [["attributes", true]],
      );
      assert.equal(resource["service.name"], "shop");
    }
    await recordOf('{"b":{},"d":{"b":{},"d":');
    assert.deepEqual(
      (await recordOf("odd wide")).attributes?.map(({ key, value }) => [key, "arrayValue" in value]),
      [["deep", true]],
    );
    const traceId = "0000000000000000000000000000add5";
    const content = traceRequest(traceId) as { resourceSpans: { scopeSpans: { spans: object[] }[] }[] };
    const attributes = attribute(nested(40, innermost));
    const events = [{ name: "e", timeUnixNano: `${Date.now()}000000`, attributes }];
    Object.assign(content.resourceSpans[0]?.scopeSpans[0]?.spans[0] ?? {}, { attributes, events });
    await gateway.send("traces", content);
    assert.equal(await eventually(() => gateway.tempo.tenantsOf(traceId)[0]), "team-a");
  });

  it("make a text of labels that are nested so deep, and lose no metric beside them", async () => {
    const deep = [{ key: "deep", value: nested(40, innermost) }];
    const at = `${Date.now()}000000`;
    const gauge = (name: string, dataPoint: object = {}, metric: object = {}) => ({
      name,
      gauge: { dataPoints: [{ timeUnixNano: at, asDouble: 1, ...dataPoint }] },
      ...metric,
    });
    const odd = {
      label: { metrics: [gauge("deep_label", { attributes: deep })] },
      exemplar: {
        metrics: [gauge("deep_exemplar", { exemplars: [{ timeUnixNano: at, asDouble: 1, filteredAttributes: deep }] })],
      },
      metadata: { metrics: [gauge("deep_metadata", {}, { metadata: deep })] },
      scope: { scope: { name: "s", attributes: deep }, metrics: [gauge("deep_scope")] },
    };
    for (const [name, scopeMetrics] of Object.entries(odd)) {
      const beside = { metrics: [gauge(`beside_${name}`)] };
      await gateway.send("metrics", { resourceMetrics: [{ resource: {}, scopeMetrics: [beside, scopeMetrics] }] });
    }
    for (const name of Object.keys(odd))
      for (const of of ["beside", "deep"])
        await eventually(async () => (await gateway.prometheus.query(`${of}_${name}`))[0]);
    const [{ metric } = { metric: {} }] = await gateway.prometheus.query("deep_label");
    assert.match((metric as Record<string, string>).attributes ?? "", /innermost/);
  });

  it("keep of a span with 6,000 events the last 1,000, and say how many went", async () => {
    const traceId = "0000000000000000000000000000add3";
    const content = traceRequest(traceId) as { resourceSpans: { scopeSpans: { spans: object[] }[] }[] };
    const attributes = [{ key: "rows", value: { stringValue: "x".repeat(400) } }];
    const events = Array.from({ length: 6_000 }, (_, index) => ({
      name: `event-${String(index).padStart(4, "0")} ${"n".repeat(500)}`,
      timeUnixNano: `${Date.now()}000000`,
      attributes,
    }));
    Object.assign(content.resourceSpans[0]?.scopeSpans[0]?.spans[0] ?? {}, { events });
    await gateway.send("traces", content);
    const { spans } = await eventually(() =>
      gateway.tempo.requests.find(({ spans: bytes }) => bytes.includes(Buffer.from(traceId, "hex"))),
    );
    const kept = [...spans.toString("latin1").matchAll(/event-(\d{4})/g)].map(([, index]) => Number(index));
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [1_000, 5_000, 5_999]);
    // dropped_events_count, field 12 of a span: 5,000.
    assert.ok(spans.includes(Buffer.from([0x60, 0x88, 0x27])));
  });

  it("tell whose span was dropped, in the line that an alert reads, where nothing of it can be cut", async () => {
    const traceId = "0000000000000000000000000000add4";
    const content = traceRequest(traceId) as { resourceSpans: { scopeSpans: { spans: object[] }[] }[] };
    const attributes = [{ key: "dump", value: { stringValue: megabyte } }];
    const links = Array.from({ length: 5 }, () => ({ traceId, spanId: traceId.slice(16), attributes }));
    Object.assign(content.resourceSpans[0]?.scopeSpans[0]?.spans[0] ?? {}, { links });
    await gateway.send("traces", content);
    const line = await eventually(() =>
      fs
        .readFileSync(gateway.log, "utf8")
        .split("\n")
        .find((text) => text.includes(tooLargeLine)),
    );
    const exporter = new RegExp(exporterOfLine.replace("?P<", "?<")).exec(line)?.groups?.exporter;
    assert.equal(exporter, "otlp_http/traces/team-a", line);
  });

  it("keep a span that has thousands of attributes, and a hundred exceptions with their stack traces", async () => {
    const traceId = "0000000000000000000000000000add2";
    const content = traceRequest(traceId) as { resourceSpans: { scopeSpans: { spans: object[] }[] }[] };
    const of = (attributes: Record<string, string>) =>
      Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
    const timeUnixNano = `${Date.now()}000000`;
    const attributes = of({ "exception.stacktrace": "at shop.Cart\n".repeat(1_000) });
    Object.assign(content.resourceSpans[0]?.scopeSpans[0]?.spans[0] ?? {}, {
      attributes: of(manyAttributes()),
      events: Array.from({ length: 100 }, () => ({ name: "exception", timeUnixNano, attributes })),
    });
    await gateway.send("traces", content);
    assert.deepEqual(await eventually(() => gateway.tempo.tenantsOf(traceId).slice(0, 1)[0]), "team-a");
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

  it("lose no point for one with a label of five megabytes, nor that one", async () => {
    const gauge = (name: string, attributes = {}) => ({
      name,
      gauge: { dataPoints: [point(Date.now(), 1, attributes)] },
    });
    const dump = megabyte.repeat(5);
    const content = metricsRequest([gauge("before"), gauge("dumped", { dump }), gauge("behind")]);
    await gateway.send("metrics", content);
    for (const name of ["before", "behind", "count(dumped)"])
      await eventually(async () => ((await gateway.prometheus.query(name)).length === 1 ? true : undefined));
  });

  it("refuse a histogram of four million buckets, which would cost what came with it, and count it", async () => {
    const bucketCounts = Array.from({ length: 4_000_000 }, () => 0);
    const content = metricsRequest([
      { name: "beside", gauge: { dataPoints: [point(Date.now(), 1)] } },
      {
        name: "fine",
        histogram: { aggregationTemporality: 2, dataPoints: [{ timeUnixNano: `${Date.now()}000000`, bucketCounts }] },
      },
    ]);
    await gateway.send("metrics", content);
    const counted = 'gateway_refused_metric_points_total{reason="buckets", tenant="team-a"}';
    for (const name of ["beside", counted])
      await eventually(async () => ((await gateway.prometheus.query(name)).length === 1 ? true : undefined));
  });
});
