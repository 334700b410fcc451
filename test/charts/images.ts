// What must be true of the images of rendered releases; complaints as those of checks.ts.
import { chartImageTags } from "../../components/pods/chart-images";
import type { Settings } from "../../settings/settings";
import { type Manifest, podOf } from "./manifests";

/** Images of a pod, and those that programs are told on their command line to put into pods. */
function imagesOf(manifest: Manifest): string[] {
  const pod = podOf(manifest);
  const containers = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
  const told = containers.flatMap(({ args = [] }) =>
    args.flatMap((arg) => /^--[a-z-]*(?:image|config-reloader)=(\S+\/\S+)$/.exec(arg)?.[1] ?? []),
  );
  const own = [...containers, pod as { image?: string }].flatMap((container) => container?.image ?? []);
  return [...own, ...told];
}

export function foreignImages(manifest: Manifest, registry: string): string[] {
  return imagesOf(manifest)
    .filter((image) => !image.startsWith(`${registry}/`))
    .map((image) => `pulls ${image}`);
}

/**
 * Images that nobody pins, or that are pulled otherwise than by the digest of the settings; the base of an image, without
 * a tag, is none yet.
 */
export function unpinnedImages(manifest: Manifest, { registry, digests }: Settings["images"]): string[] {
  return imagesOf(manifest).flatMap((image) => {
    const path = image.slice(`${registry}/`.length).replace(/(:[^:/@]+)?(@.*)?$/, "");
    const digest = digests.find(({ image: name }) => name === path)?.digest;
    return image.endsWith(`@${digest}`) || image.endsWith(`/${path}`) ? [] : [`pulls ${image}, not ${digest}`];
  });
}

/** Without a chart. */
const labelProxy = "prometheuscommunity/prom-label-proxy";

/** Digests that the settings take, and nothing is pulled by. */
export function digestsNotPulled({ images }: Settings, manifests: readonly Manifest[]): string[] {
  const text = JSON.stringify(manifests);
  return images.digests
    .filter(({ image, digest }) => image !== labelProxy && !text.includes(digest.replace("sha256:", "")))
    .map(({ image }) => `nothing pulls ${image}, a digest of which is accepted (settings/rules/images.ts)`);
}

/** Images by which digests are found: path below the registry, and every version in which charts bring it. */
function versionsOfImages(manifests: readonly Manifest[]): Map<string, Set<string>> {
  const versions = new Map<string, Set<string>>();
  for (const image of manifests.flatMap(imagesOf)) {
    const [, path = "", version] = /^(?:[^/]+\.[^/]+\/)?(.+?)(?::([^:/@]+))?(?:@.*)?$/.exec(image) ?? [];
    if (version !== undefined) versions.set(path, (versions.get(path) ?? new Set()).add(version));
  }
  return versions;
}

/** Images in two versions, which one digest cannot stand for, and those whose version the program has wrong. */
export function imagesInTwoVersions(manifests: readonly Manifest[]): string[] {
  const versions = versionsOfImages(manifests);
  return [
    ...[...versions]
      .filter(([, found]) => found.size > 1)
      .map(([path, found]) => `${path} is brought in versions ${[...found].sort().join(" and ")}`),
    ...Object.entries(chartImageTags)
      .filter(([path, tag]) => !(versions.get(path) ?? versions.get(path.replace(/^library\//, "")))?.has(tag))
      .map(([path, tag]) => `no chart brings ${path}:${tag} (components/pods/chart-images.ts)`),
  ];
}
