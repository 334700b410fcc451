// Finds keys in Loki's and Tempo's configuration, as the charts write it, that the engine does not have.
import { parse } from "yaml";
import type { ChartId } from "../../components/charts";
import { type EngineKeyList, unknownEngineKeys } from "./engine-keys";
import type { Manifest } from "./manifests";

interface EngineFiles {
  list: EngineKeyList;
  /** Files of the release's ConfigMaps: the configuration, and the limits per tenant. */
  config: string;
  overrides: string;
  /** Path of the block that each tenant's limits have the keys of. */
  limits: readonly string[];
}

const tempo: EngineFiles = {
  list: "tempo-2.10.8",
  config: "tempo.yaml",
  overrides: "overrides.yaml",
  limits: ["overrides", "defaults"],
};

const engines: Partial<Record<ChartId, EngineFiles>> = {
  loki: { list: "loki-3.7.6", config: "config.yaml", overrides: "runtime-config.yaml", limits: ["limits_config"] },
  tempo,
  tempoDistributed: tempo,
};

/** Complaints about a release; none where its chart installs no such engine. */
export function engineComplaints(chart: ChartId, manifests: readonly Manifest[]): string[] {
  const engine = engines[chart];
  if (engine === undefined) return [];
  const file = (name: string): unknown => {
    const texts = manifests.filter(({ kind }) => kind === "ConfigMap").flatMap(({ data }) => data?.[name] ?? []);
    return texts.length === 1 ? parse(texts[0] ?? "") : undefined;
  };
  const config = file(engine.config);
  const tenants = file(engine.overrides) as { overrides?: Record<string, unknown> } | undefined;
  if (config === undefined || tenants === undefined)
    return [`${engine.config} or ${engine.overrides} is not rendered exactly once`];
  const perTenant = Object.values(tenants.overrides ?? {}).flatMap((limits) =>
    unknownEngineKeys(
      engine.list,
      engine.limits.reduceRight((below: unknown, key) => ({ [key]: below }), limits),
    ),
  );
  return [...unknownEngineKeys(engine.list, config), ...perTenant].map(
    (key) => `${engine.list} has no configuration key ${key}`,
  );
}
