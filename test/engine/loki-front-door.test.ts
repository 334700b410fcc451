// Loki's front door in a real nginx, where one is on PATH: what it makes of each refusal. Loki is a server that answers
// with the status that it is asked for. Loopback and temporary files only.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { gatewayValues } from "../../components/backends/loki/gateway-values";
import { findOnPath } from "../../tools/search-path";
import { Daemon, freePorts } from "../servers/daemon";
import { settingsWith } from "../support/stack-configuration";

interface NginxConfig {
  httpSnippet: string;
  serverSnippet: string;
  locationSnippet: string;
  clientMaxBodySize: string;
}

describe("Loki's front door", function () {
  this.timeout(60_000);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "front-door-"));
  let loki: http.Server;
  let nginx: Daemon;
  let port = 0;

  before(async function () {
    const command = findOnPath("nginx");
    if (command === undefined) {
      console.error("      no nginx on PATH: what Loki's front door makes of refusals is not tried");
      this.skip();
    }
    loki = http.createServer((request, response) => {
      request.resume().on("end", () => response.writeHead(Number(request.headers["x-status"] ?? 200)).end("Loki says"));
    });
    await new Promise<void>((resolve) => loki.listen(0, "127.0.0.1", resolve));
    [port = 0] = await freePorts(1);
    fs.writeFileSync(path.join(directory, "nginx.conf"), configuration((loki.address() as AddressInfo).port));
    nginx = await Daemon.start({
      name: "nginx",
      command,
      args: ["-c", path.join(directory, "nginx.conf"), "-e", "/dev/stderr"],
      logFile: path.join(directory, "log"),
      ready: async () => (await answer("/")).status === 200,
      readyWithinSeconds: 20,
    });
  });

  after(async () => {
    await nginx?.stop();
    loki?.close();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  /** As the chart writes it (18.11.0), as far as a write and a read pass through it. */
  function configuration(upstream: number): string {
    const { nginxConfig } = gatewayValues(settingsWith({})) as unknown as { nginxConfig: NginxConfig };
    const { httpSnippet, serverSnippet, locationSnippet, clientMaxBodySize } = nginxConfig;
    const location = (pattern: string) =>
      `location ${pattern} { ${locationSnippet}\n set $backend "http://127.0.0.1:${upstream}";\n ` +
      "proxy_pass $backend$request_uri; }";
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (of) => `${of}_temp_path ${path.join(directory, of)};`,
    );
    return [
      `daemon off; pid ${path.join(directory, "pid")}; events {}`,
      `http { access_log off; client_max_body_size ${clientMaxBodySize}; ${temporary.join(" ")}`,
      httpSnippet,
      `server { listen 127.0.0.1:${port};`,
      "location = / { return 200 OK; }",
      ...["= /loki/api/v1/push", "= /otlp/v1/logs", "^~ /loki/api/v1/"].map(location),
      serverSnippet,
      "} }",
    ].join("\n");
  }

  async function answer(where: string, status = 200): Promise<{ status: number; text: string }> {
    const response = await fetch(`http://127.0.0.1:${port}${where}`, {
      method: where === "/" || where.includes("query") ? "GET" : "POST",
      headers: { "x-status": String(status), connection: "close" },
    });
    return { status: response.status, text: await response.text() };
  }

  it("hands on what is final or repeated already, and has every other refusal of a write repeated", async () => {
    for (const where of ["/otlp/v1/logs", "/loki/api/v1/push"]) {
      for (const status of [200, 400, 413, 429, 502, 503, 504])
        assert.deepEqual(await answer(where, status), { status, text: "Loki says" }, `${where} ${status}`);
      for (const status of [401, 403, 404, 405, 500, 501, 505])
        assert.equal((await answer(where, status)).status, 503, `${where} ${status}`);
      // nginx closes the connection instead, which senders repeat as well.
      await assert.rejects(answer(where, 408), where);
    }
  });

  it("leaves reads their status and text", async () => {
    for (const status of [200, 400, 401, 404, 500, 503])
      assert.deepEqual(await answer("/loki/api/v1/query", status), { status, text: "Loki says" });
  });

  it("still refuses what no caller needs", async () => {
    assert.equal((await answer("/flush")).status, 403);
  });
});
