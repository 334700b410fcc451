// Objects put into a Kubernetes API, and what became of their pods.
import { setTimeout as sleep } from "node:timers/promises";
import { type KubernetesObject, nameOf } from "../../commands/render/objects";
import type { KubeApi } from "./kube-api";

export interface Pod {
  metadata: {
    name: string;
    namespace: string;
    labels?: Record<string, string>;
    ownerReferences?: { kind: string; name: string }[];
    deletionTimestamp?: string;
  };
  spec: { nodeName?: string; containers: { resources?: { requests?: Record<string, string> } }[] };
  status: { phase: string; conditions?: { type: string; status: string; message?: string }[] };
}

interface Discovered {
  resources?: { name: string; kind: string; namespaced: boolean }[];
}

export class ClusterObjects {
  private readonly groups = new Map<string, Discovered["resources"]>();

  constructor(private readonly api: KubeApi) {}

  /** Creates the objects; those of kinds that the API does not know (custom resources) are left out and named. */
  async create(objects: readonly KubernetesObject[]): Promise<string[]> {
    const unknown: string[] = [];
    // What others need comes first, as the program orders it.
    const first = ["Namespace", "PriorityClass", "StorageClass", "ServiceAccount"];
    for (const object of [...objects].sort((a, b) => rank(first, a) - rank(first, b))) {
      const place = await this.place(object);
      if (place === undefined) {
        unknown.push(nameOf(object));
        continue;
      }
      const { status, body } = await this.api.request("POST", place, object);
      if (status !== 201 && status !== 409) throw new Error(`${nameOf(object)}: ${status} ${JSON.stringify(body)}`);
    }
    return unknown;
  }

  async pods(namespace: string): Promise<Pod[]> {
    const { body } = await this.api.request("GET", `/api/v1/namespaces/${namespace}/pods`);
    return (body as { items: Pod[] }).items;
  }

  /** Waits until no pod is missing, pending or going; else says which, in the scheduler's or the admission's words. */
  async settled(namespace: string, withinSeconds: number) {
    const deadline = Date.now() + withinSeconds * 1_000;
    for (;;) {
      const complaints = await this.unsettled(namespace);
      if (complaints.length === 0) return;
      if (Date.now() > deadline) throw new Error(complaints.join("\n"));
      await sleep(500);
    }
  }

  async unsettled(namespace: string, mayPend: (pod: Pod) => boolean = () => false): Promise<string[]> {
    const pods = await this.pods(namespace);
    const missing: string[] = [];
    for (const plural of ["deployments", "statefulsets", "daemonsets"]) {
      const { body } = await this.api.request("GET", `/apis/apps/v1/namespaces/${namespace}/${plural}`);
      for (const { metadata, spec, status } of (body as { items: Workload[] }).items) {
        const wanted = spec.replicas ?? status.desiredNumberScheduled ?? 0;
        const there = status.replicas ?? status.currentNumberScheduled ?? 0;
        if (there < wanted) missing.push(`${plural} ${metadata.name} has ${there} of ${wanted} pods`);
      }
    }
    if (missing.length > 0) missing.push(...(await this.refusals(namespace)));
    return [
      ...missing,
      ...pods
        .filter((pod) => !isReady(pod) && !mayPend(pod))
        .map(({ metadata, status }) => {
          const reason = status.conditions?.find(({ type }) => type === "PodScheduled")?.message ?? status.phase;
          return `${metadata.name}: ${metadata.deletionTimestamp === undefined ? reason : "is going"}`;
        }),
    ];
  }

  /** Why pods could not be made at all. */
  private async refusals(namespace: string): Promise<string[]> {
    const { body } = await this.api.request(
      "GET",
      `/api/v1/namespaces/${namespace}/events?fieldSelector=reason%3DFailedCreate`,
    );
    return (body as { items: { message: string }[] }).items.map(({ message }) => message);
  }

  /** Asks for an eviction, as `kubectl drain` does. False where a budget holds the pod for now. */
  async evict({ metadata: { name, namespace } }: Pod): Promise<boolean> {
    const { status, body } = await this.api.request("POST", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name, namespace },
      deleteOptions: { gracePeriodSeconds: 0 },
    });
    if (status === 429) return false;
    if (status !== 201 && status !== 404) throw new Error(`eviction of ${name}: ${status} ${JSON.stringify(body)}`);
    return true;
  }

  /** Where the API has objects of the kind; undefined for a kind that it does not know. */
  async place({ apiVersion = "v1", kind, metadata }: KubernetesObject): Promise<string | undefined> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    if (!this.groups.has(apiVersion)) {
      const { body } = await this.api.request("GET", root);
      this.groups.set(apiVersion, (body as Discovered).resources ?? []);
    }
    const found = this.groups.get(apiVersion)?.find((resource) => resource.kind === kind && !/\//.test(resource.name));
    if (found === undefined) return undefined;
    return `${root}${found.namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : ""}/${found.name}`;
  }
}

interface Workload {
  metadata: { name: string };
  spec: { replicas?: number };
  status: { replicas?: number; desiredNumberScheduled?: number; currentNumberScheduled?: number };
}

const rank = (first: readonly string[], { kind }: KubernetesObject) => {
  const position = first.indexOf(kind);
  return position < 0 ? first.length : position;
};

export function isReady({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  if (status.phase === "Succeeded") return true;
  return status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
}

export const ownerOf = ({ metadata }: Pod) => metadata.ownerReferences?.[0];
