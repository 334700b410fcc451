// What senders get wrong, each kind once, beside good ones of the same request, through gateway into the real stores: the
// good ones are stored, the odd one is too, or it is counted where an alert looks.
import assert from "node:assert/strict";
import { metricsRequest, point } from "../support/otlp-json";
import { hexId, logs, traces } from "./bulk";
import { pods, type Room, smallRoom, until } from "./room";

const year = 365 * 24 * 3_600_000;
const nanos = (at: number) => `${at}000000`;
const largest = "18446744073709551615";
const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => attribute(`key.${index}`, `value ${index}`));
const long = (bytes: number) => "x".repeat(bytes);

const oddRecords: Readonly<Record<string, object>> = {
  "without a time": { timeUnixNano: "0" },
  "of when it was seen": { timeUnixNano: "0", observedTimeUnixNano: nanos(Date.now()) },
  "an hour ahead": { timeUnixNano: nanos(Date.now() + 3_600_000) },
  "a year ahead": { timeUnixNano: nanos(Date.now() + year) },
  "with microseconds for nanoseconds": { timeUnixNano: `${Date.now()}000` },
  "of the largest time": { timeUnixNano: largest },
  "with 200 attributes": { attributes: many(200) },
  "with an attribute of 100 kB": { attributes: [attribute("dump", long(100_000))] },
  "with an attribute of a megabyte": { attributes: [attribute("dump", long(1_000_000))] },
  "with 300 kB in three attributes": { attributes: ["a", "b", "c"].map((key) => attribute(key, long(100_000))) },
  "with 20,000 attributes": { attributes: many(20_000) },
  "with a map of 20,000": { attributes: [{ key: "map", value: { kvlistValue: { values: many(20_000) } } }] },
  "of a megabyte": { body: { stringValue: `odd ${long(1_000_000)}` } },
  "that is a map of a megabyte": { body: { kvlistValue: { values: [attribute("an odd", "b"), ...many(40_000)] } } },
  "that is a map": { body: { kvlistValue: { values: [attribute("odd", "b")] } } },
  "with a nameless attribute": { attributes: [attribute("", "x")] },
  "with an attribute of dashes": { attributes: [attribute("--", "x")] },
  "with an attribute in another script": { attributes: [attribute("名前", "x")] },
  "of an unknown severity": { severityNumber: 77 },
};

const exceptions = (count: number, bytes: number) =>
  Array.from({ length: count }, () => ({
    name: "exception",
    timeUnixNano: nanos(Date.now()),
    attributes: [attribute("exception.stacktrace", long(bytes))],
  }));
const oddSpans: Readonly<Record<string, object>> = {
  "without times": { startTimeUnixNano: "0", endTimeUnixNano: "0" },
  "that ends before it begins": { startTimeUnixNano: nanos(Date.now()), endTimeUnixNano: nanos(Date.now() - 60_000) },
  "ten years old": { startTimeUnixNano: nanos(Date.now() - 10 * year), endTimeUnixNano: nanos(Date.now() - 10 * year) },
  "a year ahead": { startTimeUnixNano: nanos(Date.now() + year), endTimeUnixNano: nanos(Date.now() + year) },
  "of the largest time": { startTimeUnixNano: largest, endTimeUnixNano: largest },
  "without a name": { name: "" },
  "of an unknown kind": { kind: 99 },
  "with an attribute of a megabyte": { attributes: [attribute("dump", long(1_000_000))] },
  "with 5,000 attributes": { attributes: many(5_000) },
  "with a nameless attribute": { attributes: [attribute("", "x")] },
  "that is its own parent": { parentSpanId: hexId(12, 20, 16) },
  "with a tracestate of 100 kB": { traceState: long(100_000) },
  "with 40,000 attributes": { attributes: many(40_000) },
  "with 100 stack traces": { events: exceptions(100, 20_000) },
  "with 1,000 stack traces": { events: exceptions(1_000, 5_000) },
};

