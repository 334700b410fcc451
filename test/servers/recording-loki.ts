// Stands in for Loki's OTLP endpoint: takes logs as OTLP JSON, remembers what it accepted, and answers as Loki does
// when told to: 204, 400 (records refused), 429 (rate limit), 503 (no ingester), late, or not at all.
import * as http from "node:http";
import type { AddressInfo } from "node:net";

interface Value {
  stringValue?: string;
  intValue?: string;
}
interface Attribute {
  key: string;
  value: Value;
}

/** A log record of OTLP JSON. */
interface LogRecord {
  timeUnixNano: string;
  severityNumber?: number;
  severityText?: string;
  traceId?: string;
  spanId?: string;
  body: Value;
  eventName?: string;
  attributes?: Attribute[];
}

/** What was accepted: the record, whose it is, and its resource's attributes. */
export interface Stored extends LogRecord {
  tenant: string;
  resource: Record<string, string | undefined>;
}

interface LogsRequest {
  resourceLogs: { resource: { attributes?: Attribute[] }; scopeLogs: { logRecords: LogRecord[] }[] }[];
}

export class RecordingLoki {
  /** Answers other than 204, by status. */
  readonly refusals = new Map<number, number>();
  /** How a tenant's requests are answered instead, and how many came. */
  private readonly refused = new Map<string, { status: number; times: number; asked: number }>();
  private readonly planned: { status: number; delayMs: number }[] = [];
  private server: http.Server | undefined;
  private port = 0;

  private constructor(private readonly take: (record: Stored) => void) {}

  /** @param take Gets each record that is accepted, repeats included. */
  static async start(take: (record: Stored) => void): Promise<RecordingLoki> {
    const loki = new RecordingLoki(take);
    await loki.up();
    return loki;
  }

  /** Base address of the OTLP endpoint; the same after `down` and `up`. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The next `count` requests are answered so; what is refused is not stored. Later plans follow earlier ones. */
  answer(count: number, status: number, delayMs = 0): void {
    this.planned.push(...Array.from({ length: count }, () => ({ status, delayMs })));
  }

  /** The next `times` requests of a tenant are answered with this status. */
  refuse(tenant: string, status: number, times: number): void {
    this.refused.set(tenant, { status, times, asked: 0 });
  }

  /** Requests of a tenant since `refuse`. */
  askedBy(tenant: string): number {
    return this.refused.get(tenant)?.asked ?? 0;
  }

  /** Whether all planned answers were given. */
  get answered(): boolean {
    return this.planned.length === 0;
  }

  /** Connections are refused, and those that are open are cut. */
  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  async up(): Promise<void> {
    if (this.server !== undefined) return;
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => {
          const { status, delayMs } = this.answerTo(String(request.headers["x-scope-orgid"]));
          setTimeout(() => {
            if (status === 204) this.store(Buffer.concat(chunks).toString(), String(request.headers["x-scope-orgid"]));
            else this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
            response.writeHead(status).end();
          }, delayMs);
        });
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  private answerTo(tenant: string): { status: number; delayMs: number } {
    const refusal = this.refused.get(tenant);
    if (refusal !== undefined) {
      refusal.asked += 1;
      if (refusal.asked <= refusal.times) return { status: refusal.status, delayMs: 0 };
    }
    return this.planned.shift() ?? { status: 204, delayMs: 0 };
  }

  private store(body: string, tenant: string): void {
    for (const { resource, scopeLogs } of (JSON.parse(body) as LogsRequest).resourceLogs) {
      const attributes = Object.fromEntries(
        (resource.attributes ?? []).map(({ key, value }) => [key, value.stringValue]),
      );
      for (const { logRecords } of scopeLogs)
        for (const record of logRecords) this.take({ ...record, tenant, resource: attributes });
    }
  }
}
