// Stands in for Tempo's OTLP gRPC endpoint: keeps each request as bytes, with the tenant of its header.
import { Metadata, Server, ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";

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
  /** How a tenant's requests are answered instead, and how many came. */
  private readonly refused = new Map<string, { code: number; retryAfter: boolean; times: number; asked: number }>();
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

  /**
   * The next `times` requests of a tenant are answered with this gRPC code.
   *
   * @param retryAfter Tells the sender to come again after a second, as Tempo does over a limit.
   */
  refuse(tenant: string, code: number, times: number, retryAfter = false): void {
    this.refused.set(tenant, { code, retryAfter, times, asked: 0 });
  }

  /** Requests of a tenant since `refuse`. */
  askedBy(tenant: string): number {
    return this.refused.get(tenant)?.asked ?? 0;
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
        done: (error: { code: number; details: string; metadata?: Metadata } | null, answer?: Buffer) => void,
      ) => {
        const tenant = String(call.metadata.get("x-scope-orgid")[0]);
        const refusal = this.refused.get(tenant);
        if (refusal !== undefined) {
          refusal.asked += 1;
          if (refusal.asked <= refusal.times) {
            const { code, retryAfter } = refusal;
            done({ code, details: "refused", ...(retryAfter ? { metadata: retryInfo(code) } : {}) });
            return;
          }
        }
        this.requests.push({ tenant, spans: call.request });
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

/** google.rpc.Status with a RetryInfo of one second, in protobuf's bytes. */
function retryInfo(code: number): Metadata {
  const field = (number: number, bytes: Buffer) =>
    Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
  const oneSecond = field(1, Buffer.from([0x08, 1]));
  const any = Buffer.concat([field(1, Buffer.from("type.googleapis.com/google.rpc.RetryInfo")), field(2, oneSecond)]);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.concat([Buffer.from([0x08, code]), field(3, any)]));
  return metadata;
}
