// On which nodes pods may start. Plain data. Pure.
import type { Settings } from "../../settings/settings";

/** Every image is Linux's: on a Windows node, which carries no taint by itself, no pod of the platform would start. */
export const linux = { "kubernetes.io/os": "linux" } as const;

/** For pods that the program describes itself, without a chart. */
export function placement({ scheduling, images }: Pick<Settings, "scheduling" | "images">) {
  return {
    nodeSelector: { ...linux, ...scheduling.nodeSelector },
    ...(scheduling.tolerations.length > 0 ? { tolerations: [...scheduling.tolerations] } : {}),
    ...(images.pullSecrets.length > 0 ? { imagePullSecrets: images.pullSecrets.map((name) => ({ name })) } : {}),
  };
}
