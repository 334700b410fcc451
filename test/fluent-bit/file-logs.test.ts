// The generated configuration in the real Fluent Bit 5.1.1: records followed from files through outages of Kafka and a
// kill. Needs `fluent-bit` on PATH or in FLUENT_BIT, and fails without: no package registry has it, so this tier has its
// own command and runs where Fluent Bit is installed.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unacknowledgedKib } from "../../components/collection/file-logs/config";
import { conventions } from "../../conventions/names";
import type { RunningCollector } from "../servers/collector-process";
import { startLogConsumer } from "../servers/consumer-process";
import { freePorts } from "../servers/daemon";
import { LogBroker } from "../servers/log-broker";
import { RecordingLoki, type Stored } from "../servers/recording-loki";
import { settingsOf } from "../support/settings-of";

import { configuration, external, pod, podLabels, podUid, program } from "./configuration";
import { PodAnswers } from "./pod-answers";

describe("Fluent Bit, from files to Kafka", function () {
  this.timeout(600_000);
  let kafka: LogBroker, folder: string, httpPort: number, shipper: ChildProcess | undefined;
  let consumer: RunningCollector | undefined, loki: RecordingLoki | undefined;
  let api: PodAnswers;
  /** What the log consumer stored of it. */
  const received: { log: string; at: number; stored: Stored }[] = [];
  const file = () =>
    path.join(folder, "pods", podUid, "volumes/kubernetes.io~empty-dir", conventions.logVolume, "app.log");
  const podFolder = () => path.join(folder, "pod-logs", `${pod.namespace}_${pod.name}_${podUid}`, pod.container);
  const append = (lines: readonly string[]) => fs.appendFileSync(file(), lines.map((line) => `${line}\n`).join(""));
  const numbered = (prefix: string, count: number, padding = 600) =>
    Array.from({ length: count }, (_, n) =>
      JSON.stringify({ level: "info", id: `${prefix}-${n}`, pad: "x".repeat(padding) }),
    );
  const ids = (prefix: string) =>
    received
      .filter(({ log }) => log.includes(`"id":"${prefix}-`))
      .map(({ log }) => (JSON.parse(log) as { id: string }).id);

  async function start(
    service: object = {},
    limits: { logs?: object; tenant?: object; answerSeconds?: number } = {},
  ): Promise<void> {
    const { caFile } = kafka.broker;
    fs.writeFileSync(
      path.join(folder, "fluent-bit.yaml"),
      configuration(folder, external, { httpPort, caFile, service, apiServer: api.address, ...limits }),
    );
    const log = fs.openSync(path.join(folder, "fluent-bit.log"), "a");
    const producer = kafka.credentials("log-producer");
    // As containerd 2 starts containers on nodes where nobody tells it otherwise, and fewer.
    const bounded = ["-c", 'ulimit -Sn 128 && exec "$0" "$@"', program];
    shipper = spawn("sh", [...bounded, "-c", path.join(folder, "fluent-bit.yaml")], {
      stdio: ["ignore", log, log],
      env: {
        ...process.env,
        KAFKA_BROKERS: kafka.broker.bootstrapServers,
        KAFKA_USERNAME: producer.username,
        KAFKA_PASSWORD: producer.password,
        NODE_NAME: "node-1",
      },
    });
    await until(async () => (await fetch(`http://127.0.0.1:${httpPort}/`)).ok, 30);
  }

  async function dropped(): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${httpPort}/api/v2/metrics/prometheus`)).text();
    return Number(/^fluentbit_processor_items_drop_total\{[^}]*processor="lua"[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (!shipper || shipper.exitCode !== null) return;
    shipper.kill(signal);
    await once(shipper, "exit");
    shipper = undefined;
  }

  async function until(condition: () => Promise<boolean> | boolean, seconds: number): Promise<void> {
    for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(200))
      if (await Promise.resolve(condition()).catch(() => false)) return;
    assert.fail(
      `not within ${seconds} s: ${condition.toString()}; ${received.length} received; ` +
        `${fs.readFileSync(path.join(folder, "fluent-bit.log"), "utf8").slice(-1_500)}`,
    );
  }

  before(async () => {
    // No dash: in the script's pattern it would be more than a letter.
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "fluentbit"));
    fs.mkdirSync(path.dirname(file()), { recursive: true });
    fs.mkdirSync(podFolder(), { recursive: true });
    api = await PodAnswers.start();
    [httpPort] = (await freePorts(1)) as [number];
    kafka = await LogBroker.start(3);
    loki = await RecordingLoki.start((stored) =>
      received.push({ log: stored.body.stringValue ?? "", at: Number(stored.timeUnixNano), stored }),
    );
    consumer = await startLogConsumer(
      settingsOf({ kafka: { auth: "scram" }, tenants: [{ id: "team-pay", namespaces: [pod.namespace] }] }),
      { kafka, loki },
    );
  });

  after(async () => {
    await stop("SIGKILL");
    await consumer?.stop();
    await loki?.down();
    await kafka.stop();
    api.stop();
    fs.rmSync(folder, { recursive: true });
  });
  beforeEach(() => void received.splice(0));

  it("writes when a line was read, and the line, joins stack traces of three languages, keeps the order", async () => {
    const traces = [
      "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:3 +0x1d",
      'Exception in thread "main" java.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)\nCaused by: ' +
        "java.io.IOException: y\n\t... 1 more",
      'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    pay()\nValueError: x',
    ];
    const records = [
      '{"level":"info","msg":"unicode ✓ 日志"}',
      "plain text",
      ...traces,
      '{"level":"info","msg":"after"}',
    ];
    append(records);
    await start();
    await until(() => received.some(({ log }) => log === records.at(-1)), 60);
    assert.deepEqual(
      received.sort((a, b) => a.at - b.at).map(({ log }) => log),
      records,
    );
    assert.ok(received.every(({ at }) => Math.abs(at / 1_000_000 - Date.now()) < 60_000));
  });

  it("loses nothing of a line that holds a zero byte, at which OTLP's encoder would end it", async () => {
    append(["before\0behind it"]);
    await until(() => received.length > 0, 60);
    assert.equal(received[0]?.log, "before\ufffdbehind it");
  });

  it("names pod, node, service and tenant in every record, and asks the API server once for a pod", async () => {
    append(numbered("named", 2_000));
    await until(() => ids("named").length === 2_000, 60);
    for (const { stored } of received) {
      const { "deployment.environment.name": _, ...resource } = stored.resource;
      assert.equal(stored.tenant, "team-pay");
      assert.deepEqual(resource, {
        "k8s.namespace.name": pod.namespace,
        "k8s.pod.name": pod.name,
        "k8s.pod.uid": podUid,
        "k8s.container.name": pod.container,
        "k8s.deployment.name": "go-service",
        "k8s.node.name": "node-1",
        "service.name": "go-service",
        tenant: "team-pay",
      });
    }
    assert.deepEqual(api.asked, [`/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`]);
  });

  it("names a pod that the API server does not know, and asks no more than once a minute for it", async () => {
    const uid = "22222222-80c2-4a7f-a572-2b1c2fc74213";
    fs.mkdirSync(path.join(folder, "pod-logs", `payments_gone_${uid}`, "app"), { recursive: true });
    const gone = file().replace(podUid, uid);
    fs.mkdirSync(path.dirname(gone), { recursive: true });
    fs.writeFileSync(
      gone,
      numbered("gone", 2_000)
        .map((line) => `${line}\n`)
        .join(""),
    );
    await until(() => ids("gone").length === 2_000, 60);
    assert.ok(
      received.every(({ stored }) => stored.resource["k8s.pod.name"] === "gone" && stored.tenant === "team-pay"),
    );
    assert.equal(api.asked.filter((asked) => asked.endsWith("/gone")).length, 1);
  });

  it("gives a pod that is made anew under its name the labels that it has now", async () => {
    const uid = "33333333-80c2-4a7f-a572-2b1c2fc74213";
    fs.mkdirSync(podFolder().replace(podUid, uid), { recursive: true });
    const anew = file().replace(podUid, uid);
    fs.mkdirSync(path.dirname(anew), { recursive: true });
    api.labels = { "app.kubernetes.io/name": "renamed" };
    fs.writeFileSync(anew, `${numbered("anew", 1).join()}\n`);
    await until(() => ids("anew").length === 1, 60);
    api.labels = podLabels;
    assert.equal(received[0]?.stored.resource["service.name"], "renamed");
  });

  it("ends where the API server takes a question and never answers, and loses nothing when it is started anew", async () => {
    await stop("SIGTERM");
    await start({}, { answerSeconds: 5 });
    api.silent = true;
    const asking = file().replace(podUid, "44444444-80c2-4a7f-a572-2b1c2fc74213");
    fs.mkdirSync(podFolder().replace(podUid, "44444444-80c2-4a7f-a572-2b1c2fc74213"), { recursive: true });
    fs.mkdirSync(path.dirname(asking), { recursive: true });
    fs.writeFileSync(asking, `${numbered("asking", 1).join()}\n`);
    assert.ok(shipper);
    // Its own exit, not the signal's: that does nothing to process 1 of a container.
    assert.deepEqual(await once(shipper, "exit"), [14, null]);
    shipper = undefined;
    api.silent = false;
    await start();
    await until(() => ids("asking").length === 1, 60);
  });

  it("cuts a line of 2 MB, of bytes that JSON writes as six, and delivers its neighbours", async () => {
    append(["before the long line", "\u0001".repeat(2_000_000), "after the long line"]);
    await until(
      () => ["before", "after"].every((word) => received.some(({ log }) => log === `${word} the long line`)),
      60,
    );
    // Longer than Loki takes.
    await until(async () => (await kafka.deadLetters()) === 1, 60);
  });

  it("has as many files open as its node allows: each chunk that waits is one, and is lost where there is none", () => {
    const [, soft, hard] =
      /^Max open files +(\d+) +(\d+)/m.exec(fs.readFileSync(`/proc/${shipper?.pid}/limits`, "utf8")) ?? [];
    assert.equal(soft, hard);
  });

  it("loses nothing in an outage of the broker, and answers probes meanwhile", async () => {
    await kafka.broker.kill();
    const count = 60_000;
    append(numbered("outage", count));
    await sleep(15_000);
    assert.ok((await fetch(`http://127.0.0.1:${httpPort}/`, { signal: AbortSignal.timeout(2_000) })).ok);
    await kafka.broker.restart();
    await until(() => new Set(ids("outage")).size === count, 120);
    console.log(`      ${count} records, ${ids("outage").length - count} twice`);
  });

  it("loses nothing when it is stopped and started", async () => {
    append(numbered("stop", 20_000));
    await stop("SIGTERM");
    append(numbered("stop-later", 100));
    await start();
    await until(() => new Set(ids("stop")).size === 20_100, 180);
  });

  it("pauses at the size of its buffer, and reads on afterwards", async () => {
    await stop("SIGTERM");
    await kafka.broker.kill();
    await start({ "storage.max_chunks_up": 4 });
    const count = 80_000;
    append(numbered("pressure", count));
    await sleep(15_000);
    const buffered = folderBytes(path.join(folder, "data"));
    const chunks = fs.readdirSync(path.join(folder, "data", "tail.0")).length;
    await kafka.broker.restart();
    await until(() => new Set(ids("pressure")).size === count, 120);
    console.log(`      ${fs.statSync(file()).size} bytes in the file, ${buffered} in the buffer`);
    assert.ok(buffered < 16 * 1_024 * 1_024, `${buffered} bytes`);
    assert.ok(chunks <= 5, `${chunks} chunks`);
    await stop("SIGTERM");
    await start();
  });

  it("delivers short lines that are read at once behind a long one: each read is one part of a chunk, however large", async () => {
    append([JSON.stringify({ id: "long-0", pad: "x".repeat(450_000) })]);
    await sleep(5_000);
    const count = 40_000;
    append(numbered("short", count, 10));
    await until(() => new Set(ids("short")).size === count, 120);
    const text = await (await fetch(`http://127.0.0.1:${httpPort}/api/v2/metrics/prometheus`)).text();
    assert.doesNotMatch(text, /^fluentbit_output_dropped_records_total\{[^}]*\} [1-9]/m);
  });

  it("loses, at a kill -9 while the broker is away, no more than it had handed to its Kafka client", async () => {
    await kafka.broker.kill();
    const count = 60_000;
    append(numbered("kill", count));
    await sleep(15_000);
    await stop("SIGKILL");
    await kafka.broker.restart();
    await start();
    await sleep(5_000);
    append(numbered("kill-end", 1));
    await until(() => ids("kill-end").length > 0 && received.length > 0, 180);
    // A chunk that was refused is tried again within half a minute (scheduler.cap).
    let [before, since] = [-1, 0];
    await until(() => {
      if (before !== received.length) [before, since] = [received.length, Date.now()];
      return Date.now() - since > 45_000;
    }, 240);
    const lost = count - (new Set(ids("kill")).size - 1);
    console.log(`      ${lost} of ${count} records lost, ${(lost * 700) >> 10} KiB`);
    assert.ok(lost * 600 < unacknowledgedKib * 1_024 * 1.1, `${lost} records`);
  });

  it("drops of a pod that floods what is above its rate, and counts it, and nothing of another pod", async () => {
    await stop("SIGTERM");
    await start({}, { logs: { podLinesPerSecond: 10 } });
    const other = file().replace(podUid, "33333333-80c2-4a7f-a572-2b1c2fc74213");
    fs.mkdirSync(path.join(folder, "pod-logs", "payments_quiet_33333333-80c2-4a7f-a572-2b1c2fc74213", "app"), {
      recursive: true,
    });
    fs.mkdirSync(path.dirname(other), { recursive: true });
    append(numbered("flood", 40_000, 10));
    fs.writeFileSync(other, `${numbered("quiet", 1_000, 10).join("\n")}\n`);
    await until(async () => ids("quiet").length === 1_000 && ids("flood").length + (await dropped()) >= 40_000, 90);
    console.log(`      ${ids("flood").length} of 40000 arrived, ${await dropped()} counted as dropped`);
    // An hour of ten lines a second at once, and what time gave back.
    assert.ok(ids("flood").length >= 36_000 && ids("flood").length < 37_500);
  });

  it("drops of a customer's lines what is above its limit, of all pods, and nothing of another's or of nobody's", async () => {
    await stop("SIGTERM");
    await start({}, { tenant: { customerLinesPerSecond: 2 } });
    const other = file().replace(podUid, "44444444-80c2-4a7f-a572-2b1c2fc74213");
    fs.mkdirSync(path.join(folder, "pod-logs", "payments_second_44444444-80c2-4a7f-a572-2b1c2fc74213", "app"), {
      recursive: true,
    });
    fs.mkdirSync(path.dirname(other), { recursive: true });
    const lines = (prefix: string, count: number, customer: object) =>
      Array.from({ length: count }, (_, n) => JSON.stringify({ id: `${prefix}-${n}`, order: [{ n }], ...customer }));
    append([
      ...lines("loud", 6_000, { tenant_id: "loud" }),
      ...lines("low", 1_000, { tenant_id: "low" }),
      ...lines("nobody", 8_000, { inner: { tenant_id: "loud" } }),
    ]);
    fs.writeFileSync(other, `${lines("loud-too", 6_000, { tenant_id: "loud" }).join("\n")}\n`);
    await until(
      async () =>
        ids("low").length === 1_000 &&
        ids("nobody").length === 8_000 &&
        ids("loud").length + (await dropped()) >= 12_000,
      90,
    );
    console.log(`      ${ids("loud").length} of 12000 arrived, ${await dropped()} counted as dropped`);
    assert.ok(ids("loud").length >= 7_200 && ids("loud").length < 7_600);
  });
});

function folderBytes(folder: string): number {
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile() && each.name.endsWith(".flb"))
    .reduce((sum, each) => sum + fs.statSync(path.join(each.parentPath, each.name)).size, 0);
}
