// What a tenant reads of metrics: the real prom-label-proxy, with the arguments it is deployed with, before a real
// Prometheus, and the front door before both where nginx is on PATH. `payments` asks for what is `shop`'s, in every way
// that the API has, and gets nothing of it.
import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promLabelProxyArgs } from "../../../components/backends/prometheus/label-proxy-manifests";
import { operatorsReader } from "../../../components/backends/reads/readers";
import { operatorPrefixes, readPrefixes } from "../../../components/endpoints";
import { conventions } from "../../../conventions/names";
import { installed } from "../../../tools/install";
import { removeScratch, scratchDirectory } from "../../servers/cleanup";
import { Daemon, freePorts } from "../../servers/daemon";
import { asReader, FrontDoor } from "../../servers/front-door";
import { PrometheusAgent } from "../../servers/prometheus-agent";
import { PrometheusStore } from "../../servers/prometheus-store";
import { readRequest } from "../../support/remote-read";
import { settingsOf } from "../../support/settings-of";

const settings = settingsOf();
/** Stands in every series, rule and alert of its tenant, and nowhere else. */
const marker = { payments: "of-payments", shop: "of-shop" } as const;
type Tenant = keyof typeof marker;

/** Recording and alerting rule of each tenant; Prometheus' API shows their labels and queries. */
const rules = [
  {
    name: "tenants",
    rules: (["payments", "shop"] as const).flatMap((tenant) => [
      {
        record: "recorded",
        expr: `sum(secret_total{tenant="${tenant}",owner="${marker[tenant]}"})`,
        labels: { tenant },
      },
      {
        alert: "Fires",
        expr: `count(secret_total{tenant="${tenant}"}) > 0`,
        labels: { tenant, owner: marker[tenant] },
      },
    ]),
  },
];

interface Request {
  path: string;
  method?: string;
  body?: string | Buffer;
  headers?: http.OutgoingHttpHeaders;
}

const encoded = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const query = (expression: string): Request => ({ path: `/api/v1/query?${encoded({ query: expression })}` });
const form = (target: string, fields: Record<string, string>): Request => ({
  path: target,
  method: "POST",
  body: encoded(fields),
  headers: { "content-type": "application/x-www-form-urlencoded" },
});
const range = () => {
  const now = Math.floor(Date.now() / 1_000);
  return { start: `${now - 300}`, end: `${now + 60}`, step: "5" };
};

/** Each finds `shop`'s data when Prometheus itself is asked. */
const questions: Readonly<Record<string, () => Request>> = {
  "a matcher": () => query('secret_total{tenant="shop"}'),
  "a regular expression": () => query('secret_total{tenant=~"shop|payments"}'),
  "an inequality": () => query('secret_total{tenant!="payments"}'),
  "a negative regular expression": () => query('secret_total{tenant!~"payments"}'),
  "no matcher of the tenant": () => query('{__name__=~".+"}'),
  "the marker itself": () => query('{owner="of-shop"}'),
  "a quoted name": () => query('{"secret_total", "tenant"="shop"}'),
  "an escaped name": () => query('{"\\x73ecret_total", "\\x74enant"="sho\\x70"}'),
  "`or`": () => query('secret_total{tenant="payments"} or secret_total{tenant="shop"}'),
  "matchers joined by or": () => query('secret_total{owner=~"of-payments|of-shop"} or {tenant="shop"}'),
  "a join": () => query("group by (owner) (secret_total) * on() group_left count(secret_total)"),
  "an aggregation": () => query("count by (owner, tenant) (secret_total)"),
  label_replace: () => query('label_replace(secret_total, "tenant", "payments", "", "")'),
  "a subquery": () => query('max_over_time(secret_total{tenant="shop"}[1m:1s])'),
  "a subquery in a subquery": () => query("max_over_time(max_over_time(secret_total[20s:1s])[1m:1s])"),
  "an offset and an instant": () => query("secret_total offset 1s or secret_total @ end()"),
  "arithmetic of durations": () => query("last_over_time(secret_total[2 * 30s])"),
  "a smoothed instant": () => query("secret_total smoothed"),
  absent: () => query('absent(secret_total{tenant="shop"}) or secret_total'),
  "a comment": () => query('secret_total #{tenant="payments"}\n'),
  "a range": () => ({ path: `/api/v1/query_range?${encoded({ query: 'secret_total{tenant!=""}', ...range() })}` }),
  "a form": () => form("/api/v1/query", { query: 'secret_total{tenant="shop"}' }),
  "a form of a range": () => form("/api/v1/query_range", { query: "secret_total", ...range() }),
  "a form beside an address": () =>
    form(`/api/v1/query?${encoded({ query: "secret_total" })}`, { query: 'secret_total{tenant="shop"}' }),
  series: () => ({ path: `/api/v1/series?${encoded({ "match[]": 'secret_total{tenant="shop"}' })}` }),
  "several series": () => ({
    path: `/api/v1/series?${encoded({ "match[]": 'secret_total{tenant="payments"}' })}&${encoded({ "match[]": "secret_total" })}`,
  }),
  "a form of series": () => form("/api/v1/series", { "match[]": '{tenant="shop"}' }),
  "values of a label": () => ({ path: "/api/v1/label/owner/values" }),
  "values of a label of a series": () => ({
    path: `/api/v1/label/owner/values?${encoded({ "match[]": '{tenant="shop"}' })}`,
  }),
  "names of labels": () => ({ path: "/api/v1/labels" }),
  federation: () => ({ path: `/federate?${encoded({ "match[]": '{tenant="shop"}' })}` }),
  "federation of all": () => ({ path: `/federate?${encoded({ "match[]": '{__name__!=""}' })}` }),
  exemplars: () => ({ path: `/api/v1/query_exemplars?${encoded({ query: "secret_total", ...range() })}` }),
  rules: () => ({ path: "/api/v1/rules" }),
  alerts: () => ({ path: "/api/v1/alerts" }),
  "remote read": () => ({
    path: "/api/v1/read",
    method: "POST",
    body: readRequest("tenant", "shop"),
    headers: { "content-type": "application/x-protobuf", "content-encoding": "snappy" },
  }),
  "the configuration": () => ({ path: "/api/v1/status/config" }),
  "a longer way": () => ({ path: `/api/v1/query/../query?${encoded({ query: 'secret_total{tenant="shop"}' })}` }),
  "an escaped way": () => ({ path: `/api/v1/%2e%2e/v1/query?${encoded({ query: 'secret_total{tenant="shop"}' })}` }),
};

