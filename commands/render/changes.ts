// What a change of chart or values does to the objects of one release, by what a reviewer has to know of it. Pure.
import { type Refused, refusedChange } from "./immutable";
import {
  differingPaths,
  hookOf,
  identityOf,
  type KubernetesObject,
  masked,
  nameOf,
  type ObjectPath,
  pathText,
  valueAt,
} from "./objects";

export interface Changed {
  /** `ConfigMap loki` */
  object: string;
  /** Paths that differ; never what is there. */
  paths: string[];
}

export interface ReleaseChanges {
  /** Objects before and after. */
  counts: { before: number; after: number };
  appear: string[];
  vanish: string[];
  /** Objects whose content changes, workloads that restart among them. */
  change: Changed[];
  /** How many change in their labels and annotations alone, as a chart's version does to all. */
  onlyLabels: number;
  /** Workloads whose pods are made anew. */
  restart: Changed[];
  refused: Refused[];
  /** Definitions, and roles with who has them: appearing, vanishing and changed ones. */
  definitions: string[];
  permissions: string[];
  images: { appear: string[]; vanish: string[] };
  /** Objects that Helm makes and waits for before or after the others, such as Jobs of an upgrade. */
  hooks: string[];
}

/** Kinds that other programs make pods of, after their own `spec`. */
const operated: ReadonlySet<string> = new Set(["Prometheus", "PrometheusAgent", "Alertmanager"]);
/** Fields of theirs that are taken over without new pods: selectors of monitors and rules, not of nodes or pods. */
const reloaded = /^spec\.(replicas|(?!node)\w+Selector|scrapeInterval|evaluationInterval|externalLabels)\b/;
const workloads: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet"]);
const permissionKinds: ReadonlySet<string> = new Set([
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ServiceAccount",
]);

/**
 * @param unstable objects of a second rendering of `after`: what differs between the two, generated certificates for
 *   instance, is no change.
 */
export function changesOf(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  unstable: readonly KubernetesObject[],
  namespace: string,
): ReleaseChanges {
  const old = byIdentity(before);
  const again = byIdentity(unstable);
  const changed = after.flatMap((object) => {
    const was = old.get(identityOf(object));
    if (was === undefined) return [];
    const madeUp = differingPaths(object, again.get(identityOf(object)) ?? object);
    const [from, to] = [masked(was, madeUp), masked(object, madeUp)];
    const paths = differingPaths(from, to);
    return paths.length === 0 ? [] : [{ from, to, paths }];
  });
  const now = byIdentity(after);
  const appear = after.filter((object) => !old.has(identityOf(object)));
  const vanish = before.filter((object) => !now.has(identityOf(object)));
  const content = changed.filter(({ paths }) => !paths.every(isLabel));
  const marked = (mark: string, objects: readonly KubernetesObject[], fits: (object: KubernetesObject) => boolean) =>
    objects.filter(fits).map((object) => `${mark}${nameOf(object)}`);
  const ofKind = (fits: (object: KubernetesObject) => boolean) => [
    ...marked("+ ", appear, fits),
    ...marked("- ", vanish, fits),
    ...marked(
      "~ ",
      content.map(({ to }) => to),
      fits,
    ),
  ];
  const [oldImages, newImages] = [imagesOf(before), imagesOf(after)];
  return {
    counts: { before: before.length, after: after.length },
    appear: appear.map(nameOf),
    vanish: vanish.map(nameOf),
    change: content.map(described),
    onlyLabels: changed.length - content.length,
    restart: content
      .map(({ to, paths, ...rest }) => ({ to, ...rest, paths: paths.filter((path) => restarts(to, path)) }))
      .filter(({ paths }) => paths.length > 0)
      .map(described),
    refused: changed.flatMap(({ from, to, paths }) => refusedChange(from, to, paths, namespace) ?? []),
    definitions: ofKind(({ kind }) => kind === "CustomResourceDefinition"),
    permissions: ofKind(({ kind }) => permissionKinds.has(kind)),
    images: {
      appear: newImages.filter((image) => !oldImages.includes(image)),
      vanish: oldImages.filter((image) => !newImages.includes(image)),
    },
    hooks: after.filter(({ kind }) => kind === "Job" || kind === "Pod").flatMap(hookText),
  };
}

function hookText(object: KubernetesObject): string[] {
  const hook = hookOf(object);
  return hook === undefined ? [] : [`${nameOf(object)} (${hook})`];
}

const byIdentity = (objects: readonly KubernetesObject[]) =>
  new Map(objects.map((object) => [identityOf(object), object]));

const described = ({ to, paths }: { to: KubernetesObject; paths: readonly ObjectPath[] }): Changed => ({
  object: nameOf(to),
  paths: paths.map(pathText),
});

const isLabel = ([first, second]: ObjectPath) =>
  first === "metadata" && (second === "labels" || second === "annotations");

function restarts({ kind }: KubernetesObject, path: ObjectPath): boolean {
  const text = pathText(path);
  if (operated.has(kind)) return text.startsWith("spec.") && !reloaded.test(text);
  return workloads.has(kind) && /^spec\.template\b/.test(text);
}

/** Every image that is named: of containers, and where an operator is told one. */
function imagesOf(objects: readonly KubernetesObject[]): string[] {
  const images = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === "object" && value !== null) {
      const { image } = value as { image?: unknown };
      if (typeof image === "string" && image !== "") images.add(image);
      Object.values(value).forEach(collect);
    }
  };
  for (const object of objects) {
    if (object.kind !== "CustomResourceDefinition") collect(valueAt(object, ["spec"]));
  }
  return [...images].sort();
}
