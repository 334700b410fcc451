// A key that belongs to another place is told with that place.
import assert from "node:assert/strict";
import { linesOf, type Overrides, tenant } from "../../test/support/told";
import { knownKeys, schemaAt } from "../shape";
import { placesNamed } from "./belongs-elsewhere";
import type { Path } from "./problem";

const pathOf = (text: string): Path =>
  text
    .replaceAll("[]", ".0")
    .split(".")
    .filter((step) => step !== "")
    .map((step) => (step === "0" ? 0 : step));

describe("a key that belongs to another place", () => {
  it("is named with a place that there is, and is none where it stands", () => {
    for (const { holder, keys, place } of placesNamed) {
      assert.ok(schemaAt(pathOf(place)), place);
      const known = knownKeys(pathOf(holder)).map((key) => key.toLowerCase());
      for (const key of keys) assert.ok(!known.includes(key), `${holder} knows ${key}`);
    }
  });

  it("is told in one sentence, however it is spelt, and moved by nobody", () => {
    const cases: [Overrides, string][] = [
      [tenant({ retention: { metricsDays: 30 } }), "retention.metricsDays, for all tenants' metrics are in one store"],
      [{ kafka: { mode: "msk", username: "otel" } }, "kafka.existingSecret, for a Secret of the cluster holds them"],
      [{ kafka: { mode: "msk", password: "x" } }, "kafka.existingSecret, for a Secret of the cluster holds them"],
      [{ kafka: { mode: "msk", bootstrap_brokers: ["b:9096"] } }, "kafka.bootstrapServers"],
      [{ logs: { LogLevel: "info" } }, "logs.minimumSeverity"],
      [{ grafana: { hostname: "g.example.com", domain: "g.example.com" } }, "grafana.hostname"],
      [tenant({ receiver: [] }), "alerts.receivers, for each names its `tenant`"],
      [{ Datadog: { enabled: true } }, "fanout"],
      [{ "fluent-bit": {} }, "logs.containerShipper, for values of its chart stand under `overrides`"],
      [{ clusterName: "shop" }, "cluster.name"],
    ];
    for (const [overrides, place] of cases) {
      const [line = "", ...more] = linesOf(overrides);
      assert.deepEqual(more, []);
      const [short = ""] = place.split(",");
      const end = `unknown key: what it says belongs to ${place} - edit the stack's file: write it at ${short}, and take this key away`;
      assert.ok(line.endsWith(end), line);
    }
  });
});
