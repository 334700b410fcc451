// Fields that the API server refuses to change, told from what was rendered before and after, with the command that
// mends each: `up` would stop half-way at the release. test/engine/changes/immutable-fields.test.ts asks a real API server
// whether it refuses the same.
import { createHash } from "node:crypto";
import { recreated } from "../../settings/history/accepted";
import { shellQuoted } from "../../settings/refusals/problem";
import { hookOf, type KubernetesObject, nameOf, type ObjectPath, pathText, valueAt } from "./objects";

export interface Refused {
  /** `StatefulSet loki` */
  object: string;
  fields: string[];
  /** What is to be done before `up`, command by command. */
  commands: string[];
  /** What the commands do to whoever uses the object. */
  effect: string;
  /**
   * Entry of `observability:accept` that says that it is done. It names the new fields, so it serves no later change.
   */
  token: string;
  /** Where nothing but sizes of claims changes, these: `volume/<row>/<GiB>` accepts them as well. */
  grownTo?: string[];
}

interface Rule {
  /** Whether a change at this path is refused; the path is as `pathText` writes it. */
  fixed: (path: string, before: KubernetesObject, after: KubernetesObject) => boolean;
  /** Whether it can be removed without what it made: pods run on and are taken over. */
  orphans?: boolean;
  effect: string;
}

