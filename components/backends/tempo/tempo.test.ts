// Values of both Tempo charts: storage, tenants, metrics made of spans. By calling, no chart.
import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Settings } from "../../../settings/settings";
import { unknownEngineKeys } from "../../../test/charts/engine-keys";
import { namesFor, place } from "../../../test/support/place";
import { manyTenants, settingsOf } from "../../../test/support/settings-of";
import { valueAt as at } from "../../../test/support/value-at";
import { unknownPaths } from "../../chart-values/value-paths";
import { charts } from "../../charts";
import { cloudNames } from "../../cloud/names";
import { endpoints, prometheusWriters } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { tenantDataSources } from "../grafana/data-sources";
import { defaultOverrides, generatorProcessors, liveTraces, s3, tenantOverrides } from "./config";
import { tempoDistributedValues } from "./distributed-values";
import { tempoConfig, tempoValues } from "./values";

function stack(configuration: Record<string, unknown> = {}) {
  const settings = settingsOf(configuration);
  return { settings, names: namesFor(settings) };
}

const small = stack();
const large = stack({ size: "large" });
const own = {
  tenants: [
    { id: "own", retention: { tracesDays: 60 }, limits: { tracesMbPerSecond: 1, spanMetricSeries: 500 } },
    { id: "usual" },
  ],
};

describe("Tempo that starts", () => {
  it("has a quarter of an hour to read back its log, in one process and in parts", () => {
    for (const values of [
      tempoValues(small.settings, small.names),
      tempoDistributedValues(large.settings, large.names),
    ])
      assert.equal(at(values, "tempo.livenessProbe.failureThreshold"), 90);
  });
});

describe("Tempo that is asked", () => {
  it("answers as long as Grafana waits, in one process and in parts", () => {
    const sources = tenantDataSources("own", "secret", endpoints(small.settings));
    const waits = at(sources.find(({ type }) => type === "tempo") ?? {}, "jsonData.timeout");
    for (const server of [
      at(tempoConfig(small.settings, small.names), "server"),
      at(tempoDistributedValues(large.settings, large.names), "server"),
    ])
      assert.equal(at(server as HelmValues, "http_server_write_timeout"), `${Number(waits) / 60}m`);
  });
});

describe("Tempo as one process", () => {
  const values = tempoValues(small.settings, small.names);
  const config = tempoConfig(small.settings, small.names);

  it("has values that are paths of the pinned chart", () => {
    assert.deepEqual(unknownPaths(charts.tempo.name, charts.tempo.version, values), []);
  });

  it("has a configuration of keys that Tempo has, passed to the chart as it is", () => {
    assert.deepEqual(unknownEngineKeys("tempo-2.10.8", config), []);
    assert.deepEqual(parse(values.config as string), config);
  });

  it("listens for OTLP and nothing else", () => {
    assert.deepEqual(Object.keys(at(config, "distributor.receivers") ?? {}), ["otlp"]);
  });

  it("keeps its rings to itself, of which Tempo leaves one to be shared", () => {
    assert.equal(at(config, "distributor.ring.kvstore.store"), "inmemory");
    assert.equal(config.memberlist, undefined);
  });

  it("keeps both write-ahead logs on the volume", () => {
    assert.deepEqual(values.persistence, { enabled: true, size: "20Gi", storageClassName: "observability-gp3" });
    for (const log of ["storage.trace.wal", "metrics_generator.storage", "metrics_generator.traces_storage"]) {
      assert.match(String(at(config, `${log}.path`)), /^\/var\/tempo\/[a-z/]+$/);
    }
  });

  it("separates tenants and reports nothing to the vendor", () => {
    assert.equal(config.multitenancy_enabled, true);
    assert.deepEqual(config.usage_report, { reporting_enabled: false });
    assert.equal(at(config, "query_frontend.multi_tenant_queries_enabled"), false);
  });
});

