// Who reads what of the real Loki and Tempo by the front door: each tenant writes a line and a trace, and its reader
// finds its own alone, whatever it names. Needs nginx besides.
import assert from "node:assert/strict";
import { readPrefixes } from "../../components/endpoints";
import { conventions } from "../../conventions/names";
import { Loki } from "../servers/backends/loki";
import { ObjectStorage } from "../servers/backends/object-storage";
import { Tempo } from "../servers/backends/tempo";
import { asReader, FrontDoor } from "../servers/front-door";
import { namesFor } from "../support/place";
import { nobody, settingsOfSize, until } from "./room";

const tenants = ["team-pay", "team-shop"] as const;
type Tenant = (typeof tenants)[number];
const traceIds = { "team-pay": "a".repeat(32), "team-shop": "b".repeat(32) };

describe("readers of Loki and Tempo", function () {
  this.timeout(180_000);
  const settings = settingsOfSize("small");
  const running: { stop(): unknown }[] = [];
  let door: FrontDoor;

  before(async function () {
    const names = namesFor(settings);
    const storage = await ObjectStorage.start([names.buckets.lokiChunks, names.buckets.tempo]);
    running.unshift(storage);
    const around = { storage: storage.address, remoteWrite: nobody, alertmanager: nobody };
    const loki = await Loki.start(settings, names, around);
    running.unshift(loki);
    const tempo = await Tempo.start(settings, names, around);
    running.unshift(tempo);
    const started = await FrontDoor.start(settings, {
      loki: loki.address,
      tempo: tempo.otlpHttp,
      tempoQuery: tempo.query,
    });
    if (started === undefined) {
      console.error("      no nginx on PATH: the front door is not tried");
      this.skip();
    }
    door = started;
    running.unshift(door);
    for (const tenant of tenants) await writeAs(tenant);
  });

  after(async () => {
    for (const part of running.splice(0)) await part.stop();
  });

  const json = { "content-type": "application/json" };

  async function writeAs(tenant: Tenant): Promise<void> {
    const now = `${Date.now()}000000`;
    const headers = { ...json, [conventions.tenantHeader]: tenant };
    const post = (where: string, body: object) =>
      fetch(`${door.address}${where}`, { method: "POST", headers, body: JSON.stringify(body) });
    const log = { streams: [{ stream: { service_name: "a" }, values: [[now, `line of ${tenant}`]] }] };
    const span = {
      traceId: traceIds[tenant],
      spanId: "1".repeat(16),
      name: `span of ${tenant}`,
      kind: 1,
      startTimeUnixNano: now,
      endTimeUnixNano: now,
    };
    await until(
      async () => (await post("/loki/api/v1/push", log)).ok && (await post("/v1/traces", resourceSpans(span))).ok,
      Boolean,
    );
  }

  const resourceSpans = (span: object) => ({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "a" } }] },
        scopeSpans: [{ spans: [span] }],
      },
    ],
  });

  async function read(where: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${door.address}${where}`, { headers: { accept: "application/json", ...headers } });
    return { status: answer.status, text: await answer.text() };
  }

  const lines = `/loki/api/v1/query_range?${new URLSearchParams({ query: '{service_name="a"}', since: "1h" })}`;
  const trace = (tenant: Tenant) => `${readPrefixes.tempo}/api/v2/traces/${traceIds[tenant]}`;

  it("find their own alone, whichever tenant the header names", async () => {
    for (const [index, tenant] of tenants.entries()) {
      const other = tenants[1 - index] as Tenant;
      for (const header of [{}, { [conventions.tenantHeader]: other }] as Record<string, string>[]) {
        const headers = { ...asReader(tenant), ...header };
        const found = await until(
          () => read(lines, headers),
          ({ text }) => text.includes(`line of ${tenant}`),
        );
        assert.match(found.text, new RegExp(`line of ${tenant}`));
        assert.doesNotMatch(found.text, new RegExp(`line of ${other}`));
        const own = await until(
          () => read(trace(tenant), headers),
          ({ status }) => status === 200,
        );
        assert.match(own.text, new RegExp(`span of ${tenant}`));
        const others = await read(trace(other), headers);
        assert.doesNotMatch(others.text, /span of/);
        const echo = await read(`${readPrefixes.tempo}/api/echo`, headers);
        assert.equal(echo.status, 200, echo.text);
      }
    }
  });

  it("are asked who they are", async () => {
    for (const where of [lines, trace("team-pay")]) {
      const named = { [conventions.tenantHeader]: "team-pay" };
      assert.equal((await read(where, named)).status, 401);
      assert.equal((await read(where, { ...named, ...asReader("team-pay", "guessed") })).status, 401);
    }
  });
});