const below =
  (...prefixes: readonly string[]) =>
  (path: string) =>
    prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`));

const mutableOfStatefulSet = below(
  "spec.replicas",
  "spec.ordinals",
  "spec.template",
  "spec.updateStrategy",
  "spec.persistentVolumeClaimRetentionPolicy",
  "spec.minReadySeconds",
  "spec.revisionHistoryLimit",
);
const mutableOfClaim = below("spec.resources", "spec.volumeAttributesClassName");
const bindings: Rule = { fixed: below("roleRef"), effect: "its subjects lack these permissions until `up` makes it" };
const podsStop = "its pods stop, and start again when `up` makes it";
const updatesOnDelete = (set: KubernetesObject) => valueAt(set, ["spec", "updateStrategy", "type"]) === "OnDelete";
const isImmutableData = (path: string, { immutable }: KubernetesObject) =>
  immutable === true && below("data", "stringData", "binaryData", "immutable")(path);
const data: Rule = {
  fixed: isImmutableData,
  effect: "pods that start meanwhile wait for it",
};

const rules: Readonly<Record<string, Rule>> = {
  StatefulSet: {
    // From rolling to on delete: what the API server filled in for the former stays, and does not go with the latter.
    fixed: (path, before, after) =>
      (path.startsWith("spec.") && !mutableOfStatefulSet(path)) ||
      (["spec.updateStrategy", "spec.updateStrategy.type"].includes(path) &&
        updatesOnDelete(after) &&
        !updatesOnDelete(before)),
    orphans: true,
    effect: "its pods run on",
  },
  Deployment: { fixed: below("spec.selector"), effect: podsStop },
  DaemonSet: { fixed: below("spec.selector"), effect: podsStop },
  Job: {
    fixed: below("spec.template", "spec.selector", "spec.completions", "spec.completionMode", "spec.podFailurePolicy"),
    effect: "it runs again",
  },
  Service: {
    // An address that is no longer asked for stays.
    fixed: (path, _before, after) =>
      below("spec.ipFamilies[0]", "spec.loadBalancerClass")(path) ||
      (below("spec.clusterIP", "spec.clusterIPs")(path) && valueAt(after, ["spec", "clusterIP"]) !== undefined),
    effect: "nobody reaches it until `up` makes it",
  },
  PersistentVolumeClaim: {
    fixed: (path) => path.startsWith("spec.") && !mutableOfClaim(path),
    effect: "**its data goes with it**",
  },
  RoleBinding: bindings,
  ClusterRoleBinding: bindings,
  StorageClass: {
    fixed: below("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"),
    effect: "volumes stay as they are, new ones wait until `up` makes it",
  },
  PriorityClass: {
    fixed: below("value", "preemptionPolicy"),
    effect: "pods that start meanwhile are refused; running ones keep what they have",
  },
  IngressClass: { fixed: below("spec.controller"), effect: "its Ingresses are served by nobody meanwhile" },
  Secret: { ...data, fixed: (path, before) => path === "type" || isImmutableData(path, before) },
  ConfigMap: data,
};

/**
 * What the API server would refuse of a change; undefined where it takes all of it. Hooks are none of it: Helm deletes
 * them before it makes them.
 *
 * @param paths at which the two differ.
 */
export function refusedChange(
  before: KubernetesObject,
  after: KubernetesObject,
  paths: readonly ObjectPath[],
  releaseNamespace: string,
): Refused | undefined {
  const rule = rules[before.kind];
  if (rule === undefined || hookOf(before) !== undefined) return undefined;
  const fixed = paths.filter((path) => rule.fixed(pathText(path), before, after));
  if (fixed.length === 0) return undefined;
  const namespace = before.metadata.namespace ?? releaseNamespace;
  const { kind, metadata } = before;
  const sizes = fixed.filter((path) => sizeOfClaim.test(pathText(path)));
  // With another selector the pods that are left behind would be nobody's.
  const orphans = rule.orphans && !fixed.some((path) => below("spec.selector")(pathText(path)));
  const remove = `kubectl -n ${namespace} delete ${kind.toLowerCase()} ${metadata.name}`;
  return {
    object: nameOf(before),
    fields: fixed.map(pathText),
    commands: orphans ? [...grownClaims(after, sizes, namespace), madeAnew(after, fixed, namespace)] : [remove],
    effect: rule.orphans && !orphans ? podsStop : rule.effect,
    token: `${recreated}${kind}/${metadata.name}/${digestOf(after, fixed)}`,
    ...(sizes.length === fixed.length && { grownTo: sizes.map((path) => String(valueAt(after, path))) }),
  };
}

/** Whether the stack file says that the steps have been taken. */
export function isAccepted({ token, grownTo }: Refused, accept: readonly string[]): boolean {
  const volumes = new Set(accept.flatMap((entry) => /^volume\/[^/]+\/(\d+)$/.exec(entry)?.[1] ?? []));
  return accept.includes(token) || (grownTo?.every((size) => volumes.has(size.replace(/Gi$/, ""))) ?? false);
}

const sizeOfClaim = /^spec\.volumeClaimTemplates\[.*\]\.spec\.resources\.requests\.storage$/;

/**
 * The StatefulSet that is there, with the new fields, in its own place. Left to `up`, one that names no number of pods, as
 * an autoscaler's does, would come with a single one, and all others would end.
 */
function madeAnew(after: KubernetesObject, fixed: readonly ObjectPath[], namespace: string): string {
  const changes = fixed.map((path) => {
    const claim = sizeOfClaim.test(pathText(path)) ? valueAt(after, path.slice(0, 3)) : undefined;
    const name = (claim as { metadata?: { name?: string } } | undefined)?.metadata?.name;
    const field = `.spec.${String(path[1])}`;
    if (name !== undefined)
      return `(${field}[] | select(.metadata.name == "${name}")).spec.resources.requests.storage = ${JSON.stringify(valueAt(after, path))}`;
    const value = valueAt(after, path.slice(0, 2));
    return value === undefined ? `del(${field})` : `${field} = ${JSON.stringify(value)}`;
  });
  const kubectl = `kubectl -n ${namespace}`;
  const program = shellQuoted([...new Set(changes)].join(" | "));
  return (
    `${kubectl} get statefulset ${after.metadata.name} -o json | jq ${program} | ` +
    `${kubectl} replace --force --cascade=orphan -f -`
  );
}

/**
 * Claims that were made from a template whose size changes: they are grown first, since the new template is for new
 * claims alone. Claims are named `<template>-<StatefulSet>-<number>`.
 */
function grownClaims(after: KubernetesObject, sizes: readonly ObjectPath[], namespace: string): string[] {
  return sizes.map((path) => {
    const template = (valueAt(after, path.slice(0, 3)) as { metadata?: { name?: string } }).metadata?.name ?? "";
    const patch = JSON.stringify({ spec: { resources: { requests: { storage: valueAt(after, path) } } } });
    return (
      `kubectl -n ${namespace} get pvc -o name | grep '/${template}-${after.metadata.name}-[0-9]' | ` +
      `xargs -I{} kubectl -n ${namespace} patch {} --patch '${patch}'`
    );
  });
}

function digestOf(after: KubernetesObject, fixed: readonly ObjectPath[]): string {
  const content = fixed.map((path) => [pathText(path), valueAt(after, path) ?? null]);
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);
}
