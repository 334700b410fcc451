// Chart values of the stack's own: what is taken, and what is refused before anything is planned.
import assert from "node:assert/strict";
import { InvalidSettings } from "../../settings/refusals/invalid-settings";
import { told } from "../../settings/secrets/disclosure";
import { namesFor } from "../../test/support/place";
import { settingsOf } from "../../test/support/settings-of";
import { settingsWith } from "../../test/support/stack-configuration";
import { charts } from "../charts";
import type { HelmValues } from "../helm-values";
import { problemsOfOverrides, releases } from "../releases";
import { merged, overriddenPaths } from "./overrides";

const problems = (overrides: Record<string, unknown>, more: Record<string, unknown> = {}) => {
  const settings = settingsOf({ overrides, ...more });
  return problemsOfOverrides(settings, namesFor(settings)).map(
    ({ path, allowed }) => `${path.slice(1).join(".")}: ${allowed}`,
  );
};

describe("overrides", () => {
  it("are merged last: maps key by key, a list or a word in place of another", () => {
    const overrides = {
      loki: {
        loki: { limits_config: { max_query_parallelism: 16 } },
        gateway: { terminationGracePeriodSeconds: 60, tolerations: [{ key: "spot", operator: "Exists" }] },
      },
    };
    const settings = settingsOf({ overrides });
    const values = releases.loki.values(settings, namesFor(settings)) as Record<string, Record<string, HelmValues>>;
    const before = releases.loki.values(settingsOf(), namesFor(settings)) as typeof values;
    assert.deepEqual(values.loki?.limits_config, {
      ...before.loki?.limits_config,
      max_query_parallelism: 16,
    });
    assert.deepEqual(values.gateway, { ...before.gateway, ...overrides.loki.gateway });
    assert.deepEqual(problems(overrides), []);
    assert.deepEqual(overriddenPaths(settings), [
      "loki: loki.limits_config.max_query_parallelism",
      "loki: gateway.terminationGracePeriodSeconds",
      "loki: gateway.tolerations",
    ]);
  });

  it("may have maps without keys, which `pulumi config rm` leaves where the last value goes, and which change nothing", () => {
    const left = [{ loki: { loki: { limits_config: {} } } }, { loki: { loki: {} } }];
    const settings = settingsOf();
    const own = releases.loki.values(settings, namesFor(settings)) as HelmValues;
    for (const overrides of left) {
      assert.deepEqual(problems(overrides), []);
      assert.deepEqual(merged(own, overrides.loki as HelmValues), own);
    }
    assert.equal(problems({ loki: { loki: { structuredConfig: {} } } }).length, 1, "leads to nothing that may be set");
  });

  it("win over what the organisation prescribes, in the one release", () => {
    const settings = settingsOf({
      scheduling: { nodeSelector: { "node-group": "platform" } },
      overrides: { grafana: { nodeSelector: { "node-group": "people" } } },
    });
    const selector = (id: "grafana" | "tempo") => releases[id].values(settings, namesFor(settings)).nodeSelector;
    assert.deepEqual(selector("grafana"), { "kubernetes.io/os": "linux", "node-group": "people" });
    assert.deepEqual(selector("tempo"), { "kubernetes.io/os": "linux", "node-group": "platform" });
  });

  it("let no shipper of logs write at debug: it would write others' records to the platform's own logs", () => {
    const [fluentBit = ""] = problems({ "fluent-bit": { config: { service: { log_level: "debug" } } } });
    assert.match(fluentBit, /log_level: must be one of info, warn$/);
    const [promtail = ""] = problems(
      { promtail: { config: { logLevel: "debug" } } },
      { logs: { containerShipper: "promtail" } },
    );
    assert.match(promtail, /logLevel: must be one of info, warn, error$/);
  });

  it("leave Tempo's searches the spans that they ask for by default, and its queue room for two questions", () => {
    const ofSearch = (search: HelmValues) =>
      problems({ tempo: { queryFrontend: { config: { search } } } }, { size: "large" });
    const most = { max_spans_per_span_set: 3, concurrent_jobs: 1_000 };
    assert.deepEqual(ofSearch(most), []);
    assert.match(ofSearch({ ...most, max_spans_per_span_set: 2 }).join(), /must be a whole number from 3 to 1000$/);
    assert.match(ofSearch({ ...most, concurrent_jobs: 1_001 }).join(), /must be a whole number from 10 to 1000$/);
    const metrics = { concurrent_jobs: 1_001 };
    assert.equal(problems({ tempo: { queryFrontend: { config: { metrics } } } }, { size: "large" }).length, 1);
  });

  it("are of a release that the stack has", () => {
    assert.match(problems({ lokki: { a: 1 } }).join(), /^lokki: must be of a release of this stack: .*\bloki\b/);
    assert.match(problems({ "log-consumer": { replicaCount: 3 } }, { kafka: { mode: "none" } }).join(), /must be of a/);
    assert.deepEqual(problems({ "log-consumer": { revisionHistoryLimit: 3 } }), []);
  });

  it("are of values that the chart in this version has, and of parts that the size has", () => {
    const chart = `chart loki ${charts.loki.version}`;
    const [second = "", first = ""] = problems({ loki: { gateway: { verboseLoging: true }, chunksCache: "off" } });
    assert.ok(
      first.startsWith(`loki.chunksCache: must be a value of ${chart}, which has no such chunksCache; `),
      first,
    );
    assert.ok(second.startsWith(`loki.gateway.verboseLoging: must be a value of ${chart}, `), second);
    assert.match(second, /nearest first: gateway\.verboseLogging, /);
    // Tempo is one chart in sizes small and medium, another in large.
    const parts = { tempo: { querier: { terminationGracePeriodSeconds: 60 } } };
    assert.match(problems(parts).join(), /no such querier/);
    assert.deepEqual(problems(parts, { size: "large" }), []);
    const queriers = { loki: { querier: { terminationGracePeriodSeconds: 60 } } };
    assert.match(problems(queriers).join(), /must not be overridden/);
    assert.deepEqual(problems(queriers, { size: "large" }), []);
  });

  it("name what may be overridden instead, and the setting that says it", () => {
    const [replicas = ""] = problems({ loki: { gateway: { replicas: 5 } } });
    assert.match(
      replicas,
      /must not be overridden; what may be, nearest first: gateway\.\S+, .*; the settings for it: /,
    );
    assert.match(replicas, /sizing \(loki, lokiGateway, /);
    for (const [overrides, setting] of [
      [{ loki: { loki: { limits_config: { retention_period: "1h" } } } }, "retention, tenants[].retention"],
      [{ grafana: { ingress: { enabled: true } } }, "grafana.ingress"],
      [{ grafana: { "grafana.ini": { "auth.anonymous": { enabled: true } } } }, "signOn, tenants[].people"],
      [{ "otel-gateway": { image: { repository: "example/other" } } }, "images"],
      [{ kps: { alertmanager: { config: {} } } }, "alerts"],
      [{ tempo: { podLabels: { a: "b" } } }, "pods.labels"],
      [{ grafana: { podAnnotations: { "example.com/owner": "people" } } }, "pods.annotations"],
    ] as const)
      assert.ok(problems(overrides).join().endsWith(`; the settings for it: ${setting}`), problems(overrides).join());
    const ofSamples = { kps: { prometheus: { prometheusSpec: { externalLabels: { a: "b" } } } } };
    for (const overrides of [{ grafana: { plugins: ["a"] } }, ofSamples])
      assert.match(problems(overrides).join(), /no setting says it either: ask for one \(docs\//);
    const crds = problems({ "prometheus-operator-crds": { crds: { annotations: { a: "b" } } } });
    assert.match(crds.join(), /nothing of this release may be/);
  });

  it("have bounds: of numbers, of times and of words", () => {
    const queries = (key: string, value: unknown) =>
      problems({ loki: { loki: { limits_config: { [key]: value } } } }).join();
    for (const value of ["5m", "10m", "600s", "5m30s", "0h5m0s", "300000ms"])
      assert.equal(queries("query_timeout", value), "");
    for (const value of ["4m", "11m", "1h", 300, "300", "5 m", "1h30m", "5.5m", "30s5m", "", "0d6m"])
      assert.match(queries("query_timeout", value), /: must be a duration from 5m to 10m$/);
    for (const value of [1, 512]) assert.equal(queries("max_query_parallelism", value), "");
    for (const value of [0, 513, 1.5, "16"])
      assert.match(queries("max_query_parallelism", value), /: must be a whole number from 1 to 512$/);
    const theme = (value: unknown) => problems({ grafana: { "grafana.ini": { users: { default_theme: value } } } });
    assert.deepEqual(theme("light"), []);
    const refresh = (value: unknown) =>
      problems({ grafana: { "grafana.ini": { dashboards: { min_refresh_interval: value } } } });
    assert.deepEqual(refresh("90s"), []);
    assert.match(refresh("1m30s").join(), /must be a duration from 1s to 1h, of one unit$/);
    assert.match(theme("LIGHT").join(), /must be one of dark, light, system$/);
  });

  it("let Loki take older records than the settings have it take, and no younger ones only", () => {
    const age = (value: string, kafka: object) =>
      problems(
        { loki: { loki: { limits_config: { reject_old_samples_max_age: value } } } },
        { kafka: { mode: "msk", ...kafka } },
      ).join();
    for (const value of ["168h", "336h", "8784h", "14d", "2w1d12h"]) assert.equal(age(value, {}), "");
    for (const value of ["167h", "1h", "8785h", "0s"])
      assert.match(age(value, {}), /: must be a duration from the platform's own to 8784h$/);
    assert.match(age("336h", { retentionHours: 400 }), /: must be a duration from the platform's own/);
  });

  it("add to the platform's own lists, and take nothing from them", () => {
    const shown = (entries: unknown) => problems({ kps: { "kube-state-metrics": { metricLabelsAllowlist: entries } } });
    const own = "namespaces=[observability.io/tenant]";
    assert.deepEqual(shown([own, "pods=[app,team]", "deployments=[app]"]), []);
    for (const entries of [["pods=[app]"], [own, "pods=[*]"], [own, "pods=[a]", "pods=[b]"], [own, "namespaces=[a]"]])
      assert.match(shown(entries).join(), /must be a list of entries such as pods=\[app\]/);
    const scheduling = {
      tolerations: [{ key: "dedicated", operator: "Equal", value: "platform", effect: "NoSchedule" }],
    };
    const tolerated = (entries: unknown) => problems({ grafana: { tolerations: entries } }, { scheduling });
    const more = { key: "spot", operator: "Exists" };
    assert.deepEqual(tolerated([...scheduling.tolerations, more]), []);
    for (const entries of [[more], [], [...scheduling.tolerations, { operator: "Exists", value: "a" }]])
      assert.match(tolerated(entries).join(), /must be a list of whole tolerations, the platform's own among them/);
  });

  it("are no maps where a list or one value is taken", () => {
    const [told = "", ...more] = problems({ tempo: { tolerations: { key: "spot" } } });
    assert.deepEqual(more, []);
    assert.match(told, /must be no map: tolerations takes a list of whole tolerations/);
  });

  it("ask for CPU that the API server takes", () => {
    const limited = (cpu: unknown) => problems({ "otel-gateway": { resources: { limits: { cpu } } } }).join();
    for (const cpu of ["4", 4, "4.", "+4", "2.5e0", "3000000u", "0.004k", "4E0", "2500m"])
      assert.equal(limited(cpu), "");
    for (const cpu of ["1m", "lots", 0, null, 1e9, "0.0001", "4 ", "1e3m", ".5m", "-4", "2.0005"])
      assert.match(limited(cpu), /must be an amount of CPU such as 500m, from \d+m to 128000m/);
  });

  it("are gone when the printed commands have run, with the maps that would be left empty", () => {
    const overrides = {
      kps: { grafana: { enabled: false }, kubelet: { enabled: false, namespace: "a" } },
      grafana: { podDisruptionBudget: { minAvailable: 1, maxUnavailable: 1 }, revisionHistoryLimit: 3 },
    };
    const settings = settingsOf({ overrides });
    const refusal = new InvalidSettings(problemsOfOverrides(settings, namesFor(settings)).map(told), settings.written);
    assert.deepEqual(
      refusal.problems.map(({ command }) => command.split(":").at(-1)),
      [
        "overrides.grafana.podDisruptionBudget.maxUnavailable",
        "overrides.grafana.podDisruptionBudget",
        "overrides.kps.grafana",
        "overrides.kps.kubelet.enabled",
        "overrides.kps",
      ],
    );
  });

  it("hold no credential in plain text, and none is shown", () => {
    const plain: Record<string, unknown>[] = [
      { grafana: { "grafana.ini": { smtp: { password: "hunter22" } } } },
      { grafana: { adminPassword: "12345678" } },
      { "fluent-bit": { env: [{ name: "API_KEY", value: "hunter22" }] } },
      { grafana: { "grafana.ini": { remote_cache: { connstr: "addr=redis:6379,password=hunter22" } } } },
      { loki: { singleBinary: { extraEnv: [{ name: "HTTPS_PROXY", value: "http://a:hunter22@proxy:3128" }] } } },
    ];
    for (const overrides of plain) {
      const settings = settingsOf({ overrides });
      const { message } = new InvalidSettings(
        problemsOfOverrides(settings, namesFor(settings)).map(told),
        settings.written,
      );
      assert.match(message, /has 1 problem;.*must (not be overridden|be a value of)/s);
      assert.doesNotMatch(message, /hunter22|12345678/);
    }
  });

  it("hold no secret: values of a release are read by many", () => {
    assert.throws(
      () => settingsWith({ overrides: { grafana: { smtp: { userKey: "p" } } } }, ["overrides"]),
      (error: Error) => error instanceof InvalidSettings && /overrides\.grafana\.smtp\.userKey/.test(error.message),
    );
  });
});