describe("Tempo in parts", () => {
  const values = tempoDistributedValues(large.settings, large.names);

  it("has values that are paths of the pinned chart", () => {
    assert.deepEqual(unknownPaths(charts.tempoDistributed.name, charts.tempoDistributed.version, values), []);
  });

  it("passes on keys that Tempo has", () => {
    assert.deepEqual(
      unknownEngineKeys("tempo-2.10.8", {
        ...(at(values, "tempo.structuredConfig") as HelmValues),
        overrides: values.overrides,
        storage: values.storage,
        metrics_generator: at(values, "metricsGenerator.config"),
        compactor: at(values, "compactor.config"),
      }),
      [],
    );
  });

  it("runs the size's replicas and keeps logs on gp3 volumes", () => {
    const parts = ["distributor", "ingester", "querier", "queryFrontend", "compactor", "metricsGenerator", "memcached"];
    assert.deepEqual(
      parts.map((part) => at(values, `${part}.replicas`)),
      [3, 3, 3, 2, 1, 3, 3],
    );
    assert.deepEqual(at(values, "ingester.persistence"), {
      enabled: true,
      size: "50Gi",
      storageClass: "observability-gp3",
    });
    assert.deepEqual(at(values, "metricsGenerator.persistence"), {
      enabled: true,
      size: "20Gi",
      storageClass: "observability-gp3",
    });
    assert.equal(at(values, "metricsGenerator.kind"), "StatefulSet");
  });

  it("finds its members again after they could not reach each other", () => {
    for (const ipFamily of ["ipv4", "ipv6"] as const) {
      const settings: Settings = { ...large.settings, clusterKind: { ...large.settings.clusterKind, ipFamily } };
      assert.equal(at(tempoDistributedValues(settings, large.names), "memberlist.rejoin_interval"), "90s");
    }
  });
});

describe("Tempo of each size", () => {
  const parts = tempoDistributedValues(large.settings, large.names);
  const configs = [tempoConfig(small.settings, small.names), at(parts, "tempo.structuredConfig") as HelmValues];

  it("has ingesters take a batch in which each trace has its own copy of the resource", () => {
    for (const values of [configs[0], parts])
      assert.equal(at(values as HelmValues, "server.grpc_server_max_recv_msg_size"), 100 * 1024 * 1024);
  });

  it("tells who is over the limit when to try again, which takes both keys", () => {
    for (const config of configs) assert.equal(at(config, "distributor.retry_after_on_resource_exhausted"), "1s");
    for (const { settings } of [small, large])
      assert.equal(at(defaultOverrides(settings), "ingestion.retry_info_enabled"), true);
  });

  it("writes traces ahead within seconds, as a killed process loses what lies in memory", () => {
    const seconds = (period: unknown) => Number.parseInt(String(period), 10);
    for (const config of configs) {
      const { trace_idle_period, flush_check_period, max_block_duration } = config.ingester as HelmValues;
      assert.ok(seconds(trace_idle_period) + seconds(flush_check_period) <= 4);
      // A file of the log for each look, all of which are open at once: 180 by Tempo's own periods.
      assert.equal(max_block_duration, "10m");
      assert.ok(600 / seconds(flush_check_period) <= 200);
    }
  });

  it("makes blocks of its log one at a time for each 2 GiB: each takes up to 600 MiB, ingester's and generator's", () => {
    const atATime = (memoryMib: number) => liveTraces({ memoryMib }).concurrent_flushes;
    assert.deepEqual([1_024, 2_048, 8_192, 32_768].map(atATime), [1, 1, 4, 4]);
    assert.deepEqual(
      configs.map((config) => at(config, "ingester.concurrent_flushes")),
      [1, 4],
    );
    assert.equal(at(configs[0] ?? {}, "metrics_generator.processor.local_blocks.concurrency"), 1);
  });

  it("has ingesters that get ready while another is lost", () => {
    for (const config of configs) assert.equal(at(config, "ingester.lifecycler.readiness_check_ring_health"), false);
    const ipv6: Settings = { ...large.settings, clusterKind: { ...large.settings.clusterKind, ipFamily: "ipv6" } };
    const lifecycler = at(tempoDistributedValues(ipv6, large.names), "tempo.structuredConfig.ingester.lifecycler");
    assert.deepEqual(lifecycler, { readiness_check_ring_health: false, enable_inet6: true });
  });
});

