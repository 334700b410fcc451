// The plain data that a chart takes.
import { isMap } from "../conventions/maps";

export type HelmValue = string | number | boolean | null | readonly HelmValue[] | HelmValues;

/** Values of one release. `null` deletes a default of the chart; `undefined` is as if the key were absent. */
export interface HelmValues {
  readonly [key: string]: HelmValue | undefined;
}

/**
 * Requests and limits of a container: memory is limited to what it requests, CPU is not limited (throttling loses
 * data).
 */
export function resources(row: { cpuMillicores: number; memoryMib: number }): HelmValues {
  const memory = `${row.memoryMib}Mi`;
  return { requests: { cpu: `${row.cpuMillicores}m`, memory }, limits: { memory } };
}

/** Go collects garbage harder as it nears this share of the memory limit, instead of being killed at it. */
const goMemoryShare = 0.85;
export const goMemoryLimit = ({ memoryMib }: { memoryMib: number }): string =>
  `${Math.floor(memoryMib * goMemoryShare)}MiB`;

/** Memory for items of memcached, in MiB: it needs about a fifth beside them (Loki's chart reckons so, too). */
export const memcachedItemsMib = ({ memoryMib }: { memoryMib: number }): number => Math.floor(memoryMib / 1.2);

/**
 * Annotations of what outlives its release: Helm leaves it alone when the release is removed, and when a first install
 * fails and is rolled back.
 */
export const keptByHelm: HelmValues = { "helm.sh/resource-policy": "keep" };

/** Settings of a container that may do nothing but its work; what every chart that allows it is given. */
export const restrictedContainer: HelmValues = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

/** An environment variable that is taken from a Secret. */
export function fromSecret(name: string, secret: string, key: string): HelmValues {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

/** The value with each scalar in it as `change` makes it, from the scalar and the key that it stands at. */
export function withScalars<T extends HelmValue | undefined>(
  value: T,
  change: (scalar: HelmValue, key?: string) => HelmValue,
  key?: string,
): T {
  if (Array.isArray(value)) return value.map((item: HelmValue) => withScalars(item, change)) as unknown as T;
  if (isMap(value)) {
    const entries = Object.entries(value as HelmValues);
    return Object.fromEntries(entries.map(([name, item]) => [name, withScalars(item, change, name)])) as T;
  }
  return value === undefined ? value : (change(value, key) as T);
}

/** Text that passes unchanged through a chart's `tpl`. */
export function literalText(text: string): string {
  return text.replaceAll("{{", '{{ "{{" }}');
}

/**
 * Texts that a chart runs through `tpl`, so that they arrive as they are: backticks need no escape in YAML's quotes.
 */
export const untemplated = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.replaceAll("{{", "{{`{{`}}")]));
