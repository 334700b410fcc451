// A chart is the same tomorrow as today.
import type { ResourceRule } from "../rule";

const chartTypes = new Set([
  "kubernetes:helm.sh/v3:Release",
  "kubernetes:helm.sh/v3:Chart",
  "kubernetes:helm.sh/v4:Chart",
]);
const exactVersion = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

export const chartsArePinned: ResourceRule = {
  name: "charts-are-pinned",
  description: "Every Helm release names one exact chart version.",
  remedy: "Add the chart to components/charts.ts and use releaseArgs.",
  check({ type, props }) {
    if (!chartTypes.has(type)) return [];
    const version = props.version;
    return typeof version === "string" && exactVersion.test(version)
      ? []
      : [`chart version ${JSON.stringify(version) ?? "(none)"} is not exact`];
  },
};
