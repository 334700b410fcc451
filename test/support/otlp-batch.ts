// A batch of log records as Fluent Bit writes it to Kafka (format `otlp_proto`): OTLP as protobuf, every record with its
// own attributes and none of a resource's. Written by hand, for no encoder of the tests' packages is public.

/** One record: when it was read, its line, its attributes. */
export interface BatchRecord {
  at: Date;
  line: string;
  attributes: Readonly<Record<string, string>>;
}

/** @param resource What the gateway says of all of them; nothing in Fluent Bit's. Batches may follow each other in one message. */
export function otlpBatch(records: readonly BatchRecord[], resource: Readonly<Record<string, string>> = {}): Buffer {
  const scopeLogs = Buffer.concat([field(1, Buffer.alloc(0)), ...records.map((record) => field(2, logRecord(record)))]);
  const said = Buffer.concat(Object.entries(resource).map(([key, value]) => field(1, keyValue(key, value))));
  return field(1, Buffer.concat([field(1, said), field(2, scopeLogs)]));
}

function logRecord({ at, line, attributes }: BatchRecord): Buffer {
  const time = Buffer.alloc(9);
  // Field 1, eight bytes.
  time[0] = 0x09;
  time.writeBigUInt64LE(BigInt(at.getTime()) * 1_000_000n, 1);
  return Buffer.concat([
    time,
    field(5, stringValue(line)),
    ...Object.entries(attributes).map(([key, value]) => field(6, keyValue(key, value))),
  ]);
}

const keyValue = (key: string, value: string) =>
  Buffer.concat([field(1, Buffer.from(key)), field(2, stringValue(value))]);

const stringValue = (text: string) => field(1, Buffer.from(text));

/** A field of that number whose bytes are counted. */
function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}
