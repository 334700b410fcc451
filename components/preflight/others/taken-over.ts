// What is there already, and is to be taken over by a first run, which may have been cut off, but is not as the platform
// makes it: the API server lets nobody set what another has set otherwise, and some of it cannot change at all, so that
// `up` would stop there. Pure.

import { isMap } from "../../../conventions/maps";
import { dataStorageClass, ownLabels, platformNamespaceLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { platformPriorityClass, priorityClass } from "../../pods/priority";
import { dataStorage } from "../../pods/storage-class";
import { type Check, none } from "../check";
import { metadataOf } from "../cluster/api-server";
import type { Findings } from "../findings";

interface TakenOver {
  path: string;
  what: string;
  /** As the platform makes it. */
  made: object;
}

export function takenOver(settings: Settings): TakenOver[] {
  const { namespace, storageClass } = settings;
  return [
    {
      path: `/api/v1/namespaces/${namespace}`,
      what: `namespace ${namespace}`,
      made: { metadata: { labels: platformNamespaceLabels } },
    },
    {
      path: `/apis/scheduling.k8s.io/v1/priorityclasses/${platformPriorityClass}`,
      what: `PriorityClass ${platformPriorityClass}`,
      made: { metadata: { labels: ownLabels }, ...priorityClass },
    },
    ...(storageClass === undefined
      ? [
          {
            path: `/apis/storage.k8s.io/v1/storageclasses/${dataStorageClass}`,
            what: `StorageClass ${dataStorageClass}`,
            made: { metadata: { labels: ownLabels }, ...dataStorage(settings) },
          },
        ]
      : []),
  ];
}

/** What differs of an object, in words; nothing where it can be taken over. */
export function differences(body: unknown, { what, made }: TakenOver): string[] {
  metadataOf(body);
  const fields = otherFields(made, body, []);
  return fields.length === 0 ? [] : [`${what} (${fields.join(", ")})`];
}

function otherFields(made: unknown, found: unknown, path: readonly string[]): string[] {
  if (isMap(made)) {
    const holder = (found ?? {}) as Record<string, unknown>;
    return Object.entries(made).flatMap(([key, value]) => otherFields(value, holder[key], [...path, key]));
  }
  // A field that nobody has set can be set, but for parameters of a class, which are fixed.
  if (found === undefined && path[0] !== "parameters") return [];
  return JSON.stringify(found) === JSON.stringify(made) ? [] : [path.join(".")];
}

const enforced = "pod-security.kubernetes.io/enforce";

/** What runs goes on until it is replaced. */
function enforcedOtherwise({ namespace }: Settings, found: readonly string[]): Check[] {
  return found.some((object) => object.startsWith(`namespace ${namespace} `) && object.includes(enforced))
    ? [
        {
          what: `pod security of namespace ${namespace}`,
          found: `another ${enforced} than the platform's`,
          needed: "privileged: node agents read paths of their node, and are refused when they are replaced",
          verdict: "lacking",
          mend: `kubectl label --overwrite namespace ${namespace} ${enforced}=${platformNamespaceLabels[enforced]}; exempt it where a policy sets the label`,
        },
      ]
    : [];
}

export function differing(settings: Settings, { isInCluster, takesOver, cluster }: Findings): Check[] {
  if ("unknown" in cluster.differing) return [];
  if (isInCluster) return enforcedOtherwise(settings, cluster.differing.is);
  if (!takesOver) return [];
  return [
    none(
      {
        what: "what is taken over",
        needed:
          "as the platform makes it, in the fields that it sets: up stops at the first that others have otherwise",
        mend:
          "a class: kubectl delete storageclass,priorityclass <name>, volumes that exist stay as they are; a label, which up " +
          `then sets: kubectl label namespace ${settings.namespace} <label>-`,
      },
      cluster.differing,
      "impossible",
    ),
  ];
}
