#!/usr/bin/env bash
# kafkajs 2.2.4 (npm): a header without a value, as Kafka has them and as it reads them itself, cannot be sent.
#
# Input:    a record with a header whose value is null (length -1 in Kafka's format of records), read by kafkajs; then a message
#           with those headers, and one with a header that is undefined, beside a message without headers.
# Expected: what was read can be sent on, to a topic of retries as to a mirror: Java's and Go's clients send and read null
#           values of headers, and IHeaders of kafkajs' own declarations has undefined as a value.
# Seen:     it reads null. To send it fails with a TypeError about a "string" argument, which names neither header nor message, and
#           none of the messages of that call are sent. Without the header all are.
# Here:     test/servers/kafka.ts sends headers with values; the platform's own consumers and producers are Collectors.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund kafkajs@2.2.4
cat > send.cjs <<'JS'
// Just enough of a broker: Produce in its version 3, ApiVersions and Metadata in their version 0.
const { once } = require("node:events");
const { createServer } = require("node:net");
const { Kafka, logLevel } = require("kafkajs");
const Decoder = require("kafkajs/src/protocol/decoder");
const Encoder = require("kafkajs/src/protocol/encoder");
const decode = require("kafkajs/src/protocol/recordBatch/record/v0/decoder");

const [produce, metadata, apiVersions] = [0, 3, 18];
const list = (items) => new Encoder().writeArray(items.map((fill) => fill(new Encoder())));

async function main() {
  const bytes = new Encoder().writeInt8(0).writeVarLong(0).writeVarInt(0).writeVarIntBytes("key").writeVarIntBytes("value");
  bytes.writeVarInt(1).writeVarIntString("trace").writeVarInt(-1);
  const { headers } = decode(new Decoder(bytes.buffer), { firstOffset: "0", firstTimestamp: "0", magicByte: 2 });
  console.log("read:", headers);

  let produced = 0;
  const answers = {
    [apiVersions]: () =>
      new Encoder().writeInt16(0).writeEncoder(
        list([[produce, 3], [metadata, 0], [apiVersions, 0]].map(([key, newest]) => (it) =>
          it.writeInt16(key).writeInt16(0).writeInt16(newest))),
      ),
    [metadata]: () =>
      new Encoder()
        .writeEncoder(list([(it) => it.writeInt32(1).writeString("127.0.0.1").writeInt32(server.address().port)]))
        .writeEncoder(list([(it) => it.writeInt16(0).writeString("logs").writeEncoder(
          list([(its) => its.writeInt16(0).writeInt32(0).writeInt32(1).writeArray([1]).writeArray([1])]))])),
    [produce]: () => {
      produced++;
      return new Encoder()
        .writeEncoder(list([(it) => it.writeString("logs").writeEncoder(
          list([(its) => its.writeInt32(0).writeInt16(0).writeInt64(0).writeInt64(-1)]))]))
        .writeInt32(0);
    },
  };
  const server = createServer((socket) => {
    let rest = Buffer.alloc(0);
    socket.on("data", (more) => {
      rest = Buffer.concat([rest, more]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const answer = Buffer.concat([rest.subarray(8, 12), answers[rest.readInt16BE(4)]().buffer]);
        rest = rest.subarray(4 + rest.readInt32BE(0));
        socket.write(Buffer.concat([new Encoder().writeInt32(answer.length).buffer, answer]));
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const kafka = new Kafka({ brokers: [`127.0.0.1:${server.address().port}`], retry: { retries: 1 }, logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  for (const these of [headers, { trace: undefined }, {}]) {
    const before = produced;
    const told = await producer
      .send({ topic: "logs", messages: [{ value: "one" }, { value: "two", headers: these }] })
      .then(() => "no error", ({ name, message }) => `${name}, ${message.split(".")[0]}`);
    console.log("sent with", these, "|", told, "| requests to the broker:", produced - before);
  }
  await producer.disconnect();
  server.close();
}

main();
JS
seen=$(timeout 60 node send.cjs)
expected='read: { trace: null }
sent with { trace: null } | TypeError, The "string" argument must be of type string or an instance of Buffer or ArrayBuffer | requests to the broker: 0
sent with { trace: undefined } | TypeError, The "string" argument must be of type string or an instance of Buffer or ArrayBuffer | requests to the broker: 0
sent with {} | no error | requests to the broker: 1'
echo "kafkajs 2.2.4"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