/** Answers without series, whoever asks. */
const withoutSeries = ["names of labels", "the configuration", "a longer way", "an escaped way"];

/** What a caller may try at the header that names it; the proxy is asked for everything. */
const disguises: Readonly<Record<string, http.OutgoingHttpHeaders>> = {
  "no tenant": {},
  "an empty tenant": { [conventions.tenantHeader]: "" },
  "two tenants in one header": { [conventions.tenantHeader]: "payments|shop" },
  "a list": { [conventions.tenantHeader]: "payments,shop" },
  "a regular expression": { [conventions.tenantHeader]: ".+" },
  "a quote": { [conventions.tenantHeader]: 'payments",tenant=~".+' },
};

describe("metrics that a tenant reads", function () {
  this.timeout(120_000);
  const directory = scratchDirectory("tenant-reads-");
  const targets: http.Server[] = [];
  let store: PrometheusStore;
  let agent: PrometheusAgent;
  let daemon: Daemon;
  let proxy = "";
  let door: FrontDoor | undefined;

  before(async function () {
    this.timeout(1_800_000);
    const program = await installed("prom-label-proxy");
    store = await PrometheusStore.start(rules);
    agent = await PrometheusAgent.start(settings, store.remoteWrite, [
      {
        job: "applications",
        targets: await Promise.all(
          (["payments", "shop"] as const).map(async (tenant) => ({
            address: await target(tenant, targets),
            labels: { namespace: tenant },
          })),
        ),
      },
    ]);
    const [port, internalPort] = await freePorts(2);
    proxy = `http://127.0.0.1:${port}`;
    const deployed = promLabelProxyArgs(settings).map((argument) =>
      argument
        .replace(/(?<=-insecure-listen-address=).*/, `127.0.0.1:${port}`)
        .replace(/(?<=-internal-listen-address=).*/, `127.0.0.1:${internalPort}`)
        .replace(/(?<=-upstream=).*/, store.base),
    );
    daemon = await Daemon.start({
      name: "prom-label-proxy",
      command: program,
      args: deployed,
      logFile: path.join(directory, "log"),
      ready: async () => (await fetch(`${proxy}/healthz`)).ok,
      readyWithinSeconds: 30,
    });
    const nobody = "http://127.0.0.1:9";
    door = await FrontDoor.start(settings, {
      loki: nobody,
      tempo: nobody,
      tempoQuery: nobody,
      prometheusByTenant: proxy,
      prometheus: store.base,
    });
    const deadline = Date.now() + 60_000;
    while ((await store.query('ALERTS{alertstate="firing"} and on(tenant) recorded')).length < 2) {
      assert.ok(Date.now() < deadline, "no alert of both tenants");
      await sleep(250);
    }
  });

  after(async () => {
    await door?.stop();
    await daemon?.stop();
    await agent?.stop();
    await store?.stop();
    for (const server of targets) server.close();
    removeScratch(directory);
  });

  const asked = (tenant: Tenant, request: Request) =>
    answer(proxy, { ...request, headers: { ...request.headers, [conventions.tenantHeader]: tenant } });

  it("are its own", async () => {
    for (const tenant of ["payments", "shop"] as const) {
      for (const name of [
        "no matcher of the tenant",
        "arithmetic of durations",
        "a smoothed instant",
        "values of a label",
        "federation of all",
        "exemplars",
        "rules",
        "alerts",
      ]) {
        const { status, text } = await asked(tenant, questions[name]?.() as Request);
        assert.equal(status, 200, `${name}: ${text}`);
        assert.ok(text.includes(marker[tenant]), `${tenant}, ${name}: ${text}`);
      }
    }
  });

  for (const [name, question] of Object.entries(questions)) {
    it(`hold nothing of another's, asked by ${name}`, async () => {
      const known = await answer(store.base, question());
      if (!withoutSeries.includes(name))
        assert.ok(known.text.includes(marker.shop), `Prometheus itself: ${known.text}`);
      const { status, text } = await asked("payments", question());
      assert.ok(!text.includes(marker.shop), text);
      assert.ok(status < 500, `${status} ${text}`);
    });
  }

  it("are of both tenants for who sends the proxy two headers, which nobody but the front door reaches", async () => {
    const headers = { [conventions.tenantHeader]: ["payments", "shop"] };
    const { text } = await answer(proxy, { ...query("secret_total"), headers });
    for (const owner of Object.values(marker)) assert.ok(text.includes(owner), text);
  });

  describe("by the front door", () => {
    before(function () {
      if (door !== undefined) return;
      console.error("      no nginx on PATH: metrics are not read by the front door");
      this.skip();
    });
    const read = (request: Request, headers: http.OutgoingHttpHeaders) =>
      answer(door?.address ?? "", {
        ...request,
        path: `${readPrefixes.prometheus}${request.path}`,
        headers: { ...request.headers, ...headers },
      });

    it("are its own, whatever else its reader asks for and names", async () => {
      for (const [name, question] of Object.entries(questions)) {
        for (const tenants of [["shop"], ["payments", "shop"], ["shop", "payments"]]) {
          const headers = { ...asReader("payments"), [conventions.tenantHeader]: tenants };
          const { status, text } = await read(question(), headers);
          assert.ok(!text.includes(marker.shop), `${name}, ${tenants}: ${text}`);
          assert.ok(status < 500, `${name}: ${status} ${text}`);
        }
      }
      for (const tenant of ["payments", "shop"] as const) {
        const { text } = await read(query("secret_total"), asReader(tenant));
        assert.ok(text.includes(marker[tenant]), text);
      }
    });

    it("are the operators' of all tenants, in every way that Grafana asks, and of nobody else there", async () => {
      const ofAll = (name: string, headers: http.OutgoingHttpHeaders) => {
        const request = questions[name]?.() as Request;
        const path = `${operatorPrefixes.prometheus}${request.path}`;
        return answer(door?.readsAddress ?? "", { ...request, path, headers: { ...request.headers, ...headers } });
      };
      for (const name of [
        "no matcher of the tenant",
        "a form of a range",
        "series",
        "values of a label",
        "rules",
        "exemplars",
      ]) {
        const { status, text } = await ofAll(name, asReader(operatorsReader));
        assert.ok(status === 200 && text.includes(marker.shop), `${name}: ${status} ${text}`);
        for (const headers of [{}, asReader("shop"), asReader(operatorsReader, "guessed")])
          assert.equal((await ofAll(name, headers)).status, 401, name);
      }
      for (const name of ["federation of all", "remote read", "the configuration"])
        assert.equal((await ofAll(name, asReader(operatorsReader))).status, 403, name);
    });

    it("are nobody's who has no password", async () => {
      for (const headers of [{}, asReader("payments", "guessed")]) {
        const asShop = { ...headers, [conventions.tenantHeader]: "shop" };
        assert.equal((await read(query("secret_total"), asShop)).status, 401);
      }
    });
  });

  it("hold nothing at all for a caller whose header names no single tenant", async () => {
    for (const [disguise, headers] of Object.entries(disguises)) {
      for (const name of ["no matcher of the tenant", "federation of all", "rules"]) {
        const request = questions[name]?.() as Request;
        const { text } = await answer(proxy, { ...request, headers: { ...request.headers, ...headers } });
        for (const owner of Object.values(marker)) assert.ok(!text.includes(owner), `${disguise}, ${name}: ${text}`);
      }
    }
  });
});

/** Serves a series with an exemplar, both with the tenant's marker. */
async function target(tenant: Tenant, servers: http.Server[]): Promise<string> {
  const owner = marker[tenant];
  const server = http.createServer((_, response) =>
    response
      .setHeader("content-type", "application/openmetrics-text; version=1.0.0")
      .end(`# TYPE secret counter\nsecret_total{owner="${owner}"} 1 # {trace_id="${owner}"} 1\n# EOF\n`),
  );
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** By Node's own client: `fetch` tidies addresses and joins headers of one name. */
function answer(
  base: string,
  { path: target, method = "GET", body, headers }: Request,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const request = http.request({ hostname, port, path: target, method, headers: headers ?? {} }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("latin1") }),
      );
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}
