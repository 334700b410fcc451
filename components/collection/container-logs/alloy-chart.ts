// What both releases of Alloy's chart have alike: settings in, plain values out.
import type { Settings } from "../../../settings/settings";
import { type HelmValues, literalText, resources, restrictedContainer } from "../../helm-values";

/** Where Alloy keeps how far it has read. */
export const statePath = "/var/lib/alloy";

/** Watches the configuration's file and has Alloy load it anew: a tenant more restarts nothing. */
export const reloader: HelmValues = { resources: resources({ cpuMillicores: 10, memoryMib: 64 }) };

export interface AlloyContainer {
  configuration: string;
  row: Parameters<typeof resources>[0];
  /** User and group that it runs as. */
  user: number;
  /** Volumes beside that of the state, which is called `state`. */
  mounts?: readonly HelmValues[];
}

export function alloyContainer(
  { clusterKind }: Pick<Settings, "clusterKind">,
  { configuration, row, user, mounts = [] }: AlloyContainer,
): HelmValues {
  return {
    configMap: { content: literalText(configuration) },
    enableReporting: false,
    ...(clusterKind.ipFamily === "ipv6" ? { listenAddr: "[::]" } : {}),
    storagePath: statePath,
    resources: resources(row),
    securityContext: {
      ...restrictedContainer,
      ...(user === 0 ? {} : { runAsNonRoot: true }),
      runAsUser: user,
      runAsGroup: user,
    },
    mounts: { extra: [...mounts, { name: "state", mountPath: statePath }] },
  };
}

/** In two lists, because the chart appends one to the other and an empty one breaks its YAML. */
export function mayRead(resource: string): HelmValues {
  const may = (...verbs: string[]): HelmValues => ({ apiGroups: [""], resources: [resource], verbs });
  return { rules: [may("list", "watch")], clusterRules: [may("get")] };
}