describe("Tempo's bucket", () => {
  it("is reached at its region's host, without credentials, and leaves encryption to the bucket", () => {
    assert.deepEqual(s3(small.names), {
      bucket: "test-observability-tempo-66a9617e",
      endpoint: "s3.eu-central-1.amazonaws.com",
      region: "eu-central-1",
    });
  });

  it("has the host of the partition", () => {
    for (const [partition, region, host] of [
      ["aws-cn", "cn-north-1", "s3.cn-north-1.amazonaws.com.cn"],
      ["aws-us-gov", "us-gov-west-1", "s3.us-gov-west-1.amazonaws.com"],
      ["aws-eusc", "eusc-de-east-1", "s3.eusc-de-east-1.amazonaws.eu"],
      ["aws-iso", "us-iso-east-1", "s3.us-iso-east-1.c2s.ic.gov"],
      ["aws-iso-b", "us-isob-east-1", "s3.us-isob-east-1.sc2s.sgov.gov"],
    ] as const)
      assert.equal(s3(cloudNames(small.settings, { ...place, partition, region })).endpoint, host);
  });

  it("is reached as the service account `tempo`, annotated under IRSA only", () => {
    for (const render of [tempoValues, tempoDistributedValues]) {
      const account = (identity: string) => {
        const { settings, names } = stack({ identity });
        return render(settings, names).serviceAccount as HelmValues;
      };
      assert.deepEqual(account("irsa").annotations, {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/test-observability-tempo-66a9617e",
      });
      assert.equal(account("podIdentity").annotations, undefined);
      assert.equal(account("podIdentity").name, "tempo");
    }
  });
});

describe("Tempo's tenants", () => {
  it("have a complete entry where they differ: Tempo fills in nothing from the defaults", () => {
    const { settings } = stack(own);
    const overrides = tenantOverrides(settings);
    assert.deepEqual(Object.keys(overrides), ["own"]);
    const shape = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shape(item)]))
        : typeof value;
    assert.deepEqual(shape(overrides.own), shape(defaultOverrides(settings)));
  });

  it("are limited in bytes, series and days", () => {
    const { own: limits } = tenantOverrides(stack(own).settings) as Record<
      string,
      Record<string, Record<string, unknown>>
    >;
    assert.equal(limits?.ingestion?.rate_limit_bytes, 1_000_000);
    assert.equal(limits?.metrics_generator?.max_active_series, 500);
    assert.equal(limits?.compaction?.block_retention, "1440h");
  });

  it("may always send one whole batch", () => {
    const { own: limits } = tenantOverrides(stack(own).settings) as Record<
      string,
      Record<string, Record<string, number>>
    >;
    assert.equal(limits?.ingestion?.burst_size_bytes, 16 * 1024 * 1024);
  });

  it("fit into a ConfigMap when a thousand of them all differ", () => {
    const tenants = manyTenants(1_000).map((tenant, index) => ({
      ...tenant,
      limits: { spanMetricSeries: 100 + index },
    }));
    assert.ok(JSON.stringify(tenantOverrides(stack({ tenants }).settings)).length < 700_000);
  });
});

describe("metrics made of spans", () => {
  it("are not counted by Tempo in large, where it sees a sample only", () => {
    assert.deepEqual(generatorProcessors({ size: "medium" }), ["span-metrics", "service-graphs", "local-blocks"]);
    assert.deepEqual(generatorProcessors({ size: "large" }), ["service-graphs", "local-blocks"]);
  });

  it("have room for the calls of a tenant at ten times what Tempo expects, and go to Prometheus, from either chart", () => {
    const oneProcess = tempoConfig(small.settings, small.names).metrics_generator as Record<string, HelmValues>;
    const inParts = (tempoDistributedValues(large.settings, large.names).metricsGenerator as HelmValues)
      .config as Record<string, HelmValues>;
    for (const [generator, settings] of [
      [oneProcess, small.settings],
      [inParts, large.settings],
    ] as const) {
      assert.equal(at(generator, "processor.service_graphs.max_items"), 100_000);
      // Below the half hour after which S3 is asked, with five minutes until a block is listed, and as many for its index.
      assert.equal(at(generator, "processor.local_blocks.max_block_duration"), "10m");
      // With exemplars and the tenant's label.
      assert.deepEqual(generator.registry, { inject_tenant_id_as: "tenant" });
      assert.deepEqual(
        generator.storage?.remote_write,
        prometheusWriters(settings).map((url) => ({
          url,
          send_exemplars: true,
          queue_config: { max_samples_per_send: 500 },
        })),
      );
      // A power of two, or Tempo takes its own 16,384: with that, hundreds of tenants fill its memory.
      assert.equal(at(generator, "storage.wal.stripe_size"), 512);
    }
  });

  it("point from their exemplars under the name that logs use too", () => {
    const { metrics_generator: generator } = defaultOverrides(small.settings) as { metrics_generator: HelmValues };
    assert.equal(generator.trace_id_label_name, "trace_id");
  });
});
