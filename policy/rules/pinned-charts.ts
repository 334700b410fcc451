// A chart is the same tomorrow as today.
import { releaseType } from "../../conventions/data-types";
import type { ResourceRule } from "../rule";
import { shown } from "../shown";

const chartTypes = new Set([releaseType, "kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v4:Chart"]);
const exactVersion = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
/** A range, or less than a whole version. */
const aboutVersion = /^[\^~<>=|v*x. \d-]{0,60}$|^latest$/;

export const chartsArePinned: ResourceRule = {
  name: "charts-are-pinned",
  description: "Every Helm release names one exact chart version.",
  remedy: "Add the chart to components/charts.ts and use releaseArgs.",
  check({ type, props }) {
    if (!chartTypes.has(type)) return [];
    const version = props.version;
    if (typeof version === "string" && exactVersion.test(version)) return [];
    const told = version === undefined ? "(none)" : shown(version, aboutVersion);
    return [`chart version ${told} is not exact`];
  },
};
