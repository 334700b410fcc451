// What a row of the platform's plan says of a release. Types alone.
import type { Settings } from "../settings/settings";
import type { Sizing } from "../settings/sizing";
import type { Chart } from "./charts";
import type { CloudNames } from "./cloud/names";
import type { CollectorConfig } from "./collection/collector";
import type { HelmValues } from "./helm-values";

/** A Service that others connect to, with the ports they use. */
export interface Served {
  service: string;
  ports: readonly number[];
}

/** A row of the size table that is about pods. */
export type WorkloadRow = Exclude<keyof Sizing, "kafka" | "tenantLimits">;

export interface PlannedRelease extends Chart {
  /** What the release is for: its line in docs/releases.md. */
  purpose: string;
  /** In words: which stacks have the release. */
  condition: string;
  /** Whether a stack with these settings has the release. */
  when: (settings: Settings) => boolean;
  values: (settings: Settings, names: CloudNames) => HelmValues;
  /** Services that others connect to; `npm run test:charts` compares them with what the real chart renders. */
  serves: readonly Served[];
  /** Secrets that the chart makes itself, by name, and why they are no worry. */
  ownSecrets: Readonly<Record<string, string>>;
  /**
   * ClusterRoles that the chart makes, but for those of hooks, which Helm makes anew each time: another release's of the
   * name stops this one. None when absent.
   */
  clusterRoles?: readonly string[];
  /** Rows of the size table that its pods take; none where it has no pods. */
  sizes: readonly WorkloadRow[];
}

/** A Collector: its configuration stands in ConfigMaps beside the release. */
export interface PlannedCollector extends PlannedRelease {
  config: (settings: Settings, names: CloudNames) => CollectorConfig;
  /** @param texts Of the configuration, where they have been rendered already. */
  values: (settings: Settings, names: CloudNames, texts?: readonly string[]) => HelmValues;
}
