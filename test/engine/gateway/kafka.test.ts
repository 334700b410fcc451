// Logs by OTLP through Kafka: gateway, broker with the platform's ACLs, log consumer, all real; Loki's stand-in behind. The
// gateway says whose a record is, the consumer believes it, and a sender's word counts for neither.
import assert from "node:assert/strict";
import type { RunningCollector } from "../../servers/collector-process";
import { startLogConsumer } from "../../servers/consumer-process";
import { GatewayProcess, tokenOf } from "../../servers/gateway-process";
import { eventually } from "../../servers/gateway-with-stores";
import { LogBroker } from "../../servers/log-broker";
import { PodList } from "../../servers/pod-list";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { logRequest } from "../../support/otlp-json";
import { settingsWith } from "../../support/stack-configuration";

describe("logs by OTLP through Kafka", function () {
  this.timeout(120_000);
  const stackWith = (busy: string, calm: string) =>
    settingsWith({
      kafka: { auth: "scram" },
      cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      tenants: [
        { id: "busy", namespaces: [busy], otlpPipeline: "kafka" },
        { id: "calm", namespaces: [calm] },
      ],
    });
  const settings = stackWith("busy", "calm");
  /** The consumer's: both namespaces have moved since, so that it can't find the right tenant by itself. */
  const movedSettings = stackWith("calm", "busy");
  const pod = { name: "busy-0", namespace: "busy", uid: "4f0e9a52-7c1d-4a8e-9b65-2f1f0a7c3d10", address: "127.0.0.2" };
  const behindConsumer: Stored[] = [];
  const behindGateway: Stored[] = [];
  const stops: (() => Promise<unknown>)[] = [];
  let kafka: LogBroker;
  let gateway: GatewayProcess;
  let consumer: RunningCollector;
  let loki: RecordingLoki;

  before(async function () {
    this.timeout(1_800_000);
    kafka = await LogBroker.start(2);
    stops.push(() => kafka.stop());
    loki = await RecordingLoki.start((record) => behindConsumer.push(record));
    const direct = await RecordingLoki.start((record) => behindGateway.push(record));
    stops.push(
      () => loki.down(),
      () => direct.down(),
    );
    const nowhere = "http://127.0.0.1:1";
    const pods = await PodList.start([pod]);
    stops.push(() => pods.stop());
    gateway = await GatewayProcess.start({
      settings,
      api: pods,
      loki: direct.address,
      tempo: nowhere,
      remoteWrite: nowhere,
      kafka,
    });
    stops.push(() => gateway.stop());
    consumer = await startLogConsumer(movedSettings, { kafka, loki });
    stops.push(() => consumer.stop());
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const send = async (tenant: string, body: string, resource: Record<string, string> = {}) => {
    const content = logRequest(body, { severityNumber: 17, attributes: { tenant: "calm", route: "/pay" } }, resource);
    assert.equal(await gateway.send("logs", content, { authorization: `Bearer ${tokenOf(tenant)}` }), 200);
  };

  it("leads a tenant's records to Loki as they came, under the tenant of their token, whatever they say", async () => {
    const claims = { tenant: "calm", "dead_letter.reason": "malformed", "service.name": "shop" };
    await send("busy", "password=hunter2 paid", claims);
    await send("calm", "quiet");
    const record = await eventually(() => behindConsumer[0]);
    assert.equal(record.tenant, "busy");
    assert.equal(record.resource["service.name"], "shop");
    assert.equal(record.severityNumber, 17);
    assert.doesNotMatch(JSON.stringify(record), /hunter2/);
    assert.equal((await eventually(() => behindGateway[0])).tenant, "calm");
    assert.deepEqual([behindConsumer.length, behindGateway.length], [1, 1]);
    assert.equal(await kafka.deadLetters(), 0);
  });

  it("leads a pod's records to Loki under the tenant of its namespace, whatever they say", async () => {
    behindConsumer.splice(0);
    const content = logRequest("from a pod", { severityNumber: 9 }, { tenant: "calm", "k8s.namespace.name": "calm" });
    assert.equal(await gateway.send("logs", content, { address: pod.address }), 200);
    const record = await eventually(() => behindConsumer[0]);
    assert.deepEqual([record.tenant, record.resource["k8s.pod.name"]], ["busy", pod.name]);
  });

  it("loses nothing while the brokers are away and the consumer is killed", async () => {
    behindConsumer.splice(0);
    await consumer.stop("SIGKILL");
    await kafka.broker.kill();
    for (let index = 0; index < 50; index += 1) await send("busy", `line-${index}-`);
    await kafka.broker.restart();
    consumer = await startLogConsumer(movedSettings, { kafka, loki });
    const lines = await eventually(() => {
      const found = new Set(behindConsumer.map(({ body }) => body.stringValue));
      return found.size === 50 ? found : undefined;
    });
    assert.equal(lines.size, 50);
    assert.ok(behindConsumer.every(({ tenant }) => tenant === "busy"));
  });
});
