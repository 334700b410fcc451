// How much of everything a stack is charged for a month: each quantity worked out by hand.
import assert from "node:assert/strict";
import { settingsWith } from "../test/support/stack-configuration";
import type { DailyVolume } from "./assumptions";
import { offers } from "./comparison";
import { type Line, lines } from "./lines";
import { platformCost, requests } from "./platform";

const [hours, days] = [730, 30.4];
const retention = { logsDays: 100, tracesDays: 20, metricsDays: 40 };
const brokered = {
  kafka: { mode: "msk", auth: "scram" },
  logs: { controlPlane: true, filePipeline: "kafka" },
  retention,
};
/** Half of the logs are read from files, and so go by Kafka. */
const volume: DailyVolume = { logsGb: 800, tracesGb: 50, activeSeries: 6_000_000, nodes: 10 };

const rounded = (quantity: number) => Number(quantity.toPrecision(9));
const quantities = (all: readonly Line[]) =>
  Object.fromEntries(all.map(({ group, item, quantity }) => [`${group}: ${item}`, rounded(quantity)]));
const expected = (all: Record<string, number>) =>
  Object.fromEntries(Object.entries(all).map(([item, quantity]) => [item, rounded(quantity)]));
const charged = (settings: Record<string, unknown>, of = volume) =>
  quantities(platformCost(settingsWith(settings), of, "us-east-1").lines);

/** GB of traffic that crosses zones in a month: two thirds of it. */
const crossing = (gbPerDay: number) => (gbPerDay * 2 * days) / 3;
const packed = "Traffic between zones: between shippers, brokers, Collectors, compressed";
const plain = "Traffic between zones: from applications (spans) and Collectors to the stores, as it is";
/** Of requests, in units of 10,000: those that the bucket key spares KMS aside. */
const keyed = (thousands: number) => (thousands / 10) * 0.01;

/** Thousands of objects that three tenants' blocks of ten minutes are more than their bytes' worth in objects of 5 MB. */
const shortBlocks = (writers: number, byBytes: number) => (Math.max(0, 3 * writers * 720 - byBytes) * days) / 1_000;

const controlPlane = (() => {
  const objects = 2_880 * days;
  return {
    "Control plane logs: Firehose": 2 * days,
    "Control plane logs: stored, Standard": 2 * 21,
    "Control plane logs: PUT": objects / 1_000,
    "Control plane logs: GET": objects / 1_000,
    "Control plane logs: SQS": (3 * objects + (hours * 3_600) / 20) / 1e6,
  };
})();