const gauge = (name: string, change: object = {}) => ({
  name,
  gauge: { dataPoints: [{ ...point(Date.now(), 1), ...change }] },
});
const labelled = (name: string, ...attributes: object[]) => gauge(name, { attributes });
const histogram = (name: string, explicitBounds: number[], bucketCounts: number[]) => ({
  name,
  histogram: {
    aggregationTemporality: 2,
    dataPoints: [{ timeUnixNano: nanos(Date.now()), count: 3, sum: 6, explicitBounds, bucketCounts }],
  },
});
const exponential = (name: string, count: number, scale: number, offset: number, buckets: number) => ({
  name,
  exponentialHistogram: {
    aggregationTemporality: 2,
    dataPoints: [
      {
        timeUnixNano: nanos(Date.now()),
        count,
        sum: 1,
        scale,
        positive: { offset, bucketCounts: Array.from({ length: buckets }, () => 1) },
      },
    ],
  },
});
const sum = (name: string, aggregationTemporality: number, ...dataPoints: object[]) => ({
  name,
  sum: { isMonotonic: true, aggregationTemporality, dataPoints },
});

/** What becomes of a point: it is stored, counted by the gateway with a reason, or refused and counted without one. */
type Fate = "stored" | "too-old" | "ahead" | "counted";
const oddPoints: Readonly<Record<string, readonly [make: (name: string) => object, fate?: Fate]>> = {
  "without a time": [(name) => gauge(name, { timeUnixNano: "0" }), "too-old"],
  "of the largest time": [(name) => gauge(name, { timeUnixNano: largest }), "too-old"],
  "with microseconds for nanoseconds": [(name) => gauge(name, { timeUnixNano: `${Date.now()}000` }), "too-old"],
  "eleven minutes ahead": [(name) => gauge(name, { timeUnixNano: nanos(Date.now() + 660_000) }), "ahead"],
  "with labels that become one": [(name) => labelled(name, attribute("a.b", "1"), attribute("a_b", "2"))],
  "with a label twice": [(name) => labelled(name, attribute("a", "1"), attribute("a", "2"))],
  "with a nameless label": [(name) => labelled(name, attribute("", "1")), "counted"],
  "that names its metric": [(name) => labelled(name, attribute("__name__", "other_name"))],
  "that names a tenant": [(name) => labelled(name, attribute("tenant", "team-shop"))],
  "with 300 labels": [(name) => labelled(name, ...many(300))],
  "with a label of a megabyte": [(name) => labelled(name, attribute("dump", long(1_000_000)))],
  "that is no number": [(name) => gauge(name, { asDouble: "NaN" })],
  "that is infinite": [(name) => gauge(name, { asDouble: "Infinity" })],
  "without a value": [(name) => gauge(name, { asDouble: undefined })],
  "that begins after its time": [
    (name) => sum(name, 2, { ...point(Date.now(), 1), startTimeUnixNano: nanos(Date.now() + 60_000) }),
  ],
  "with a bucket too few": [(name) => histogram(name, [1, 5, 9], [1, 1])],
  "with a bucket too many": [(name) => histogram(name, [1], [1, 1, 1])],
  "with falling bounds": [(name) => histogram(name, [5, 1], [1, 1, 1])],
  "with buckets that count less": [(name) => exponential(name, 9, 1, 0, 1), "counted"],
  "with a scale of 30": [(name) => exponential(name, 1, 30, 2_000_000_000, 1)],
  "with 100,000 buckets": [(name) => exponential(name, 100_000, 1, 0, 100_000)],
};

