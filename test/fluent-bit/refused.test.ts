// What the gateway refuses once arrives all the same: the real Fluent Bit 5.1.1 before a listener that answers 503 first.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { vmConfig } from "../../components/collection/file-logs/vm";
import { freePorts } from "../servers/daemon";
import { program } from "./configuration";

describe("Fluent Bit, refused by the gateway", () => {
  it("loses nothing of a chunk of more than a thousand lines, of which the first request is refused", async function () {
    this.timeout(120_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fluentbit"));
    const taken = new Set<string>();
    let requests = 0;
    const gateway = http.createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      requests += 1;
      if (requests > 1)
        for (const [id] of gunzipSync(Buffer.concat(parts))
          .toString()
          .matchAll(/line-\d+/g))
          taken.add(id);
      response.writeHead(requests === 1 ? 503 : 200).end();
    });
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    const [httpPort] = (await freePorts(1)) as [number];
    const log = path.join(folder, "app.log");
    fs.writeFileSync(log, Array.from({ length: 2_600 }, (_, n) => `line-${n}\n`).join(""));
    const text = vmConfig({ ingestHostname: "127.0.0.1", files: [log], bufferGib: 1 })
      .replaceAll("/var/lib/fluent-bit", folder)
      .replace(/port: 14318/, `port: ${(gateway.address() as AddressInfo).port}`)
      .replace("http_port: 2020", `http_port: ${httpPort}`)
      .replace("tls: true", "tls: false");
    fs.writeFileSync(path.join(folder, "fluent-bit.yaml"), text);
    const shipper = spawn(program, ["-c", path.join(folder, "fluent-bit.yaml")], {
      stdio: "ignore",
      env: { ...process.env, OBSERVABILITY_TOKEN: "token", HOSTNAME: "machine" },
    });
    try {
      for (let second = 0; second < 60 && taken.size < 2_600; second += 1) await sleep(1_000);
      assert.equal(taken.size, 2_600);
    } finally {
      shipper.kill("SIGKILL");
      await once(shipper, "exit");
      gateway.closeAllConnections();
      gateway.close();
      fs.rmSync(folder, { recursive: true });
    }
  });
});