describe("quantities of the cost sheet", () => {
  it("of a small stack with brokers", () => {
    // An eighth of the logs, in chunks of 0.5 MB; a fifth of the spans, twice, in objects of 5 MB, rewritten twice.
    const byBytes = ((50 / 5) * 2 * 3 * days) / 5;
    const [logPuts, tracePuts] = [(800 / 8) * 2 * days, byBytes + shortBlocks(2, 12_000)];
    assert.deepEqual(
      charged(brokered),
      expected({
        // More of m7g.xlarge by cores, 4 each, than by memory, 16 GiB each.
        "Pods: requests: 5.6 cores, 15 GiB": (5.64 / 4) * hours,
        "Pods: volumes (gp3)": 145,
        "Kafka: 3 brokers kafka.m7g.large": 3 * hours,
        // 400 GB a day for three days, on each of three brokers, compressed to a fifth, 60 % full.
        "Kafka: volumes, 400 GiB a broker": 3 * 400,
        "Kafka: credentials in Secrets Manager": 2,
        "S3, logs: stored, Standard": (800 / 8) * 107,
        "S3, logs: PUT": logPuts,
        "S3, logs: GET": 5 * logPuts,
        "S3, logs: KMS requests": keyed(6 * logPuts),
        "S3, traces: stored, Standard": (50 / 5) * 2 * (27 + 2 * 7),
        "S3, traces: PUT": tracePuts,
        "S3, traces: GET": 5 * tracePuts,
        "S3, traces: KMS requests": keyed(6 * tracePuts),
        ...controlPlane,
        "Keys: key that encrypts all data": 1,
        // Stdout twice, files to the brokers and from them; compressed to a fifth.
        [packed]: crossing((2 * 400 + 2 * 400) / 5),
        // Files from the consumer to the front door and on; spans to the gateway, the front door and on.
        [plain]: crossing(2 * 400 + 3 * 50),
      }),
    );
  });

  it("of a medium one without, whose logs move to another class and whose machines are chosen by memory", () => {
    const puts = (800 / 8) * 1.5 * 2 * days;
    const all = charged({
      size: "medium",
      kafka: { mode: "none" },
      retention,
      sizing: { prometheus: { memoryMib: 131_072 } },
    });
    const pods = Object.entries(all).find(([item]) => item.startsWith("Pods: requests"));
    const gib = Number(/(\d+) GiB/.exec(pods?.[0] ?? "")?.[1]);
    assert.ok(Math.abs((pods?.[1] ?? 0) - (gib / 16) * hours) < hours / 32, pods?.join());
    for (const [item, quantity] of Object.entries({
      "S3, logs: stored, Standard": 150 * 30,
      "S3, logs: stored, Standard-IA": 150 * 77,
      "S3, logs: PUT": puts,
      "S3, logs: GET": 5 * puts,
      "S3, logs: moved between classes": puts,
      "S3, logs: KMS requests": keyed(6 * puts),
      // Files go to the gateway alone.
      [packed]: crossing((2 * 400 + 400) / 5),
      "Traffic between zones: logs, to two more ingesters": crossing(800 * 2),
    }))
      assert.equal(all[item], rounded(quantity), item);
    const apart = /Kafka|credentials|Control plane|Intelligent|traces, to/;
    assert.deepEqual(
      Object.keys(all).filter((item) => apart.test(item)),
      [],
    );
  });

  it("of a large one, whose objects are watched, and which stores what the sampler keeps", () => {
    const all = charged({ size: "large", retention });
    const tracePuts = ((50 / 5) * 2 * 0.15 * 3 * days) / 5;
    for (const [item, quantity] of Object.entries({
      "S3, logs: stored, Intelligent-Tiering, frequent": 150 * 30,
      "S3, logs: stored, Intelligent-Tiering, infrequent (from day 30)": 150 * 60,
      "S3, logs: stored, Intelligent-Tiering, archive instant (from day 90)": 150 * 17,
      // In thousands, as long as the logs are kept.
      "S3, logs: objects watched by Intelligent-Tiering": (150 / 0.5) * 100,
      "S3, traces: stored, Intelligent-Tiering, frequent": 3 * (27 + 2 * 7),
      "S3, traces: PUT": tracePuts + shortBlocks(6, 1_800),
      "S3, traces: moved between classes": tracePuts,
      "S3, traces: objects watched by Intelligent-Tiering": ((3 * 3) / 5) * 20,
      // Brokers are the default; the gateway hands all spans to the samplers, which keep 15 %.
      [packed]: crossing((2 * 400 + 2 * 400 + 50) / 5),
      [plain]: crossing(2 * 400 + 50 + 2 * 50 * 0.15),
      "Traffic between zones: traces, to two more ingesters": crossing((50 * 0.15 * 2) / 5),
    }))
      assert.equal(all[item], rounded(quantity), item);
  });

  it("of requests: each pod that is planned, each node's as often as there are nodes, no sidecar", () => {
    const more = (sizing: Record<string, unknown>, nodes = 10) => {
      const [with_, without] = [requests(settingsWith({ sizing }), nodes), requests(settingsWith({}), 10)];
      return [with_.cores - without.cores, with_.gib - without.gib, with_.volumesGib - without.volumesGib].map(rounded);
    };
    // nodeExporter, fileLogs and containerLogs run on each.
    assert.deepEqual(more({}, 11), [0.25, (64 + 128 + 256) / 1_024, 0]);
    const loki = { replicas: 3, cpuMillicores: 1_000, memoryMib: 4_096, volumeGib: 30 };
    assert.deepEqual(more({ loki }), [3 - 0.5, 12 - 2, 90 - 20]);
    assert.deepEqual(more({ metricsExporter: { cpuMillicores: 1_000, memoryMib: 1_024 } }), [0, 0, 0]);
  });

  it("of brokers' volumes: at least as they are made, at most as they may grow, which is told only beyond", () => {
    const of = (logsGb: number) => {
      const { lines, warnings } = platformCost(settingsWith(brokered), { ...volume, logsGb }, "us-east-1");
      return [lines.find(({ item }) => item.startsWith("volumes, "))?.item, ...warnings];
    };
    assert.deepEqual(of(20), ["volumes, 100 GiB a broker"]);
    assert.deepEqual(of(401), ["volumes, 201 GiB a broker"]);
    assert.deepEqual(of(1_000), ["volumes, 500 GiB a broker"]);
    const told = "Kafka needs 501 GiB a broker to keep 72 h, and grows to 500 GiB at most";
    assert.deepEqual(of(1_001), ["volumes, 500 GiB a broker", told]);
    const iam = charged({ ...brokered, kafka: { mode: "msk", auth: "iam" } });
    assert.equal(iam["Kafka: credentials in Secrets Manager"], undefined);
  });

  it("of what others ask for the same", () => {
    const [monthly, traces] = [800 * days, 50 * days];
    const samples = (6_000_000 * 86_400) / 30;
    const settings = settingsWith({ retention });
    assert.deepEqual(
      quantities(offers(settings, volume, "us-east-1").flatMap((offer) => offer.lines)),
      expected({
        "CloudWatch Logs: ingested": monthly,
        "CloudWatch Logs: stored": 800 * 100 * 0.15,
        "CloudWatch Logs: searched": monthly / 2,
        // Tens of millions of samples: 52,531 of them.
        "Amazon Managed Prometheus: samples, first 2 billion": 200,
        "Amazon Managed Prometheus: samples, next 250 billion": 25_000,
        "Amazon Managed Prometheus: samples, beyond": (samples * days) / 1e7 - 25_200,
        "Amazon Managed Prometheus: stored": (samples * 40 * 1.5) / 1e9,
        "Amazon Managed Prometheus: read by queries and rules": (samples * days * 10) / 1e9,
        "Grafana Cloud: logs processed": monthly,
        "Grafana Cloud: logs written": monthly,
        // A hundred days are sold as four times thirty, twenty as thirty.
        "Grafana Cloud: logs retained, 4 x 30 days": 4 * monthly,
        "Grafana Cloud: traces processed": traces,
        "Grafana Cloud: traces written": traces,
        "Grafana Cloud: traces retained, 1 x 30 days": traces,
        // A sample a minute is what a series is sold with.
        "Grafana Cloud: metrics": (6_000_000 * 2) / 1_000,
        "Grafana Cloud: users": 10,
        "Grafana Cloud: platform": 1,
      }),
    );
    const few = offers(settings, { ...volume, activeSeries: 1_000 }, "us-east-1").flatMap((offer) => offer.lines);
    assert.deepEqual(
      few.filter(({ item }) => item.startsWith("samples")).map(({ quantity }) => rounded(quantity)),
      [rounded((1_000 * 2_880 * days) / 1e7), 0, 0],
    );
  });

  it("has a line cost its quantity at the region's price", () => {
    const { usdPerMonth, price } = lines("Pods", "eu-central-1")("volumes (gp3)", 1_000, "gp3");
    assert.deepEqual([price.unit, usdPerMonth], ["GB-month", 1_000 * price.usd["eu-central-1"]]);
    assert.notEqual(price.usd["eu-central-1"], price.usd["us-east-1"]);
  });
});
