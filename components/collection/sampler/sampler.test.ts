import assert from "node:assert/strict";
import { settingsWith } from "../../../test/support/stack-configuration";
import { generatorProcessors } from "../../backends/tempo/config";
import { samplerConfig } from "./config";

const large = settingsWith({ size: "large" });

describe("sampler", () => {
  it("measures spans before it drops any", () => {
    const {
      service: { pipelines },
    } = samplerConfig(large);
    assert.deepEqual(pipelines["traces/measured"], {
      receivers: ["otlp"],
      processors: ["memory_limiter"],
      exporters: ["span_metrics"],
    });
    assert.deepEqual(pipelines["traces/sampled"]?.processors, ["memory_limiter", "tail_sampling"]);
  });

  it("counts the spans of 10,000 services side by side: above its own 1,000 they would begin anew", () => {
    const { connectors } = samplerConfig(large);
    assert.equal(connectors?.span_metrics?.resource_metrics_cache_size, 10_000);
  });

  it("leaves the service graph to Tempo: it is written once", () => {
    const { connectors } = samplerConfig(large);
    assert.deepEqual(
      Object.keys(connectors ?? {}).filter((id) => id.startsWith("service_graph")),
      [],
    );
    assert.ok(generatorProcessors({ size: "large" }).includes("service-graphs"));
  });

  it("tells replicas' series apart", () => {
    const { exporters } = samplerConfig(large);
    assert.deepEqual(exporters.prometheus_remote_write?.external_labels, { collector: "${env:OTEL_K8S_POD_NAME}" });
  });
});
