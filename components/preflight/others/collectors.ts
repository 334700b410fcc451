// Collectors that others have described for an operator of OpenTelemetry: the platform's acts in every namespace, so that it
// makes those that nobody runs, and gives those that run its own version's image. Pure.
import type { Settings } from "../../../settings/settings";
import { type Check, foundOf, fullNames, mapped, none } from "../check";
import type { Findings, ObjectName } from "../findings";

export const collectorsPath = "/apis/opentelemetry.io/v1beta1/opentelemetrycollectors";

interface Collector {
  metadata?: { name?: string; namespace?: string };
  spec?: { managementState?: string } | null;
}

/** Those of other namespaces that an operator is to manage. */
export function managedCollectorsOf(body: unknown, { namespace: own }: Pick<Settings, "namespace">): ObjectName[] {
  const { items } = body as { items?: Collector[] | null };
  return (items ?? []).flatMap(({ metadata, spec }) => {
    const { name = "", namespace = "" } = metadata ?? {};
    return namespace === own || spec?.managementState === "unmanaged" ? [] : [{ namespace, name }];
  });
}

/** Told before the platform is there: from then on it manages them. */
export function otherCollectors({ isNew, cluster: { managedCollectors: found } }: Findings): Check[] {
  if (!isNew) return [];
  const [first] = foundOf(found);
  const object = first ? `-n ${first.namespace} ${first.name}` : "-n <namespace> <name>";
  return [
    none(
      {
        what: "other collectors",
        needed: "none that the platform's OpenTelemetry operator would make or change: it acts in every namespace",
        mend:
          "where it is to leave one alone: kubectl patch opentelemetrycollector --type merge --patch " +
          `'{"spec":{"managementState":"unmanaged"}}' ${object}`,
      },
      mapped(found, fullNames),
      "lacking",
    ),
  ];
}
