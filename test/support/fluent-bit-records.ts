// Records as Fluent Bit writes them to Kafka, numbered, of two tenants; and a check of what became of them. Made from
// lines that the real engine wrote (test/fixtures), with only the values replaced that tell records apart.
import * as fs from "node:fs";
import * as path from "node:path";
import { conventions } from "../../conventions/names";
import type { Stored } from "../servers/recording-loki";
import { otlpBatch } from "./otlp-batch";

/** Namespace of each record in turn, and whose it is. */
const owners = [
  ["payments", "team-pay"],
  ["shop", "team-shop"],
] as const;

/** Tenants to whom the records belong. */
export const recordTenants = owners.map(([namespace, id]) => ({ id, namespaces: [namespace] }));

interface Line {
  log: string;
  app: Record<string, unknown>;
  kubernetes: Record<string, unknown>;
}

/** Lines of the fixture: zap (level info and error), logrus (warning), zerolog (debug); and the severity of each. */
const templates = fs
  .readFileSync(path.join(__dirname, "..", "fixtures", "fluent-bit-5.1.1-kafka.jsonl"), "utf8")
  .split("\n")
  .slice(0, 4)
  .map((line) => JSON.parse(line) as Line);
const severities = [9, 17, 13, 5];

const services = ["api", "worker", "billing"];
const hex = (record: number, digits: number) => (record + 1).toString(16).padStart(digits, "0");
const podUid = (record: number) => `10ab3204-80c2-4a7f-a572-${hex(record % 50, 12)}`;
const serviceOf = (record: number) => services[record % services.length] ?? "";
const ownerOf = (record: number) => owners[record % owners.length] ?? owners[0];

export class FluentBitRecords {
  /**
   * @param first Number of the first record. @param start Time of it; each record is a millisecond later than the one
   * before.
   */
  constructor(
    readonly first: number,
    readonly count: number,
    private readonly start: Date,
  ) {}

  private milliseconds(record: number): number {
    return this.start.getTime() + record - this.first;
  }

  /** Message in Kafka that holds these records, as Fluent Bit's DaemonSet writes them: line and pod of each. */
  chunk(first: number, count: number): Buffer {
    const numbers = Array.from({ length: count }, (_, index) => first + index);
    return otlpBatch(
      numbers.map((record) => ({
        at: new Date(this.milliseconds(record)),
        line: JSON.stringify(this.app(record)),
        attributes: {
          "k8s.namespace.name": ownerOf(record)[0],
          "k8s.pod.name": `${serviceOf(record)}-${record % 50}`,
          "k8s.pod.uid": podUid(record),
          "k8s.container.name": serviceOf(record),
          "k8s.node.name": `node-${record % 3}`,
          "service.name": serviceOf(record),
          [conventions.tenantAttribute]: ownerOf(record)[1],
        },
      })),
    );
  }

  /** What the application wrote. */
  private app(record: number): Record<string, unknown> {
    const template = templates[record % templates.length] as Line;
    const at = this.milliseconds(record);
    const iso = new Date(at).toISOString();
    const { ts, time, msg, message } = template.app;
    return {
      ...template.app,
      ...(ts === undefined ? {} : { ts: at / 1_000 }),
      ...(time === undefined
        ? {}
        : { time: typeof time === "number" ? Math.floor(at / 1_000) : `${iso.slice(0, 19)}Z` }),
      ...(msg === undefined
        ? { message: `${String(message)} record-${record}-` }
        : { msg: `${String(msg)} record-${record}-` }),
      trace_id: hex(record, 32),
      ...(template.app.span_id === undefined ? {} : { span_id: hex(record, 16) }),
    };
  }

  /** Message in Kafka of a record alone, as Fluent Bits of earlier releases write it. */
  value(record: number): string {
    const template = templates[record % templates.length] as Line;
    const app = this.app(record);
    const kubernetes = {
      ...template.kubernetes,
      namespace_name: ownerOf(record)[0],
      pod_name: `${serviceOf(record)}-${record % 50}`,
      pod_id: podUid(record),
      container_name: serviceOf(record),
      host: `node-${record % 3}`,
      labels: { "app.kubernetes.io/name": serviceOf(record), "pod-template-hash": "7c9d8f6b5" },
    };
    return JSON.stringify({
      ...template,
      "@timestamp": new Date(this.milliseconds(record)).toISOString().replace("Z", "000000Z"),
      log: JSON.stringify(app),
      app,
      kubernetes,
    });
  }

  /** What differs between a stored record and what it should be; empty when all is right. */
  faults(record: number, stored: Stored): string[] {
    const at = this.milliseconds(record);
    const template = templates[record % templates.length] as Line;
    // zap writes fractions of a second, which a double holds to a microsecond; the others whole seconds.
    const expectedNanos = (template.app.ts === undefined ? Math.floor(at / 1_000) * 1_000 : at) * 1_000_000;
    const { resource } = stored;
    const expected: Record<string, [unknown, unknown]> = {
      tenant: [stored.tenant, ownerOf(record)[1]],
      time: [Math.abs(Number(stored.timeUnixNano) - expectedNanos) < 1_000, true],
      severity: [stored.severityNumber, severities[record % templates.length]],
      trace: [stored.traceId, hex(record, 32)],
      span: [stored.spanId || undefined, template.app.span_id === undefined ? undefined : hex(record, 16)],
      namespace: [resource["k8s.namespace.name"], ownerOf(record)[0]],
      pod: [resource["k8s.pod.name"], `${serviceOf(record)}-${record % 50}`],
      uid: [resource["k8s.pod.uid"], podUid(record)],
      container: [resource["k8s.container.name"], serviceOf(record)],
      node: [resource["k8s.node.name"], `node-${record % 3}`],
      service: [resource["service.name"], serviceOf(record)],
    };
    return Object.entries(expected)
      .filter(([, [actual, wanted]]) => actual !== wanted)
      .map(([what, [actual, wanted]]) => `record ${record}: ${what} is ${String(actual)}, not ${String(wanted)}`);
  }
}

/** Counts what arrives of some records, and checks each. */
export class Arrivals {
  distinct = 0;
  repeated = 0;
  /** Faults of the first records that have some. */
  readonly faults: string[] = [];
  private readonly seen: Uint8Array;

  constructor(private readonly records: FluentBitRecords) {
    this.seen = new Uint8Array(records.count);
  }

  get complete(): boolean {
    return this.distinct === this.records.count;
  }

  readonly take = (stored: Stored): void => {
    const record = Number(/record-(\d+)-/.exec(stored.body.stringValue ?? "")?.[1]);
    const index = record - this.records.first;
    if (!(index >= 0 && index < this.records.count)) {
      this.fault([`a record that nobody wrote: ${stored.body.stringValue ?? ""}`]);
      return;
    }
    if (this.seen[index] === 0) this.distinct += 1;
    else this.repeated += 1;
    this.seen[index] = 1;
    this.fault(this.records.faults(record, stored));
  };

  private fault(found: string[]): void {
    if (this.faults.length < 10) this.faults.push(...found);
  }
}
