// What Helm has installed, by its own record of it: each revision is a Secret that holds the manifests as they were
// rendered, and those of hooks.
import { gunzipSync } from "node:zlib";
import { type KubernetesObject, readObjects } from "../../../commands/render/objects";
import type { KubeApi } from "../../servers/kube-api";

export interface InstalledRelease {
  name: string;
  objects: KubernetesObject[];
}

export async function installedReleases(api: KubeApi, namespace: string): Promise<InstalledRelease[]> {
  const query = `/api/v1/namespaces/${namespace}/secrets?labelSelector=owner%3Dhelm%2Cstatus%3Ddeployed`;
  const { body } = await api.request("GET", query);
  return (body as { items: { data: { release: string } }[] }).items.map(({ data }) => {
    const packed = Buffer.from(Buffer.from(data.release, "base64").toString(), "base64");
    const { name, manifest, hooks } = JSON.parse(gunzipSync(packed).toString()) as {
      name: string;
      manifest: string;
      hooks?: { manifest: string }[];
    };
    return { name, objects: [manifest, ...(hooks ?? []).map((hook) => hook.manifest)].flatMap(readObjects) };
  });
}
