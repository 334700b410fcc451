// What the organisation prescribes for all pods (registry of images and its Secrets, nodes, tolerations, labels,
// annotations), put where each chart takes it. Pure.
import { stringify } from "yaml";
import { isMap } from "../../conventions/maps";
import { dataStorageClass } from "../../conventions/names";
import type { Settings } from "../../settings/settings";
import { merged } from "../chart-values/overrides";
import { type ChartId, charts } from "../charts";
import { type HelmValue, type HelmValues, untemplated, withScalars } from "../helm-values";
import { type ChartImage, chartImageTags } from "./chart-images";
import { nodeAgentAffinity, nodeAgentPriorityClass } from "./node-agent";
import { linux } from "./placement";
import { type Places, places } from "./places";
import { platformPriorityClass } from "./priority";
import { proxyVariables } from "./proxy";

/** Values of a release with what the organisation prescribes. What the release sets itself wins, images aside. */
export function organised(id: ChartId, settings: Settings, values: HelmValues): HelmValues {
  if (id === "prometheusCrds") return values;
  const place = places[id];
  const all = [values, imagesOf(place, settings), strictTexts(place, settings)].reduce(
    merged,
    prescribed(place, settings),
  );
  return spread(inStorageClass(proxied(place, settings, all), settings.storageClass), settings);
}

/** With the variables of the proxy beside those that the release has. */
function proxied({ environment }: Places, settings: Settings, values: HelmValues): HelmValues {
  const variables = Object.entries(proxyVariables(settings));
  if (environment === undefined || variables.length === 0) return values;
  const [path, form] = environment;
  const keys = path.split(".");
  const own = keys.reduce<HelmValue | undefined>((value, key) => (isMap(value) ? value[key] : undefined), values);
  const more =
    form === "map"
      ? Object.fromEntries(variables)
      : [...(Array.isArray(own) ? (own as HelmValue[]) : []), ...variables.map(([name, value]) => ({ name, value }))];
  return merged(values, nested(keys, more));
}

function strictTexts({ spreadTexts = {} }: Places, { scheduling: { topologySpread } }: Settings): HelmValues {
  if (topologySpread === "ScheduleAnyway") return {};
  return fromEntries(
    Object.entries(spreadTexts).map(([part, component]) => {
      const labels = {
        "app.kubernetes.io/instance": charts.tempoDistributed.release,
        "app.kubernetes.io/component": component,
      };
      const constraint = {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: topologySpread,
        labelSelector: { matchLabels: labels },
      };
      return [`${part}.topologySpreadConstraints`, stringify([constraint])] as const;
    }),
  );
}

/** Constraints of spread as strict as the settings have them. */
function spread(values: HelmValues, { scheduling: { topologySpread } }: Pick<Settings, "scheduling">): HelmValues {
  if (topologySpread === "ScheduleAnyway") return values;
  return withScalars(values, (value, key) => (key === "whenUnsatisfiable" ? topologySpread : value));
}

/** Volumes of the platform's own class take that of the settings. */
export function inStorageClass<T extends HelmValue | undefined>(value: T, name: string | undefined): T {
  return name === undefined ? value : withScalars(value, (scalar) => (scalar === dataStorageClass ? name : scalar));
}

function imagesOf(
  { repositories = {}, digests = {}, tags = {}, sameTags = {} }: Places,
  settings: Settings,
): HelmValues {
  const { images } = settings;
  const { registry } = images;
  const behindTag = (image: ChartImage) => {
    const digest = digestOf(image, images);
    return `${chartImageTags[image]}${digest === undefined ? "" : `@${digest}`}`;
  };
  return fromEntries([
    ...Object.entries(tags).flatMap(([path, image]) =>
      digestOf(image, images) === undefined ? [] : [[path, behindTag(image)] as const],
    ),
    ...Object.entries(sameTags).map(([path, image]) => [path, behindTag(image)] as const),
    ...(registry === undefined
      ? []
      : Object.entries(repositories).map(([path, image]) => [path, mirrored(image, registry)] as const)),
    ...Object.entries(digests).flatMap(([path, [image, form]]) => {
      const digest = digestOf(image, images);
      return digest === undefined ? [] : [[path, form === "sha" ? digest.replace("sha256:", "") : digest] as const];
    }),
  ]);
}

function fromEntries(entries: readonly (readonly [path: string, value: HelmValue])[]): HelmValues {
  return entries.reduce<HelmValues>((all, [path, value]) => merged(all, nested(path.split("."), value)), {});
}

function prescribed(place: Places, { images, scheduling, pods }: Settings): HelmValues {
  const at = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);
  const { labels = place.pods.map((path) => at(path, "podLabels")) } = place;
  const { annotations = place.pods.map((path) => at(path, "podAnnotations")) } = place;
  const wanted = (path: string) => (place.templates?.includes(path) ? untemplated(pods.annotations) : pods.annotations);
  const nodes: HelmValues = { ...linux, ...(place.everyNode ? {} : scheduling.nodeSelector) };
  const entries: (readonly [path: string, value: HelmValue])[] = [
    ...[...place.pods, ...(place.nodes ?? [])].map((path) => [at(path, "nodeSelector"), nodes] as const),
    ...(place.everyNode ? place.pods.map((path) => [at(path, "affinity"), nodeAgentAffinity] as const) : []),
    ...(place.withoutPriority
      ? []
      : place.pods.map(
          (path) =>
            [at(path, "priorityClassName"), place.everyNode ? nodeAgentPriorityClass : platformPriorityClass] as const,
        )),
    ...(place.everyNode || scheduling.tolerations.length === 0
      ? []
      : place.pods.map((path) => [at(path, "tolerations"), scheduling.tolerations as readonly HelmValues[]] as const)),
    ...(Object.keys(pods.labels).length > 0 ? labels.map((path) => [path, pods.labels] as const) : []),
    ...(Object.keys(pods.annotations).length > 0 ? annotations.map((path) => [path, wanted(path)] as const) : []),
    ...(images.registry === undefined
      ? []
      : (place.registry ?? []).map((path) => [path, images.registry ?? ""] as const)),
    ...(images.pullSecrets.length === 0
      ? []
      : place.pullSecrets.map(
          ([path, form]) =>
            [path, form === "name" ? images.pullSecrets : images.pullSecrets.map((name) => ({ name }))] as const,
        )),
  ];
  return fromEntries(entries);
}

/** An image, `host/path:tag`, as it is called in the organisation's registry. */
export function mirrored(image: string, registry: string | undefined): string {
  return registry === undefined ? image : `${registry}/${image.replace(/^[^/]+\//, "")}`;
}

function digestOf(name: string, { digests }: Pick<Settings["images"], "digests">): string | undefined {
  return digests.find(({ image }) => image === name)?.digest;
}

/** An image, `host/path:tag`, as the settings want it pulled: from their registry, by the digest that they give. */
export function pulled(image: string, { registry, digests }: Pick<Settings["images"], "registry" | "digests">): string {
  const digest = digestOf(image.replace(/^[^/]+\//, "").replace(/:[^:/]+$/, ""), { digests });
  return `${mirrored(image, registry)}${digest === undefined ? "" : `@${digest}`}`;
}

function nested([key = "", ...rest]: readonly string[], value: HelmValue): HelmValues {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}
