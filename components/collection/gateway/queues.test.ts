// What waits in the gateway's queues of a tenant that is retired is sent still.
import assert from "node:assert/strict";
import { namesFor } from "../../../test/support/place";
import { settingsWith } from "../../../test/support/stack-configuration";
import { gatewayConfig } from "./config";

type Overrides = Record<string, unknown>;

function configOf(overrides: Overrides) {
  const settings = settingsWith(overrides);
  return gatewayConfig(settings, namesFor(settings));
}

/** Exporters that have a queue on disk. */
function queuesOf(overrides: Overrides): string[] {
  return Object.entries(configOf(overrides).exporters)
    .filter(([, definition]) => (definition as { sending_queue?: { storage?: string } }).sending_queue?.storage)
    .map(([id]) => id);
}

const search = { id: "search", namespaces: ["s"] };
const ingest = { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" } };

describe("the gateway's queues", () => {
  const changes: [title: string, before: Overrides, after: Overrides][] = [];
  for (const size of ["small", "large"])
    for (const otlpPipeline of ["direct", "kafka"]) {
      const payments = { id: "payments", otlpPipeline };
      const before = { size, tenants: [{ ...payments, namespaces: ["p"] }, search] };
      const kind = `${size}, ${otlpPipeline}`;
      changes.push(
        [`a tenant is retired (${kind})`, before, { size, tenants: [{ ...payments, retired: true }, search] }],
        [
          `one that sent from outside is, with the way from there (${kind})`,
          { size, cluster: ingest, tenants: [payments, search] },
          { size, tenants: [{ ...payments, retired: true }, search] },
        ],
      );
    }
  for (const [title, before, after] of changes)
    it(`are emptied where ${title}`, () => {
      const left = new Set(queuesOf(after));
      assert.deepEqual(
        queuesOf(before).filter((id) => !left.has(id)),
        [],
      );
    });

  it("hold together no more than the volume has room for, copies included: a dead target crowds nobody out", () => {
    const copies = { cloudwatch: { enabled: true }, otlpHttp: { enabled: true, endpoint: "https://otlp.example.com" } };
    for (const size of ["small", "medium", "large"])
      for (const fanout of [{}, copies])
        for (const otlpPipeline of ["direct", "kafka"]) {
          const tenants = ["a", "b", "c"].map((id) => ({ id, otlpPipeline, namespaces: [id] }));
          const settings = settingsWith({ size, fanout, tenants });
          const { exporters, service } = gatewayConfig(settings, namesFor(settings));
          // The Collector makes of an exporter one for each signal, with a queue each.
          const used = new Set(
            Object.entries(service.pipelines).flatMap(([pipeline, of]) =>
              (of?.exporters ?? []).map((id) => `${pipeline.split("/")[0]} ${id}`),
            ),
          );
          const queues = new Map(
            Object.entries(exporters).map(([id, one]) => [
              id,
              (one as { sending_queue?: { storage?: string; queue_size: number } }).sending_queue,
            ]),
          );
          const bytes = [...used]
            .map((one) => queues.get(one.split(" ")[1] ?? ""))
            .reduce((sum, queue) => sum + (queue?.storage === undefined ? 0 : queue.queue_size), 0);
          assert.ok(bytes <= 0.6 * settings.sizing.gateway.volumeGib * 2 ** 30, `${size} ${otlpPipeline} ${bytes}`);
        }
  });

  it("get nothing new of a retired one", () => {
    const { connectors, service } = configOf({ tenants: [{ id: "payments", retired: true }, search] });
    for (const signal of ["logs", "traces"] as const) {
      const pipeline = `${signal}/tenant-payments` as const;
      assert.deepEqual(service.pipelines[pipeline]?.receivers, [`routing/${signal}-cluster`]);
      const { table } = connectors[`routing/${signal}-cluster`] as {
        table: { condition: string; pipelines: string[] }[];
      };
      assert.deepEqual(
        table.filter(({ pipelines }) => pipelines.includes(pipeline)).map(({ condition }) => condition),
        ["false"],
      );
    }
  });
});
