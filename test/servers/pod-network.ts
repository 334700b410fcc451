// Addresses of pods that do not run: an HTTP proxy that answers for them, and remembers who was asked.
import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** Answers one scrape. */
export type Target = (response: http.ServerResponse, url: URL) => void;

export class PodNetwork {
  /** Every `host:port` that was asked. */
  readonly asked = new Set<string>();
  private readonly targets = new Map<string, Target>();

  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<PodNetwork> {
    const server = http.createServer();
    const network = new PodNetwork(server);
    server.on("request", (request, response) => {
      const url = new URL(request.url ?? "", "http://nobody");
      network.asked.add(url.host);
      const target = network.targets.get(url.host);
      if (target === undefined) response.writeHead(404).end();
      else target(response, url);
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    return network;
  }

  get proxyUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param address `host:port` */
  serve(address: string, target: Target): void {
    this.targets.set(address, target);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export const metrics =
  (text: string, contentType?: string): Target =>
  (response) => {
    if (contentType !== undefined) response.setHeader("content-type", contentType);
    response.end(text);
  };
