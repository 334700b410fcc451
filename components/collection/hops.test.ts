import assert from "node:assert/strict";
import { behindHops } from "../../conventions/hops";
import { namesFor } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import type { CollectorConfig } from "./collector";
import { gatewayConfig } from "./gateway/config";
import { logConsumerConfig } from "./log-consumer/config";
import { samplerConfig } from "./sampler/config";

describe("what Collectors count behind their hops over loopback", () => {
  const settings = settingsWith({
    size: "large",
    fanout: {
      cloudwatch: { enabled: true },
      elasticsearch: { enabled: true, endpoints: ["https://search.example.com"] },
    },
  });
  const configs: Record<string, CollectorConfig> = {
    gateway: gatewayConfig(settings, namesFor(settings)),
    "log consumer": logConsumerConfig(settings, namesFor(settings)),
    sampler: samplerConfig(settings),
  };
  const matches = (pattern: string, id: string) => new RegExp(`^(?:${pattern})$`).test(id);
  const { receivers, exporters } = behindHops;

  for (const [name, { receivers: all, exporters: known, service }] of Object.entries(configs)) {
    it(`is known by its name: ${name}`, () => {
      const hops = Object.entries(all)
        .filter(([, receiver]) => JSON.stringify(receiver).includes('"127.0.0.1:'))
        .map(([id]) => id);
      assert.deepEqual(
        Object.keys(all).filter((id) => matches(`${receivers.ofQueues}|${receivers.ofBatches}`, id)),
        hops,
      );
      const behind = new Set<string>(hops.filter((id) => matches(receivers.ofQueues, id)));
      assert.ok(behind.size > 0);
      // A connector is an exporter of one pipeline and a receiver of another.
      for (let before = 0; before !== behind.size; ) {
        before = behind.size;
        for (const pipeline of Object.values(service.pipelines))
          if (pipeline?.receivers.some((id) => behind.has(id))) for (const id of pipeline.exporters) behind.add(id);
      }
      assert.deepEqual(
        Object.keys(known).filter((id) => matches(exporters.ofQueues, id)),
        Object.keys(known).filter((id) => behind.has(id)),
      );
    });
  }
});
