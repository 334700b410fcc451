// Variables at the top of a dashboard: which data sources, which tenant and services.
import {
  ConstantVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { operatorUids } from "../conventions/names";

export type Source = "prometheus" | "loki" | "tempo";

const labels: Record<Source, string> = { prometheus: "Metrics", loki: "Logs", tempo: "Traces" };

/** The operators' data source that sees every tenant. */
export const allTenants = { text: "Prometheus", value: operatorUids.prometheus };

/**
 * Choice of a data source. A tenant's people are offered theirs alone; with every tenant's in reach, the three are
 * chosen to match.
 *
 * @param chosen what is chosen at first; Grafana takes one of the type when absent.
 */
export function sourceVariable(source: Source, chosen?: typeof allTenants): DatasourceVariableBuilder {
  const variable = new DatasourceVariableBuilder(source).label(labels[source]).type(source);
  return chosen ? variable.current(chosen) : variable;
}

/**
 * The platform's namespace, as `$namespace`. Nobody's choice: a list read from series would offer every namespace that
 * runs an engine of the same kind, and take the first.
 */
export function platformVariable(namespace: string): ConstantVariableBuilder {
  return new ConstantVariableBuilder("namespace").value(namespace);
}

interface LabelChoice {
  name: string;
  label: string;
  /** Series whose label of that name is listed. */
  series: string;
  /** Several at once, all of them at first. In an expression: `label=~"$name"`. */
  several: boolean;
}

/** Choice among the values of a label, read from Prometheus whenever the time range changes. */
export function labelVariable({ name, label, series, several }: LabelChoice): QueryVariableBuilder {
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .datasource({ type: "prometheus", uid: "${prometheus}" })
    .query({ query: `label_values(${series}, ${name})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
  return several
    ? variable.multi(true).includeAll(true).allValue(".+").current({ text: "All", value: "$__all" })
    : variable;
}
