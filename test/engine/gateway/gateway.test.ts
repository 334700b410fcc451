// The gateway in the real Collector: who a record belongs to is the platform's decision, whatever the sender says. A
// real API server knows two pods; Loki and Tempo are stand-ins, Prometheus is real.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as tls from "node:tls";
import { ports } from "../../../components/endpoints";
import { GatewayProcess, placePod, type Sender, tokenOf } from "../../servers/gateway-process";
import { KubeApi } from "../../servers/kube-api";
import { PrometheusStore } from "../../servers/prometheus-store";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { RecordingTempo } from "../../servers/recording-tempo";
import { counterRequest, logRequest, traceRequest } from "../../support/otlp-json";
import { settingsWith } from "../../support/stack-configuration";

const tenants = [
  { id: "team-a", namespaces: ["team-a"] },
  { id: "team-b", namespaces: ["team-b"] },
];
/** Addresses that the pods of the two teams send from; at the third there is no pod. */
const podA: Sender = { address: "127.0.0.2" };
const podB: Sender = { address: "127.0.0.3" };
const unknown: Sender = { address: "127.0.0.4" };
const outsideA: Sender = { authorization: `Bearer ${tokenOf("team-a")}` };

/** What a sender says that wants to be taken for team-b. */
const claims = { tenant: "team-b", "k8s.namespace.name": "team-b" };

