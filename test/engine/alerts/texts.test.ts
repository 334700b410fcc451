// Alerts that last for days, and what alerts say about numbers of another kind than most of theirs, by Prometheus' own tool.
import assert from "node:assert/strict";
import { platformRules } from "../../../dashboards/alerts";
import { Promtool } from "../../support/promtool";
import { settingsOf } from "../../support/settings-of";

const own = 'namespace="observability"';
const agent = 'pod="prom-agent-agent-0"';
const sent = (remote: string, newest: string, done: string) => ({
  [`prometheus_remote_storage_highest_timestamp_in_seconds{${own}, ${agent}}`]: newest,
  [`prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${own}, ${agent}, remote_name="${remote}"}`]: done,
});
const certificate = `probe_ssl_earliest_cert_expiry{${own}, job="external-ingest", instance="ingest.example.com:14318"}`;

/** A sample a minute, looked at after five hours, 18,000 seconds. */
const cases: [name: string, alertname: string, series: Record<string, string>, summary: string][] = [
  [
    "a certificate that expires in an hour",
    "CertificateExpiring",
    { [certificate]: "21600x300" },
    "The certificate of ingest.example.com:14318 expires in 1h 0m 0s",
  ],
  [
    "a certificate that expired three hours ago",
    "CertificateExpiring",
    { [certificate]: "7200x300" },
    "The certificate of ingest.example.com:14318 expired 3h 0m 0s ago",
  ],
  [
    "an agent that is ten minutes behind",
    "RemoteWriteBehind",
    sent("prometheus-0", "1795000000+60x300", "1794999400+60x300"),
    "prom-agent-agent-0 writes metrics 10m 0s late",
  ],
  [
    "an agent that never got rid of a sample",
    "RemoteWriteBehind",
    sent("prometheus-0", "1795000000+60x300", "0x300"),
    "prom-agent-agent-0 has sent nothing since it started",
  ],
  [
    "a store of long-term metrics that never took any",
    "LongTermMetricsBehind",
    sent("long-term", "1795000000+60x300", "0x300"),
    "Long-term metrics: prom-agent-agent-0 has sent nothing since it started",
  ],
];

describe("alerts, one by one,", function () {
  this.timeout(120_000);
  let promtool: Promtool;
  const groups = platformRules(settingsOf({ tenants: [{ id: "shop" }] }));

  before(async function () {
    this.timeout(1_800_000);
    promtool = await Promtool.start();
  });

  after(() => promtool.remove());

  for (const [name, alertname, series, summary] of cases) {
    it(`say what is so: ${name}`, () => {
      const labels: Record<string, string> = alertname.startsWith("Certificate")
        ? { namespace: "observability", instance: "ingest.example.com:14318" }
        : {
            pod: "prom-agent-agent-0",
            remote_name: alertname.startsWith("LongTerm") ? "long-term" : "prometheus-0",
          };
      // With nothing but what is looked at to compare.
      const rules = groups.flatMap(({ rules: all }) =>
        all.flatMap((rule) =>
          "alert" in rule && rule.alert === alertname
            ? [{ ...rule, labels: {}, annotations: { summary: rule.annotations.summary } }]
            : [],
        ),
      );
      promtool.write("rules.yaml", { groups: [{ name: "one", rules }] });
      promtool.write("case.yaml", {
        rule_files: ["rules.yaml"],
        evaluation_interval: "1m",
        tests: [
          {
            interval: "1m",
            input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
            alert_rule_test: [
              { eval_time: "5h", alertname, exp_alerts: [{ exp_labels: labels, exp_annotations: { summary } }] },
            ],
          },
        ],
      });
      assert.equal(promtool.run("test", "rules", "case.yaml"), "");
    });
  }

  it("go on about an address until it answers, for days, and do not begin with one that never did", () => {
    promtool.write("workloads.yaml", { groups: groups.filter(({ name }) => name === "observability.workloads") });
    const firing = (values: string, expected: Record<number, boolean>) => {
      promtool.write("case.yaml", {
        rule_files: ["workloads.yaml"],
        evaluation_interval: "5m",
        tests: [
          {
            interval: "5m",
            input_series: [{ series: `probe_success{${own}, job="grafana", instance="a"}`, values }],
            promql_expr_test: Object.entries(expected).map(([hour, is]) => ({
              expr: 'group by (alertname) (ALERTS{alertname="AddressNotAnswering", alertstate="firing"})',
              eval_time: `${hour}h`,
              exp_samples: is ? [{ labels: '{alertname="AddressNotAnswering"}', value: 1 }] : [],
            })),
          },
        ],
      });
      return promtool.run("test", "rules", "case.yaml");
    };
    assert.equal(firing("1x12 0x900", { 1: false, 23: true, 30: true, 49: true, 73: true }), "", "gone");
    assert.equal(firing("1x12 0x600 1x12 0x600", { 50: true, 52: false, 53: true, 90: true }), "", "back for an hour");
    assert.equal(firing("0x900", { 1: false, 48: false }), "", "never there");
  });
});
