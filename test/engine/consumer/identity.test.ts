// Whose a record is, however late it is read: what Fluent Bit wrote into it is believed, for the topic takes writes from
// Fluent Bit alone. Real broker with the platform's ACLs, real Collector; an API server is there for records of older
// forms only, and is gone in the end.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { conventions } from "../../../conventions/names";
import type { RunningCollector } from "../../servers/collector-process";
import { startLogConsumer } from "../../servers/consumer-process";
import { LogBroker } from "../../servers/log-broker";
import { PodList } from "../../servers/pod-list";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { settingsWith } from "../../support/stack-configuration";

/** Records of one pod as the real Fluent Bit wrote them: of namespace `payments`, for tenant `team-pay`. */
const lines = fs
  .readFileSync(path.join(__dirname, "..", "..", "fixtures", "fluent-bit-5.1.1-pods.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { resource: Record<string, string> });

const known = { name: "old-pod", namespace: "shop", uid: "11111111-2222-3333-4444-555555555555", address: "10.0.0.9" };
const fileOf = (uid: string) =>
  `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~empty-dir/${conventions.logVolume}/app.log`;

describe("whose a record is", function () {
  this.timeout(180_000);
  const stored: Stored[] = [];
  let kafka: LogBroker;
  let loki: RecordingLoki;
  let pods: PodList;
  let collector: RunningCollector | undefined;

  before(async function () {
    this.timeout(1_800_000);
    kafka = await LogBroker.start(2);
    loki = await RecordingLoki.start((record) => stored.push(record));
    pods = await PodList.start([known]);
  });
  after(async () => {
    await collector?.stop();
    await loki?.down();
    await pods?.stop();
    await kafka?.stop();
  });
  beforeEach(() => void stored.splice(0));

  /** The consumer of a stack with these tenants; without an API server unless told. */
  async function start(tenants: readonly object[], apiServer?: PodList): Promise<void> {
    await collector?.stop("SIGKILL");
    const settings = settingsWith({ kafka: { auth: "scram" }, tenants, logs: { minimumSeverity: "trace" } });
    collector = await startLogConsumer(settings, { kafka, loki, apiServer });
  }

  /** A record of that line number, read `hours` ago, with changes. */
  function record(line: number, hours: number, changes: object = {}): string {
    const at = new Date(Date.now() - hours * 3_600_000).toISOString();
    return JSON.stringify({ ...lines[line % lines.length], "@timestamp": at, log: `record ${line}`, ...changes });
  }

  async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) if (await condition()) return;
    assert.fail(`not within 60 s: ${what}; ${stored.length} stored`);
  }
  /** Lines by the tenant that they were stored for. */
  const owners = (): Record<string, string[]> => {
    const found: Record<string, string[]> = {};
    for (const { tenant, body } of stored) found[tenant] = [...(found[tenant] ?? []), body.stringValue ?? ""];
    return found;
  };

  it("is its tenant's a day later: the pod gone, the namespace another's, the consumer new, no API server", async () => {
    const count = 200;
    await kafka.produce(Array.from({ length: count }, (_, line) => record(line, 23)));
    await start([
      { id: "team-pay", namespaces: [] },
      { id: "newcomer", namespaces: ["payments"] },
    ]);
    await until("all records", () => stored.length >= count);
    assert.deepEqual(Object.keys(owners()), ["team-pay"]);
    assert.equal(new Set(stored.map(({ body }) => body.stringValue)).size, count);
    const { resource } = stored[0] as Stored;
    for (const [key, value] of Object.entries(lines[0]?.resource ?? {})) assert.equal(resource[key], value, key);
    assert.equal(resource["service.name"], "go-service");
  });

  it("is its namespace's tenant's when the tenant of then is not known any more", async () => {
    await start([{ id: "renamed", namespaces: ["payments"] }]);
    await kafka.produce([record(0, 1), record(1, 1)]);
    await until("both records", () => stored.length >= 2);
    assert.deepEqual(Object.keys(owners()), ["renamed"]);
  });

  it("is the default tenant's where Fluent Bit found the namespace to be nobody's", async () => {
    const resource = { ...lines[0]?.resource, "k8s.namespace.name": "lab", tenant: "default" };
    await kafka.produce([record(0, 0, { resource })]);
    await until("the record", () => stored.length >= 1);
    assert.deepEqual(Object.keys(owners()), ["default"]);
  });

  it("is what an older Fluent Bit wrote, with the path alone or with the namespace and no tenant", async () => {
    await start(
      [
        { id: "team-pay", namespaces: ["payments"] },
        { id: "team-shop", namespaces: ["shop"] },
      ],
      pods,
    );
    await kafka.produce([
      record(0, 0, { resource: undefined, file: fileOf(known.uid) }),
      record(1, 0, { resource: undefined, kubernetes: { namespace_name: "payments", pod_name: "older" } }),
    ]);
    await until("both records", () => stored.length >= 2);
    assert.deepEqual(owners(), { "team-shop": ["record 0"], "team-pay": ["record 1"] });
    assert.equal(stored.find(({ tenant }) => tenant === "team-shop")?.resource["k8s.pod.name"], known.name);
  });

  it("is nobody's, and no tenant's to see, when neither Fluent Bit nor the API server knows the pod", async () => {
    const before = await kafka.deadLetters();
    const gone = { resource: undefined, file: fileOf("99999999-2222-3333-4444-555555555555") };
    await kafka.produce([record(0, 0, gone), record(1, 0)]);
    await until("the other record", () => stored.length >= 1);
    await until("the dead letter", async () => (await kafka.deadLetters()) === before + 1);
    assert.equal(stored.length, 1);
  });

  it("cannot be claimed by an application: the topic takes nothing from anyone but Fluent Bit", async () => {
    const producer = kafka.client("log-consumer").producer({ retry: { retries: 0 } });
    await producer.connect();
    const forged = { value: record(0, 0, { resource: { ...lines[0]?.resource, tenant: "team-shop" } }) };
    await assert.rejects(producer.send({ topic: conventions.logTopic, messages: [forged] }), /[Nn]ot authorized/);
    await producer.disconnect();
  });
});
