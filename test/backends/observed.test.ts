// Dashboards, alerts and recordings against what the real parts expose: every name exists or is born with the first
// failure, every query is answered.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { charts } from "../../components/charts";
import { conventions } from "../../conventions/names";
import { dashboardFiles } from "../../dashboards";
import { lokiRulerRules, platformRules } from "../../dashboards/alerts";
import { FluentBitRecords } from "../support/fluent-bit-records";
import { counterRequest } from "../support/otlp-json";
import { type Language, metricNames, withoutVariables } from "../support/query-languages";
import { settingsOf } from "../support/settings-of";
import { logs, traces } from "./bulk";
import { pods, type Room, smallRoom, until } from "./room";

/** Parts whose metrics are there in this tier. */
const present = /^(loki_(?!write_)|tempo_|traces_|otelcol_|prometheus_|go_|process_|up$)/;

/** Counters that these parts have from their first failure on, each looked up in the part's source or seen here. */
const bornLater = new RegExp(
  "(send_failed|enqueue_failed|refused|discarded|failed|failures|errors|" +
    "deltatocumulative|dropped|partition_close|_404|panic|throttled|compact|retention|sampling|prober|canary|flush|remote_storage)",
);

interface Panel {
  title?: string;
  datasource?: { type: string };
  targets?: { expr?: string; query?: string }[];
}

const panels = dashboardFiles(settingsOf()).flatMap(({ json }) => (JSON.parse(json) as { panels: Panel[] }).panels);

function queriesOf(language: Language): { title: string; text: string }[] {
  const type = { promql: "prometheus", logql: "loki", traceql: "tempo" }[language];
  return panels
    .filter(({ datasource }) => datasource?.type === type)
    .flatMap(({ title = "", targets = [] }) =>
      targets.map(({ expr, query }) => ({ title, text: withoutVariables(expr ?? query ?? "") })),
    );
}

