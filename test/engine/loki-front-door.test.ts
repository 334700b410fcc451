// The front door in a real nginx, where one is on PATH: what it makes of each refusal of Loki and of Tempo. Both are a
// server that answers with the status that it is asked for. Loopback and temporary files only.
import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { conventions } from "../../conventions/names";
import { FrontDoor } from "../servers/front-door";
import { settingsWith } from "../support/stack-configuration";

describe("the front door of Loki and Tempo", function () {
  this.timeout(60_000);
  let store: http.Server;
  let door: FrontDoor;

  before(async function () {
    store = http.createServer((request, response) => {
      request
        .resume()
        .on("end", () => response.writeHead(Number(request.headers["x-status"] ?? 200)).end("store says"));
    });
    await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
    const started = await FrontDoor.start(settingsWith({}), { loki: address, tempo: address });
    if (started === undefined) {
      console.error("      no nginx on PATH: what the front door makes of refusals is not tried");
      this.skip();
    }
    door = started;
  });

  after(async () => {
    await door?.stop();
    store?.close();
  });

  async function answer(
    where: string,
    status = 200,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string }> {
    const response = await fetch(`${door.address}${where}`, {
      method: where === "/" || where.includes("query") ? "GET" : "POST",
      headers: { "x-status": String(status), connection: "close", ...headers },
      // Of the size of a batch.
      body: where === "/" || where.includes("query") ? undefined : "x".repeat(512 * 1_024),
    });
    return { status: response.status, text: await response.text() };
  }

  it("hands on what is final or repeated already, and has every other refusal of a write repeated", async () => {
    for (const where of ["/otlp/v1/logs", "/loki/api/v1/push", "/v1/traces"]) {
      for (const status of [200, 400, 413, 429, 502, 503, 504])
        assert.deepEqual(await answer(where, status), { status, text: "store says" }, `${where} ${status}`);
      for (const status of [401, 403, 404, 405, 500, 501, 505])
        assert.equal((await answer(where, status)).status, 503, `${where} ${status}`);
      // nginx closes the connection instead, which senders repeat as well.
      await assert.rejects(answer(where, 408), where);
    }
  });

  it("leaves reads their status and text", async () => {
    for (const status of [200, 400, 401, 404, 500, 503])
      assert.deepEqual(await answer("/loki/api/v1/query", status), { status, text: "store says" });
  });

  it("refuses two tenants in one header, without asking Loki", async () => {
    for (const where of ["/loki/api/v1/query", "/otlp/v1/logs"])
      assert.equal((await answer(where, 200, { [conventions.tenantHeader]: "payments|shop" })).status, 400, where);
    assert.equal((await answer("/loki/api/v1/query", 200, { [conventions.tenantHeader]: "payments" })).status, 200);
  });

  it("still refuses what no caller needs", async () => {
    for (const where of ["/flush", "/v1/traces/x", "/v1/metrics"]) assert.equal((await answer(where)).status, 403);
  });
});
