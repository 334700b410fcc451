// Collectors that others have described for an operator of OpenTelemetry: the platform's acts in every namespace, so that it
// makes those that nobody runs, and gives those that run its own version's image. Pure but for the question.
import type { Settings } from "../../../settings/settings";
import { type Check, foundOf, fullNames, mapped, none } from "../check";
import { ask, type Get, namedWhere } from "../cluster/api-server";
import type { Findings, Known, ObjectName } from "../findings";

/** Definitions of an operator before 0.99 have the second alone; from `up` on they have both. */
const collectorsPaths = ["v1beta1", "v1alpha1"].map(
  (version) => `/apis/opentelemetry.io/${version}/opentelemetrycollectors`,
);

interface Collector {
  spec?: { managementState?: string } | null;
}

/** Those of other namespaces that an operator is to manage. */
export async function managedCollectors(settings: Settings, get: Get): Promise<Known<readonly ObjectName[]>> {
  for (const path of collectorsPaths) {
    const found = await ask<ObjectName[] | "none">(get, path, (body) => managedOf(body, settings), "none");
    if ("unknown" in found) return found;
    if (found.is !== "none") return { is: found.is };
  }
  return { is: [] };
}

function managedOf(body: unknown, { namespace: own }: Pick<Settings, "namespace">): ObjectName[] {
  return namedWhere<Collector>(
    body,
    ({ spec }, { namespace }) => namespace !== own && spec?.managementState !== "unmanaged",
  );
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
