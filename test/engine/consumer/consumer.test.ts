// The log consumer with a real broker and the real Collector: what Fluent Bit wrote reaches Loki's stand-in under its
// tenant, parsed; what cannot be stored ends in the dead-letter topic with its reason and as it was. Copies reach a
// stand-in of CloudWatch, while another target refuses everything.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Consumer, KafkaMessage } from "kafkajs";
import { configTexts } from "../../../components/collection/collector/config";
import { reasonHeader } from "../../../components/collection/log-consumer/dead-letters";
import { conventions } from "../../../conventions/names";
import { collectorBinary, RunningCollector } from "../../servers/collector-process";
import { consumerOnLoopback } from "../../servers/consumer-process";
import { KafkaBroker } from "../../servers/kafka";
import { onLoopback } from "../../servers/on-loopback";
import { PodList } from "../../servers/pod-list";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import type { LineCase } from "../../support/log-lines/case";
import { sharedTraces } from "../../support/log-lines/traces";
import { secretLines } from "../../support/secret-lines";
import {
  caseRecord,
  cases,
  chunkOf,
  chunks,
  epoch,
  fixtureLines,
  neverSet,
  now,
  poison,
  secretRecords,
  shipped,
  shippedRecords,
} from "./sent";
import { settings, withStandIns } from "./with-copies";

/** Pod of the fixture's records that hold a path alone, in a namespace of no tenant. */
const podOfPaths = {
  name: "go-service-7c9d8f6b5-x2x4z",
  namespace: "lab",
  uid: "10ab3204-80c2-4a7f-a572-2b1c2fc74213",
  address: "10.0.0.9",
};

