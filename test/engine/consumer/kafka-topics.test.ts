// The log topics as planned, in a real broker: what it takes of senders whose clocks are wrong.
import assert from "node:assert/strict";
import { conventions } from "../../../conventions/names";
import { LogBroker } from "../../servers/log-broker";

const hour = 3_600_000;

describe("the log topics", function () {
  this.timeout(1_800_000);
  let kafka: LogBroker;

  before(async () => {
    kafka = await LogBroker.start(1);
  });
  after(() => kafka?.stop());

  const send = async (topic: string, shift: number) => {
    const producer = kafka.client("admin").producer({ retry: { retries: 0 } });
    await producer.connect();
    try {
      const messages = [{ value: "{}", timestamp: String(Date.now() + shift) }];
      return (await producer.send({ topic, acks: -1, messages }))[0]?.logAppendTime;
    } finally {
      await producer.disconnect();
    }
  };

  it("take records dated ahead and behind, and keep them for as long as any other", async () => {
    for (const topic of [conventions.logTopic, conventions.deadLetterTopic]) {
      for (const shift of [2 * hour, 48 * hour, -24 * 365 * hour]) {
        const appended = Number(await send(topic, shift));
        assert.ok(Math.abs(appended - Date.now()) < 60_000, `${topic} ${shift / hour} h: dated ${appended}`);
      }
    }
  });

  it("would refuse those that are ahead if they went by the sender's clock", async () => {
    await kafka.admin.createTopics({ topics: [{ topic: "by-sender", numPartitions: 1 }] });
    await assert.rejects(send("by-sender", 2 * hour), /timestamp/i);
  });
});
