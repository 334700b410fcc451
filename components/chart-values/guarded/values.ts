// Values that harm at whatever place of whichever chart, by the key that they are set to: containers as root, doors to
// the outside, pods that go too fast, claims that go with them. Pure.
import type { HelmValue } from "../../helm-values";
import { isMap } from "../overrides";

interface GuardedValue {
  keys: readonly string[];
  /** Whether a value in the place of the platform's own, if it has one, harms. */
  harms(value: HelmValue, before?: HelmValue): boolean;
  reason: string;
}

const root = "a container would be root, or could become it, and with it its node";
const published = "whoever reaches it names the tenant: it stays behind the platform's own doors";
const stopping = "how many pods may be away, and how long they may take to stop, decides what is lost";
const data = "its data lies there, and a claim can't change, or would go with the pod";

const isNot = (wanted: HelmValue) => (value: HelmValue) => value !== wanted;
const isOneOf = (options: readonly HelmValue[]) => (value: HelmValue) => options.includes(value);
const isSet = (value: HelmValue) => value !== null && value !== "";
const isRoot = (value: HelmValue) => value === null || Number(value) === 0;

const programsOwn =
  /^\/((etc\/(grafana|loki|tempo|prometheus|alertmanager|alloy|promtail|otel[\w-]*|nginx|fluent-bit)|conf|fluent-bit|var\/(lib|run|loki|tempo|log)|run|proc|sys|usr|bin)(\/|$)|$)/;

const guardedValues: readonly GuardedValue[] = [
  { keys: ["runAsUser", "runAsGroup", "fsGroup"], harms: isRoot, reason: root },
  { keys: ["runAsNonRoot", "readOnlyRootFilesystem"], harms: isNot(true), reason: root },
  { keys: ["allowPrivilegeEscalation", "privileged", "shareProcessNamespace"], harms: isNot(false), reason: root },
  { keys: ["supplementalGroups"], harms: (value) => Array.isArray(value) && value.some(isRoot), reason: root },
  { keys: ["add"], harms: (value) => Array.isArray(value) && value.length > 0, reason: root },
  { keys: ["drop"], harms: (value) => !(Array.isArray(value) && value.includes("ALL")), reason: root },
  { keys: ["procMount", "sysctls"], harms: isSet, reason: root },
  {
    keys: ["securityContext", "podSecurityContext", "containerSecurityContext", "capabilities", "seccompProfile"],
    harms: (value) => !isMap(value),
    reason: root,
  },
  { keys: ["type"], harms: isOneOf(["Unconfined"]), reason: root },
  { keys: ["type", "serviceType"], harms: isOneOf(["LoadBalancer", "NodePort", "ExternalName"]), reason: published },
  {
    keys: ["nodePort", "externalIPs", "loadBalancerIP", "loadBalancerClass", "externalName"],
    harms: isSet,
    reason: published,
  },
  {
    keys: ["repository", "registry", "imageRegistry"],
    harms: isSet,
    reason: "another program would have its identity: where images come from is the setting `images`",
  },
  {
    keys: ["targetLabel", "target_label"],
    harms: isOneOf(["tenant"]),
    reason: "whose each record is the platform decides",
  },
  {
    keys: ["mountPath"],
    harms: (value) => programsOwn.test(String(value)),
    reason: "the program's own files, or what it has stored, lie there",
  },
  {
    keys: ["terminationGracePeriodSeconds"],
    harms: (value, before) => !(typeof value === "number" && value >= (typeof before === "number" ? before : 0)),
    reason: stopping,
  },
  {
    keys: ["podManagementPolicy", "accessModes", "enableStatefulSetAutoDeletePVC", "whenDeleted", "whenScaled"],
    harms: isSet,
    reason: data,
  },
  {
    keys: ["storageClass", "storageClassName"],
    harms: isSet,
    reason: "volumes keep the class that they were made with: it is the setting `storageClass`",
  },
];

/** Of disruption budgets; in what pods are updated by, DaemonSets may have their own. */
const awayAtOnce: ReadonlySet<string> = new Set(["maxUnavailable", "minAvailable"]);
const updates: ReadonlySet<string> = new Set(["updateStrategy", "rollingUpdate", "strategy"]);

const monitors: ReadonlySet<string> = new Set(["serviceMonitor", "podMonitor", "cAdvisor"]);
const unseen = "without its metrics no alert would tell that it fails";

/** Why a value harms where it is set; undefined where it does not, or is the platform's own. */
export function harmOf(path: readonly string[], value: HelmValue, before: HelmValue | undefined): string | undefined {
  if (JSON.stringify(value) === JSON.stringify(before)) return undefined;
  const key = path.at(-1) ?? "";
  if (awayAtOnce.has(key) && !path.some((each) => updates.has(each))) return stopping;
  if (key === "enabled" && monitors.has(path.at(-2) ?? "") && before === true) return unseen;
  return (
    guardedValues.find((each) => each.keys.includes(key) && each.harms(value, before))?.reason ?? harmWithin(value)
  );
}

/** The same of what is in the maps of a list. */
function harmWithin(value: HelmValue): string | undefined {
  const items = Array.isArray(value) ? value : isMap(value) ? Object.values(value) : [];
  const own = isMap(value)
    ? guardedValues.find(({ keys, harms }) =>
        keys.some((key) => Object.hasOwn(value, key) && harms(value[key] ?? null)),
      )
    : undefined;
  return own?.reason ?? items.map((item) => harmWithin(item ?? null)).find((reason) => reason !== undefined);
}
