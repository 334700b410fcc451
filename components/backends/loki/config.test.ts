// Loki's configuration: limits and retention per tenant, labels, age of records, alert rules. Values by calling, no
// chart.
import assert from "node:assert/strict";
import { parse } from "yaml";
import { canaryTenant } from "../../../conventions/names";
import { tenantId } from "../../../settings/schema/texts";
import { manyTenants, settingsOf } from "../../../test/support/settings-of";
import { charts } from "../../charts";
import { alertFiles, alertMounts, platformLogAlerts, rulerConfig } from "./alerts";
import {
  compactorConfig,
  ingesterConfig,
  limitsConfig,
  oldestAcceptedHours,
  runtimeOverrides,
  schemaConfig,
} from "./config";

describe("Loki's schema", () => {
  it("starts on the day it has always started on", () => {
    assert.deepEqual(schemaConfig, {
      configs: [
        {
          from: "2024-04-01",
          store: "tsdb",
          object_store: "s3",
          schema: "v13",
          index: { prefix: "loki_index_", period: "24h" },
        },
      ],
    });
  });
});

describe("Loki's limits", () => {
  it("make index labels of three attributes and of nothing that Loki would add", () => {
    assert.deepEqual(limitsConfig(settingsOf()).otlp_config, {
      resource_attributes: {
        ignore_defaults: true,
        attributes_config: [
          { action: "index_label", attributes: ["service.name", "k8s.namespace.name", "deployment.environment.name"] },
        ],
      },
    });
  });

  it("cut long lines instead of refusing them, and delete nothing on request", () => {
    const { max_line_size_truncate: cut, deletion_mode: deletion } = limitsConfig(settingsOf());
    assert.deepEqual({ cut, deletion }, { cut: true, deletion: "filter-only" });
  });

  it("take every record that Kafka may still hold, and a day more", () => {
    const hours = (kafka: object) => oldestAcceptedHours(settingsOf({ kafka }));
    assert.equal(hours({ mode: "msk", retentionHours: 72 }), 168);
    assert.equal(hours({ mode: "msk", retentionHours: 500 }), 524);
    assert.equal(hours({ mode: "none" }), 168);
    assert.equal(
      limitsConfig(settingsOf({ kafka: { mode: "msk", retentionHours: 500 } })).reject_old_samples_max_age,
      "524h",
    );
  });

  it("have no answer cached of a time to which lines may still come", () => {
    for (const retentionHours of [72, 500]) {
      const limits = limitsConfig(settingsOf({ kafka: { mode: "msk", retentionHours } }));
      const cached = Object.entries(limits).filter(([name]) => /^max_.*cache_freshness/.test(name));
      assert.deepEqual(
        cached.map(([, freshness]) => freshness),
        [1, 2, 3].map(() => limits.reject_old_samples_max_age),
      );
    }
  });

  it("send old lines to streams of their own, so that a backlog is never out of order", () => {
    assert.deepEqual(limitsConfig(settingsOf()).shard_streams, { enabled: true, time_sharding_enabled: true });
  });

  it("take at once what a batch counts for whose records are short and say much of where they are from", () => {
    const burst = (logsBurstMb: number) => {
      const tenants = [{ id: "a", limits: { logsMbPerSecond: 1, logsBurstMb } }];
      const { a } = runtimeOverrides(settingsOf({ tenants })).overrides as { a: Record<string, unknown> };
      return [a.ingestion_burst_size_mb, a.per_stream_rate_limit_burst];
    };
    // 512 KiB of records of 100 bytes, with a resource of 5,000 that Loki counts with each.
    const counted = ((512 * 1_024) / 100) * 5_100;
    const [least] = burst(1);
    assert.ok(Number(least) * 1_048_576 > counted);
    assert.deepEqual(burst(1), [32, "32768KB"]);
    assert.deepEqual(burst(64), [64, "65536KB"]);
  });

  it("write sizes in whole numbers, which is all Loki reads", () => {
    const limits = { logsMbPerSecond: 2.5, logsBurstMb: 50.3 };
    const { overrides } = runtimeOverrides(settingsOf({ tenants: [{ id: "a", limits }] }));
    const { a } = overrides as { a: Record<string, unknown> };
    assert.deepEqual(
      [a.ingestion_rate_mb, a.per_stream_rate_limit, a.per_stream_rate_limit_burst],
      [2.5, "2560KB", "51508KB"],
    );
  });
});

