// The stack's program: settings in, platform up, contract out.
import { lookUpSurroundings, Platform } from "./components/platform";
import { stackSettings } from "./components/stack/settings";

export = async () => {
  const settings = stackSettings();
  const platform = new Platform("observability", { settings, ...(await lookUpSurroundings(settings)) });
  return {
    platform: platform.contract,
    platformSidecar: platform.sidecar,
    platformSecrets: platform.secrets,
  };
};
