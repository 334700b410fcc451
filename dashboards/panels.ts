// The few kinds of panel that the dashboards are made of. A panel names its data source by a variable, so one dashboard
// serves every tenant.
import type * as cog from "@grafana/grafana-foundation-sdk/cog";
import {
  BigValueColorMode,
  LegendDisplayMode,
  LegendPlacement,
  VizLegendOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { type Panel, ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as LogsPanel } from "@grafana/grafana-foundation-sdk/logs";
import { DataqueryBuilder as LogQuery } from "@grafana/grafana-foundation-sdk/loki";
import { DataqueryBuilder as MetricQuery, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { SearchTableType, DataqueryBuilder as TraceQuery } from "@grafana/grafana-foundation-sdk/tempo";
import { PanelBuilder as GraphPanel } from "@grafana/grafana-foundation-sdk/timeseries";

/** Data sources by the variables of variables.ts. */
const sources = {
  prometheus: { type: "prometheus", uid: "${prometheus}" },
  loki: { type: "loki", uid: "${loki}" },
  tempo: { type: "tempo", uid: "${tempo}" },
} as const;

/** Width of a dashboard in grid units. */
const fullWidth = 24;
const graphHeight = 8;
const statHeight = 4;

export interface Query {
  expr: string;
  /** Name of each line: text with `{{label}}`. */
  legend: string;
  /** Shows exemplars: dots that open the trace behind a measurement. */
  exemplars?: boolean;
}

export interface PanelText {
  title: string;
  /** Grafana's unit id: `reqps`, `s`, `Bps`, `bytes`, `percentunit`, `short`. */
  unit: string;
  /** What it shows and what a bad picture looks like. */
  description: string;
  /** Width in grid units of 24; 12 when absent. */
  span?: number;
}

/** Panels under one heading. */
export interface Row {
  title: string;
  panels: readonly cog.Builder<Panel>[];
}

const refIds = "ABCDEFGH";

function metricQueries(queries: readonly Query[]): MetricQuery[] {
  return queries.map(({ expr, legend, exemplars }, index) =>
    new MetricQuery()
      .refId(refIds.charAt(index))
      .expr(expr)
      .legendFormat(legend)
      .exemplar(exemplars ?? false)
      .range(),
  );
}

function baseGraph({ title, unit, description, span }: PanelText): GraphPanel {
  return new GraphPanel()
    .title(title)
    .unit(unit)
    .description(description)
    .span(span ?? fullWidth / 2)
    .height(graphHeight)
    .min(0)
    .fillOpacity(10)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    );
}

/** Lines over time from Prometheus. */
export function graph(text: PanelText, ...queries: Query[]): cog.Builder<Panel> {
  return baseGraph(text).datasource(sources.prometheus).targets(metricQueries(queries));
}

/** Lines over time from Loki. */
export function logGraph(text: PanelText, { expr, legend }: Query): cog.Builder<Panel> {
  return baseGraph(text)
    .datasource(sources.loki)
    .withTarget(new LogQuery().refId("A").expr(expr).legendFormat(legend).queryType("range"));
}

/**
 * One number, as it is now.
 * @param redFrom From here on something is wrong; below, nothing is. Without it the number has no colour: Grafana's own
 *   would be red from 80 on and green below, whatever is counted.
 */
export function stat(
  { title, unit, description, span }: PanelText,
  expr: string,
  redFrom?: number,
): cog.Builder<Panel> {
  const panel = new StatPanel()
    .title(title)
    .unit(unit)
    .description(description)
    .span(span ?? fullWidth / 6)
    .height(statHeight)
    .datasource(sources.prometheus)
    .withTarget(new MetricQuery().refId("A").expr(expr).instant());
  if (redFrom === undefined) return panel.colorMode(BigValueColorMode.None);
  const steps = [
    { color: "green", value: null },
    { color: "red", value: redFrom },
  ];
  return panel.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps));
}

/**
 * One row for each series, as they are now.
 * @param hidden Columns that are left out; `Value` where a label is what counts.
 */
export function table(
  { title, unit, description, span }: PanelText,
  expr: string,
  hidden: readonly string[] = ["Time"],
): cog.Builder<Panel> {
  return new TablePanel()
    .title(title)
    .unit(unit)
    .description(description)
    .span(span ?? fullWidth / 2)
    .height(graphHeight)
    .datasource(sources.prometheus)
    .withTarget(new MetricQuery().refId("A").expr(expr).instant().format(PromQueryFormat.Table))
    .withTransformation({
      id: "organize",
      options: { excludeByName: Object.fromEntries(hidden.map((name) => [name, true])) },
    });
}

/** The newest lines that a LogQL query finds. */
export function logLines({ title, description }: Omit<PanelText, "unit">, expr: string): cog.Builder<Panel> {
  return new LogsPanel()
    .title(title)
    .description(description)
    .span(fullWidth)
    .height(graphHeight + 2)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .datasource(sources.loki)
    .withTarget(new LogQuery().refId("A").expr(expr).queryType("range").maxLines(200));
}

/** The newest traces that a TraceQL query finds. */
export function traces({ title, description, span }: Omit<PanelText, "unit">, query: string): cog.Builder<Panel> {
  return new TablePanel()
    .title(title)
    .description(description)
    .span(span ?? fullWidth / 2)
    .height(graphHeight)
    .datasource(sources.tempo)
    .withTarget(
      new TraceQuery()
        .refId("A")
        .queryType("traceql")
        // Else Tempo stops at the first that it comes upon, which may be of any time.
        .query(`${query} with (most_recent=true)`)
        .limit(20)
        .tableType(SearchTableType.Traces),
    );
}
