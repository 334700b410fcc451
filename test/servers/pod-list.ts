// Stands in for the Kubernetes API where only one thing is asked of it: which pod has an address or a uid. Lists the
// pods that it is given, and nothing of any other kind; watches stay open without news. Loopback, plain HTTP.
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { removeScratch, scratchDirectory } from "./cleanup";

export interface ListedPod {
  name: string;
  namespace: string;
  uid: string;
  address: string;
  labels?: Readonly<Record<string, string>>;
  /** `Running` when absent. */
  phase?: "Succeeded" | "Failed";
}

/** Kinds of the lists that a Collector asks for, by the last word of the path. */
const kinds: Readonly<Record<string, [string, string]>> = {
  pods: ["v1", "PodList"],
  namespaces: ["v1", "NamespaceList"],
  nodes: ["v1", "NodeList"],
  replicasets: ["apps/v1", "ReplicaSetList"],
  deployments: ["apps/v1", "DeploymentList"],
};

export class PodList {
  private constructor(
    readonly kubeconfigFile: string,
    private readonly server: http.Server,
    private readonly directory: string,
  ) {}

  static async start(pods: readonly ListedPod[]): Promise<PodList> {
    const server = http.createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      const [apiVersion, kind] = kinds[pathname.split("/").at(-1) ?? ""] ?? [];
      response.writeHead(kind === undefined ? 404 : 200, { "content-type": "application/json" });
      if (kind === undefined) return response.end("{}");
      const unwanted = [...(searchParams.get("fieldSelector") ?? "").matchAll(/status\.phase!=(\w+)/g)].map(
        ([, phase]) => phase,
      );
      const items =
        kind === "PodList" ? pods.filter(({ phase }) => !unwanted.includes(phase ?? "Running")).map(podObject) : [];
      if (searchParams.has("watch")) {
        const event = (type: string, object: object) =>
          response.write(
            `${JSON.stringify({ type, object: { apiVersion, kind: kind.replace("List", ""), ...object } })}\n`,
          );
        response.flushHeaders();
        if (searchParams.get("sendInitialEvents") === "true") {
          for (const item of items) event("ADDED", item);
          event("BOOKMARK", {
            metadata: { resourceVersion: "1", annotations: { "k8s.io/initial-events-end": "true" } },
          });
        }
        return response;
      }
      return response.end(JSON.stringify({ apiVersion, kind, metadata: { resourceVersion: "1" }, items }));
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    const directory = scratchDirectory("pod-list-");
    const kubeconfigFile = path.join(directory, "kubeconfig");
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    fs.writeFileSync(
      kubeconfigFile,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": "local",
        contexts: [{ name: "local", context: { cluster: "local", user: "local" } }],
        clusters: [{ name: "local", cluster: { server: address } }],
        users: [{ name: "local", user: {} }],
      }),
    );
    return new PodList(kubeconfigFile, server, directory);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
    removeScratch(this.directory);
  }
}

function podObject({ name, namespace, uid, address, labels = {}, phase }: ListedPod): object {
  return {
    metadata: { name, namespace, uid, labels, resourceVersion: "1", creationTimestamp: new Date().toISOString() },
    spec: { nodeName: "node-1", containers: [{ name: "app", image: "app" }] },
    status: {
      phase: phase ?? "Running",
      podIP: address,
      podIPs: [{ ip: address }],
      startTime: new Date().toISOString(),
    },
  };
}
