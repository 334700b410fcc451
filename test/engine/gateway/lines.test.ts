// What lines of files say of themselves, in the real Collector: time, severity, trace and span on each way into the
// gateway. The log consumer reads the same lines in consumer/consumer.test.ts, container logs in
// container-logs/pipeline.test.ts.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { conventions } from "../../../conventions/names";
import { GatewayProcess, type Sender, tokenOf } from "../../servers/gateway-process";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { RecordingTempo } from "../../servers/recording-tempo";
import type { LineCase } from "../../support/log-lines/case";
import { customerLines } from "../../support/log-lines/customers";
import { severityLines } from "../../support/log-lines/severity";
import { timeLines } from "../../support/log-lines/times";
import { sharedTraces, traceLines } from "../../support/log-lines/traces";
import { loggerLines } from "../../support/logger-lines";
import { secretLines } from "../../support/secret-lines";
import { settingsWith } from "../../support/stack-configuration";

const ways: Readonly<Record<string, Sender>> = {
  "Fluent Bit's DaemonSet": { files: true },
  "a sidecar": { address: "127.0.0.2" },
  "a machine outside": { authorization: `Bearer ${tokenOf("team-a")}` },
};

describe("lines of files", function () {
  this.timeout(180_000);
  const now = Date.now();
  const cases: readonly LineCase[] = [
    ...severityLines,
    ...traceLines,
    ...customerLines,
    ...timeLines(now),
    ...loggerLines(now),
  ];
  const stored: Stored[] = [];
  let loki: RecordingLoki;
  let tempo: RecordingTempo;
  let gateway: GatewayProcess;

  /** A record as Fluent Bit's OTLP output makes it: no severity, no scope, the path as an attribute. */
  const record = (line: string, milliseconds: number, marks: Readonly<Record<string, string>> = {}) => ({
    timeUnixNano: `${milliseconds}000000`,
    body: { stringValue: line },
    attributes: Object.entries({ file: "/var/log/app/a.log", ...marks }).map(([key, stringValue]) => ({
      key,
      value: { stringValue },
    })),
  });
  const request = (logRecords: readonly object[], scope?: object) => ({
    resourceLogs: [{ resource: {}, scopeLogs: [{ ...(scope ? { scope } : {}), logRecords }] }],
  });
  const arrived = async (count: number, which: (record: Stored) => boolean): Promise<Stored[]> => {
    for (let waited = 0; waited < 60_000 && stored.filter(which).length < count; waited += 100) await sleep(100);
    return stored.filter(which);
  };
  const marked = (key: string, value: string) => (one: Stored) =>
    one.attributes?.some((attribute) => attribute.key === key && attribute.value.stringValue === value) === true;

  const customerOf = (one: Stored) =>
    one.attributes?.find(({ key }) => key === conventions.customerKey)?.value.stringValue;

  before(async function () {
    this.timeout(1_800_000);
    [loki, tempo] = await Promise.all([RecordingLoki.start((one) => stored.push(one)), RecordingTempo.start()]);
    gateway = await GatewayProcess.start({
      settings: settingsWith({
        tenants: [
          { id: "team-a", namespaces: ["team-a"] },
          { id: "team-s", namespaces: ["team-s"], debugSharePercent: 10 },
        ],
        kafka: { mode: "none" },
        logs: { minimumSeverity: "trace" },
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      }),
      loki: loki.address,
      tempo: tempo.address,
      remoteWrite: "http://127.0.0.1:1",
    });
  });

  after(async () => {
    await gateway?.stop();
    await loki?.down();
    tempo?.down();
  });

  for (const [way, sender] of Object.entries(ways)) {
    it(`say time, severity, trace and span on the way of ${way}`, async () => {
      const records = cases.map(({ line }, index) => record(line, now, { way, case: String(index) }));
      assert.equal(await gateway.send("logs", request(records), sender), 200);
      const found = await arrived(cases.length, marked("way", way));
      assert.equal(found.length, cases.length);
      for (const one of found) {
        const index = one.attributes?.find(({ key }) => key === "case")?.value.stringValue;
        const { line, severity, traceId = "", spanId = "", customer, time = now } = cases[Number(index)] as LineCase;
        assert.equal(customerOf(one), customer, line);
        assert.equal(one.body.stringValue, line);
        if (severity !== undefined) assert.equal(one.severityNumber ?? 0, severity, line);
        if (severity === undefined || traceId !== "")
          assert.deepEqual([one.traceId ?? "", one.spanId ?? ""], [traceId, spanId], line);
        assert.equal(one.timeUnixNano.slice(0, 13), String(time), line);
      }
    });

    it(`count as read when they arrive where the clock is wrong, on the way of ${way}`, async () => {
      // Not `now`: mocha reads this file long before its turn in the tier comes.
      const sentAt = Date.now();
      const clocks = { never: 0, behind: now - 400 * 86_400_000, ahead: now + 30 * 86_400_000 };
      const records = Object.entries(clocks).map(([clock, at]) => record("{}", at, { clock: `${way} ${clock}` }));
      assert.equal(await gateway.send("logs", request(records), sender), 200);
      for (const clock of Object.keys(clocks)) {
        const [one] = await arrived(1, marked("clock", `${way} ${clock}`));
        const late = Number(one?.timeUnixNano.slice(0, 13)) - sentAt;
        assert.ok(late >= 0 && late < 120_000, `${clock}: ${one?.timeUnixNano}`);
      }
    });
  }

  for (const [way, sender] of Object.entries(ways)) {
    it(`lose the secrets in them, and nothing else, on the way of ${way}`, async () => {
      const records = secretLines.map(({ line }, index) => record(line, now, { masked: way, case: String(index) }));
      assert.equal(await gateway.send("logs", request(records), sender), 200);
      const found = await arrived(secretLines.length, marked("masked", way));
      for (const one of found) {
        const index = one.attributes?.find(({ key }) => key === "case")?.value.stringValue;
        const { line, hidden, kept } = secretLines[Number(index)] as (typeof secretLines)[0];
        const body = one.body.stringValue ?? "";
        if (line.startsWith("{")) assert.doesNotThrow(() => JSON.parse(body) as unknown, body);
        assert.ok(!body.includes(hidden) && body.includes(kept), body);
      }
      assert.equal(found.length, secretLines.length);
    });
  }

  it("are of the pod that Fluent Bit's DaemonSet names, and of its namespace's tenant, without an API server", async () => {
    const pod = {
      "k8s.namespace.name": "team-a",
      "k8s.pod.name": "api-0",
      "k8s.container.name": "api",
      "k8s.node.name": "node-1",
      "service.name": "api",
    };
    const values = Object.entries({ ...pod, tenant: "team-s" }).map(([key, stringValue]) => ({
      key,
      value: { stringValue },
    }));
    const one = record("of a pod", now, { named: "pod" });
    const attributes = [...one.attributes, { key: "resource", value: { kvlistValue: { values } } }];
    assert.equal(await gateway.send("logs", request([{ ...one, attributes }]), { files: true }), 200);
    const [found] = await arrived(1, marked("named", "pod"));
    for (const [key, value] of Object.entries(pod)) assert.equal(found?.resource[key], value, key);
    assert.equal(found?.tenant, "team-a");
    assert.deepEqual(
      found?.attributes?.map(({ key }) => key),
      ["named"],
    );
  });

  it("keep the customer that an SDK names in an attribute, cut to a name's length, and stay their tenant's", async () => {
    // Of letters of two bytes, none is cut in two.
    const names = {
      long: [`team-b${"c".repeat(100)}`, `team-b${"c".repeat(58)}`],
      foreign: [`x${"é".repeat(99)}`, `x${"é".repeat(31)}`],
    };
    const records = Object.entries(names).map(([sdk, [tenant_id = ""]]) => ({
      ...record("paid", now, { sdk, tenant_id, tenant: "team-b" }),
      severityNumber: 9,
    }));
    const sender = { authorization: `Bearer ${tokenOf("team-a")}` };
    assert.equal(await gateway.send("logs", request(records, { name: "my.logger" }), sender), 200);
    for (const [sdk, [, kept]] of Object.entries(names)) {
      const [found] = await arrived(1, marked("sdk", sdk));
      assert.deepEqual([found && customerOf(found), found?.tenant], [kept, "team-a"]);
    }
  });

  it("have the number of the severity that an SDK names in words alone, and keep a number that it gives", async () => {
    const sender = { authorization: `Bearer ${tokenOf("team-a")}` };
    const sent = [
      { severityText: "Warning", expected: 13 },
      { severityText: " crit\n", expected: 21 },
      { severityText: "banana", expected: 0 },
      { severityText: "error", severityNumber: 10, expected: 10 },
    ];
    const records = sent.map(({ expected, ...severity }, index) => ({
      ...record("in words", now, { words: "sdk", case: String(index) }),
      ...severity,
    }));
    assert.equal(await gateway.send("logs", request(records, { name: "my.logger" }), sender), 200);
    for (const one of await arrived(sent.length, marked("words", "sdk"))) {
      const index = Number(one.attributes?.find(({ key }) => key === "case")?.value.stringValue);
      assert.equal(one.severityNumber ?? 0, sent[index]?.expected, sent[index]?.severityText);
      assert.equal(one.severityText, sent[index]?.severityText);
    }
  });

  it("below info are kept to the tenant's share, those of a trace together, and by the same choice again", async () => {
    const count = 1_000;
    const traceOf = (id: number) =>
      createHash("md5")
        .update(String(id % 100))
        .digest("hex");
    const numbered = (severityNumber: number, trace: boolean) =>
      Array.from({ length: count }, (_, id) => ({
        ...record(`line ${id}`, now, { share: `${severityNumber} ${trace}` }),
        severityNumber,
        ...(trace ? { traceId: traceOf(id) } : {}),
      }));
    const sender = { authorization: `Bearer ${tokenOf("team-s")}` };
    const keptOf = (share: string) => stored.filter(marked("share", share));
    for (let sent = 0; sent < 2; sent += 1)
      for (const records of [numbered(5, false), numbered(5, true), numbered(9, false)])
        assert.equal(await gateway.send("logs", request(records), sender), 200);
    await arrived(2 * count, marked("share", "9 false"));
    await sleep(1_000);
    assert.equal(keptOf("9 false").length, 2 * count);
    for (const share of ["5 false", "5 true"]) {
      const lines = keptOf(share).map(({ body }) => body.stringValue);
      assert.equal(lines.length, 2 * new Set(lines).size, "another choice the second time");
      assert.ok(lines.length > count * 0.1 && lines.length < count * 0.3, `${lines.length} of ${2 * count}`);
    }
    const perTrace = new Map<string, number>();
    for (const { traceId = "" } of keptOf("5 true")) perTrace.set(traceId, (perTrace.get(traceId) ?? 0) + 1);
    assert.deepEqual([...new Set(perTrace.values())], [20]);
  });

  it("below info are kept by the trace as on every path", async () => {
    const records = sharedTraces.flatMap(({ traceId }) =>
      [5, 9].map((severityNumber) => ({
        ...record(`of ${traceId}`, now, { trace: String(severityNumber) }),
        severityNumber,
        traceId,
      })),
    );
    assert.equal(await gateway.send("logs", request(records), { authorization: `Bearer ${tokenOf("team-s")}` }), 200);
    await arrived(sharedTraces.length, marked("trace", "9"));
    await sleep(1_000);
    const kept = stored.filter(marked("trace", "5")).map(({ traceId = "" }) => traceId);
    const expected = sharedTraces.flatMap(({ traceId, kept }) => (kept ? [traceId] : []));
    assert.deepEqual(kept.sort(), expected.sort());
  });

  it("keep the time that an SDK gave them, although they carry `file`", async () => {
    const line = JSON.stringify({ level: "error", time: new Date(now - 60_000).toISOString() });
    const sdk = [
      request([{ ...record(line, now - 7_000, { sdk: "0" }), severityNumber: 9 }]),
      request([record(line, now - 7_000, { sdk: "1" })], { name: "my.logger" }),
      request([{ ...record(line, now - 7_000, { sdk: "2" }), traceId: "4bf92f3577b34da6a3ce929d0e0e4736" }]),
    ];
    for (const [index, one] of sdk.entries()) {
      assert.equal(await gateway.send("logs", one, { address: "127.0.0.2" }), 200);
      const [found] = await arrived(1, marked("sdk", String(index)));
      assert.equal(found?.timeUnixNano, `${now - 7_000}000000`, String(index));
      assert.notEqual(found?.severityNumber, 17);
    }
  });
});