describe("Loki's tenants", () => {
  const overridesOf = (tenants: unknown, size = "small") =>
    runtimeOverrides(settingsOf({ tenants, size })).overrides as Record<string, unknown>;

  it("have an entry where their limits or retention differ from the common ones", () => {
    const { slow, usual } = overridesOf([
      { id: "slow", retention: { logsDays: 90 }, limits: { maxStreams: 7 } },
      { id: "usual" },
    ]);
    assert.deepEqual(slow, {
      ingestion_rate_mb: 4,
      ingestion_burst_size_mb: 32,
      per_stream_rate_limit: "4096KB",
      per_stream_rate_limit_burst: "32768KB",
      max_global_streams_per_user: 7,
      retention_period: "2160h",
      max_query_length: "2184h",
      max_query_lookback: "2160h",
    });
    assert.equal(usual, undefined);
  });

  it("can ask for all that they keep in one query, and for the last 30 days in any case", () => {
    const queryable = (logsDays: number) => {
      const { max_query_length: longest, max_query_lookback: back } = limitsConfig(
        settingsOf({ retention: { logsDays } }),
      );
      return { longest, back };
    };
    assert.deepEqual(queryable(7), { longest: "744h", back: "168h" });
    assert.deepEqual(queryable(365), { longest: "8784h", back: "8760h" });
  });

  it("without an entry get the size's limits and the stack's retention", () => {
    const {
      ingestion_rate_mb: rate,
      max_global_streams_per_user: streams,
      retention_period: kept,
    } = limitsConfig(settingsOf({ size: "medium", retention: { logsDays: 10 } }));
    assert.deepEqual({ rate, streams, kept }, { rate: 10, streams: 10_000, kept: "240h" });
  });

  it("include the canary's, whose lines go after a day", () => {
    assert.deepEqual(overridesOf([{ id: "a" }])[canaryTenant], { retention_period: "24h" });
  });

  it("fit into a ConfigMap when a thousand of them all differ", () => {
    const tenants = manyTenants(1_000).map((tenant, index) => ({ ...tenant, limits: { maxStreams: 100 + index } }));
    assert.ok(JSON.stringify(overridesOf(tenants)).length < 400_000);
  });
});

describe("Loki's disk and bucket", () => {
  it("keep the write-ahead log, and replay it within the pod's memory", () => {
    assert.deepEqual(ingesterConfig(2_048), {
      wal: { enabled: true, flush_on_shutdown: true, replay_memory_ceiling: "1228MB" },
      // Or those of size large that go for good stay in the ring.
      autoforget_unhealthy: true,
    });
  });

  it("are cleaned by the compactor, which knows where deletions are noted", () => {
    assert.deepEqual([compactorConfig.retention_enabled, compactorConfig.delete_request_store], [true, "s3"]);
  });

  it("are cleaned of what any compactor has marked, noted below what is no tenant's", () => {
    const prefix = String(compactorConfig.deletion_marker_object_store_prefix);
    assert.match(prefix, /^[^/]+\/$/);
    assert.ok(!tenantId.safeParse(prefix.slice(0, -1)).success);
  });
});

