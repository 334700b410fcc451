// The front door in a real nginx, where one is on PATH: what it makes of each refusal of Loki and of Tempo, and as whom
// it lets somebody read. Behind it is a server that says what it was asked, with the status that it is asked for.
// Loopback and temporary files only.
import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { conventions } from "../../../conventions/names";
import { asReader, FrontDoor, passwordOf } from "../../servers/front-door";
import { settingsWith } from "../../support/stack-configuration";

const settings = settingsWith({
  tenants: [{ id: "payments" }, { id: "shop" }, { id: "search", retired: true }],
});

/** A path of each store that is read. */
const reads = {
  loki: "/loki/api/v1/query_range?query=%7Bapp%3D%22a%2Fb%22%7D",
  "Loki's ruler": "/prometheus/api/v1/rules",
  tempo: "/tempo/api/v2/search/tag/span.http.url%2Fa/values?q=x",
  prometheus: "/prom/api/v1/query?query=up",
};

interface Asked {
  url: string;
  tenants: string[];
  authorization?: string;
}

describe("the front door", function () {
  this.timeout(60_000);
  let store: http.Server;
  let door: FrontDoor;

  before(async function () {
    store = http.createServer((request, response) => {
      const tenants = request.headersDistinct[conventions.tenantHeader.toLowerCase()] ?? [];
      const asked: Asked = { url: request.url ?? "", tenants, ...pick(request.headers.authorization) };
      request
        .resume()
        .on("end", () => response.writeHead(Number(request.headers["x-status"] ?? 200)).end(JSON.stringify(asked)));
    });
    await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
    const started = await FrontDoor.start(settings, {
      loki: address,
      tempo: address,
      tempoQuery: `${address}`,
      prometheusByTenant: address,
      prometheus: address,
      alertmanager: address,
    });
    if (started === undefined) {
      console.error("      no nginx on PATH: what the front door lets through is not tried");
      this.skip();
    }
    door = started;
  });

  after(async () => {
    await door?.stop();
    store?.close();
  });

  /** By Node's own client: `fetch` tidies addresses and joins headers of one name. */
  function ask(
    where: string,
    headers: http.OutgoingHttpHeaders = {},
    { method = "GET", body = "", of = door.address } = {},
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(of);
      const request = http.request(
        { hostname, port, path: where, method, headers: { connection: "close", ...headers } },
        (response) => {
          let text = "";
          response
            .setEncoding("utf8")
            .on("data", (data: string) => {
              text += data;
            })
            .on("end", () => resolve({ status: response.statusCode ?? 0, text }))
            .on("error", reject);
        },
      );
      request.on("error", reject).end(body);
    });
  }

  /** Of the size of a batch. */
  const write = (where: string, headers: http.OutgoingHttpHeaders = {}) =>
    ask(where, headers, { method: "POST", body: "x".repeat(512 * 1_024) });
  const asked = async (answer: Promise<{ status: number; text: string }>): Promise<Asked> => {
    const { status, text } = await answer;
    assert.equal(status, 200, text);
    return JSON.parse(text) as Asked;
  };
  const named = (...tenants: string[]) => ({ [conventions.tenantHeader]: tenants });

  describe("for who writes", () => {
    it("hands on what is final or repeated already, and has every other refusal repeated", async () => {
      for (const where of ["/otlp/v1/logs", "/loki/api/v1/push", "/v1/traces"]) {
        for (const status of [200, 400, 413, 429, 502, 503, 504]) {
          const answer = await write(where, { "x-status": status });
          assert.equal(answer.status, status, where);
          assert.equal((JSON.parse(answer.text) as Asked).url, where);
        }
        for (const status of [401, 403, 404, 405, 500, 501, 505])
          assert.equal((await write(where, { "x-status": status })).status, 503, `${where} ${status}`);
        // nginx closes the connection instead, which senders repeat as well.
        await assert.rejects(write(where, { "x-status": 408 }), where);
      }
    });

    it("asks for no password, and hands on the tenant that the platform's own senders name", async () => {
      for (const where of ["/otlp/v1/logs", "/loki/api/v1/push?a=b", "/v1/traces"])
        assert.deepEqual((await asked(write(where, named("payments")))).tenants, ["payments"], where);
    });

    it("refuses two tenants in one header, without asking the store", async () => {
      for (const where of ["/otlp/v1/logs", "/v1/traces"])
        assert.equal((await write(where, named("payments|shop"))).status, 400, where);
    });
  });

  describe("for who reads", () => {
    it("leaves status and text as they are", async () => {
      for (const status of [200, 400, 401, 404, 500, 503]) {
        const answer = await ask(reads.loki, { ...asReader("payments"), "x-status": status });
        assert.equal(answer.status, status);
        assert.match(answer.text, /"url"/);
      }
    });

    for (const [name, where] of Object.entries(reads)) {
      it(`${name}: lets a tenant's reader read as that tenant, whatever header is sent, and keeps its password`, async () => {
        for (const reader of ["payments", "shop", "search", "default", "self-monitoring"]) {
          for (const header of [{}, named("shop"), named("payments", "shop"), { "x-scope-orgid": "shop" }]) {
            const { tenants, authorization } = await asked(ask(where, { ...asReader(reader), ...header }));
            assert.deepEqual([tenants, authorization], [[reader], undefined], `${reader} ${JSON.stringify(header)}`);
          }
        }
      });

      it(`${name}: answers 401 without a password, with another tenant's, and to who is no tenant`, async () => {
        const strangers: Record<string, http.OutgoingHttpHeaders> = {
          "no password": {},
          "an empty one": asReader("payments", ""),
          "a wrong one": asReader("payments", "guessed"),
          "another tenant's": asReader("payments", passwordOf("shop")),
          "its hash": asReader("payments", "{SHA}x"),
          "no tenant": asReader("nobody"),
          "an empty name": asReader(""),
          "two tenants": asReader("payments|shop", passwordOf("payments")),
          "a token": { authorization: `Bearer ${passwordOf("payments")}` },
        };
        for (const [stranger, headers] of Object.entries(strangers))
          assert.equal((await ask(where, { ...headers, ...named("payments") })).status, 401, stranger);
      });
    }

    it("takes nothing for a write that is not written as one", async () => {
      for (const where of [
        "/loki/api/v1/push/",
        "/loki/api/v1/push/../query",
        "/loki/api/v1/query/../push",
        "/loki/api/v1/query%2f..%2fpush",
        "//loki/api/v1/push",
        "/loki/api/v1/pus%68",
        "/loki/api/v1/push%3f/../query",
        "/otlp/v1/logs/../../../loki/api/v1/query",
        "/v1/traces/../../tempo/api/search",
        "http://loki/loki/api/v1/query",
        "http://loki/loki/api/v1/push/../query",
        "/loki/api/v1/push#/../query",
      ]) {
        const { status } = await ask(where, named("payments"));
        assert.ok(status === 401 || status === 403, `${where} ${status}`);
      }
    });

    it("asks the store for what it was asked itself, without the prefix", async () => {
      const url = async (where: string) => (await asked(ask(where, asReader("payments")))).url;
      assert.equal(await url(reads.loki), reads.loki);
      assert.equal(await url(reads.tempo), reads.tempo.replace("/tempo", ""));
      assert.equal(await url(reads.prometheus), reads.prometheus.replace("/prom", ""));
    });

    it("knows a new password at the next request, and the old one no longer", async () => {
      door.changePassword("shop", "another");
      assert.equal((await ask(reads.loki, asReader("shop"))).status, 401);
      assert.deepEqual((await asked(ask(reads.loki, asReader("shop", "another")))).tenants, ["shop"]);
      door.changePassword("shop", passwordOf("shop"));
    });
  });

  describe("where Grafana reads", () => {
    it("answers a reader as that tenant", async () => {
      for (const where of Object.values(reads)) {
        const answer = ask(where, { ...asReader("payments"), ...named("shop") }, { of: door.readsAddress });
        assert.deepEqual((await asked(answer)).tenants, ["payments"], where);
        assert.equal((await ask(where, named("shop"), { of: door.readsAddress })).status, 401, where);
      }
    });

    it("takes no write, of whatever tenant, with a password or without", async () => {
      for (const where of [
        "/otlp/v1/logs",
        "/loki/api/v1/push",
        "/loki/api/v1/push?a=b",
        "/v1/traces",
        "//loki/api/v1/push",
        "/loki/api/v1/pus%68",
        "/tempo/../v1/traces",
      ]) {
        for (const headers of [named("shop"), { ...asReader("payments"), ...named("shop") }, asReader("payments")]) {
          const written = await ask(where, headers, { method: "POST", body: "x", of: door.readsAddress });
          assert.equal(written.status, 403, where);
        }
      }
    });
  });

  describe("for the operators", () => {
    const operator = asReader("_operators");
    const from = (where: string, headers: http.OutgoingHttpHeaders, method = "GET") =>
      ask(where, headers, { method, of: door.readsAddress });
    const allowed: [method: string, path: string][] = [
      ...["query", "query_range?query=up", "query_exemplars", "series", "labels"].flatMap(
        (path): [string, string][] => [
          ["GET", `/operators/prometheus/api/v1/${path}`],
          ["POST", `/operators/prometheus/api/v1/${path}`],
        ],
      ),
      ...["label/job/values?match[]=up", "metadata", "rules", "alerts", "status/buildinfo"].map(
        (path): [string, string] => ["GET", `/operators/prometheus/api/v1/${path}`],
      ),
      ...["status", "receivers", "alerts", "alerts/groups", "silences", "silence/1-2"].map((path): [string, string] => [
        "GET",
        `/operators/alertmanager/api/v2/${path}`,
      ]),
      ["POST", "/operators/alertmanager/api/v2/silences"],
      ["DELETE", "/operators/alertmanager/api/v2/silence/1-2"],
    ];

    it("asks Prometheus and Alertmanager what Grafana asks, and keeps the password", async () => {
      for (const [method, where] of allowed) {
        const { url, authorization } = await asked(from(where, operator, method));
        assert.deepEqual([url, authorization], [where.replace(/^\/operators\/[a-z]+/, ""), undefined], where);
      }
    });

    it("answers 401 to whoever has another password or none, a tenant's reader among them", async () => {
      for (const [method, where] of allowed)
        for (const headers of [{}, asReader("payments"), asReader("_operators", "guessed"), asReader("_operators", "")])
          assert.equal((await from(where, headers, method)).status, 401, where);
    });

    it("is no tenant, nor the platform's sender", async () => {
      for (const where of Object.values(reads)) assert.equal((await from(where, operator)).status, 401, where);
    });

    it("neither ends, writes, deletes, reloads nor alerts, with the password or without", async () => {
      for (const [method, path] of [
        ["POST", "prometheus/-/quit"],
        ["POST", "prometheus/-/reload"],
        ["POST", "prometheus/api/v1/write"],
        ["POST", "prometheus/api/v1/otlp/v1/metrics"],
        ["POST", "prometheus/api/v1/admin/tsdb/delete_series"],
        ["POST", "prometheus/api/v1/query/../write"],
        ["POST", "prometheus/api/v1/query%2f..%2fwrite"],
        ["GET", "prometheus/api/v1/status/config"],
        ["GET", "prometheus/debug/pprof/heap"],
        ["POST", "alertmanager/-/reload"],
        ["POST", "alertmanager/api/v2/alerts"],
        ["POST", "alertmanager/api/v2/silences/../alerts"],
        ["PUT", "alertmanager/api/v2/silences"],
        ["DELETE", "alertmanager/api/v2/silences"],
      ] as const)
        for (const headers of [operator, {}])
          assert.equal((await from(`/operators/${path}`, headers, method)).status, 403, `${method} ${path}`);
    });
  });

  it("refuses what nobody needs, with a password too", async () => {
    for (const where of [
      "/flush",
      "/v1/traces/x",
      "/v1/metrics",
      "/loki/api/v1/delete",
      "/tempo/flush",
      "/tempo/shutdown",
      "/tempo/api/overrides",
      "/tempo/api/search/../../flush",
      "/tempo/status/config",
    ])
      assert.equal((await ask(where, asReader("payments"))).status, 403, where);
  });

  it("says that it is ready, and to its own pod how busy it is", async () => {
    assert.deepEqual(await ask("/"), { status: 200, text: "OK" });
    assert.match((await ask("/stub_status")).text, /^Active connections/);
  });
});

const pick = (authorization: string | undefined) =>
  authorization === undefined || authorization === "" ? {} : { authorization };
