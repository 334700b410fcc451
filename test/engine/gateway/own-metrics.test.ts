// A Collector's own metrics name each queue, however many tenants there are: Go's SDK by itself keeps 2,000 series of a
// metric, and the alerts on queues would not see the others. The real Collector with the variables of its release.
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { gatewayValues } from "../../../components/collection/gateway/values";
import { collectorBinary, RunningCollector } from "../../servers/collector-process";
import { freePorts } from "../../servers/daemon";
import { namesFor } from "../../support/place";
import { settingsWith } from "../../support/stack-configuration";

describe("a Collector of many queues", function () {
  this.timeout(120_000);

  before(async function () {
    this.timeout(1_800_000);
    await collectorBinary();
  });

  it("tells of each by its name", async () => {
    const settings = settingsWith({});
    const { extraEnvs } = gatewayValues(settings, namesFor(settings)) as {
      extraEnvs: { name: string; value?: string }[];
    };
    const environment = Object.fromEntries(
      extraEnvs.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    );
    const [receiver = 0, port = 0] = await freePorts(2);
    const exporters = Array.from({ length: 2_100 }, (_, index) => `otlp_http/logs/tenant-${index}`);
    const collector = await RunningCollector.start(
      await collectorBinary(),
      [
        stringify({
          receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${receiver}` } } } },
          exporters: Object.fromEntries(exporters.map((id) => [id, { endpoint: "http://127.0.0.1:1" }])),
          service: {
            telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: "127.0.0.1", port } } } }] } },
            pipelines: { logs: { receivers: ["otlp"], exporters } },
          },
        }),
      ],
      environment,
    );
    try {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const named = new Set(
        [...metrics.matchAll(/^otelcol_exporter_queue_size\{.*exporter="([^"]+)"/gm)].map(([, id]) => id),
      );
      assert.equal(named.size, exporters.length);
    } finally {
      await collector.stop();
    }
  });
});
