// Panels that show a loss, under Prometheus' own tool: beside each alert on a counter people must see what it fires on.
import assert from "node:assert/strict";
import { dashboardFiles } from "../../../dashboards";
import { Promtool } from "../../support/promtool";
import { selectors } from "../../support/query-languages";
import { bursts, defaults, seriesFor } from "./counter-forms";

const namespace = "observability";

describe("panels of counters", function () {
  this.timeout(300_000);
  let promtool: Promtool;

  before(async function () {
    this.timeout(1_800_000);
    promtool = await Promtool.start();
  });

  after(() => promtool.remove());

  /** Those that show a loss: their counters, and their queries as Grafana sends them. */
  const panels = dashboardFiles({ namespace }).flatMap(({ json }) =>
    (JSON.parse(json) as { panels: { title: string; targets?: { expr?: string }[] }[] }).panels.flatMap(
      ({ title, targets = [] }) =>
        targets.flatMap(({ expr = "" }) => {
          const shown = expr
            .replaceAll("$__rate_interval", "2m")
            .replaceAll("$namespace", namespace)
            .replaceAll("$tenant", "shop");
          const [counter] = selectors(shown).filter(({ range }) => range === "increase");
          return counter && /discard|refus|fail|drop|errors|too_early/.test(counter.metric)
            ? [{ title, counter, shown }]
            : [];
        }),
    ),
  );

  it("show what the gateway pushes as it grows, however long it had nothing to push", () => {
    const [, shown = assert.fail()] = dashboardFiles({ namespace }).flatMap(
      ({ json }) => /"expr":"((?:[^"\\]|\\.)*last_over_time\(gateway_refused(?:[^"\\]|\\.)*)"/.exec(json) ?? [],
    );
    const expr = (JSON.parse(`"${shown}"`) as string)
      .replaceAll("$__rate_interval", "2m")
      .replaceAll("$tenant", "shop");
    const grown = { 0: 10, 30: 1, 33: 0, 40: 4, 61: 2 };
    promtool.write("case.yaml", {
      tests: [
        {
          interval: "1m",
          input_series: [
            {
              series:
                'gateway_refused_metric_points_total{tenant="shop", service="web", reason="ahead", collector="0"}',
              // The last after a restart.
              values: "10 _x29 11 _x9 15 _x20 2",
            },
          ],
          promql_expr_test: Object.entries(grown).map(([minute, value]) => ({
            expr,
            eval_time: `${minute}m`,
            exp_samples: [{ labels: '{tenant="shop", service="web", reason="ahead"}', value }],
          })),
        },
      ],
    });
    assert.equal(promtool.run("test", "rules", "case.yaml"), "");
  });

  it("show each loss", () => {
    assert.ok(panels.length > 15, `only ${panels.length}`);
    // What comes back as high as it was is hidden from a panel, which has no memory.
    const seen = bursts.filter(({ name }) => !name.includes("as much as before"));
    promtool.write("case.yaml", {
      evaluation_interval: "30s",
      tests: panels.flatMap(({ title, counter, shown }) =>
        seen.map(({ name, values, up = "1x500", at }) => ({
          name: `${title}: ${name}`,
          interval: "30s",
          input_series: [
            { series: seriesFor(counter, "pod-0"), values },
            { series: `up{job="${defaults.job}", instance="pod-0:8080"}`, values: up },
          ],
          promql_expr_test: [
            {
              expr: `count(max_over_time((${shown})[12m:1m]) > 2)`,
              eval_time: `${at}m`,
              exp_samples: [{ labels: "{}", value: 1 }],
            },
          ],
        })),
      ),
    });
    assert.equal(promtool.run("test", "rules", "case.yaml"), "");
  });
});
