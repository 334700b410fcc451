// What a change of settings does to what a stack registers, judged by the replacing inputs that the stand-in providers
// list, and by who holds what has changed. Shows plans; that a chart puts a value into a pod template is the chart's.
import { Platform } from "../../components/platform";
import { awsModel } from "../../offline/providers/aws";
import { diffInputs } from "../../offline/providers/diff";
import { kubernetesModel } from "../../offline/providers/kubernetes";
import { randomModel } from "../../offline/providers/random";
import type { Properties } from "../../offline/providers/values";
import type { Settings } from "../../settings/settings";
import { cluster, firstChange, type Registration, registrationsOf } from "./mock-stack";
import { place } from "./place";
import { type Unnoticed, unnoticedBetween } from "./unnoticed";

const releaseType = "kubernetes:helm.sh/v3:Release";

/**
 * Values that charts keep out of pod templates: what reads them watches a file (Loki's overrides, Alertmanager's
 * configuration, Prometheus' remote writes), they make objects of their own (Ingress, ServiceAccount), or say how Helm
 * works.
 */
export const live = new RegExp(
  String.raw`^(chart|repositoryOpts|atomic)(\.|$)|^values\.(loki\.runtimeConfig|` +
    String.raw`alertmanager\.config|ingress|prometheus\.prometheusSpec\.remoteWrite)[.[]|^values\.ingress\.|^values\.(.+\.)?serviceAccount\.annotations`,
);

export interface PlannedChange {
  /** Resources that would be made anew, and by which input. */
  replaced: string[];
  /** Resources that come or go. */
  made: string[];
  gone: string[];
  /** Paths of values that differ, by release. */
  releases: Record<string, string[]>;
  /** Workloads made of plain manifests whose template differs. */
  templates: string[];
  /** What pods hold and no template tells of. */
  unnoticed: Unnoticed;
}

/** Everything that a stack registers. */
export function platformOf(settings: Settings): Promise<Registration[]> {
  const change = firstChange(settings);
  return registrationsOf(() => new Platform("observability", { settings, cluster, place, change, identity: {} }));
}

const key = ({ type, name }: Registration) => `${type} ${name}`;
const models = [awsModel, kubernetesModel, randomModel];

/** Mutable as the program configures its provider. */
const config: Properties = { enableConfigMapMutable: "true", enableSecretMutable: "true" };

export function changeBetween(before: readonly Registration[], after: readonly Registration[]): PlannedChange {
  const [olds, news] = [before, after].map((all) => new Map(all.map((one) => [key(one), one])));
  if (olds === undefined || news === undefined) throw new Error("two lists make two maps");
  const both = [...olds].flatMap(([name, old]) => {
    const now = news.get(name);
    return now === undefined ? [] : [{ name, type: old.type, old: old.inputs, now: now.inputs }];
  });
  const diffs = both.map(({ name, type, old, now }) => {
    const model = models.map((provider) => provider.resource(type, config)).find((found) => found !== undefined);
    const changes = diffInputs(old as Properties, now as Properties, model?.replaceOn ?? []);
    return { name, type, now, changes };
  });
  const releases = Object.fromEntries(
    diffs
      .filter(({ type, changes }) => type === releaseType && changes.length > 0)
      .map(({ name, changes }) => [name.split(" ")[1] ?? "", changes.map(({ path }) => path)]),
  );
  return {
    replaced: diffs.flatMap(({ name, changes }) =>
      changes.filter(({ replace }) => replace).map(({ path }) => `${name}: ${path}`),
    ),
    made: [...news.keys()].filter((name) => !olds.has(name)),
    gone: [...olds.keys()].filter((name) => !news.has(name)),
    releases,
    templates: diffs
      .filter(({ changes }) => changes.some(({ path }) => path.startsWith("spec.template.")))
      .map(({ name }) => name),
    unnoticed: unnoticedBetween(before, after, (key) => {
      const found = diffs.find(({ name }) => name === key);
      return found?.changes.some(({ path }) => !live.test(path)) ?? false;
    }),
  };
}
