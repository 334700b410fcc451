// Helm runs that were cut off: by a killed engine, or by an API server that went away. The last revision stays
// "pending" in its Secret, and Helm refuses the release from then on. Without that Secret it goes on from the revision
// before, or, where there was none, takes up what it finds of its objects: nothing in the cluster is removed or
// restarted. Pure.
import { z } from "zod";
import { charts } from "../../components/charts";
import { releaseType } from "../../conventions/data-types";
import { jsonOf } from "../../conventions/json";

export interface ReleaseName {
  namespace: string;
  name: string;
}

/**
 * What Helm says of a release that it is to install and that is there: its last run has no end, or it has come to one
 * and the engine was killed before it wrote that down.
 */
const refusedInstallation = /cannot re-use a name that is still in use/;
/** What it says at an upgrade, where the last run has no end. */
const refusedUpgrade = /another operation \(install\/upgrade\/rollback\) is in progress/;

const eventSchema = z.object({
  diagnosticEvent: z.object({ urn: z.string().optional(), message: z.string() }).optional(),
  resourcePreEvent: z
    .object({
      metadata: z.object({
        urn: z.string(),
        type: z.string(),
        provider: z.string().optional(),
        new: z.object({ parent: z.string().optional(), inputs: z.record(z.string(), z.unknown()) }).nullish(),
      }),
    })
    .optional(),
});

/** @param inputs of a release, as the engine has them. */
export const releaseOf = ({ namespace, name }: Record<string, unknown>): ReleaseName => ({
  namespace: String(namespace),
  name: String(name),
});

/** A release that Helm refused, as the engine was about to make it. */
export interface RefusedRelease extends ReleaseName {
  urn: string;
  type: string;
  parent?: string | undefined;
  provider?: string | undefined;
  inputs: Record<string, unknown>;
  /** Whether it was to be installed. */
  isThere: boolean;
}

/**
 * The releases that Helm refused.
 *
 * @param events what `pulumi up --event-log` wrote: an event a line.
 */
export function refusedReleases(events: string): RefusedRelease[] {
  const parsed = events.split("\n").flatMap((line) => {
    // The last line of a run that was killed is cut.
    const { success, data } = eventSchema.safeParse(jsonOf(line));
    return success ? [data] : [];
  });
  const saying = (words: RegExp) =>
    new Set(parsed.flatMap(({ diagnosticEvent: said }) => (said?.urn && words.test(said.message) ? [said.urn] : [])));
  const [installed, upgraded] = [saying(refusedInstallation), saying(refusedUpgrade)];
  const steps = new Map(
    parsed.flatMap(({ resourcePreEvent: step }) =>
      step?.metadata.type === releaseType && step.metadata.new ? [[step.metadata.urn, step.metadata]] : [],
    ),
  );
  return [...new Set([...installed, ...upgraded])].flatMap((urn) => {
    const { type = "", provider, new: made } = steps.get(urn) ?? {};
    if (!made) return [];
    const { parent, inputs } = made;
    return [{ ...releaseOf(inputs), urn, type, parent, provider, inputs, isThere: installed.has(urn) }];
  });
}

/** Names of the platform's own releases. */
const platformReleases: readonly string[] = [...new Set(Object.values(charts).map(({ release }) => release))];

/**
 * The commands that forget what was cut off, one for each namespace; none where no release is given. Beside one of the
 * platform's releases all of its others are named: the engine begins nothing more after the first that Helm refuses, so
 * what else was cut off has not been refused yet. Those that came to an end have another status, and stay.
 *
 * @param kubeconfig of the stack's provider: its server is named, so that a kubectl which is set up for another cluster
 * finds no trust there and changes nothing.
 */
export function forgetting(releases: readonly ReleaseName[], kubeconfig: unknown): string[] {
  return [...new Set(releases.map(({ namespace }) => namespace))].map((namespace) => {
    const given = releases.filter((each) => each.namespace === namespace).map(({ name }) => name);
    const names = given.some((name) => platformReleases.includes(name)) ? [...given, ...platformReleases] : given;
    return [
      `kubectl${serverOf(kubeconfig)} --namespace ${namespace} delete secret --selector`,
      `  'owner=helm,status in (pending-install,pending-upgrade,pending-rollback),name in (${[...new Set(names)].join(",")})'`,
    ].join(" \\\n");
  });
}

const kubeconfigSchema = z.object({ clusters: z.tuple([z.object({ cluster: z.object({ server: z.string() }) })]) });

/** The option that names the server of a kubeconfig; none where it names none. */
export function serverOf(kubeconfig: unknown): string {
  const { data } = kubeconfigSchema.safeParse(jsonOf(String(kubeconfig)));
  return data === undefined ? "" : ` --server ${data.clusters[0].cluster.server}`;
}
