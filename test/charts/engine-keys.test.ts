// The checker of Loki's and Tempo's keys: that a wrong key is found. The configurations are checked in the tests of
// each.
import assert from "node:assert/strict";
import { unknownEngineKeys } from "./engine-keys";

describe("unknownEngineKeys", () => {
  it("accepts keys at their place, through lists and named blocks", () => {
    assert.deepEqual(
      unknownEngineKeys("loki-3.7.6", {
        schema_config: { configs: [{ from: "2024-04-01", index: { period: "24h" } }] },
        limits_config: {
          otlp_config: { resource_attributes: { attributes_config: [{ action: "drop", regex: "x" }] } },
        },
        common: { storage: { s3: { sse: { type: "SSE-KMS" } } } },
      }),
      [],
    );
  });

  it("names a misspelt key and a key at another's place", () => {
    assert.deepEqual(
      unknownEngineKeys("loki-3.7.6", { limits_config: { retention: "1h" }, compactor: { retention_period: "1h" } }),
      ["limits_config.retention", "compactor.retention_period"],
    );
    assert.deepEqual(
      unknownEngineKeys("tempo-2.10.8", {
        overrides: { defaults: { ingestion: { rate_limit: 1 } } },
        live_storage: {},
      }),
      ["overrides.defaults.ingestion.rate_limit", "live_storage"],
    );
  });

  it("lets blocks of other programs be", () => {
    assert.deepEqual(unknownEngineKeys("tempo-2.10.8", { distributor: { receivers: { otlp: {} } } }), []);
    assert.deepEqual(unknownEngineKeys("loki-3.7.6", { ruler: { external_labels: { any: "thing" } } }), []);
  });
});
