// Overrides of another type or in other letters: the printed command sets what was meant, and takes away what nobody can
// read.
import assert from "node:assert/strict";
import { InvalidSettings } from "../../settings/refusals/invalid-settings";
import { told } from "../../settings/secrets/disclosure";
import { namesFor } from "../../test/support/place";
import { type Config, runCommands } from "../../test/support/pulumi-config";
import { settingsOf } from "../../test/support/settings-of";
import { problemsOfOverrides } from "../releases";

const refusal = (overrides: Config) => {
  const settings = settingsOf({ overrides });
  return new InvalidSettings(problemsOfOverrides(settings, namesFor(settings)).map(told), settings.written);
};
const commandsOf = (overrides: Config) => refusal(overrides).problems.map(({ command }) => command);
const mended = (overrides: Config) =>
  commandsOf(overrides).reduce((config, each) => runCommands(config, each, () => assert.fail(each)), {
    overrides,
  } as Config);

const evict = "cluster-autoscaler.kubernetes.io/safe-to-evict";

const cases: [title: string, written: Config, then: Config][] = [
  ["a number in quotes", { grafana: { revisionHistoryLimit: "3" } }, { grafana: { revisionHistoryLimit: 3 } }],
  [
    "a word in capitals",
    { kps: { prometheus: { prometheusSpec: { logLevel: "WARN" } } } },
    { kps: { prometheus: { prometheusSpec: { logLevel: "warn" } } } },
  ],
  [
    "a yes in quotes, or in words",
    { kps: { defaultRules: { disabled: { InfoInhibitor: "true", CPUThrottlingHigh: "yes" } } } },
    { kps: { defaultRules: { disabled: { InfoInhibitor: true, CPUThrottlingHigh: true } } } },
  ],
  [
    "a yes where text is taken",
    { kps: { prometheusOperator: { podAnnotations: { [evict]: false } } } },
    { kps: { prometheusOperator: { podAnnotations: { [evict]: "false" } } } },
  ],
  [
    "numbers and a span beyond their bounds: the bound",
    {
      kps: { prometheus: { prometheusSpec: { query: { maxConcurrency: "4000" } } } },
      loki: {
        loki: { limits_config: { max_entries_limit_per_query: 100, query_timeout: "1h" } },
        gateway: { terminationGracePeriodSeconds: 10 },
      },
    },
    {
      kps: { prometheus: { prometheusSpec: { query: { maxConcurrency: 100 } } } },
      loki: {
        loki: { limits_config: { max_entries_limit_per_query: 5_000, query_timeout: "10m" } },
        gateway: { terminationGracePeriodSeconds: 30 },
      },
    },
  ],
  [
    "more cores than any node has: thousandths that lack their m",
    {
      kps: { prometheus: { prometheusSpec: { resources: { limits: { cpu: 2_000 } } } } },
      loki: { singleBinary: { resources: { limits: { cpu: "200000m" } } } },
    },
    {
      kps: { prometheus: { prometheusSpec: { resources: { limits: { cpu: "2000m" } } } } },
      loki: { singleBinary: { resources: { limits: { cpu: "128000m" } } } },
    },
  ],
  [
    "keys with dots in them, as `helm --set` has them",
    {
      loki: { "loki.limits_config.query_timeout": "5m", loki: { "limits_config.max_entries_limit_per_query": "9000" } },
      kps: { "defaultRules.disabled.InfoInhibitor": true },
    },
    {
      loki: { loki: { limits_config: { max_entries_limit_per_query: 9_000, query_timeout: "5m" } } },
      kps: { defaultRules: { disabled: { InfoInhibitor: true } } },
    },
  ],
  [
    "keys that lack a letter",
    {
      loki: { loki: { limits_config: { max_query_paralelism: 32, max_querys: 4 } } },
      kps: { prometheus: { prometheuSpec: { loglevel: "warn", query: { timeout: "3m" } } } },
    },
    {
      loki: { loki: { limits_config: { max_query_parallelism: 32 } } },
      kps: { prometheus: { prometheusSpec: { logLevel: "warn", query: { timeout: "3m" } } } },
    },
  ],
  [
    "keys in another case",
    { kps: { prometheus: { PrometheusSpec: { loglevel: "warn", query: { max_concurrency: "40" } } } } },
    { kps: { prometheus: { prometheusSpec: { logLevel: "warn", query: { maxConcurrency: 40 } } } } },
  ],
];

describe("what was meant by an override", () => {
  for (const [title, written, then] of cases)
    it(`is set: ${title}`, () => {
      assert.deepEqual(mended(written), { overrides: then });
      assert.deepEqual(commandsOf(then), []);
    });

  it("is told in words where nobody knows it, and not taken away", () => {
    const unclear: [Config, ...string[]][] = [
      [
        { kps: { prometheus: { prometheusSpec: { logLevel: "loud", query: { maxConcurrency: 0 } } } } },
        "write one of debug, info, warn, error at prometheus.prometheusSpec.logLevel, or take it away",
        "write a whole number from 20 to 100 at prometheus.prometheusSpec.query.maxConcurrency, or take it away",
      ],
      [
        { tempo: { querier: { config: { max_concurrent_queries: 40 } } } },
        "write the size that has querier, if that is meant, and take this away",
      ],
      [
        { loki: { querier: { terminationGracePeriodSeconds: 60 } } },
        "write the size that has querier, if that is meant, and take this away",
      ],
      [
        { loki: { loki: { limits_config: { retention_period: "90d" } } } },
        "write it in retention, tenants[].retention, and take this away",
      ],
    ];
    for (const [overrides, ...words] of unclear)
      assert.deepEqual(
        commandsOf(overrides),
        words.map((each) => `edit the stack's file: ${each}`),
      );
  });

  it("is taken away where the right key is there as well", () => {
    assert.deepEqual(mended({ grafana: { revisionHistoryLimit: 3, RevisionHistoryLimit: 4 } }), {
      overrides: { grafana: { revisionHistoryLimit: 3 } },
    });
  });

  it("is no release that a stack may have otherwise, nor one that was misspelt: that is told in words", () => {
    assert.deepEqual(commandsOf({ lokki: { revisionHistoryLimit: 3 } }), [
      "edit the stack's file: write loki in place of lokki",
    ]);
    assert.deepEqual(commandsOf({ promtail: { config: { logLevel: "warn" } } }), [
      "edit the stack's file: take it away, or write the setting by which a stack has that release (docs/releases.md)",
    ]);
    assert.deepEqual(commandsOf({ promtail: {} }), ["pulumi config rm --path observability:overrides"]);
  });

  it("is not printed where a credential may have been pasted there", () => {
    const { message } = refusal({ grafana: { NodeSelector: { "example.com/pool": "hunter22" } } });
    assert.match(message, /edit the stack's file: write nodeSelector\."example\.com\/pool" in place of NodeSelector/);
    assert.doesNotMatch(message, /hunter22/);
  });
});
