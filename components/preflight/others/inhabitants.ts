// Who lives in a namespace of the platform's name: what a first run may not take over.
import type { Settings } from "../../../settings/settings";
import { serviceAccounts } from "../../cloud/names";
import { plannedReleases } from "../../releases";
import { foundOf } from "../check";
import { ask, type Get, itemsOf, metadataOfEach } from "../cluster/api-server";
import type { Known } from "../findings";

/** What runs, will run, or has data; of what is scaled to zero, or comes by night, there is no pod to be seen. */
const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/apis/apps/v1": {
    deployments: "Deployment",
    statefulsets: "StatefulSet",
    daemonsets: "DaemonSet",
    replicasets: "ReplicaSet",
  },
  "/apis/batch/v1": { cronjobs: "CronJob", jobs: "Job" },
  "/api/v1": { pods: "pod", persistentvolumeclaims: "claim" },
};

/** Made beforehand under a name of the platform's, they stop its release: Helm takes over what it made itself alone. */
const names: Readonly<Record<string, string>> = { serviceaccounts: "ServiceAccount", services: "Service" };

interface Told {
  metadata?: { name?: string; labels?: Readonly<Record<string, string>> | null };
}

/** Some of them, by kind and name: a few of each are enough. What is none of the platform's business may stay. */
export async function inhabitantsOf(settings: Settings, get: Get): Promise<Known<readonly string[]>> {
  const read: Get = (path) => get(path, metadataOfEach);
  const answers = await Promise.all([
    ...Object.entries(kinds).flatMap(([api, ofApi]) =>
      Object.entries(ofApi).map(([plural, kind]) =>
        ask(read, `${api}/namespaces/${settings.namespace}/${plural}?limit=5`, (body) =>
          itemsOf<Told>(body).map(({ metadata }) => `${kind} ${metadata?.name ?? ""}`),
        ),
      ),
    ),
    ...Object.entries(names).map(([plural, kind]) =>
      ask(read, `/api/v1/namespaces/${settings.namespace}/${plural}`, (body) =>
        itemsOf<Told>(body).flatMap(({ metadata: { name = "" } = {} }) =>
          ownNames(settings).has(name) ? [`${kind} ${name}`] : [],
        ),
      ),
    ),
    ask(read, releasesPath(settings), (body) => {
      const names = itemsOf<Told>(body).map(({ metadata }) => metadata?.labels?.name ?? "");
      return [...new Set(names)].map((name) => `Helm release ${name}`);
    }),
  ]);
  const found = answers.flatMap(foundOf);
  // One is enough, whatever else may not be asked.
  const unknown = answers.find((answer) => "unknown" in answer);
  return found.length === 0 && unknown !== undefined ? unknown : { is: found };
}

/** Of releases, of what they serve, and of who has a role in AWS, which people bind before there is a platform. */
function ownNames(settings: Settings): ReadonlySet<string> {
  const ofReleases = plannedReleases(settings).flatMap(([, { release, serves }]) => [
    release,
    ...serves.map(({ service }) => service),
  ]);
  return new Set([...ofReleases, ...Object.values(serviceAccounts)]);
}

/** Helm's own records, of releases that have a name of the platform's: it installs none a second time. */
function releasesPath(settings: Settings): string {
  const names = plannedReleases(settings).map(([, { release }]) => release);
  const selector = encodeURIComponent(`owner=helm,name in (${names.join(",")})`);
  return `/api/v1/namespaces/${settings.namespace}/secrets?labelSelector=${selector}`;
}
