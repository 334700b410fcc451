// Every release of the platform as test:charts renders it: chart, values, when it is there, and what it must serve.
import type { ChartId } from "../../components/charts";
import type { CloudNames } from "../../components/cloud/names";
import type { HelmValues } from "../../components/helm-values";
import type { Settings } from "../../settings/settings";
import type { Served } from "./checks";

export interface ReleaseUnderTest {
  chart: ChartId;
  /** Whether a stack with these settings has the release; always when absent. */
  when?: (settings: Settings) => boolean;
  values: (settings: Settings, names: CloudNames) => HelmValues;
  /** Services that others connect to. */
  serves: (settings: Settings) => readonly Served[];
  /** Secrets that the chart makes itself, and why they are no worry. */
  secrets?: Readonly<Record<string, string>>;
}

export const releases: readonly ReleaseUnderTest[] = [
];
