// Upgrades by Helm that failed and were left as they are, which is so where a stack is not protected. Helm compares the
// next upgrade with the last revision that succeeded, so of what the failed one brought, and the next one does not name,
// it removes nothing: a node selector or a variable stays in the pods. Without that revision it compares with the failed
// one. Pure.
import { z } from "zod";
import { jsonOf } from "../../conventions/json";
import { serverOf } from "./releases";

/** Of an installation the provider says "was created, but failed": there Helm has nothing else to compare with. */
const failure = /Helm release "([^"/]+)\/([^"]+)" failed to initialize completely/;
const rolledBack = /has been rolled back due to atomic being set/;

const eventSchema = z.object({ diagnosticEvent: z.object({ message: z.string() }) });
const exportSchema = z.object({
  deployment: z.object({
    resources: z.array(z.object({ type: z.string(), inputs: z.record(z.string(), z.unknown()).default({}) })),
  }),
});

/**
 * The releases whose upgrade failed and stays, by namespace.
 *
 * @param events what `pulumi up --event-log` wrote: an event a line.
 */
export function failedUpgrades(events: string): ReadonlyMap<string, readonly string[]> {
  const failed = new Map<string, string[]>();
  for (const line of events.split("\n")) {
    // The last line of a run that was killed is cut.
    const message = eventSchema.safeParse(jsonOf(line)).data?.diagnosticEvent.message ?? "";
    const [, namespace, name] = failure.exec(message) ?? [];
    if (namespace === undefined || name === undefined || rolledBack.test(message)) continue;
    failed.set(namespace, [...new Set([...(failed.get(namespace) ?? []), name])]);
  }
  return failed;
}

/**
 * The commands after which Helm compares with what failed; nothing in the cluster changes by them.
 *
 * @param exported what `pulumi stack export` prints.
 */
export function forgettingEarlier(failed: ReadonlyMap<string, readonly string[]>, exported: unknown): string[] {
  const { deployment } = exportSchema.parse(exported);
  const provider = deployment.resources.find(({ type }) => type === "pulumi:providers:kubernetes");
  return [...failed].map(([namespace, names]) =>
    [
      `kubectl${serverOf(provider?.inputs.kubeconfig)} --namespace ${namespace} delete secret --selector`,
      `  'owner=helm,status=deployed,name in (${names.join(",")})'`,
    ].join(" \\\n"),
  );
}
