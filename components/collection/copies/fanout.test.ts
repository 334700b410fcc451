// The exporters that no Collector of the engine tests has: every key that is rendered for them is one that they
// document. Unlike a real Collector this sees no value. What the test's Collector does have,
// test/engine/gateway/configurations.test.ts checks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { namesFor } from "../../../test/support/place";
import { settingsWith } from "../../../test/support/stack-configuration";
import { type CollectorConfig, configTexts, type Pipeline } from "../collector/config";
import { notInTestBuild } from "../collector/names";
import { gatewayConfig } from "../gateway/config";
import { logConsumerConfig } from "../log-consumer/config";

const documented = new Map(
  readFileSync(join(__dirname, "../../../test/charts/engine-keys/collector-exporters.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [exporter = "", keys = ""] = line.split(": ");
      return [exporter, keys.split(" ")] as const;
    }),
);

/** Paths of all values in an exporter's definition. */
function paths(definition: unknown, prefix = ""): string[] {
  if (typeof definition !== "object" || definition === null || Array.isArray(definition)) return [prefix];
  return Object.entries(definition).flatMap(([key, value]) => paths(value, prefix === "" ? key : `${prefix}.${key}`));
}

function unknownKeys({ exporters }: CollectorConfig): string[] {
  return Object.entries(exporters).flatMap(([id, definition]) => {
    const keys = documented.get(id.split("/")[0] ?? "");
    return keys === undefined
      ? []
      : paths(definition)
          .filter((path) => !keys.some((key) => (key.endsWith(".") ? path.startsWith(key) : path === key)))
          .map((path) => `${id}.${path}`);
  });
}

const configsOf = (engine: string, replacesLoki: boolean, withUser: boolean) => {
  const settings = settingsWith(
    {
      fanout: {
        cloudwatch: { enabled: true },
        datadog: { enabled: true, apiKey: "key" },
        elasticsearch: {
          enabled: true,
          engine,
          replacesLoki,
          endpoints: ["https://search.example.com:9200"],
          ...(withUser ? { username: "otel", password: "word" } : {}),
        },
      },
    },
    ["fanout"],
  );
  return {
    gateway: gatewayConfig(settings, namesFor(settings)),
    consumer: logConsumerConfig(settings, namesFor(settings)),
  };
};

