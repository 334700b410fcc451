// Selection of a pipeline by a resource attribute, for any number of values: a search tree of `routing` connectors.
//
// One connector with a row a tenant evaluates half its rows for each record on average: with 1,000 tenants that alone
// cost eight times what receiving and writing cost. Rows of a tree compare with the first key of the next branch, so a
// record passes a dozen of them (docs/design/consumer-routing.md has the numbers).

import type { HelmValues } from "../../helm-values";
import type { Components, PipelineId, Pipelines, Signal } from "./config";
import type { ComponentId } from "./names";

type RoutingId = ComponentId<"connectors"> & `routing/${string}`;

export interface Routes {
  signal: Signal;
  /** Part of the names of connectors and pipelines; each tree of a signal has its own. */
  name: string;
  /** Resource attribute that decides, and the pipeline of each of its values. */
  attribute: string;
  pipelineOf: ReadonlyMap<string, PipelineId>;
  /** Where everything else goes: other values, and no value. */
  otherwise: PipelineId;
  /** Rows that come before all others at the root: OTTL condition and pipeline. */
  first?: readonly { condition: string; pipeline: PipelineId }[];
  /** Rows of one connector; for tests. */
  fanOut?: number;
}

export interface RoutingTree {
  /** Exporter of the pipeline whose records are to be routed. */
  root: RoutingId;
  connectors: Components<"connectors">;
  /** Pipelines that lead from one connector to the next. */
  pipelines: Pipelines;
  /** Receivers of each target pipeline. */
  sources: ReadonlyMap<PipelineId, RoutingId[]>;
}

/**
 * Measured at 1,000 tenants: 10 and 32 differ by less than the measurement does, and fewer levels mean less
 * configuration.
 */
const rowsPerConnector = 32;

export function routingTree(routes: Routes): RoutingTree {
  const { signal, attribute, otherwise, fanOut = rowsPerConnector } = routes;
  const connectors: Components<"connectors"> = {};
  const pipelines: Pipelines = {};
  const sources = new Map<PipelineId, RoutingId[]>();
  // OTTL compares strings by bytes, and so does this order for the ASCII of names.
  const keys = [...routes.pipelineOf.keys()].sort((a, b) => (a < b ? -1 : 1));

  const target = (from: RoutingId, to: PipelineId): PipelineId => {
    const receivers = sources.get(to) ?? [];
    if (!receivers.includes(from)) receivers.push(from);
    sources.set(to, receivers);
    return to;
  };

  /** Defines the connector of a run of keys and what is below it. */
  const branch = (path: string, run: readonly string[], first: Routes["first"] = []): RoutingId => {
    const id: RoutingId = `routing/${signal}-${path}`;
    const table: HelmValues[] = first.map(({ condition, pipeline }) => ({
      condition,
      pipelines: [target(id, pipeline)],
    }));
    let last: PipelineId;
    if (run.length <= fanOut) {
      table.push(
        ...run.map((key) => ({
          condition: `resource.attributes["${attribute}"] == "${key}"`,
          pipelines: [target(id, routes.pipelineOf.get(key) ?? otherwise)],
        })),
      );
      last = target(id, otherwise);
    } else {
      const parts = partsOf(run, fanOut);
      const leads = parts.map((part, index): PipelineId => {
        const lead: PipelineId = `${signal}/${path}-${index}`;
        pipelines[lead] = { receivers: [id], processors: [], exporters: [branch(`${path}-${index}`, part)] };
        return lead;
      });
      // Whatever has no value compares as not less and ends in the last branch, whose leaf does not know it either.
      table.push(
        ...parts.slice(1).map((part, index) => ({
          condition: `resource.attributes["${attribute}"] < "${part[0] ?? ""}"`,
          pipelines: [leads[index] ?? otherwise],
        })),
      );
      last = leads.at(-1) ?? otherwise;
    }
    // The connector does not start without a row: nobody has a namespace, say.
    if (table.length === 0) table.push({ condition: "true", pipelines: [last] });
    connectors[id] = { default_pipelines: [last], error_mode: "ignore", table };
    return id;
  };

  const root = branch(routes.name, keys, routes.first);
  return { root, connectors, pipelines, sources };
}

/** Cuts a run into at most `count` parts whose sizes differ by one at most. */
function partsOf<T>(run: readonly T[], count: number): T[][] {
  const parts = Math.min(count, Math.ceil(run.length / count));
  return Array.from({ length: parts }, (_, index) =>
    run.slice(Math.floor((index * run.length) / parts), Math.floor(((index + 1) * run.length) / parts)),
  );
}