describe("odd records, spans and points", function () {
  this.timeout(900_000);
  let room: Room;
  const [pod] = pods;
  assert.ok(pod);
  const { tenant, address } = pod;

  before(async function () {
    this.timeout(1_200_000);
    room = await smallRoom();
  });

  async function send(signal: "logs" | "traces" | "metrics", content: object): Promise<void> {
    assert.equal(await room.machine.gateway.send(signal, content, { address }), 200);
  }
  /** Sum of series of a part's own metrics. */
  async function counted(base: string, series: RegExp): Promise<number> {
    const lines = (await (await fetch(`${base}/metrics`)).text()).split("\n");
    return lines.filter((line) => series.test(line)).reduce((total, line) => total + Number(line.split(" ").at(-1)), 0);
  }
  /** Which of the kinds are not as wanted, once all are or a minute is over. */
  async function wrong<T>(kinds: Readonly<Record<string, T>>, isRight: (kind: T, index: number) => Promise<boolean>) {
    return until(
      async () => {
        const found: string[] = [];
        for (const [index, [name, kind]] of Object.entries(kinds).entries())
          if (!(await isRight(kind, index))) found.push(name);
        return found;
      },
      (found) => found.length === 0,
    );
  }

  it("records: all are stored", async () => {
    for (const [index, odd] of Object.values(oddRecords).entries()) {
      const request = logs(`odd-${index}`, "good", 0, 2) as {
        resourceLogs: { scopeLogs: { logRecords: object[] }[] }[];
      };
      const [first] = request.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
      Object.assign(first ?? {}, { body: { stringValue: "odd" } }, odd);
      await send("logs", request);
    }
    const isRight = async (_: object, index: number) => {
      const lines = await room.loki.lines(tenant, `{service_name="odd-${index}"}`);
      return ["good", "odd"].every((text) => lines.some((line) => line.text.includes(text)));
    };
    assert.deepEqual(await wrong(oddRecords, isRight), []);
  });

  it("spans: all are stored", async () => {
    for (const [index, odd] of Object.values(oddSpans).entries()) {
      const request = traces(`odd-${index}`, 12, index * 2, 2) as {
        resourceSpans: { scopeSpans: { spans: object[] }[] }[];
      };
      Object.assign(request.resourceSpans[0]?.scopeSpans[0]?.spans[0] ?? {}, odd);
      await send("traces", request);
    }
    const isRight = async (_: object, index: number) =>
      (await room.tempo.has(tenant, hexId(12, index * 2))) && (await room.tempo.has(tenant, hexId(12, index * 2 + 1)));
    assert.deepEqual(await wrong(oddSpans, isRight), []);
  });

  it("points: the good ones are stored, and the odd ones are stored or counted", async () => {
    const { prometheus } = room.machine;
    const failures = () =>
      counted(
        `http://${room.machine.metrics.gateway}`,
        new RegExp(`^otelcol_exporter_(send_failed_metric_points.*/${tenant}"|prometheusremotewrite_failed_transl)`),
      );
    const before = await failures();
    for (const [index, [make]] of Object.values(oddPoints).entries())
      await send(
        "metrics",
        metricsRequest([gauge(`good_${index}`), make(`odd_${index}`), gauge(`behind_${index}`)], {
          "service.name": `odd-${index}`,
        }),
      );
    const isRight = async ([, fate = "stored"]: readonly [unknown, Fate?], index: number) => {
      const series = (query: string) => prometheus.query(query);
      const stored = (await series(`{__name__=~"odd_${index}(_.*)?"}`)).length > 0;
      const refused = await series(`gateway_refused_metric_points_total{service="odd-${index}"}`);
      const good = (await series(`{__name__=~"(good|behind)_${index}", tenant="${tenant}"}`)).length === 2;
      const reason = stored ? "stored" : (refused[0]?.metric.reason ?? "counted");
      return good && reason === fate;
    };
    assert.deepEqual(await wrong(oddPoints, isRight), []);
    const wanted = Object.values(oddPoints).filter(([, fate]) => fate === "counted").length;
    assert.ok((await failures()) - before >= wanted, `${before}, then ${await failures()}`);
  });
});