describe("exporters outside the test's Collector", () => {
  it("are the ones whose keys are listed", () =>
    assert.deepEqual([...documented.keys()].sort(), [...(notInTestBuild.exporters ?? [])].sort()));

  for (const engine of ["elasticsearch", "opensearch"]) {
    for (const replacesLoki of engine === "opensearch" ? [false] : [true, false]) {
      it(`are given keys that they know: ${engine} ${replacesLoki ? "in Loki's place" : "beside Loki"}`, () => {
        for (const withUser of [true, false]) {
          const { gateway, consumer } = configsOf(engine, replacesLoki, withUser);
          for (const config of [gateway, consumer]) {
            assert.deepEqual(unknownKeys(config), []);
            assert.doesNotThrow(() => configTexts(config));
          }
        }
      });
    }
  }

  it("adds up in CloudWatch what one pod has more of than before: no totals, and no mixture of pods", () => {
    const { gateway } = configsOf("elasticsearch", false, false);
    const { "metrics/cloudwatch": behind, ...others } = gateway.service.pipelines;
    const ofMetrics = (Object.entries(others) as [string, Pipeline][]).find(
      ([id, { exporters }]) => id.startsWith("metrics/") && exporters.includes("otlp_grpc/cloudwatch-queue"),
    );
    assert.ok(ofMetrics);
    // A request that is tried once more would be nothing but zeros behind them.
    assert.deepEqual(ofMetrics[1].processors, ["transform/levels", "cumulative_to_delta", "batch/fanout"]);
    assert.deepEqual(behind?.processors, ["filter/cloudwatch-points"]);
    for (const id of ofMetrics[1].processors) assert.ok(gateway.processors[id], id);
  });

  it("waits for CloudWatch's exporters as long as they try, so that nothing is added up twice", () => {
    for (const config of Object.values(configsOf("elasticsearch", false, false))) {
      const { timeout } = config.exporters["otlp_grpc/cloudwatch-queue"] as { timeout?: string };
      // Two tries more after the first, of 30 s each.
      assert.ok(Number.parseInt(timeout ?? "5", 10) > 3 * 30, timeout);
    }
  });

  it("gives logs for CloudWatch no difference, and no other target's metrics", () => {
    const { gateway } = configsOf("elasticsearch", false, false);
    const differences = (Object.entries(gateway.service.pipelines) as [string, Pipeline][]).filter(
      ([, { processors }]) => processors.includes("cumulative_to_delta"),
    );
    assert.deepEqual(
      differences.map(([, { exporters }]) => exporters),
      [["otlp_grpc/cloudwatch-queue"]],
    );
  });

  it("would be found out with a key that they do not know", () => {
    const { gateway } = configsOf("elasticsearch", false, false);
    const broken = {
      ...gateway,
      exporters: {
        ...gateway.exporters,
        elasticsearch: { ...gateway.exporters.elasticsearch, retry_on_failure: { max_elapsed_time: 0 } },
      },
    };
    assert.deepEqual(unknownKeys(broken), ["elasticsearch.retry_on_failure.max_elapsed_time"]);
  });

  it(
    "Elasticsearch's own forgets what it cannot deliver, so that an OTLP exporter's queue stands before it, and " +
      "waits where it replaces Loki",
    () => {
      for (const config of Object.values(configsOf("elasticsearch", true, false))) {
        assert.deepEqual(config.exporters.elasticsearch?.sending_queue, { enabled: false });
        assert.deepEqual(config.service.pipelines["logs/search"]?.exporters, ["elasticsearch"]);
        assert.deepEqual(config.service.pipelines["logs/tenant-payments"]?.exporters, ["otlp_grpc/search-queue"]);
        const queue = config.exporters["otlp_grpc/search-queue"]?.sending_queue as {
          storage: string;
          block_on_overflow: boolean;
        };
        assert.deepEqual([queue.storage, queue.block_on_overflow], ["file_storage/queue", true]);
        assert.deepEqual(config.exporters["otlp_grpc/search-queue"]?.retry_on_failure, { max_elapsed_time: 0 });
      }
    },
  );

  it("a document that Elasticsearch is too busy for is tried until the queue in front sends all of them again", () => {
    for (const replacesLoki of [true, false])
      for (const { exporters } of Object.values(configsOf("elasticsearch", replacesLoki, false))) {
        const { retry } = exporters.elasticsearch as {
          retry: { retry_on_document_status: number[]; max_retries: number };
        };
        assert.deepEqual(retry.retry_on_document_status, [429, 503]);
        // Of each wait at least a half (esclient.go): 1 s, doubled up to 30 s.
        const waits = Array.from({ length: retry.max_retries }, (_, index) => Math.min(30, 2 ** index) / 2);
        const { timeout } = exporters["otlp_grpc/search-queue"] as { timeout: string };
        assert.ok(waits.reduce((sum, each) => sum + each, 0) > Number.parseInt(timeout, 10), String(waits));
      }
  });

  it("what a sender writes decides neither Elasticsearch's index nor whether others' records come", () => {
    for (const { processors, service } of Object.values(configsOf("elasticsearch", true, false))) {
      const [id = "memory_limiter"] = service.pipelines["logs/search"]?.processors ?? [];
      const text = JSON.stringify(processors[id]);
      for (const context of ["resource", "scope", "log"]) assert.ok(text.includes(`${context}.attributes`), context);
      for (const name of ["elastic[.]mapping[.]mode", "elasticsearch[.]index", "data_stream[.]type"])
        assert.ok(text.includes(name), name);
      const { log_statements: statements } = processors[id] as { log_statements: { statements: string[] }[] };
      // Where no record names one, the name of its scope does.
      assert.equal(statements[0]?.statements.at(-1), 'set(resource.attributes["data_stream.dataset"], "generic")');
    }
  });

  it("what an exporter behind a hop sends in several parts is no larger than a store's batch", () => {
    const { gateway, consumer } = configsOf("elasticsearch", false, false);
    for (const { exporters } of [gateway, consumer])
      for (const id of ["otlp_grpc/cloudwatch-queue", "otlp_grpc/search-queue"] as const) {
        const { sending_queue } = exporters[id] as { sending_queue: { batch: { max_size: number } } };
        assert.equal(sending_queue.batch.max_size, 512 * 1_024, id);
      }
  });

  it("CloudWatch is sent nothing that it is too old for: all that comes with it would be sent again", () => {
    for (const { service } of Object.values(configsOf("elasticsearch", false, false)))
      assert.deepEqual(service.pipelines["logs/cloudwatch"]?.processors, ["filter/cloudwatch-age"]);
  });
});
