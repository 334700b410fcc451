// The gateway in the real Collector: who a record belongs to is the platform's decision, whatever the sender says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cloudNames } from "../../components/cloud/names";
import { configTexts, type CollectorConfig } from "../../components/collection/collector-config";
import { gatewayConfig } from "../../components/collection/gateway-config";
import { externalToken } from "../../components/collection/gateway-external";
import { loadSettings } from "../../settings/load";
import { freePorts } from "../../tools/daemon";
import { absentKubeconfig, collectorBinary, RunningCollector } from "./collector-process";

interface Received { tenant: string; body: string }

describe("gateway", function () {
  this.timeout(120_000);
  const logs: Received[] = [];
  const metrics: string[] = [];
  const servers: http.Server[] = [];
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "gateway-"));
  let collector: RunningCollector;
  let inside = 0;
  let outside = 0;

  before(async function () {
    this.timeout(1_800_000);
    const binary = await collectorBinary();
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
      "-keyout", path.join(directory, "tls.key"), "-out", path.join(directory, "tls.crt")], { stdio: "ignore" });
    fs.writeFileSync(path.join(directory, "tokens"), `${externalToken("team-a", "right-secret")}\n${externalToken("team-b", "other-secret")}\n`);
    const loki = await listen((request, body) => logs.push({ tenant: String(request.headers["x-scope-orgid"]), body: body.toString() }));
    const prometheus = await listen((_, body) => metrics.push(body.toString("latin1")));
    const ports = await freePorts(5) as [number, number, number, number, number];
    [, inside, , outside] = ports;
    collector = await RunningCollector.start(binary, configTexts(config(loki, prometheus, ports, directory)), { KUBECONFIG: absentKubeconfig() });
  });

  after(() => {
    collector?.stop();
    servers.forEach((server) => server.close());
    fs.rmSync(directory, { recursive: true, force: true });
  });

  async function listen(take: (request: http.IncomingMessage, body: Buffer) => void): Promise<string> {
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
        take(request, Buffer.concat(chunks));
        response.writeHead(204).end();
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Sends OTLP as JSON; the status that comes back. */
  function send(client: typeof http | typeof https, port: number, signal: string, content: unknown, headers: Record<string, string> = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, path: `/v1/${signal}`, method: "POST", rejectUnauthorized: false, headers: { "content-type": "application/json", ...headers } };
      client.request(options, (response) => { response.resume(); resolve(response.statusCode ?? 0); }).on("error", reject).end(JSON.stringify(content));
    });
  }

  /** A log record whose resource claims to be team-b's. */
  const log = (body: string, severityNumber = 17) => ({
    resourceLogs: [{
      resource: { attributes: ["tenant", "k8s.namespace.name"].map((key) => ({ key, value: { stringValue: "team-b" } })) },
      scopeLogs: [{ logRecords: [{ timeUnixNano: `${Date.now()}000000`, severityNumber, body: { stringValue: body }, attributes: [{ key: "db.password", value: { stringValue: "hunter2" } }] }] }],
    }],
  });

  async function tenantsOf(text: string): Promise<string[]> {
    for (let waited = 0; waited < 10_000 && !logs.some(({ body }) => body.includes(text)); waited += 100) await sleep(100);
    return logs.filter(({ body }) => body.includes(text)).map(({ tenant }) => tenant);
  }

  it("takes the tenant of an outside sender from its token", async () => {
    const headers = { authorization: `Bearer ${externalToken("team-a", "right-secret")}`, "x-scope-orgid": "team-b" };
    assert.equal(await send(https, outside, "logs", log("from-outside"), headers), 200);
    assert.deepEqual(await tenantsOf("from-outside"), ["team-a"]);
  });

  it("refuses an outside sender without a valid token, and stores nothing of it", async () => {
    for (const token of [undefined, "Bearer team-a.wrong", `Bearer ${externalToken("team-b", "right-secret")}`, "Bearer team-a."]) {
      assert.equal(await send(https, outside, "logs", log("refused"), token === undefined ? {} : { authorization: token }), 401);
    }
    await sleep(2_000);
    assert.ok(!logs.some(({ body }) => body.includes("refused")));
  });

  it("believes neither header nor attributes of a sender inside: an unknown pod is the default tenant's", async () => {
    assert.equal(await send(http, inside, "logs", log("from-inside"), { "x-scope-orgid": "team-b" }), 200);
    assert.deepEqual(await tenantsOf("from-inside"), ["default"]);
  });

  it("drops what is below the minimum severity, keeps what has none, and masks secrets", async () => {
    await send(http, inside, "logs", log("too-quiet", 5));
    await send(http, inside, "logs", log("key AKIAIOSFODNN7EXAMPLE unknown-severity", 0));
    assert.deepEqual(await tenantsOf("unknown-severity"), ["default"]);
    assert.ok(!logs.some(({ body }) => body.includes("too-quiet") || body.includes("AKIAIOSFODNN7EXAMPLE") || body.includes("hunter2")));
  });

  it("labels metrics with the tenant, over whatever the points say", async () => {
    const point = { asInt: "7", timeUnixNano: `${Date.now()}000000`, attributes: [{ key: "tenant", value: { stringValue: "team-b" } }] };
    const content = { resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics: [{ name: "jobs_waiting", gauge: { dataPoints: [point] } }] }] }] };
    const headers = { authorization: `Bearer ${externalToken("team-a", "right-secret")}` };
    assert.equal(await send(https, outside, "metrics", content, headers), 200);
    for (let waited = 0; waited < 10_000 && metrics.length === 0; waited += 100) await sleep(100);
    const written = metrics.join("");
    assert.match(written, /jobs_waiting/);
    assert.match(written, /team-a/);
    assert.doesNotMatch(written, /team-b/);
  });
});

