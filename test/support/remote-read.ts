// A request of Prometheus' remote read protocol, by hand: nothing else here speaks it.

/** Asks for the last ten minutes of all series whose label has this value. In Snappy's framing, uncompressed. */
export function readRequest(label: string, value: string): Buffer {
  const now = Date.now();
  const matcher = Buffer.concat([field(2, Buffer.from(label)), field(3, Buffer.from(value))]);
  const query = Buffer.concat([number(1, now - 600_000), number(2, now + 60_000), field(3, matcher)]);
  return literal(field(1, query));
}

/** Up to 256 bytes. */
function literal(bytes: Buffer): Buffer {
  return Buffer.concat([varint(bytes.length), Buffer.from([60 << 2, bytes.length - 1]), bytes]);
}

function field(id: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((id << 3) | 2), varint(bytes.length), bytes]);
}

function number(id: number, value: number): Buffer {
  return Buffer.concat([varint(id << 3), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest >= 128 ? 128 : 0));
    if (rest < 128) return Buffer.from(bytes);
  }
}
