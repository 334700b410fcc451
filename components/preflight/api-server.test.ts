// What the look into a cluster makes of an API server that answers oddly.
import assert from "node:assert/strict";
import { createServer, get, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
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
