// A configuration of the OpenTelemetry Collector as plain data, and its check and rendering to YAML.
import { stringify } from "yaml";
import type { HelmValues } from "../../helm-values";
import { type ComponentId, type ComponentKind, isKnown } from "./names";

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

/** Kubernetes keeps the text in a ConfigMap of at most 1 MiB; the rest is left to names and labels. */
const largestConfigBytes = 1_000_000;

/** A section of a configuration that no ConfigMap holds. */
export class ConfigTooLarge extends Error {
  readonly most = largestConfigBytes;

  constructor(
    sections: readonly string[],
    readonly bytes: number,
  ) {
    super(
      `${sections.join(", ")} of the Collector's configuration take ${bytes} bytes and a ConfigMap holds ` +
        `${largestConfigBytes}: list fewer tenants, or give several stacks a share of them`,
    );
  }
}

/**
 * Texts of a configuration in which every reference is proved to have a definition and every definition a use. Most
 * often one; with many tenants several, which the Collector merges: each goes into a ConfigMap of its own.
 *
 * @throws Error that names the component or pipeline; ConfigTooLarge where a section is above a ConfigMap's size.
 */
export function configTexts(config: CollectorConfig): string[] {
  checkReferences(config);
  checkListeners(config);
  const {
    receivers,
    processors,
    extensions,
    exporters,
    connectors,
    service: { pipelines, ...service },
  } = config;
  const texts: string[] = [];
  let part: object = {};
  for (const section of [
    { receivers, processors, extensions, service },
    { exporters },
    { connectors },
    { service: { ...service, pipelines } },
  ]) {
    const grown = { ...part, ...section };
    if (fits(grown)) {
      part = grown;
      continue;
    }
    if (!fits(section)) {
      throw new ConfigTooLarge(Object.keys(section), Buffer.byteLength(yaml(section)));
    }
    texts.push(yaml(part));
    part = section;
  }
  return [...texts, yaml(part)];
}

function fits(part: object): boolean {
  return Buffer.byteLength(yaml(part)) <= largestConfigBytes;
}

/** What many exporters share is written once: an alias each instead of the queue's dozen lines. */
function yaml(part: object): string {
  // Older YAML takes more words for truths: a tenant may be called "on".
  const compat = "yaml-1.1";
  return stringify(part, { aliasDuplicateObjects: true, compat, indent: 1, indentSeq: false, lineWidth: 0 });
}

const kinds = ["receivers", "processors", "exporters", "connectors", "extensions"] as const;

/** What may stand at each place of a pipeline. */
const places = [
  ["receivers", ["receivers", "connectors"]],
  ["processors", ["processors"]],
  ["exporters", ["exporters", "connectors"]],
] as const;

/** A Collector whose receivers would share a port does not start. */
function checkListeners({ receivers }: CollectorConfig): void {
  const listeners = new Map<string, string>();
  for (const [id, { protocols }] of Object.entries(receivers) as [string, HelmValues][]) {
    for (const { endpoint } of Object.values((protocols ?? {}) as Record<string, { endpoint?: string }>)) {
      if (endpoint === undefined) continue;
      const other = listeners.get(endpoint);
      if (other !== undefined) throw new Error(`receivers ${other} and ${id} both listen at ${endpoint}`);
      listeners.set(endpoint, id);
    }
  }
}

function checkReferences(config: CollectorConfig): void {
  for (const kind of kinds) {
    for (const id of Object.keys(config[kind])) {
      if (!isKnown(kind, id))
        throw new Error(`the Collector has no ${kind.slice(0, -1)} ${id}: names.ts lists what it has`);
    }
  }
  const defined = (of: readonly ComponentKind[]) => new Set(of.flatMap((kind) => Object.keys(config[kind])));
  const used = new Set<string>(config.service.extensions);
  const pipelines = Object.entries(config.service.pipelines) as [string, Pipeline][];
  for (const [place, of] of places) {
    const known = defined(of);
    for (const [name, pipeline] of pipelines) {
      for (const id of pipeline[place]) {
        if (!known.has(id)) throw new Error(`pipeline ${name} names ${place.slice(0, -1)} ${id}, which is not defined`);
        used.add(id);
      }
      if (place !== "processors" && pipeline[place].length === 0) throw new Error(`pipeline ${name} has no ${place}`);
    }
  }
  const idle = [...defined(kinds)].filter((id) => !used.has(id));
  if (idle.length > 0) throw new Error(`no pipeline uses ${idle.join(", ")}`);
}
