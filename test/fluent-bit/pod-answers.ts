// The API server as Fluent Bit asks it, for one pod.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { pod, podLabels, podUid } from "./configuration";

/** Answers for one pod as the API server does. */
export class PodAnswers {
  readonly asked: string[] = [];
  labels: Record<string, string> = podLabels;
  /** Takes questions and answers none. */
  silent = false;
  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<PodAnswers> {
    const server = http.createServer((request, response) => {
      answers.asked.push(request.url ?? "");
      if (answers.silent) return;
      const known = request.url?.endsWith(`/${pod.name}`) === true;
      response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
      const metadata = { name: pod.name, namespace: pod.namespace, uid: podUid, labels: answers.labels };
      response.end(JSON.stringify(known ? { kind: "Pod", apiVersion: "v1", metadata, spec: {}, status: {} } : {}));
    });
    const answers = new PodAnswers(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return answers;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
