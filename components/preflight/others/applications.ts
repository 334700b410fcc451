// Applications of Argo CD that would take the platform's objects for their own: before version 3 it tells them by a label
// that charts put on everything, whatever the namespace, and prunes what is not in git (argo-cd.readthedocs.io, "Resource
// Tracking"). Pure but for the questions.
import type { Settings } from "../../../settings/settings";
import { plannedReleases } from "../../releases";
import { type Check, foundOf, fullNames, list } from "../check";
import { ask, type Get, metadataOfEach, namedWhere } from "../cluster/api-server";
import type { Findings, Known, ObjectName } from "../findings";

const applicationsPath = "/apis/argoproj.io/v1alpha1/applications";

/** Those that are called like a release of the platform, where Argo CD is not known to tell them by an annotation. */
export async function applicationsLikeReleases(settings: Settings, get: Get): Promise<Known<readonly ObjectName[]>> {
  const releases = new Set<string>(plannedReleases(settings).map(([, { release }]) => release));
  const found = await ask(
    // Of a thousand applications the states are a hundred megabytes.
    (path) => get(path, metadataOfEach),
    applicationsPath,
    (body) => namedWhere(body, (_, { name }) => releases.has(name)),
    [],
  );
  if ("unknown" in found) return found;
  const namespaces = [...new Set(found.is.map(({ namespace }) => namespace))];
  const told = await Promise.all(
    namespaces.map((namespace) =>
      ask(get, `/api/v1/namespaces/${namespace}/configmaps/argocd-cm`, isByAnnotation, false),
    ),
  );
  return told.some((answer) => "is" in answer && answer.is) ? { is: [] } : found;
}

/** `annotation+label` goes by the annotation, and writes the label besides. */
function isByAnnotation(body: unknown): boolean {
  const { data } = body as { data?: Readonly<Record<string, string>> | null };
  return data?.["application.resourceTrackingMethod"]?.startsWith("annotation") === true;
}

/** Told before the platform is there; one of version 3 needs nothing, so that this refuses nothing. */
export function applications({ isNew, cluster: { applications } }: Findings): Check[] {
  const found = foundOf(applications);
  const [first] = found;
  if (!isNew || first === undefined) return [];
  return [
    {
      what: "applications of Argo CD",
      found: list(fullNames(found)),
      needed:
        "none called like a release of the platform, or Argo CD that tells objects by annotation: by the label " +
        "app.kubernetes.io/instance it takes the platform's for theirs, and prunes them",
      verdict: "lacking",
      mend:
        `kubectl -n ${first.namespace} patch configmap argocd-cm --type merge --patch ` +
        `'{"data":{"application.resourceTrackingMethod":"annotation"}}', and sync them; Argo CD 3 does so by itself`,
    },
  ];
}
