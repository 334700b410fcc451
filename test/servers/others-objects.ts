// A team that had the operators' definitions, and objects of them, before the platform came.
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeApi } from "./kube-api";

/** What a definition says of itself. */
interface Definition {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { group: string; names: { kind: string; plural: string }; versions: { name: string }[] };
}

interface Found {
  metadata: { uid: string };
}

const definitionsAt = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const namespace = "another-team";

export class OthersObjects {
  private constructor(
    private readonly api: KubeApi,
    private readonly definitions: readonly Definition[],
  ) {}

  /** Makes the definitions, and an object of each, in a namespace of the team's own. */
  static async create(api: KubeApi, definitions: readonly Definition[]): Promise<OthersObjects> {
    const others = new OthersObjects(api, definitions);
    await others.post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    for (const definition of definitions) {
      const { group, versions, names } = definition.spec;
      const apiVersion = `${group}/${versions[0]?.name ?? ""}`;
      await others.post(definitionsAt, definition);
      // The API server serves a kind some moments after it has its definition.
      await others.post(others.place(definition), { apiVersion, kind: names.kind, metadata: { name: "theirs" } }, 50);
    }
    return others;
  }

  /** Each object's id, by its kind: another id is another object. */
  async ids(): Promise<Record<string, string | undefined>> {
    const found = this.definitions.map(async (definition) => {
      const { status, body } = await this.api.request("GET", `${this.place(definition)}/theirs`);
      return [definition.spec.names.kind, status === 200 ? (body as Found).metadata.uid : undefined] as const;
    });
    return Object.fromEntries(await Promise.all(found));
  }

  private place({ spec: { group, names, versions } }: Definition): string {
    return `/apis/${group}/${versions[0]?.name ?? ""}/namespaces/${namespace}/${names.plural}`;
  }

  private async post(place: string, object: object, tries = 1): Promise<void> {
    const { status, body } = await this.api.request("POST", place, object);
    if (status === 201) return;
    if (tries === 1) throw new Error(`${place}: ${status} ${JSON.stringify(body)}`);
    await sleep(200);
    return this.post(place, object, tries - 1);
  }
}
