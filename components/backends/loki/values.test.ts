// Values of the loki chart in each size: mode, replicas, identity, storage, front door. By calling, no chart.
import assert from "node:assert/strict";
import { sizeNames } from "../../../settings/sizing";
import { unknownEngineKeys } from "../../../test/charts/engine-keys";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { valueAt as at } from "../../../test/support/value-at";
import { unknownPaths } from "../../chart-values/value-paths";
import { charts } from "../../charts";
import type { HelmValues } from "../../helm-values";
import { lokiValues } from "./values";

function valuesOf(configuration: Record<string, unknown>): HelmValues {
  const settings = settingsOf(configuration);
  return lokiValues(settings, namesFor(settings), {
    payments: [{ name: "g", rules: [{ alert: "A", expr: "vector(1)" }] }],
  });
}

describe("Loki's values", () => {
  for (const size of sizeNames) {
    it(`are paths of the pinned chart (${size})`, () => {
      assert.deepEqual(unknownPaths(charts.loki.name, charts.loki.version, valuesOf({ size })), []);
    });

    it(`name keys that Loki has (${size})`, () => {
      const {
        limits_config,
        compactor,
        ingester,
        analytics,
        pattern_ingester,
        schemaConfig,
        rulerConfig,
        runtimeConfig,
        commonConfig,
      } = valuesOf({ size, tenants: [{ id: "own", retention: { logsDays: 7 } }] }).loki as HelmValues;
      assert.deepEqual(
        unknownEngineKeys("loki-3.7.6", {
          limits_config,
          compactor,
          ingester,
          analytics,
          pattern_ingester,
          common: commonConfig,
          schema_config: schemaConfig,
          ruler: rulerConfig,
        }),
        [],
      );
      for (const limits of Object.values((runtimeConfig as HelmValues).overrides as HelmValues)) {
        assert.deepEqual(unknownEngineKeys("loki-3.7.6", { limits_config: limits }), []);
      }
    });

    it(`keep the chart's third mode at nothing, and find members that are not ready yet (${size})`, () => {
      const values = valuesOf({ size });
      assert.equal(at(values, "memberlist.service.publishNotReadyAddresses"), true);
      assert.deepEqual(
        ["read", "write", "backend"].map((part) => at(values, `${part}.replicas`)),
        [0, 0, 0],
      );
    });
  }

  it("run one process in small, three in medium, of which the compactor stays the same, and copies to match", () => {
    const common = ["replication_factor", "persist_tokens"].map((key) => `loki.commonConfig.${key}`);
    const of = (size: string) =>
      ["deploymentMode", "singleBinary.replicas", ...common].map((path) => at(valuesOf({ size }), path));
    assert.deepEqual(of("small"), ["Monolithic", 1, 1, true]);
    assert.deepEqual(of("medium"), ["Monolithic", 3, 3, true]);
    assert.deepEqual(of("large"), ["Distributed", undefined, 3, undefined]);
  });

  it("run every part in large, none of them without a disruption budget", () => {
    const values = valuesOf({ size: "large" });
    const replicas = {
      distributor: 3,
      ingester: 6,
      querier: 4,
      queryFrontend: 2,
      queryScheduler: 2,
      indexGateway: 3,
      ruler: 2,
    };
    for (const [part, count] of Object.entries(replicas)) {
      assert.equal(at(values, `${part}.replicas`), count, part);
      assert.equal(at(values, `${part}.podDisruptionBudget.maxUnavailable`), 1, part);
    }
    assert.equal(at(values, "compactor.replicas"), 1);
  });

  it("let the front door go before the next comes, a single one as Helm waits for it", () => {
    const update = (size: "small" | "medium") => at(valuesOf({ size }), "gateway.deploymentStrategy");
    assert.deepEqual(update("small"), { type: "Recreate" });
    assert.deepEqual(update("medium"), { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } });
  });

  it("let two pods of a part that holds nothing stand on one node, and ask for two", () => {
    const values = valuesOf({ size: "large" });
    for (const part of ["distributor", "querier", "queryFrontend", "queryScheduler"]) {
      const rules = at(values, `${part}.affinity.podAntiAffinity`) as Record<string, unknown[]>;
      // Without a selector it matches no pod.
      assert.deepEqual(
        rules.requiredDuringSchedulingIgnoredDuringExecution,
        [{ topologyKey: "kubernetes.io/hostname" }],
        part,
      );
      assert.equal(rules.preferredDuringSchedulingIgnoredDuringExecution?.length, 1, part);
    }
    assert.equal(at(values, "ingester.affinity"), undefined, "no node holds two copies");
  });

  it("keep each group of ingesters in one zone, and restart one group after the other", () => {
    const values = valuesOf({ size: "large" });
    for (const zone of ["A", "B", "C"]) {
      const rules = at(
        values,
        `ingester.zoneAwareReplication.zone${zone}.extraAffinity.podAffinity.` +
          "requiredDuringSchedulingIgnoredDuringExecution",
      );
      assert.deepEqual(rules, [
        {
          labelSelector: {
            matchLabels: { "app.kubernetes.io/instance": "loki", name: `ingester-zone-${zone.toLowerCase()}` },
          },
          topologyKey: "topology.kubernetes.io/zone",
        },
      ]);
    }
    assert.equal(at(values, "ingester.strategy.type"), "OnDelete");
    assert.equal(at(values, "rollout_operator.enabled"), true);
    // Helm takes what lies in a chart's crds/ at a first install alone, and a stack may have begun in another size.
    const [definition] = at(values, "extraObjects") as HelmValues[];
    assert.match(String(at(definition ?? {}, "metadata.name")), /^zoneawarepoddisruptionbudgets\./);
    assert.deepEqual(at(definition ?? {}, "metadata.annotations"), { "helm.sh/resource-policy": "keep" });
    assert.equal(at(values, "rollout_operator.crds.enabled"), false, "twice");
  });

  it("keep write-ahead logs and indexes on gp3 volumes of the size's capacity", () => {
    assert.deepEqual(at(valuesOf({ size: "small" }), "singleBinary.persistence"), {
      enabled: true,
      size: "20Gi",
      storageClass: "observability-gp3",
    });
    const large = valuesOf({ size: "large" });
    const claims = [{ name: "data", accessModes: ["ReadWriteOnce"], size: "100Gi", storageClass: "observability-gp3" }];
    assert.deepEqual(at(large, "ingester.persistence"), { enabled: true, claims });
    assert.deepEqual(at(large, "indexGateway.persistence"), {
      enabled: true,
      size: "50Gi",
      storageClass: "observability-gp3",
    });
  });

  it("have caches from medium on, which hold less than their pod's memory", () => {
    const caches = ["chunksCache", "resultsCache"];
    assert.deepEqual(
      caches.map((cache) => at(valuesOf({ size: "small" }), `${cache}.enabled`)),
      [false, false],
    );
    for (const cache of caches) {
      const medium = valuesOf({ size: "medium" });
      assert.equal(at(medium, `${cache}.enabled`), true);
      assert.equal(at(medium, `${cache}.allocatedMemory`), 853);
      assert.equal(at(medium, `${cache}.resources.limits.memory`), "1024Mi");
    }
  });

  it("store in the stack's bucket without credentials, and leave encryption to it", () => {
    assert.deepEqual(at(valuesOf({}), "loki.storage"), {
      type: "s3",
      bucketNames: { chunks: "test-observability-loki-chunks-66a9617e" },
      s3: { region: "eu-central-1" },
    });
  });

  it("annotate the service account under IRSA only", () => {
    const account = (identity: string) => at(valuesOf({ identity }), "serviceAccount") as HelmValues;
    assert.deepEqual([account("irsa").name, account("podIdentity").name], ["loki", "loki"]);
    assert.deepEqual(account("irsa").annotations, {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/test-observability-loki-66a9617e",
    });
    assert.equal(account("podIdentity").annotations, undefined);
  });

  it("refuse at the front door whatever callers do not need", () => {
    const { httpSnippet, serverSnippet } = at(valuesOf({}), "gateway.nginxConfig") as {
      httpSnippet: string;
      serverSnippet: string;
    };
    assert.match(httpSnippet, /^map \$uri \$refused \{\n {2}default 1;/);
    const [, listed = ""] = /^map \$uri \$refused \{\n([^}]+)\}/.exec(httpSnippet) ?? [];
    const open = [...listed.matchAll(/^ {2}(\S+) 0;$/gm)].map(([, path]) => path);
    assert.deepEqual(open, [
      "/",
      "/stub_status",
      "/otlp/v1/logs",
      "/loki/api/v1/push",
      "/v1/traces",
      '"~^/loki/api/v1/"',
      '"~^/prometheus/api/v1/(rules|alerts)$"',
      '"~^/tempo/api/(echo$|status/buildinfo$|(v2/)?(traces/|search(/|$))|metrics/(query|query_range|summary)$)"',
      '"~^/prom/"',
      '"~^/operators/prometheus/api/v1/(query(_range|_exemplars)?|(format|parse)_query|series|labels|label/[^/]+/values|metadata|rules|alerts|status/buildinfo)$"',
      '"~^/operators/alertmanager/api/v2/(status|receivers|alerts(/groups)?|silences|silence/[^/]+)$"',
    ]);
    assert.match(serverSnippet, /^if \(\$meddled\) \{ return 403; \}$/m);
    assert.match(serverSnippet, /^if \(\$refused\) \{ return 403; \}$/m);
    assert.ok(
      httpSnippet.indexOf("(delete|cache)(/|$) 1;") < httpSnippet.indexOf('"~^/loki/api/v1/" 0;'),
      "first fits",
    );
    assert.match(httpSnippet, /^map \$http_x_scope_orgid \$several \{\n {2}"~\[\|\]" 1;/m);
    assert.match(serverSnippet, /^if \(\$several\) \{ return 400 /m);
  });

  it("answer a write with 503 where Loki's own status would make senders drop what a later try can store", () => {
    const { httpSnippet, locationSnippet } = at(valuesOf({}), "gateway.nginxConfig") as Record<string, string>;
    assert.match(httpSnippet ?? "", /^map \$realm \$written \{\n {2}off 1;\n\}$/m);
    const [, statuses = ""] =
      /^if \(\$written\) \{ error_page ([\d ]+) =503 @try-again; \}$/m.exec(locationSnippet ?? "") ?? [];
    for (const status of [401, 403, 404, 408, 500, 501])
      assert.ok(statuses.split(" ").includes(String(status)), `${status}`);
    for (const status of [400, 413, 429]) assert.ok(!statuses.split(" ").includes(String(status)), `${status}`);
  });

  it("take the tenant from the header of writes alone, and else from the name that a password proves", () => {
    const values = valuesOf({});
    const { httpSnippet, serverSnippet, locationSnippet } = at(values, "gateway.nginxConfig") as Record<string, string>;
    assert.match(
      httpSnippet ?? "",
      /map \$request_uri \$realm \{\n {2}default tenant;\n( {2}"~\^(\/otlp\/v1\/logs|\/loki\/api\/v1\/push|\/v1\/traces)\(\[\?\]\|\$\)" off;\n){3}\}/,
    );
    assert.match(
      httpSnippet ?? "",
      /map \$realm \$tenant \{\n {2}default \$remote_user;\n {2}off \$http_x_scope_orgid;\n\}/,
    );
    assert.match(serverSnippet ?? "", /^auth_basic \$realm;\nauth_basic_user_file \/etc\/readers\/htpasswd;$/m);
    const asTenant = /^ *proxy_set_header X-Scope-OrgID \$tenant;\n *proxy_set_header Authorization "";$/gm;
    assert.equal(locationSnippet?.match(asTenant)?.length, 1);
    // Of Tempo and of metrics; the operators' paths of Prometheus and Alertmanager ask for their own reader.
    assert.equal(serverSnippet?.match(asTenant)?.length, 4);
    assert.equal(serverSnippet?.match(/^ {2}auth_basic_user_file \/etc\/readers\/operators;$/gm)?.length, 2);
    assert.deepEqual(at(values, "gateway.extraVolumeMounts"), [
      { name: "readers", mountPath: "/etc/readers", readOnly: true },
    ]);
  });

  it("read Tempo and the tenants' metrics below their prefixes, by no metric of each path", () => {
    const reading = (size: string, prefix: string) => {
      const { serverSnippet } = at(valuesOf({ size }), "gateway.nginxConfig") as { serverSnippet: string };
      return new RegExp(`location \\^~ ${prefix}/ \\{\n([^}]+)\\}`).exec(serverSnippet)?.[1] ?? "";
    };
    const store = (name: string) => `set $store "http://${name}.observability.svc.cluster.local`;
    assert.ok(reading("small", "/tempo").includes(`${store("tempo")}:3200"`));
    assert.ok(reading("large", "/tempo").includes(`${store("tempo-query-frontend")}:3200"`));
    assert.ok(reading("small", "/prom").includes(`${store("prom-label-proxy")}:8080"`));
    for (const prefix of ["/tempo", "/prom"])
      assert.match(reading("small", prefix), /^ {2}access_log \/dev\/stderr main if=\$failed;$/m);
  });

  it("prove the canary to be the reader of its own tenant, by a password that no value holds", () => {
    const { tenant, extraEnv } = at(valuesOf({}), "lokiCanary") as Record<string, unknown>;
    assert.deepEqual(tenant, { name: "self-monitoring", password: "$(READ_PASSWORD)" });
    assert.deepEqual(extraEnv, [
      {
        name: "READ_PASSWORD",
        valueFrom: { secretKeyRef: { name: "read-passwords", key: "self-monitoring" } },
      },
    ]);
  });

  it("hand traces on to Tempo, with the same mending of refusals", () => {
    const traces = (size: string) => {
      const { serverSnippet } = at(valuesOf({ size }), "gateway.nginxConfig") as { serverSnippet: string };
      return /location = \/v1\/traces \{\n([^}]+)\}/.exec(serverSnippet)?.[1] ?? "";
    };
    assert.match(traces("small"), /error_page 401 403 404 405 408 500 501 505 =503 @try-again;/);
    assert.match(traces("small"), /"http:\/\/tempo\.observability\.svc\.cluster\.local:4318"/);
    assert.match(traces("large"), /"http:\/\/tempo-distributor\.observability\.svc\.cluster\.local:4318"/);
  });

  it("report nothing to the vendor, and ask for a tenant", () => {
    const values = valuesOf({});
    assert.deepEqual(
      ["loki.analytics.reporting_enabled", "loki.auth_enabled", "loki.pattern_ingester.enabled"].map((path) =>
        at(values, path),
      ),
      [false, true, false],
    );
  });

  it("contain nothing that a chart would take for a template", () => {
    assert.doesNotMatch(JSON.stringify(valuesOf({ size: "large" })), /\{\{/);
  });
});