describe("dashboards and alerts against the real parts", function () {
  this.timeout(600_000);
  let room: Room;

  before(async function () {
    this.timeout(1_200_000);
    room = await smallRoom();
    for (const { address } of pods) {
      await room.machine.gateway.send("logs", logs("seen", "seen", 0, 10), { address });
      await room.machine.gateway.send("traces", traces("seen", 8, 0, 10), { address });
      await room.machine.gateway.send("metrics", counterRequest("seen"), { address });
    }
    const { prometheus, broker } = room.machine;
    const records = new FluentBitRecords(200_000, 10, new Date(Date.now() - 60_000));
    await broker.produce([records.chunk(200_000, 10)], conventions.chunkTopic);
    await until(
      () => prometheus.query("otelcol_kafka_receiver_records"),
      (all) => all.length > 0,
    );
    await until(
      () => prometheus.query('traces_spanmetrics_calls_total{service="seen"}'),
      (all) => all.length > 0,
    );
    await until(
      () => prometheus.query("otelcol_exporter_sent_metric_points"),
      (all) => all.length > 0,
    );
  });

  it("name metrics that exist", async () => {
    const answer = await fetch(`${room.machine.prometheus.base}/api/v1/label/__name__/values`);
    const known = new Set(((await answer.json()) as { data: string[] }).data);
    const expressions = [
      ...queriesOf("promql").map(({ text }) => text),
      ...platformRules(room.settings).flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ];
    const used = [...new Set(expressions.flatMap(metricNames))].filter((name) => present.test(name));
    const absent = used.filter((name) => !known.has(name) && !name.includes(":"));
    console.log(`      ${used.length} names, not there before a failure: ${absent.join(", ")}`);
    assert.deepEqual(
      absent.filter((name) => !bornLater.test(name)),
      [],
    );
  });

  it("are answered by Prometheus, each panel and each rule", async () => {
    for (const { title, text } of queriesOf("promql")) {
      const answer = await fetch(`${room.machine.prometheus.base}/api/v1/query?query=${encodeURIComponent(text)}`);
      assert.equal(answer.status, 200, `${title}: ${text}: ${await answer.text()}`);
    }
    const health = async () => {
      const answer = await fetch(`${room.machine.prometheus.base}/api/v1/rules`);
      const { data } = (await answer.json()) as {
        data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
      };
      return data.groups.flatMap(({ rules }) => rules).filter((rule) => rule.health !== "ok");
    };
    assert.deepEqual(await until(health, (unwell) => unwell.length === 0), []);
  });

  it("are answered by Loki and Tempo, as a tenant", async () => {
    const tenant = pods[0]?.tenant ?? "";
    for (const { title, text } of queriesOf("logql")) {
      const parameters = new URLSearchParams({ query: text, limit: "10" });
      const { status, text: said } = await room.loki.get(`/loki/api/v1/query_range?${parameters}`, tenant);
      assert.equal(status, 200, `${title}: ${text}: ${said}`);
    }
    for (const { title, text } of queriesOf("traceql")) {
      const { status, text: said } = await room.tempo.get(`/api/search?q=${encodeURIComponent(text)}`, tenant);
      assert.equal(status, 200, `${title}: ${text}: ${said}`);
    }
  });

  it("are loaded by Loki's ruler, and evaluated without an error", async () => {
    const answer = await until(
      () => room.loki.get("/prometheus/api/v1/rules", "default"),
      ({ text }) => text.includes('"health":"ok"'),
      180,
    );
    const wanted = lokiRulerRules(room.settings).flatMap(({ rules }) => rules.map(({ alert }) => alert));
    for (const alert of wanted) assert.ok(answer.text.includes(alert), `${alert}: ${answer.text}`);
    assert.ok(!answer.text.includes('"health":"err"'), answer.text);
  });

  it("tell from the Collector's line whose items were too large for a batch", async () => {
    const line = JSON.stringify({
      level: "warn",
      msg: "Failed to split request.",
      "otelcol.component.id": "otlp_http/traces/team-pay",
      error: "single span exceeds the max size limit, dropping items: 1",
    });
    const { status } = await fetch(`${room.loki.address}/loki/api/v1/push`, {
      method: "POST",
      headers: { "content-type": "application/json", [conventions.tenantHeader]: "default" },
      body: JSON.stringify({
        streams: [
          {
            stream: { k8s_namespace_name: room.settings.namespace, service_name: charts.gateway.name },
            values: [[`${Date.now()}000000`, line]],
          },
        ],
      }),
    });
    assert.equal(status, 204);
    const { expr } = lokiRulerRules(room.settings)
      .flatMap(({ rules }) => rules)
      .find(({ alert }) => alert === "CollectorItemsTooLarge") ?? { expr: "" };
    const { text } = await until(
      () => room.loki.get(`/loki/api/v1/query?query=${encodeURIComponent(expr)}`, "default"),
      (answer) => answer.text.includes("exporter"),
    );
    assert.ok(text.includes('"exporter":"otlp_http/traces/team-pay"'), text);
  });

  /** Of a query that has as many lines as it asked for, Loki ends the parts that still run, and calls that an error. */
  const queryIsFull = /caller=scheduler_processor\.go.*(context canceled|err=EOF)/;

  it("write no error of their own while nothing fails: such lines are the platform's own logs", async () => {
    const stores = [
      { parts: room.loki.parts, name: "loki-0" },
      { parts: room.tempo.parts, name: "tempo" },
    ];
    const linesOf = ({ parts, name }: (typeof stores)[number]) =>
      fs.readFileSync(parts.logFile(name), "utf8").split("\n");
    const before = stores.map((store) => linesOf(store).length);
    // Queries of a day, which no cache answers.
    const selector = encodeURIComponent('{service_name="seen"} |= "seen"');
    for (let hours = 1; hours <= 24; hours += 6)
      await room.loki.get(`/loki/api/v1/query_range?query=${selector}&since=${hours}h&limit=5`, pods[0]?.tenant);
    for (const [index, store] of stores.entries()) {
      const written = linesOf(store).slice(before[index]);
      assert.deepEqual(
        written.filter((line) => line.includes("level=error") && !queryIsFull.test(line)),
        [],
        store.name,
      );
    }
  });
});