describe("log consumer", function () {
  this.timeout(180_000);
  const stored: Stored[] = [];
  const copied: Stored[] = [];
  const dead: KafkaMessage[] = [];
  let broker: KafkaBroker;
  let collector: RunningCollector;
  let loki: RecordingLoki;
  let cloudwatch: RecordingLoki;
  let deadLetters: Consumer;
  let pods: PodList;

  before(async function () {
    this.timeout(1_800_000);
    const binary = await collectorBinary();
    broker = await KafkaBroker.start();
    loki = await RecordingLoki.start((record) => stored.push(record));
    cloudwatch = await RecordingLoki.start((record) => copied.push(record));
    pods = await PodList.start([podOfPaths]);
    const kafka = broker.client();
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = [{ name: "max.message.bytes", value: "4194304" }];
    await admin.createTopics({
      topics: [conventions.chunkTopic, conventions.logTopic, conventions.deadLetterTopic].map((topic) => ({
        topic,
        numPartitions: 2,
        configEntries,
      })),
    });
    await admin.disconnect();

    const producer = kafka.producer();
    await producer.connect();
    await producer.send({
      topic: conventions.logTopic,
      messages: [
        ...Object.values(poison).map((value) => ({ value })),
        ...[...fixtureLines, ...cases.map(caseRecord), ...secretRecords, ...shippedRecords].map((value) => ({ value })),
      ],
    });
    await producer.send({
      topic: conventions.chunkTopic,
      messages: chunks.map((value, index) => ({ value, partition: index % 2 })),
    });
    await producer.disconnect();

    const written =
      fixtureLines.length + 2 * (cases.length + secretRecords.length) + shipped.length + neverSet.length + 2;
    const { config } = await onLoopback(
      withStandIns(consumerOnLoopback(settings, broker, loki.address), cloudwatch.address),
      {
        apiServer: true,
      },
    );
    collector = await RunningCollector.start(binary, configTexts(config), {
      KUBECONFIG: pods.kubeconfigFile,
      KAFKA_USERNAME: broker.admin.username,
      KAFKA_PASSWORD: broker.admin.password,
    });
    deadLetters = kafka.consumer({ groupId: "test" });
    await deadLetters.connect();
    await deadLetters.subscribe({ topics: [conventions.deadLetterTopic], fromBeginning: true });
    await deadLetters.run({ eachMessage: ({ message }) => Promise.resolve(void dead.push(message)) });
    for (
      let waited = 0;
      waited < 60_000 && (stored.length < written || copied.length < written || dead.length < 6);
      waited += 200
    )
      await sleep(200);
  });

  after(async () => {
    await collector?.stop();
    await loki?.down();
    await cloudwatch?.down();
    await deadLetters?.disconnect();
    await pods?.stop();
    await broker?.stop();
  });

  const find = (text: string, tenant: string) => {
    const found = stored.filter((record) => record.tenant === tenant && record.body.stringValue?.includes(text));
    assert.equal(found.length, 1, `${text} of ${tenant}: ${found.length}`);
    return found[0] as Stored;
  };

  it(
    "stores every line once: those with a namespace under its tenant, those with a path under that of the pod's " +
      "namespace",
    () => {
      assert.equal(stored.filter(({ tenant }) => tenant === "team-pay").length, 10);
      assert.equal(stored.filter(({ tenant }) => tenant === "default").length, 9);
      const alone = shipped.length + neverSet.length;
      assert.equal(stored.length, 19 + 2 * (cases.length + secretRecords.length) + alone);
    },
  );

  it("reads of each line what it says: severity, trace, span, and a time that is near the shipper's", () => {
    const found = stored.filter(({ tenant }) => tenant.startsWith("lines"));
    assert.equal(found.length, 2 * cases.length);
    for (const record of found) {
      const index = Number(record.resource["k8s.pod.name"]?.replace("case-", ""));
      const { line, severity, traceId = "", spanId = "", customer, time = now.getTime() } = cases[index] as LineCase;
      const named = record.attributes?.find(({ key }) => key === conventions.customerKey)?.value.stringValue;
      assert.equal(named, customer, line);
      assert.equal(record.body.stringValue, line);
      if (severity !== undefined) assert.equal(record.severityNumber ?? 0, severity, line);
      if (severity === undefined || traceId !== "")
        assert.deepEqual([record.traceId ?? "", record.spanId ?? ""], [traceId, spanId], line);
      assert.equal(record.timeUnixNano.slice(0, 13), String(time), line);
    }
  });

  it("stores under the time of its arrival whatever the shipper dates in no way that can be", () => {
    const arrived = [
      ...stored.filter(({ tenant }) => tenant === "never-set"),
      ...stored.filter(({ tenant }) => tenant === "shipped"),
    ];
    assert.equal(arrived.length, neverSet.length + shipped.length);
    for (const { tenant, resource, timeUnixNano } of arrived) {
      const index = Number(resource["k8s.pod.name"]?.replace("case-", ""));
      const { at, time } = tenant === "shipped" ? (shipped[index] as (typeof shipped)[0]) : {};
      const milliseconds = Number(timeUnixNano.slice(0, -6));
      const of = `${JSON.stringify(at)}: ${timeUnixNano}`;
      if (time === undefined) assert.ok(milliseconds >= now.getTime() && milliseconds <= Date.now(), of);
      else assert.equal(milliseconds, time, of);
    }
  });

  it("masks the secrets in a line, and nothing else", () => {
    const found = stored.filter(({ tenant }) => tenant.startsWith("secrets"));
    assert.equal(found.length, 2 * secretLines.length);
    for (const { resource, body } of found) {
      const { hidden, kept } = secretLines[
        Number(resource["k8s.pod.name"]?.replace("case-", ""))
      ] as (typeof secretLines)[0];
      assert.ok(!body.stringValue?.includes(hidden) && body.stringValue?.includes(kept), body.stringValue);
    }
  });

  it("reads time, severity, trace and span of zap, logrus and zerolog lines", () => {
    const zap = find("payment failed", "team-pay");
    assert.equal(zap.severityNumber, 17);
    assert.equal(zap.traceId, "00000000000000000000000000000002");
    assert.equal(zap.spanId, "0000000000000002");
    assert.equal(zap.timeUnixNano.slice(0, 13), `${epoch}653`);
    const logrus = find("slow query", "team-pay");
    assert.equal(logrus.severityNumber, 13);
    assert.equal(logrus.timeUnixNano, `${epoch}000000000`);
    const zerolog = find("cache miss", "team-pay");
    assert.equal(zerolog.severityNumber, 5);
    assert.equal(zerolog.timeUnixNano, `${epoch}000000000`);
    assert.equal(find("cache miss", "default").severityNumber, 5);
  });

  it("keeps lines without a structure whole, and without a severity", () => {
    assert.match(find("panic: runtime error", "team-pay").body.stringValue ?? "", /goroutine 1 \[running\]/);
    for (const text of ["plain text line", "broken json", "partial-joined"])
      assert.equal(find(text, "team-pay").severityNumber ?? 0, 0, text);
    assert.match(find("日志", "team-pay").body.stringValue ?? "", /unicode/);
  });

  it("stores the longest line, also where nearly all of it is its level", () => {
    assert.equal(find("all of it is level", "default").body.stringValue?.length, 262_144);
  });

  it("names service, namespace, pod, container and node", () => {
    const { resource } = find("request served", "team-pay");
    assert.deepEqual(
      ["service.name", "k8s.namespace.name", "k8s.pod.name", "k8s.pod.uid", "k8s.container.name", "k8s.node.name"].map(
        (key) => resource[key],
      ),
      [
        "go-service",
        "payments",
        "go-service-7c9d8f6b5-x2x4z",
        "10ab3204-80c2-4a7f-a572-2b1c2fc74213",
        "go-service",
        "node-1",
      ],
    );
    assert.equal(find("request served", "default").resource["k8s.pod.uid"], "10ab3204-80c2-4a7f-a572-2b1c2fc74213");
  });

  it("stores none of the attributes that a chunk has only while it is read", () => {
    const names = new Set(stored.flatMap(({ resource }) => Object.keys(resource)));
    assert.deepEqual(
      [...names].filter((name) => name.startsWith("read.")),
      [],
    );
  });

  it("sends what cannot be stored to the dead-letter topic, as it was, with its reason", () => {
    const reasons = new Map(
      dead.map((message) => [message.value?.toString("latin1"), String(message.headers?.[reasonHeader])]),
    );
    const expected = [
      [poison.malformed, "malformed"],
      [poison.binary, "malformed"],
      [poison.long, "too-long"],
      [poison.old, "too-old"],
    ] as const;
    for (const [value, reason] of expected) assert.equal(reasons.get(Buffer.from(value).toString("latin1")), reason);
    assert.equal(dead.length, 6);
  });

  it("sends of a chunk the line alone that cannot be stored, with whose it is and where the chunk lies", () => {
    const letters = dead.flatMap(({ value, headers }) => {
      const text = value?.toString() ?? "";
      if (!text.includes('"kafka.offset"')) return [];
      const { log, ...rest } = JSON.parse(text) as { log: string; "@timestamp": string; resource: object };
      return [{ reason: String(headers?.[reasonHeader]), log: log.slice(0, 11), ...rest }];
    });
    const resource = {
      "k8s.namespace.name": "chunks",
      "k8s.pod.name": "case-0",
      "service.name": "case-0",
      "deployment.environment.name": "test",
      tenant: "default",
    };
    assert.deepEqual(
      letters.map(({ "@timestamp": at, ...letter }) => letter).sort((a, b) => a.reason.localeCompare(b.reason)),
      ["xxxxxxxxxxx", "a month old"].map((log, index) => ({
        reason: ["too-long", "too-old"][index],
        log,
        resource,
        "kafka.topic": conventions.chunkTopic,
        "kafka.partition": String(index),
        "kafka.offset": "1",
      })),
    );
    const ages = letters.map((letter) => now.getTime() - new Date(letter["@timestamp"]).getTime());
    assert.deepEqual(
      ages.sort((a, b) => a - b),
      [0, 31 * 86_400_000],
    );
    assert.equal(stored.filter(({ body }) => body.stringValue === "beside the long line").length, 1);
  });

  it("copies what is stored and no dead letter, while a target that refuses everything fails no record", () => {
    const bodies = (records: Stored[]) => records.map(({ body }) => body.stringValue).sort();
    assert.deepEqual(bodies(copied), bodies(stored));
    assert.equal(
      copied.find(({ body }) => body.stringValue?.includes("payment failed"))?.traceId,
      "00000000000000000000000000000002",
    );
  });

  // Behind the others, which count what is stored.
  it("keeps below info the tenant's share: of a trace all or nothing, as on every path; else by time and line", async () => {
    const linesOf = (level: string) => [
      ...sharedTraces.map(({ traceId }) => JSON.stringify({ level, trace_id: traceId })),
      ...Array.from({ length: 1_000 }, (_, id) => JSON.stringify({ level, id })),
    ];
    const producer = broker.client().producer();
    await producer.connect();
    // The second time the same message: a redelivery meets the same choice.
    const value = chunkOf("share-in-chunk", [...linesOf("debug"), ...linesOf("info")]);
    await producer.send({ topic: conventions.chunkTopic, messages: [{ value }, { value }] });
    await producer.disconnect();
    const bodies = (level: string) =>
      stored
        .filter(({ tenant, body }) => tenant === "share-in-chunk" && body.stringValue?.includes(`"level":"${level}"`))
        .map(({ body }) => body.stringValue ?? "");
    for (let waited = 0; waited < 60_000 && bodies("info").length < 2 * linesOf("info").length; waited += 200)
      await sleep(200);
    assert.equal(bodies("info").length, 2 * linesOf("info").length);
    await sleep(1_000);
    const kept = [...new Set(bodies("debug"))];
    assert.equal(bodies("debug").length, 2 * kept.length, "another choice the second time");
    const traces = kept.flatMap((line) => (JSON.parse(line) as { trace_id?: string }).trace_id ?? []);
    const expected = sharedTraces.flatMap(({ traceId, kept }) => (kept ? [traceId] : []));
    assert.deepEqual(traces.sort(), expected.sort());
    // Of 1,000 by chance: five standard deviations.
    const others = kept.length - traces.length;
    assert.ok(others > 52 && others < 148, `${others} of 1000`);
  });
});
