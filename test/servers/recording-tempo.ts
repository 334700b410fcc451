// Stands in for Tempo's OTLP gRPC endpoint: keeps each request as bytes, with the tenant of its header.
import { Server, ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";

const raw = { serialize: (bytes: Buffer) => bytes, deserialize: (bytes: Buffer) => bytes };

const traceService: ServiceDefinition = {
  Export: {
    path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    requestStream: false,
    responseStream: false,
    requestSerialize: raw.serialize,
    requestDeserialize: raw.deserialize,
    responseSerialize: raw.serialize,
    responseDeserialize: raw.deserialize,
  },
};

export class RecordingTempo {
  readonly requests: { tenant: string; spans: Buffer }[] = [];
  private server: Server | undefined;
  private port = 0;

  private constructor() {}

  static async start(): Promise<RecordingTempo> {
    const tempo = new RecordingTempo();
    await tempo.up();
    return tempo;
  }

  /** `host:port`; the same after `down` and `up`. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Tenants under which spans of a trace came; one entry for each request that has some. */
  tenantsOf(traceId: string): string[] {
    const id = Buffer.from(traceId, "hex");
    return this.requests.filter(({ spans }) => spans.includes(id)).map(({ tenant }) => tenant);
  }

  down(): void {
    this.server?.forceShutdown();
    this.server = undefined;
  }

  async up(): Promise<void> {
    const server = new Server();
    server.addService(traceService, {
      Export: (
        call: { request: Buffer; metadata: { get(key: string): unknown[] } },
        done: (error: null, answer: Buffer) => void,
      ) => {
        this.requests.push({ tenant: String(call.metadata.get("x-scope-orgid")[0]), spans: call.request });
        // An empty message: everything was accepted.
        done(null, Buffer.alloc(0));
      },
    });
    this.port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    this.server = server;
  }
}