describe("alerts over logs", () => {
  const settings = settingsOf();
  const rule = {
    alert: "NoOrders",
    expr: 'sum(count_over_time({service_name="orders"}[5m])) == 0',
    labels: { severity: "critical", tenant: "forged" },
  };
  const alerts = { payments: [{ name: "orders", rules: [rule] }], shop: [{ name: "cart", rules: [] }] };

  it("are a file for each tenant, and each alert carries its tenant", () => {
    const files = alertFiles(alerts);
    assert.deepEqual(Object.keys(files), ["payments.yaml", "shop.yaml"]);
    assert.deepEqual(parse(files["payments.yaml"] ?? ""), {
      groups: [{ name: "orders", rules: [{ ...rule, labels: { severity: "critical", tenant: "payments" } }] }],
    });
  });

  it("are mounted below a directory named after the tenant, and nothing else is", () => {
    const { extraVolumes, extraVolumeMounts } = alertMounts(alerts) as {
      extraVolumes: unknown[];
      extraVolumeMounts: unknown[];
    };
    assert.deepEqual(extraVolumes, [
      {
        name: "alerts",
        configMap: {
          name: "loki-alerts",
          items: [
            { key: "payments.yaml", path: "rules/payments/alerts.yaml" },
            { key: "shop.yaml", path: "rules/shop/alerts.yaml" },
          ],
        },
      },
    ]);
    assert.deepEqual(extraVolumeMounts, [
      { name: "alerts", mountPath: "/etc/loki/rules", subPath: "rules", readOnly: true },
    ]);
  });

  it("are refused, all faults at once, where one would take away the rules of all tenants", () => {
    const faulty = {
      alert: "Bad",
      expr: 'sum(count_over_time({a="b"}[5m]) > 0',
      for: "5 min",
      labels: { "no-label": "x" },
    };
    const lines = { alert: "Lines", expr: '{service_name="orders"} |= "error"' };
    assert.throws(
      () => alertFiles({ payments: [{ name: "a", rules: [faulty, rule] }], shop: [{ name: "b", rules: [lines] }] }),
      (error: Error) => {
        assert.deepEqual(
          error.message.split("\n").map((line) => line.trim().replace(/: (sum|\{).*/, "")),
          [
            "Loki's ruler would take no rule of any tenant:",
            "payments, group a, alert Bad: no LogQL at character 37",
            "payments, group a, alert Bad: for 5 min is no duration such as 5m",
            "payments, group a, alert Bad: no-label is no label name",
            "shop, group b, alert Lines: gives lines, not a number to alert on",
          ],
        );
        return true;
      },
    );
    assert.doesNotThrow(() => alertFiles(platformLogAlerts(settings)));
  });

  it("of the platform read lines of pods that write them, and never Loki's, which repeat each query", () => {
    const rules = Object.values(platformLogAlerts(settings)).flatMap((groups) =>
      groups.flatMap((group) => group.rules),
    );
    assert.ok(rules.length > 3);
    const writers = [charts.fileLogs.name, charts.gateway.name, charts.tempo.name, charts.grafana.name].map(
      (name) => `service_name="${name}"`,
    );
    for (const { alert, expr } of rules)
      assert.ok(
        writers.some((writer) => expr.includes(writer)),
        `${alert}: ${expr}`,
      );
  });

  it("restart the ruler when a rule changes", () => {
    const checksum = (changed: typeof alerts) => JSON.stringify(alertMounts(changed).podAnnotations);
    assert.notEqual(
      checksum(alerts),
      checksum({ ...alerts, payments: [{ name: "orders", rules: [{ ...rule, expr: "vector(1)" }] }] }),
    );
  });

  it("are read from files, shared between replicas, and sent to every Alertmanager with the environment", () => {
    assert.deepEqual(rulerConfig(settings, alerts), {
      storage: { type: "local", local: { directory: "/etc/loki/rules" } },
      alertmanager_url: "http://_http-web._tcp.alertmanager-operated.observability.svc.cluster.local",
      enable_alertmanager_discovery: true,
      external_labels: { environment: "test", cluster: "test" },
      enable_sharding: true,
    });
  });

  it("mount nothing where there are none, and the ruler gets a directory it can make", () => {
    assert.deepEqual(alertMounts({}), {});
    assert.deepEqual(rulerConfig(settings, {}).storage, { type: "local", local: { directory: "/var/loki/rules" } });
  });
});
