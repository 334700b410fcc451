// What the gateway refuses arrives once it is taken, and what waits stays within the buffer's size: the real Fluent Bit 5.1.1 before
// a listener that answers 503.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
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
  let folder: string;
  let shipper: ChildProcess;
  let httpPort: number;
  let answer: () => number;
  const taken = new Set<string>();
  const gateway = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const status = answer();
    if (status === 200)
      for (const [id] of gunzipSync(Buffer.concat(parts))
        .toString()
        .matchAll(/line-\d+/g))
        taken.add(id);
    response.writeHead(status).end();
  });

  before(async () => {
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    [httpPort] = (await freePorts(1)) as [number];
  });
  after(() => {
    gateway.closeAllConnections();
    gateway.close();
  });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "fluentbit"));
    taken.clear();
  });
  afterEach(async () => {
    shipper.kill("SIGKILL");
    await once(shipper, "exit");
    fs.rmSync(folder, { recursive: true });
  });

  function read(lines: number, ending: string, bufferGib: number): void {
    const log = path.join(folder, "app.log");
    fs.writeFileSync(log, Array.from({ length: lines }, (_, n) => `line-${n}${ending}\n`).join(""));
    const text = vmConfig({ ingestHostname: "127.0.0.1", files: [log], bufferGib })
      .replaceAll("/var/lib/fluent-bit", folder)
      .replace(/port: 14318/, `port: ${(gateway.address() as AddressInfo).port}`)
      .replace("http_port: 2020", `http_port: ${httpPort}`)
      .replace("tls: true", "tls: false");
    fs.writeFileSync(path.join(folder, "fluent-bit.yaml"), text);
    shipper = spawn(program, ["-c", path.join(folder, "fluent-bit.yaml")], {
      stdio: "ignore",
      env: { ...process.env, OBSERVABILITY_TOKEN: "token", HOSTNAME: "machine" },
    });
  }

  const allTaken = async (lines: number) => {
    for (let second = 0; second < 100 && taken.size < lines; second += 1) await sleep(1_000);
    assert.equal(taken.size, lines);
  };

  it("loses nothing of a chunk of more than a thousand lines, of which the first request is refused", async function () {
    this.timeout(120_000);
    let requests = 0;
    answer = () => {
      requests += 1;
      return requests === 1 ? 503 : 200;
    };
    read(2_600, "", 1);
    await allTaken(2_600);
  });

  it("stops reading at the size of its buffer while all is refused, and loses nothing of what comes behind", async function () {
    this.timeout(300_000);
    const lines = 20_000;
    let well = false;
    answer = () => (well ? 200 : 503);
    read(lines, "-".repeat(1_000), 0.02);
    const metrics = () =>
      fetch(`http://127.0.0.1:${httpPort}/api/v2/metrics/prometheus`).then(
        (response) => response.text(),
        () => "",
      );
    for (let second = 0; second < 60 && !(await metrics()).includes('ingestion_paused{name="files"} 1'); second += 1)
      await sleep(1_000);
    await sleep(5_000);
    const chunks = fs.readdirSync(path.join(folder, "storage", "tail.0")).length;
    assert.ok(chunks <= 9, `${chunks} chunks on disk, 8 are allowed`);
    well = true;
    await allTaken(lines);
  });
});
