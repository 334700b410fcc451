// What the look into a cluster makes of an API server that answers oddly.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer, get, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { answerOf } from "./api-server";

async function answered(by: RequestListener, milliseconds?: number) {
  const server = createServer(by).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await answerOf(get({ host: "127.0.0.1", port }), milliseconds);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("an answer of the API server", () => {
  it("is its status and its JSON, or nothing that can be read", async () => {
    assert.deepEqual(await answered((_, response) => response.writeHead(403).end('{"kind":"Status"}')), {
      status: 403,
      body: { kind: "Status" },
    });
    assert.deepEqual(await answered((_, response) => response.end("<html>")), { status: 200, body: {} });
    const noSuchGroup = answered((_, response) => response.writeHead(404).end("404 page not found\n"));
    assert.deepEqual(await noSuchGroup, { status: 404, body: {} });
  });

  it("has nothing where it has a null", async () => {
    const text = '{"items":[null,{"spec":{"taints":[null,{"key":"a","value":null}]},"status":null}],"metadata":null}';
    assert.deepEqual((await answered((_, response) => response.end(text))).body, {
      items: [{ spec: { taints: [{ key: "a" }] } }],
    });
    assert.deepEqual((await answered((_, response) => response.end("null"))).body, {});
  });

  it("is none of the API server's where it is a refusal without a reason", async () => {
    const denied = answered((_, response) => response.writeHead(403).end("<html>Blocked by policy</html>"));
    await assert.rejects(denied, /^Error: 403 of what is between here and the API server, a proxy perhaps$/);
  });

  it("is given up where it comes byte by byte", async () => {
    const dribbles: RequestListener = (_, response) => {
      const drip = setInterval(() => response.write(" "), 20);
      setTimeout(() => response.end("{}"), 3_000).unref();
      response.on("close", () => clearInterval(drip));
    };
    await assert.rejects(answered(dribbles, 300), /the API server does not end its answer/);
  });
});

describe("the way to the API server", function () {
  this.timeout(60_000);

  /** What a process with such an environment asks a proxy for, and what it learns. */
  async function way(environment: (proxy: string) => Record<string, string>) {
    const asked: string[] = [];
    const proxy = createServer().listen(0, "127.0.0.1");
    proxy.on("connect", ({ url = "" }, socket) => {
      asked.push(url);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    await new Promise((resolve) => proxy.once("listening", resolve));
    const { port } = proxy.address() as AddressInfo;
    const look = `
      const { ask, clusterReader } = require(${JSON.stringify(join(__dirname, "api-server.ts"))});
      const cluster = { endpoint: "https://abc.gr7.eu-central-1.eks.invalid", certificateAuthority: "" };
      ask(clusterReader(cluster, "token"), "/api", () => "there").then((fact) => console.log(JSON.stringify(fact)));`;
    const node = [...["--import=tsx", "--input-type=commonjs"], "-e", look];
    const env = { PATH: process.env.PATH, ...environment(`http://user:NEVER-TOLD@127.0.0.1:${port}`) };
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, node, { env });
      assert.doesNotMatch(stdout + stderr, /NEVER/);
      return { asked, fact: (JSON.parse(stdout) as { unknown: string }).unknown };
    } finally {
      proxy.close();
    }
  }

  it("is the one of kubectl and of the Kubernetes provider: a proxy, where the environment names one", async () => {
    assert.deepEqual(await way((HTTPS_PROXY) => ({ HTTPS_PROXY })), {
      asked: ["abc.gr7.eu-central-1.eks.invalid:443"],
      fact: "403 of what is between here and the API server, a proxy perhaps",
    });
  });

  it("leads through a proxy that is named without its scheme", async () => {
    const { asked } = await way((proxy) => ({ https_proxy: proxy.replace("http://", "") }));
    assert.deepEqual(asked, ["abc.gr7.eu-central-1.eks.invalid:443"]);
  });

  it("passes by the proxy where the environment says so, by Go's rules", async () => {
    const { asked, fact } = await way((HTTPS_PROXY) => ({ HTTPS_PROXY, NO_PROXY: "10.0.0.0/8, *.eks.invalid" }));
    assert.deepEqual(asked, []);
    assert.match(fact, /ENOTFOUND|EAI_AGAIN/);
  });
});
