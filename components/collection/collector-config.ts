// A configuration of the OpenTelemetry Collector as plain data, and its check and rendering to YAML. Pure.
import { stringify } from "yaml";
import type { HelmValues } from "../helm-values";
import { isKnown, type ComponentId, type ComponentKind } from "./collector-names";

export type Signal = "logs" | "metrics" | "traces";
export type PipelineId = Signal | `${Signal}/${string}`;

export type Components<Kind extends ComponentKind> = { [Id in ComponentId<Kind>]?: HelmValues };

/** A connector stands at the end of one pipeline, as exporter, and at the start of another, as receiver. */
export interface Pipeline {
  receivers: readonly (ComponentId<"receivers"> | ComponentId<"connectors">)[];
  processors: readonly ComponentId<"processors">[];
  exporters: readonly (ComponentId<"exporters"> | ComponentId<"connectors">)[];
}

export type Pipelines = { [Id in PipelineId]?: Pipeline };

export interface CollectorConfig {
  receivers: Components<"receivers">;
  processors: Components<"processors">;
  exporters: Components<"exporters">;
  connectors: Components<"connectors">;
  extensions: Components<"extensions">;
  service: { extensions: readonly ComponentId<"extensions">[]; pipelines: Pipelines; telemetry: HelmValues };
}

/** Kubernetes keeps the configuration in a ConfigMap of at most 1 MiB; the rest is left to names and labels. */
const largestConfigBytes = 1_000_000;

/**
 * The configuration as plain data, in which every reference is proved to have a definition and every definition a use.
 *
 * @throws Error that names the component or pipeline, or says how far the configuration is above a ConfigMap's size.
 */
export function checkedConfig(config: CollectorConfig): HelmValues {
  const pipelines = Object.entries(config.service.pipelines) as [string, Pipeline][];
  for (const kind of ["receivers", "processors", "exporters", "connectors", "extensions"] as const) {
    for (const id of Object.keys(config[kind])) {
      if (!isKnown(kind, id)) throw new Error(`the Collector has no ${kind.slice(0, -1)} ${id}: collector-names.ts lists what it has`);
    }
  }
  const defined = (kinds: readonly ComponentKind[]) => new Set(kinds.flatMap((kind) => Object.keys(config[kind])));
  const used = new Set<string>(config.service.extensions);
  const places = [["receivers", ["receivers", "connectors"]], ["processors", ["processors"]], ["exporters", ["exporters", "connectors"]]] as const;
  for (const [place, kinds] of places) {
    const known = defined(kinds);
    for (const [name, pipeline] of pipelines) {
      for (const id of pipeline[place]) {
        if (!known.has(id)) throw new Error(`pipeline ${name} names ${place.slice(0, -1)} ${id}, which is not defined`);
        used.add(id);
      }
      if (place !== "processors" && pipeline[place].length === 0) throw new Error(`pipeline ${name} has no ${place}`);
    }
  }
  const idle = [...defined(["receivers", "processors", "exporters", "connectors", "extensions"])].filter((id) => !used.has(id));
  if (idle.length > 0) throw new Error(`no pipeline uses ${idle.join(", ")}`);
  const plain = config as unknown as HelmValues;
  const bytes = Buffer.byteLength(configYaml(config));
  if (bytes > largestConfigBytes) {
    throw new Error(`the Collector's configuration takes ${bytes} bytes and a ConfigMap holds ${largestConfigBytes}: `
      + "list fewer tenants, or give several stacks a share of them");
  }
  return plain;
}

/** YAML without anchors or folded lines, as Helm would write it. */
export function configYaml(config: CollectorConfig): string {
  return stringify(config, { aliasDuplicateObjects: false, lineWidth: 0 });
}
