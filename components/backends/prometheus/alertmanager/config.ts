// Alertmanager's configuration: who is told (alerts of the settings) and the tenants in, the whole configuration out.
// Free of credentials: a receiver reads its address or key from a file of the Secret that the Prometheus
// component makes.
import type { Settings } from "../../../../settings/settings";
import type { HelmValues } from "../../../helm-values";
import { noProxy, type Proxied } from "../../../pods/proxy";
import { deadMansSwitchForm, receiverForm } from "./receivers";
import { inhibitions, nobody, routes } from "./routes";

/** Else its counters do not say whose receiver it is that fails, and no alert can. */
export const alertmanagerFeatures = ["receiver-name-in-metrics"] as const;

type Told = Proxied & Pick<Settings, "alerts" | "tenants">;

export function alertmanagerConfig(settings: Told): HelmValues {
  const { receivers, deadMansSwitch } = settings.alerts;
  const { proxy } = settings;
  // Alertmanager reads no variables of the environment unless told to, for each receiver.
  const http_config = proxy === undefined ? {} : { proxy_url: proxy.url, no_proxy: noProxy(settings) };
  return {
    global: { resolve_timeout: "5m", ...(proxy === undefined ? {} : { http_config }) },
    route: routes(settings),
    inhibit_rules: inhibitions,
    receivers: [
      { name: nobody },
      ...(deadMansSwitch === undefined ? [] : [deadMansSwitchForm(deadMansSwitch, http_config)]),
      ...receivers.map((receiver) => receiverForm(receiver, http_config)),
    ],
    templates: [],
  };
}