describe("gateway", function () {
  this.timeout(180_000);
  const stored: Stored[] = [];
  const state = fs.mkdtempSync(path.join(os.tmpdir(), "gateway-state-"));
  let api: KubeApi;
  let loki: RecordingLoki;
  let tempo: RecordingTempo;
  let prometheus: PrometheusStore;
  let gateway: GatewayProcess;

  const startGateway = (list: readonly object[] = tenants) =>
    GatewayProcess.start({
      settings: settingsWith({
        tenants: list,
        logs: { minimumSeverity: "info" },
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      }),
      loki: loki.address,
      tempo: tempo.address,
      remoteWrite: prometheus.remoteWrite,
      api,
      state,
    });

  before(async function () {
    this.timeout(1_800_000);
    [api, loki, tempo, prometheus] = await Promise.all([
      KubeApi.start(),
      RecordingLoki.start((record) => stored.push(record)),
      RecordingTempo.start(),
      PrometheusStore.start(),
    ]);
    await placePod(api, "team-a", "127.0.0.2");
    await placePod(api, "team-b", "127.0.0.3");
    gateway = await startGateway();
  });

  after(async () => {
    await gateway?.stop();
    await Promise.all([api?.stop(), loki?.down(), prometheus?.stop()]);
    tempo?.down();
    fs.rmSync(state, { recursive: true, force: true });
  });

  /** Asks until there is an answer, for as long as a queue's batch and two retries may take. */
  async function eventually<T>(ask: () => T[] | Promise<T[]>): Promise<T[]> {
    for (let waited = 0; waited < 45_000; waited += 100) {
      const found = await ask();
      if (found.length > 0) return found;
      await sleep(100);
    }
    return [];
  }

  const found = (text: string) => stored.filter(({ body }) => body.stringValue?.includes(text));
  const tenantsOf = async (text: string) => (await eventually(() => found(text))).map(({ tenant }) => tenant);

  it("stores what a pod sends under the tenant of its namespace, whatever header and attributes say", async () => {
    const headers = { "x-scope-orgid": "team-b" };
    const traceId = "0000000000000000000000000000a001";
    assert.equal(await gateway.send("logs", logRequest("from-pod-a", {}, claims), { ...podA, headers }), 200);
    assert.equal(await gateway.send("logs", logRequest("from-pod-b"), podB), 200);
    assert.equal(await gateway.send("traces", traceRequest(traceId, { resource: claims }), { ...podA, headers }), 200);
    assert.equal(
      await gateway.send("metrics", counterRequest("jobs", { attributes: { tenant: "team-b" }, resource: claims }), {
        ...podA,
        headers,
      }),
      200,
    );
    assert.deepEqual(await tenantsOf("from-pod-a"), ["team-a"]);
    assert.deepEqual(await tenantsOf("from-pod-b"), ["team-b"]);
    assert.deepEqual(await eventually(() => tempo.tenantsOf(traceId)), ["team-a"]);
    assert.deepEqual(
      (await eventually(() => prometheus.query("jobs_total"))).map(({ metric }) => [metric.tenant, metric.namespace]),
      [["team-a", "team-a"]],
    );
    const [{ resource } = { resource: {} as Stored["resource"] }] = found("from-pod-a");
    assert.deepEqual(
      [resource["service.name"], resource["k8s.pod.name"], resource["k8s.namespace.name"]],
      ["shop-front", "app", "team-a"],
    );
  });

  it("names a service by its pod where the SDK was told no name, and sends that of its language", async () => {
    for (const name of ["unknown_service", "unknown_service:java", ""]) {
      await gateway.send("logs", logRequest(`unnamed ${name}.`, {}, { "service.name": name }), podA);
      await gateway.send("logs", logRequest(`nowhere ${name}.`, {}, { "service.name": name }), unknown);
    }
    const nameOf = async (text: string) => (await eventually(() => found(text)))[0]?.resource["service.name"];
    for (const name of ["unknown_service", "unknown_service:java", ""]) {
      assert.equal(await nameOf(`unnamed ${name}.`), "shop-front");
      assert.equal(await nameOf(`nowhere ${name}.`), name);
    }
  });

  it("gives the default tenant what comes from an address without a pod", async () => {
    assert.equal(
      await gateway.send("logs", logRequest("from-nowhere", {}, claims), {
        ...unknown,
        headers: { "x-scope-orgid": "team-b" },
      }),
      200,
    );
    assert.deepEqual(await tenantsOf("from-nowhere"), ["default"]);
  });

  it("takes the tenant of an outside sender from its token", async () => {
    assert.equal(
      await gateway.send("logs", logRequest("from-outside", {}, claims), {
        ...outsideA,
        headers: { "x-scope-orgid": "team-b" },
      }),
      200,
    );
    assert.equal(
      await gateway.send(
        "metrics",
        counterRequest("outside", { attributes: { tenant: "team-b" }, resource: claims }),
        outsideA,
      ),
      200,
    );
    assert.deepEqual(await tenantsOf("from-outside"), ["team-a"]);
    assert.deepEqual(
      (await eventually(() => prometheus.query("outside_total"))).map(({ metric }) => metric.tenant),
      ["team-a"],
    );
  });

  it("lets nobody whose namespace it does not know pass for one of this cluster, the platform's own among them", async () => {
    const observability = { "k8s.namespace.name": "observability" };
    const point = { namespace: "observability" };
    const sent: [name: string, sender: Sender, attributes: Record<string, string>, resource: Record<string, string>][] =
      [
        ["claims", outsideA, {}, observability],
        ["claims_twice", outsideA, point, observability],
        ["claims_at_the_point", outsideA, point, {}],
        ["claims_nothing", outsideA, {}, {}],
        ["unknown_claims", unknown, {}, observability],
        ["unknown_claims_at_the_point", unknown, point, {}],
        ["known", podA, point, observability],
      ];
    for (const [name, sender, attributes, resource] of sent)
      assert.equal(await gateway.send("metrics", counterRequest(name, { attributes, resource }), sender), 200, name);
    const namespaces = await Promise.all(
      sent.map(async ([name]) => {
        const series = await eventually(() => prometheus.query(`${name}_total`));
        return [name, series.map(({ metric }) => metric.namespace).join()];
      }),
    );
    assert.deepEqual(Object.fromEntries(namespaces), {
      claims: "outside/observability",
      claims_twice: "outside/observability",
      claims_at_the_point: "outside/observability",
      claims_nothing: "outside/",
      unknown_claims: "outside/",
      unknown_claims_at_the_point: "outside/observability",
      known: "team-a",
    });
    await gateway.send("metrics", counterRequest("described", { resource: point }), podA);
    await eventually(() => prometheus.query("described_total"));
    assert.deepEqual(await prometheus.query('{__name__!="", namespace=~"observability|"}'), []);

    const ofLogs = async (text: string) =>
      (await eventually(() => found(text))).map(({ resource }) => resource["k8s.namespace.name"]);
    await gateway.send("logs", logRequest("outside-claims", {}, observability), outsideA);
    await gateway.send("logs", logRequest("unknown-claims", {}, observability), unknown);
    assert.deepEqual(await ofLogs("outside-claims"), ["outside/observability"]);
    assert.deepEqual(await ofLogs("unknown-claims"), [undefined]);
  });

  it(
    "refuses an outside sender without a valid token, or with one that tries to " +
      "break out, and stores nothing of it",
    async () => {
      const tokens = [
        undefined,
        "Bearer team-a.wrong",
        "Bearer team-b.secret-of-team-a",
        "Bearer team-a.",
        `Basic ${tokenOf("team-a")}`,
        "Bearer team-a|team-b.secret-of-team-a",
        `Bearer ${tokenOf("team-a")} ${tokenOf("team-b")}`,
        `Bearer ${tokenOf("team-a")}|team-b`,
        `Bearer ${"a".repeat(200)}.secret-of-team-a`,
      ];
      for (const authorization of tokens)
        assert.equal(await gateway.send("logs", logRequest("refused"), { authorization }), 401, authorization);
      const newline = await rawStatus(`Authorization: Bearer ${tokenOf("team-a")}\nX: y\rz`);
      assert.equal(newline, 400, "a bare carriage return in a header");
      await sleep(2_000);
      assert.deepEqual(found("refused"), []);
    },
  );

  it("reads no X-Scope-OrgID, whatever its form: what comes with it is the sender's own", async () => {
    const values = ["team-a|team-b", "team-b", "../team-b", "b".repeat(200), "team-b,team-a"];
    for (const [index, value] of values.entries()) {
      assert.equal(
        await gateway.send("logs", logRequest(`header-${index}-inside`), {
          ...podA,
          headers: { "x-scope-orgid": value },
        }),
        200,
      );
      assert.equal(
        await gateway.send("logs", logRequest(`header-${index}-outside`), {
          ...outsideA,
          headers: { "x-scope-orgid": value },
        }),
        200,
      );
    }
    for (const index of values.keys()) {
      assert.deepEqual(await tenantsOf(`header-${index}-inside`), ["team-a"]);
      assert.deepEqual(await tenantsOf(`header-${index}-outside`), ["team-a"]);
    }
    assert.deepEqual([...new Set(stored.map(({ tenant }) => tenant))].sort(), ["default", "team-a", "team-b"]);
  });

  it("drops what is below the minimum severity, keeps what has none, and masks secrets", async () => {
    await gateway.send("logs", logRequest("too-quiet", { severityNumber: 5 }), podA);
    await gateway.send(
      "logs",
      logRequest("key AKIAIOSFODNN7EXAMPLE unknown-severity", {
        severityNumber: 0,
        attributes: { "db.password": "hunter2" },
      }),
      podA,
    );
    assert.deepEqual(await tenantsOf("unknown-severity"), ["team-a"]);
    assert.deepEqual(found("too-quiet"), []);
    assert.doesNotMatch(JSON.stringify(stored), /AKIAIOSFODNN7EXAMPLE|hunter2/);
  });

  it("brings log, span and exemplar of one request to their stores under one trace id and one tenant", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    await gateway.send("logs", logRequest("checkout failed", { traceId }), podA);
    await gateway.send("traces", traceRequest(traceId, { error: true }), podA);
    await gateway.send("metrics", counterRequest("checkouts", { traceId }), podA);
    assert.deepEqual(
      (await eventually(() => found("checkout failed"))).map((record) => [record.tenant, record.traceId]),
      [["team-a", traceId]],
    );
    assert.deepEqual(await eventually(() => tempo.tenantsOf(traceId)), ["team-a"]);
    const exemplars = await eventually(() => prometheus.exemplars("checkouts_total"));
    assert.deepEqual(
      exemplars.map(({ seriesLabels, exemplars: [first] }) => [seriesLabels.tenant, first?.labels.trace_id]),
      [["team-a", traceId]],
    );
  });

  it(
    "finds its queues again when a tenant is added while Loki, Tempo and Prometheus " + "are down, and loses nothing",
    async () => {
      await Promise.all([loki.down(), prometheus.down()]);
      tempo.down();
      const traceIds = Array.from({ length: 20 }, (_, index) => `${index + 1}`.padStart(32, "b"));
      for (const [index, traceId] of traceIds.entries()) {
        assert.equal(await gateway.send("logs", logRequest(`waits-${index}-`), index % 2 === 0 ? podA : podB), 200);
        assert.equal(await gateway.send("traces", traceRequest(traceId), index % 2 === 0 ? podA : podB), 200);
        assert.equal(
          await gateway.send(
            "metrics",
            counterRequest("waits", { attributes: { index: String(index) } }),
            index % 2 === 0 ? podA : podB,
          ),
          200,
        );
      }
      await gateway.stop("SIGTERM");
      gateway = await startGateway([{ id: "newcomer", namespaces: ["newcomer"] }, ...tenants]);
      assert.deepEqual(found("waits-"), []);
      await Promise.all([loki.up(), tempo.up(), prometheus.up()]);
      const owner = (index: number) => (index % 2 === 0 ? "team-a" : "team-b");
      for (const [index, traceId] of traceIds.entries()) {
        assert.deepEqual(await tenantsOf(`waits-${index}-`), [owner(index)]);
        assert.deepEqual(await eventually(() => tempo.tenantsOf(traceId)), [owner(index)]);
        assert.deepEqual(
          (await eventually(() => prometheus.query(`waits_total{index="${index}"}`))).map(
            ({ metric }) => metric.tenant,
          ),
          [owner(index)],
        );
      }
    },
  );

  /** Status of a request to the outside listener with these bytes among its headers: no HTTP client would send them. */
  function rawStatus(header: string): Promise<number> {
    const body = JSON.stringify(logRequest("refused"));
    return new Promise((resolve, reject) => {
      const socket = tls.connect(
        {
          host: "127.0.0.1",
          port: gateway.port(ports.externalOtlpHttp),
          rejectUnauthorized: false,
          ALPNProtocols: ["http/1.1"],
        },
        () => {
          socket.write(
            `POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ` +
              `${Buffer.byteLength(body)}\r\n${header}\r\n\r\n${body}`,
          );
        },
      );
      socket.once("error", reject).once("data", (data) => {
        resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]));
        socket.destroy();
      });
    });
  }
});
