// A batch of log records as Fluent Bit writes it to Kafka (format `otlp_proto`): OTLP as protobuf, every record with its
// own attributes and none of a resource's. Numbers of fields: opentelemetry-proto, logs/v1 and common/v1.
import { BinaryWriter } from "google-protobuf";

/** One record: when it was read, its line, its attributes. */
export interface BatchRecord {
  at: Date;
  line: string;
  attributes: Readonly<Record<string, string>>;
}

/** @param resource What the gateway says of all of them; nothing in Fluent Bit's. Batches may follow each other in one message. */
export function otlpBatch(records: readonly BatchRecord[], resource: Readonly<Record<string, string>> = {}): Buffer {
  const writer = new BinaryWriter();
  const message = (field: number, write: () => void) => writer.writeMessage(field, {}, write);
  const attributes = (field: number, texts: Readonly<Record<string, string>>) => {
    for (const [key, value] of Object.entries(texts))
      message(field, () => {
        writer.writeString(1, key);
        message(2, () => writer.writeString(1, value));
      });
  };
  message(1, () => {
    message(1, () => attributes(1, resource));
    message(2, () => {
      // A scope with nothing in it.
      message(1, () => undefined);
      for (const { at, line, attributes: said } of records)
        message(2, () => {
          writer.writeFixed64String(1, String(BigInt(at.getTime()) * 1_000_000n));
          message(5, () => writer.writeString(1, line));
          attributes(6, said);
        });
    });
  });
  return Buffer.from(writer.getResultBuffer());
}
