// Brokers and topics as they are planned.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { minInSyncReplicas, replicationFactor } from "../../../conventions/kafka";
import { cluster } from "../../../test/support/mock-stack";
import { brokerHosts, firstBrokers, planBrokers, serverProperties, topicPlans } from "./plan";

describe("brokers", () => {
  const subnets = cluster.subnetPerZone;
  it("are a multiple of three zones, and at least as many as there are copies", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (brokersPerZone) => {
        const plan = planBrokers(subnets, brokersPerZone);
        assert.equal(plan.brokers % plan.subnetIds.length, 0);
        assert.equal(plan.subnetIds.length, 3);
        assert.ok(replicationFactor <= plan.brokers && minInSyncReplicas < replicationFactor);
      }),
    );
  });
  it("stay as many when the cluster has a zone less today", () => {
    assert.equal(planBrokers(subnets.slice(0, 2), 2).brokers, planBrokers(subnets, 2).brokers);
  });
  it("create no topic by themselves, lose no acknowledged record and elect no stale leader", () => {
    const lines = serverProperties().split("\n");
    for (const line of [
      "auto.create.topics.enable = false",
      "min.insync.replicas = 2",
      "unclean.leader.election.enable = false",
      "log.retention.hours = 72",
    ])
      assert.ok(lines.includes(line), line);
  });
  it("keep logs as long as asked and dead letters a week", () => {
    const { chunks, logs, apart, deadLetters } = topicPlans(12, 72);
    for (const plan of [chunks, logs, apart])
      assert.deepEqual([plan.partitions, plan.configs["retention.ms"]], [12, "259200000"], plan.name);
    assert.deepEqual([deadLetters.name, deadLetters.configs["retention.ms"]], ["logs-dead-letters", "604800000"]);
  });
  it("begin a segment after a third of what they keep, which a quiet one would keep for a week more; not ever more of them", () => {
    const segmentHours = (hours: number) => Number(topicPlans(12, hours).chunks.configs["segment.ms"]) / 3_600_000;
    assert.deepEqual([1, 3, 72, 168, 8_760].map(segmentHours), [1, 1, 24, 56, 168]);
  });
  it("date records by the broker's clock: a sender's decides neither whether nor how long one is kept", () => {
    for (const { configs } of Object.values(topicPlans(12, 72)))
      assert.equal(configs["message.timestamp.type"], "LogAppendTime");
  });
  it("are told to those who make them on brokers of their own", () => {
    const page = readFileSync(join(__dirname, "../../../docs/operations/migrate.md"), "utf8");
    const { deadLetters, ...others } = topicPlans(12, 72);
    for (const { name, configs } of [...Object.values(others), deadLetters]) {
      const own = ["max.message.bytes", "message.timestamp.type", "min.insync.replicas"].map(
        (key) => `${key}=${configs[key]}`,
      );
      for (const text of [name, ...own]) assert.ok(page.includes(`\`${text}\``), text);
    }
    const hours = Number(deadLetters.configs["retention.ms"]) / 3_600_000;
    assert.ok(page.includes(`\`${deadLetters.name}\` (${deadLetters.partitions} partitions, ${hours} hours)`));
    assert.ok(page.includes(`replication factor ${replicationFactor}`));
  });
  it("are all known by the three that MSK tells, whichever those are", () => {
    const six = [1, 2, 3, 4, 5, 6].map((number) => `b-${number}.logs.a1b2.c2.kafka.eu-central-1.amazonaws.com:9098`);
    for (const told of [
      [5, 0, 3],
      [1, 2, 4],
    ])
      for (const some of [3, 6])
        assert.equal(firstBrokers(told.map((index) => six[index]).join(), some), six.slice(0, some).join());
    assert.equal(firstBrokers("", 3), "", "there are none yet");
  });
  it("are listed once each, sorted", () => {
    assert.deepEqual(brokerHosts("b-2.k:9098,b-1.k:9098,b-2.k:9098"), ["b-1.k", "b-2.k"]);
  });
});
