// Every answer that Loki, Tempo and Prometheus can give, at the generated gateway: which the Collector repeats and
// which it takes for final, and how often it asks. docs/reliability.md has the table; the front door of Loki and Tempo
// (loki-front-door.test.ts) turns what is final here, and could be stored later, into 503.
import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { GatewayProcess, tokenOf } from "../../servers/gateway-process";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { RecordingTempo } from "../../servers/recording-tempo";
import { logRequest, metricsRequest, point, traceRequest } from "../../support/otlp-json";
import { settingsWith } from "../../support/stack-configuration";

const repeatedByHttp = [429, 502, 503, 504];
const finalByHttp = [400, 401, 403, 404, 408, 413, 500, 501];
const repeatedByRemoteWrite = [429, 500, 502, 503, 504];
const finalByRemoteWrite = [400, 401, 403, 404, 413];
const ofStatus = (status: number) => `status-${status}`;
const standing = "standing";

describe("refusals", function () {
  this.timeout(300_000);
  const stored: Stored[] = [];
  /** Answers of remote write to come, and how many requests were answered. */
  const turns: number[] = [];
  let written = 0;
  let loki: RecordingLoki;
  let tempo: RecordingTempo;
  let remoteWrite: http.Server;
  let gateway: GatewayProcess;
  let began = 0;

  const send = async (signal: "logs" | "traces" | "metrics", content: object, tenant: string) =>
    assert.equal(await gateway.send(signal, content, { authorization: `Bearer ${tokenOf(tenant)}` }), 200, tenant);
  const traceOf = (tenant: string) => Buffer.from(tenant.padEnd(16, ".").slice(-16)).toString("hex");

  before(async () => {
    const tenants = [...[...repeatedByHttp, ...finalByHttp].map(ofStatus), standing];
    [loki, tempo] = await Promise.all([RecordingLoki.start((record) => stored.push(record)), RecordingTempo.start()]);
    remoteWrite = http.createServer((request, response) => {
      request.resume().on("end", () => {
        // Prometheus has one answer for all tenants, so each status has its turn.
        const [status] = turns.splice(0, 1);
        written += 1;
        response.writeHead(status ?? 204, { "x-prometheus-remote-write-samples-written": "1" }).end();
      });
    });
    await new Promise<void>((resolve) => remoteWrite.listen(0, "127.0.0.1", resolve));
    gateway = await GatewayProcess.start({
      settings: settingsWith({
        tenants: tenants.map((id) => ({ id, namespaces: [id] })),
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
        sizing: { gateway: { memoryMib: 2_048 } },
      }),
      loki: loki.address,
      tempo: tempo.address,
      remoteWrite: `http://127.0.0.1:${(remoteWrite.address() as AddressInfo).port}`,
    });
    for (const status of [...repeatedByHttp, ...finalByHttp])
      for (const store of [loki, tempo]) store.refuse(ofStatus(status), status, 1);
    loki.refuse(standing, 503, 1_000);
    tempo.refuse(standing, 503, 1_000);
    began = Date.now();
    for (const tenant of tenants) {
      await send("logs", logRequest(tenant), tenant);
      await send("traces", traceRequest(traceOf(tenant)), tenant);
    }
    const waiting = () => repeatedByHttp.map(ofStatus).some((tenant) => !arrived(tenant) || !traced(tenant));
    while (waiting() && Date.now() - began < 60_000) await sleep(200);
    // Whatever was repeated has come by now; whatever was final would have.
    await sleep(Math.max(0, 20_000 - (Date.now() - began)));
  });
  after(async () => {
    await gateway?.stop();
    await loki?.down();
    tempo?.down();
    remoteWrite?.closeAllConnections();
    remoteWrite?.close();
  });

  const arrived = (tenant: string) => stored.some((record) => record.tenant === tenant);
  const traced = (tenant: string) => tempo.tenantsOf(traceOf(tenant)).includes(tenant);

  it("of Loki and Tempo are repeated for 429, 502, 503 and 504, and final for every other status", () => {
    for (const came of [arrived, traced]) {
      for (const status of repeatedByHttp) assert.ok(came(ofStatus(status)), `${status} is repeated`);
      for (const status of finalByHttp) assert.ok(!came(ofStatus(status)), `${status} is final`);
    }
  });

  it("that stand are asked about again no more than ten times a minute, and stop no other tenant", () => {
    const minutes = (Date.now() - began) / 60_000;
    for (const [store, asked] of [
      ["Loki", loki.askedBy(standing)] as const,
      ["Tempo", tempo.askedBy(standing)] as const,
    ]) {
      console.log(`      ${store}: ${asked} requests in ${(minutes * 60).toFixed(0)} s`);
      assert.ok(asked >= 2 && asked <= Math.max(5, 10 * minutes), `${store}: ${asked}`);
    }
  });

  it("of Prometheus are repeated for 429 and 5xx, and final for every other status", async () => {
    for (const [statuses, times] of [
      [finalByRemoteWrite, 1],
      [repeatedByRemoteWrite, 2],
    ] as const) {
      for (const status of statuses) {
        turns.push(status);
        const before = written;
        await send(
          "metrics",
          metricsRequest([{ name: "jobs", gauge: { dataPoints: [point(Date.now(), 1)] } }]),
          ofStatus(400),
        );
        for (let waited = 0; waited < 12_000 && written - before < times; waited += 100) await sleep(100);
        await sleep(100);
        assert.equal(written - before, times, `${status}`);
      }
    }
  });
});
