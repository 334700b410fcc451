// Alertmanager's configuration: who is told (alerts of the settings) and the tenants in, the whole configuration out.
// Free of credentials: a receiver reads its address or key from a file of the Secret that the Prometheus
// component makes.
import type { Settings } from "../../../../settings/settings";
import type { HelmValues } from "../../../helm-values";
import { deadMansSwitchForm, receiverForm } from "./receivers";
import { inhibitions, nobody, routes } from "./routes";

export function alertmanagerConfig(settings: Pick<Settings, "alerts" | "tenants">): HelmValues {
  const { receivers, deadMansSwitch } = settings.alerts;
  return {
    global: { resolve_timeout: "5m" },
    route: routes(settings),
    inhibit_rules: inhibitions,
    receivers: [
      { name: nobody },
      ...(deadMansSwitch === undefined ? [] : [deadMansSwitchForm(deadMansSwitch)]),
      ...receivers.map(receiverForm),
    ],
    templates: [],
  };
}
