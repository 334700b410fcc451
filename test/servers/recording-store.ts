// A store outside that metrics are written to: remembers who asked how, and keeps what it is sent in a real Prometheus.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { PrometheusStore } from "./prometheus-store";

export class RecordingStore {
  /** Headers of each request. */
  readonly requests: http.IncomingHttpHeaders[] = [];
  /** What it answers in place of taking a request; it takes all of them when absent. */
  refusal: number | undefined;

  private constructor(
    /** What it has. */
    readonly kept: PrometheusStore,
    private readonly server: http.Server,
  ) {}

  static async start(): Promise<RecordingStore> {
    const server = http.createServer();
    const store = new RecordingStore(await PrometheusStore.start(), server);
    server.on("request", (request, response) => {
      store.requests.push(request.headers);
      void store.answer(request).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(500).end(),
      );
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v1/push`;
  }

  private async answer(request: http.IncomingMessage): Promise<number> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (this.refusal !== undefined) return this.refusal;
    const kinds = ["content-type", "content-encoding", "x-prometheus-remote-write-version"];
    const headers = Object.fromEntries(kinds.map((name) => [name, String(request.headers[name])]));
    return (await fetch(this.kept.remoteWrite, { method: "POST", headers, body: Buffer.concat(parts) })).status;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.kept.stop();
  }
}
