// Values of the release that reads logs of the EKS control plane: settings in, plain values out.
import type { Settings } from "../../../settings/settings";
import { charts } from "../../charts";
import type { CloudNames } from "../../cloud/names";
import type { HelmValues } from "../../helm-values";
import { identityRevision } from "../../pods/revision";
import { serviceAccountValues } from "../../pods/service-account";
import { collectorValues, configTexts } from "../collector";
import { controlPlaneConfig } from "./config";

/** @param config Texts of the configuration, whose checksum rolls the pods. */
export function controlPlaneLogsValues(
  settings: Settings,
  names: CloudNames,
  config: readonly string[] = configTexts(controlPlaneConfig(settings, names)),
): HelmValues {
  return collectorValues({
    name: charts.controlPlaneLogs.release,
    config,
    row: settings.sizing.controlPlaneLogs,
    serviceAccount: serviceAccountValues(settings, names, "controlPlaneLogs"),
    revisions: identityRevision(settings),
  });
}