function config(loki: string, prometheus: string, [grpc, httpPort, extGrpc, extHttp, hop]: [number, number, number, number, number], directory: string): CollectorConfig {
  const settings = loadSettings({
    values: {
      "observability:environment": "test", "observability:tenants": JSON.stringify([{ id: "team-a", namespaces: ["team-a"] }, { id: "team-b", namespaces: ["team-b"] }]),
      "observability:cluster": JSON.stringify({ name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } }),
      "observability:logs": JSON.stringify({ minimumSeverity: "info" }),
    },
    secretKeys: new Set(),
  });
  const made = gatewayConfig(settings, cloudNames(settings, { accountId: "111122223333", region: "eu-central-1", partition: "aws" }), {
    host: "127.0.0.1", statePath: "${env:STATE}", kubernetes: "kubeConfig", lokiOtlp: loki, tempoOtlp: "127.0.0.1:1", remoteWrite: prometheus, samplers: "none",
    externalTls: directory, externalTokens: path.join(directory, "tokens"),
  });
  const text = JSON.stringify(made)
    .replace('"127.0.0.1:4317"', `"127.0.0.1:${grpc}"`).replace('"127.0.0.1:4318"', `"127.0.0.1:${httpPort}"`)
    .replace('"127.0.0.1:14317"', `"127.0.0.1:${extGrpc}"`).replace('"127.0.0.1:14318"', `"127.0.0.1:${extHttp}"`).replaceAll("127.0.0.1:14389", `127.0.0.1:${hop}`);
  const moved = JSON.parse(text) as CollectorConfig;
  return {
    ...moved,
    processors: { ...moved.processors, k8s_attributes: { ...moved.processors.k8s_attributes, wait_for_metadata: false } },
    exporters: Object.fromEntries(Object.entries(moved.exporters).map(([id, exporter]) => [id, id.startsWith("otlp_http/") ? { ...exporter, encoding: "json" } : exporter])),
    extensions: { ...moved.extensions, health_check: { endpoint: "127.0.0.1:0" } },
    service: { ...moved.service, telemetry: { metrics: { level: "none" } } },
  };
}
