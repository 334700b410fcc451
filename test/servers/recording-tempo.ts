// Stands in for Tempo's OTLP/HTTP endpoint: keeps each request as protobuf's bytes, with the tenant of its header.
import * as http from "node:http";
import type { AddressInfo } from "node:net";

export class RecordingTempo {
  readonly requests: { tenant: string; spans: Buffer }[] = [];
  /** How a tenant's requests are answered instead, and how many came. */
  private readonly refused = new Map<string, { status: number; times: number; asked: number }>();
  private server: http.Server | undefined;
  private port = 0;

  private constructor() {}

  static async start(): Promise<RecordingTempo> {
    const tempo = new RecordingTempo();
    await tempo.up();
    return tempo;
  }

  /** Base address of the OTLP endpoint; the same after `down` and `up`. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Tenants under which spans of a trace came; one entry for each request that has some. */
  tenantsOf(traceId: string): string[] {
    const id = Buffer.from(traceId, "hex");
    return this.requests.filter(({ spans }) => spans.includes(id)).map(({ tenant }) => tenant);
  }

  /** The next `times` requests of a tenant are answered with this status. */
  refuse(tenant: string, status: number, times: number): void {
    this.refused.set(tenant, { status, times, asked: 0 });
  }

  /** Requests of a tenant since `refuse`. */
  askedBy(tenant: string): number {
    return this.refused.get(tenant)?.asked ?? 0;
  }

  down(): void {
    this.server?.close();
    this.server?.closeAllConnections();
    this.server = undefined;
  }

  async up(): Promise<void> {
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => {
          const tenant = String(request.headers["x-scope-orgid"]);
          const refusal = this.refused.get(tenant);
          if (refusal !== undefined && ++refusal.asked <= refusal.times) {
            response.writeHead(refusal.status).end();
            return;
          }
          this.requests.push({ tenant, spans: Buffer.concat(chunks) });
          // An empty message: everything was accepted.
          response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
        });
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }
}
