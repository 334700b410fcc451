#!/usr/bin/env bash
# kafkajs 2.2.4 (npm): an answer that is called retriable ends an admin's question for offsets.
#
# Input:    one broker that speaks Kafka's protocol, with one topic of one partition. To the first question for offsets
#           (ListOffsets) it answers with an error that passes by itself, from the second on with offset 5. Once the
#           error is 3 (UNKNOWN_TOPIC_OR_PARTITION), once 6 (NOT_LEADER_OR_FOLLOWER), as brokers give them for a moment
#           after a topic was made.
# Expected: `admin.fetchTopicOffsets` with `retry: { retries: 5 }` asks again and gives 5 both times: both are retriable
#           in Kafka's table of errors, and kafkajs says `retriable: true` of both.
# Seen:     after 3 it asks again; after 6 it fails at once, with `retriable: true` in the error that it hands out.
# Here:     test/servers/log-broker.ts asks again by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund kafkajs@2.2.4
cat > broker.mjs <<'JS'
// Just enough of a broker: ApiVersions, Metadata and ListOffsets, each in its version 0.
import { once } from "node:events";
import { createServer } from "node:net";
import { Kafka, logLevel } from "kafkajs";

const int16 = (value) => { const bytes = Buffer.alloc(2); bytes.writeInt16BE(value); return bytes; };
const int32 = (value) => { const bytes = Buffer.alloc(4); bytes.writeInt32BE(value); return bytes; };
const int64 = (value) => { const bytes = Buffer.alloc(8); bytes.writeBigInt64BE(BigInt(value)); return bytes; };
const text = (value) => Buffer.concat([int16(value.length), Buffer.from(value)]);
const list = (...items) => Buffer.concat([int32(items.length), ...items]);
const [listOffsets, metadata, apiVersions] = [2, 3, 18];

for (const error of [3, 6]) {
  let asked = 0;
  const answers = {
    [apiVersions]: () =>
      Buffer.concat([int16(0), list(...[listOffsets, metadata, apiVersions].map((key) => Buffer.concat([int16(key), int16(0), int16(0)])))]),
    [metadata]: () =>
      Buffer.concat([
        list(Buffer.concat([int32(1), text("127.0.0.1"), int32(server.address().port)])),
        list(Buffer.concat([int16(0), text("logs"), list(Buffer.concat([int16(0), int32(0), int32(1), list(int32(1)), list(int32(1))]))])),
      ]),
    [listOffsets]: () => {
      const code = asked++ === 0 ? error : 0;
      return list(Buffer.concat([text("logs"), list(Buffer.concat([int32(0), int16(code), list(int64(5))]))]));
    },
  };
  const server = createServer((socket) => {
    let rest = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const answer = Buffer.concat([rest.subarray(8, 12), answers[rest.readInt16BE(4)]()]);
        rest = rest.subarray(4 + rest.readInt32BE(0));
        socket.write(Buffer.concat([int32(answer.length), answer]));
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const retry = { retries: 5, initialRetryTime: 20, maxRetryTime: 50 };
  const admin = new Kafka({ brokers: [`127.0.0.1:${server.address().port}`], retry, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const [{ high }] = await admin.fetchTopicOffsets("logs");
    console.log(`first answer ${error} | offset ${high}`);
  } catch ({ type, retriable }) {
    console.log(`first answer ${error} | ${type}, retriable ${retriable}, after ${asked} question`);
  }
  await admin.disconnect();
  server.close();
}
JS
seen=$(timeout 60 node broker.mjs)
expected='first answer 3 | offset 5
first answer 6 | NOT_LEADER_FOR_PARTITION, retriable true, after 1 question'
echo "kafkajs 2.2.4"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
