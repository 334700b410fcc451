// Values of the sampler's release (size large): settings in, plain values out.
import type { Settings } from "../../../settings/settings";
import { ports, services } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { collectorValues, configTexts, plainServiceAccount } from "../collector";
import { samplerConfig } from "./config";

/** @param config Texts of the configuration, whose checksum rolls the pods. */
export function samplerValues(
  settings: Settings,
  config: readonly string[] = configTexts(samplerConfig(settings)),
): HelmValues {
  return collectorValues({
    name: services.sampler,
    config,
    // A fixed number: every pod that comes or goes moves a share of the traces in the middle of their decision.
    row: settings.sizing.sampler,
    serviceAccount: plainServiceAccount(services.sampler),
    ports: { otlp: ports.otlpGrpc },
    headless: true,
  });
}
