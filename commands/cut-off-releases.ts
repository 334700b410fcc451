// Helm runs that were cut off: by a killed engine, or by an API server that went away. The last revision stays
// "pending" in its Secret, and Helm refuses the release from then on. Without that Secret it goes on from the revision
// before, or, where there was none, takes up what it finds of its objects: nothing in the cluster is removed or
// restarted. Pure.
import { z } from "zod";
import { charts } from "../components/charts";

export interface ReleaseName {
  namespace: string;
  name: string;
}

/** What Helm says of a release whose last run has no end, at an installation and at an upgrade. */
const refusal =
  /cannot re-use a name that is still in use|another operation \(install\/upgrade\/rollback\) is in progress/;
export const releaseType = "kubernetes:helm.sh/v3:Release";

const eventSchema = z.object({
  diagnosticEvent: z.object({ urn: z.string().optional(), message: z.string() }).optional(),
  resourcePreEvent: z
    .object({
      metadata: z.object({
        urn: z.string(),
        type: z.string(),
        new: z.object({ inputs: z.record(z.string(), z.unknown()) }).nullish(),
      }),
    })
    .optional(),
});

/** @param inputs of a release, as the engine has them. */
export const releaseOf = ({ namespace, name }: Record<string, unknown>): ReleaseName => ({
  namespace: String(namespace),
  name: String(name),
});

/**
 * The releases that Helm refused.
 *
 * @param events what `pulumi up --event-log` wrote: an event a line.
 */
export function refusedReleases(events: string): ReleaseName[] {
  const parsed = events.split("\n").flatMap((line) => {
    // The last line of a run that was killed is cut.
    const { success, data } = eventSchema.safeParse(json(line));
    return success ? [data] : [];
  });
  const refused = new Set(
    parsed.flatMap(({ diagnosticEvent: said }) => (said?.urn && refusal.test(said.message) ? [said.urn] : [])),
  );
  const inputs = new Map(
    parsed.flatMap(({ resourcePreEvent: step }) =>
      step?.metadata.type === releaseType && step.metadata.new ? [[step.metadata.urn, step.metadata.new.inputs]] : [],
    ),
  );
  return [...refused].flatMap((urn) => {
    const of = inputs.get(urn);
    return of === undefined ? [] : [releaseOf(of)];
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

function serverOf(kubeconfig: unknown): string {
  const { data } = kubeconfigSchema.safeParse(json(String(kubeconfig)));
  return data === undefined ? "" : ` --server ${data.clusters[0].cluster.server}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
