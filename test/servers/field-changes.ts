// Changes of rendered objects, and what a real API server says of each: the old object is there, the new one is sent as
// Helm sends it, as a patch, in a dry run.

import assert from "node:assert/strict";
import { changesOf } from "../../commands/render/changes";
import { differingPaths, type KubernetesObject, nameOf } from "../../commands/render/objects";
import { objectionsTo } from "../../commands/render/summary";
import { isMap } from "../../conventions/maps";
import type { ClusterObjects } from "./cluster-objects";
import type { KubeApi } from "./kube-api";

type Content = Record<string, unknown>;
interface Labelled extends Content {
  selector: { matchLabels: Content };
  template: { metadata: { labels: Content }; spec: { containers: { image: string }[] } };
  volumeClaimTemplates?: { spec: { resources: { requests: Content } } }[];
}

/** Changes a copy of an object; false where the object has nothing of the kind. */
type Change = (object: KubernetesObject) => unknown;

const specOf = (object: KubernetesObject) => object.spec as Content;
const labelled = (object: KubernetesObject) => object.spec as Labelled;
const image: Change = (object) => {
  for (const container of labelled(object).template.spec.containers) container.image = "example.com/other:1";
};
const selector: Change = (object) => {
  const { selector: wanted, template } = labelled(object);
  wanted.matchLabels.other = template.metadata.labels.other = "label";
};
const roleRef: Change = (object) => {
  (object.roleRef as Content).name = "other";
};

/** What is changed of each kind: fields that cannot change, and such as can. */
const changes: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  StatefulSet: {
    selector,
    image,
    "its Service": (object) => {
      specOf(object).serviceName = "other";
    },
    "pod management": (object) => {
      const { podManagementPolicy: was = "OrderedReady" } = specOf(object);
      specOf(object).podManagementPolicy = was === "Parallel" ? "OrderedReady" : "Parallel";
    },
    "size of its claims": (object) => {
      const [claim] = labelled(object).volumeClaimTemplates ?? [];
      if (claim !== undefined) claim.spec.resources.requests.storage = "777Gi";
      return claim !== undefined;
    },
    "claims that it gets": (object) => {
      const { volumeClaimTemplates: claims = [] } = labelled(object);
      const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
      specOf(object).volumeClaimTemplates = [...claims, { metadata: { name: "more" }, spec }];
    },
    replicas: (object) => {
      specOf(object).replicas = 5;
    },
  },
  Deployment: { selector, image },
  DaemonSet: { selector, image },
  Service: {
    "no address": (object) => {
      const has = specOf(object).clusterIP !== "None";
      if (has) specOf(object).clusterIP = "None";
      return has;
    },
    "an address": (object) => {
      const has = specOf(object).clusterIP === "None";
      if (has) specOf(object).clusterIP = "10.96.7.7";
      return has;
    },
    selector: (object) => {
      specOf(object).selector = { app: "other" };
    },
  },
  Job: {
    image,
    parallelism: (object) => {
      specOf(object).parallelism = 3;
    },
    completions: (object) => {
      specOf(object).completions = 3;
    },
  },
  RoleBinding: { role: roleRef },
  ClusterRoleBinding: { role: roleRef },
  ConfigMap: {
    data: (object) => {
      object.data = { ...(object.data as object), other: "line" };
    },
  },
  Secret: {
    type: (object) => {
      object.type = "example.com/other";
    },
  },
};

/** What Helm sends: only what differs, `null` for what is gone. */
export function patchOf(before: unknown, after: unknown): unknown {
  if (!isMap(before) || !isMap(after)) return after ?? null;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const entries = keys
    .filter((key) => differingPaths(before[key], after[key]).length > 0)
    .map((key): [string, unknown] => [key, patchOf(before[key], after[key])]);
  // Of a Deployment's strategy Helm's kind of patch keeps nothing that is not named.
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === "strategy" ? { rollingUpdate: null, ...(value as object) } : value]),
  );
}

/** Hooks are deleted before they are made: a Job of one is looked at as if it were none. */
const withoutHook = (object: KubernetesObject): KubernetesObject => {
  const { annotations, ...metadata } = object.metadata;
  const others = Object.entries(annotations ?? {}).filter(([name]) => !name.startsWith("helm.sh/hook"));
  return {
    ...object,
    metadata: { ...metadata, ...(others.length > 0 && { annotations: Object.fromEntries(others) }) },
  };
};

export class FieldChanges {
  /** `StatefulSet: size of its claims` by what was said of it. */
  readonly told = new Map<string, Set<"refused" | "taken">>();
  /** Changes of which `npm run render` says one thing, and the API server another. */
  readonly differences: string[] = [];

  constructor(
    private readonly api: KubeApi,
    private readonly objects: ClusterObjects,
    private readonly namespace: string,
  ) {}

  /** Every change of the kinds above, of each of these objects, which the API server has. */
  async everyChange(release: string, objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const before = withoutHook(object);
      for (const [what, change] of Object.entries(changes[before.kind] ?? {})) {
        const after = structuredClone(before);
        if (change(after) !== false) await this.compare(release, before, after, what);
      }
    }
  }

  /** Asks both about one change. */
  async compare(release: string, before: KubernetesObject, after: KubernetesObject, what: string): Promise<void> {
    const refused = await this.refusal(before, after);
    const found = changesOf([before], [after], [after], this.namespace);
    const objections = objectionsTo([{ release, before: release, after: release, changes: found }], []);
    if (objections.length > 0 !== (refused !== undefined))
      this.differences.push(
        `${release}: ${nameOf(before)}, ${what}: the API server says ${refused ?? "yes"}, render ${objections.join() || "yes"}`,
      );
    const kind = `${before.kind}: ${what}`;
    this.told.set(kind, (this.told.get(kind) ?? new Set()).add(refused === undefined ? "taken" : "refused"));
  }

  private async refusal(before: KubernetesObject, after: KubernetesObject): Promise<string | undefined> {
    const place = await this.objects.place({ ...before, metadata: { namespace: this.namespace, ...before.metadata } });
    const { status, body } = await this.api.request(
      "PATCH",
      `${place}/${before.metadata.name}?dryRun=All`,
      patchOf(before, after),
      "application/merge-patch+json",
    );
    assert.ok(status === 200 || status === 422, `${nameOf(before)}: ${status} ${JSON.stringify(body)}`);
    return status === 422 ? (body as { message: string }).message.slice(0, 300) : undefined;
  }
}
