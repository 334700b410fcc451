// What waited longer than Loki takes: the command that the runbooks print, on the real Loki.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { conventions } from "../../conventions/names";
import { Loki } from "../servers/backends/loki";
import { ObjectStorage } from "../servers/backends/object-storage";
import { namesFor } from "../support/place";
import { logs } from "./bulk";
import { nobody, settingsOfSize, until } from "./room";

const runbooks = path.join(__dirname, "../../docs/runbooks");
const command = /pulumi config set --path observability:overrides\.(loki(?:\.\w+)+) (\d+h) /;
const tenant = "team-pay";
const daysAgo = (days: number) => Date.now() - days * 24 * 3_600_000;

describe("the command for what waited longer than Loki takes", function () {
  this.timeout(600_000);
  let storage: ObjectStorage;
  let loki: Loki;

  before(async () => {
    const printed = ["CollectorQueueFilling", "LokiLinesRejected"].map((name) =>
      command.exec(readFileSync(path.join(runbooks, `${name}.md`), "utf8"))?.slice(1),
    );
    const [key = "", age = ""] = printed[0] ?? [];
    assert.deepEqual(printed, [
      [key, age],
      [key, age],
    ]);
    const overrides = key.split(".").reduceRight<unknown>((inner, part) => ({ [part]: inner }), age);
    const settings = settingsOfSize("small", { overrides });
    const names = namesFor(settings);
    storage = await ObjectStorage.start([names.buckets.lokiChunks]);
    loki = await Loki.start(settings, names, {
      storage: storage.address,
      remoteWrite: nobody,
      alertmanager: nobody,
    });
  });

  after(async () => {
    await loki?.stop();
    await storage?.stop();
  });

  const push = (days: number) =>
    fetch(`${loki.otlp}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json", [conventions.tenantHeader]: tenant },
      body: JSON.stringify(logs("waited", `${days}-days`, 0, 10, 0, daysAgo(days))),
    });

  it("lets Loki take it, and gives it when asked once it is in S3", async () => {
    // Refused while the ring is empty.
    const taken = await until(
      () => push(13),
      ({ ok }) => ok,
    );
    assert.ok(taken.ok);
    // Loki asks its ingesters for the last hours only; the index goes to S3 every quarter of an hour, and when it starts.
    await loki.flush();
    await loki.parts.down("loki-0");
    await loki.parts.up("loki-0");
    const lines = await until(
      () => loki.allLines(tenant, '{service_name="waited"}', 14 * 24),
      (all) => all.length >= 10,
    );
    assert.equal(lines.length, 10);
  });

  it("and refuses what is older still", async () => {
    const answer = await push(15);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /too old/);
  });
});
