// A request of Prometheus' remote read protocol. Numbers of fields: prompb/remote.proto.
import { BinaryWriter } from "google-protobuf";

/** Asks for the last ten minutes of all series whose label has this value. In Snappy's framing, uncompressed. */
export function readRequest(label: string, value: string): Buffer {
  const now = Date.now();
  const writer = new BinaryWriter();
  writer.writeMessage(1, {}, () => {
    writer.writeInt64(1, now - 600_000);
    writer.writeInt64(2, now + 60_000);
    writer.writeMessage(3, {}, () => {
      writer.writeString(2, label);
      writer.writeString(3, value);
    });
  });
  return literal(writer.getResultBuffer());
}

/** What Snappy reads as these bytes, up to 256: their number as a varint, and a literal. */
function literal(bytes: Uint8Array): Buffer {
  const { length } = bytes;
  const varint = length < 128 ? [length] : [(length % 128) | 128, length >> 7];
  return Buffer.from([...varint, 60 << 2, length - 1, ...bytes]);
}
