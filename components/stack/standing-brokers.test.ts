// Brokers that stand in a stack's state are what a change is compared with, whatever the run before wrote down.
import assert from "node:assert/strict";
import { brokersOfToday } from "../../settings/history/brokers";
import { lossesOf } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { settingsWith } from "../../test/support/stack-configuration";
import {
  arn,
  brokers,
  clientSubnets,
  msk,
  namespace,
  own,
  type Resource,
  record,
  refused,
  stateOf,
  today,
  topic,
} from "../../test/support/stack-state";
import { serverProperties } from "../cloud/kafka/plan";
import { historyOf } from "./history";

describe("the state of a stack with brokers", () => {
  it("knows brokers that stand, whatever the run before wrote down or left", () => {
    const standing = [
      brokers({ auth: "scram", perZone: 2, volumeSize: 300 }),
      topic("logs-otlp", 24),
      topic("logs", 12),
    ];
    const less = msk({ auth: "iam", brokersPerZone: 1, partitions: 6, volumeGib: 50 });
    const all = [
      "kafka.auth: set observability:kafka.auth scram",
      "kafka.partitions: set observability:kafka.partitions 24",
      "kafka.brokersPerZone: set observability:kafka.brokersPerZone 2",
      "kafka.volumeGib: set observability:kafka.volumeGib 300",
    ];
    assert.deepEqual(refused(standing, less), all, "after a destroy that kept them");
    const cutOff = [record({ kafka: { mode: "none" } }), namespace, ...standing];
    assert.deepEqual(refused(cutOff, less), all, "after an up that was to remove them and failed");
    assert.deepEqual(refused(cutOff, { kafka: { mode: "none" } }), ["accept: set 'observability:accept[0]' brokers"]);
    const lost = (resources: readonly Resource[]) => {
      const history = historyOf(stateOf(resources));
      const after = recordOf(settingsWith({ kafka: { mode: "none" } }), arn, history.record, today);
      return lossesOf(history, after, today).map(({ message }) => message);
    };
    assert.match(lost(cutOff).join(), /not stored yet \(up to 72 hours\): /, "as long as their topics keep it");
    assert.match(lost(cutOff.slice(0, 3)).join(), /not stored yet: /, "before there were topics");
  });

  it("knows in which VPC they stand", () => {
    const group: Resource = [brokers({})[0], "aws:ec2/securityGroup:SecurityGroup", { vpcId: "vpc-1" }];
    assert.equal(historyOf(stateOf([brokers({}), group])).brokersVpc, "vpc-1");
    assert.equal(historyOf(stateOf([group])).brokersVpc, undefined, "they are gone");
  });

  it("takes the subnets in which brokers stand, and no others", () => {
    const standing = [record(msk()), namespace, brokers({}), topic("logs", 6)];
    assert.deepEqual(refused(standing, msk({ subnetIds: [...clientSubnets].reverse() })), []);
    const others = clientSubnets.map((id) => id.replace("0000000", "1111111"));
    assert.deepEqual(refused(standing, msk({ subnetIds: others })), [
      "kafka.subnetIds: rm observability:kafka.subnetIds",
    ]);
    const cutOff = [record({ kafka: { mode: "none" } }), ...standing.slice(1)];
    assert.deepEqual(refused(cutOff, msk({ subnetIds: clientSubnets })), []);
    const named = [record(msk({ subnetIds: clientSubnets })), ...standing.slice(1)];
    assert.deepEqual(refused(named, msk()), [], "where they stand is the state's to say");
    assert.deepEqual(refused(cutOff, msk()), []);
  });

  const standing = (instanceType: string) => [record(msk()), namespace, brokers({ instanceType }), topic("logs", 6)];

  it("makes no brokers others because the smallest size's are of another type now: one of both is to be written", () => {
    const keep = ["kafka.brokerType: set observability:kafka.brokerType kafka.t3.small"];
    assert.deepEqual(refused(standing("kafka.t3.small"), msk()), keep);
    assert.deepEqual(refused(standing("kafka.t3.small").slice(2), msk()), keep, "after a destroy that kept them");
    assert.deepEqual(refused(standing("kafka.t3.small"), msk({ brokerType: "kafka.m7g.large" })), []);
    assert.deepEqual(refused(standing("kafka.m7g.xlarge"), msk()), []);
  });

  it("makes no brokers of another type the smallest: MSK refuses it", () => {
    for (const had of ["kafka.m7g.large", "kafka.m5.large"])
      assert.deepEqual(refused(standing(had), msk({ brokerType: "kafka.t3.small" })), [
        `kafka.brokerType: set observability:kafka.brokerType ${had}`,
      ]);
    for (const [had, brokerType] of [
      ["kafka.t3.small", "kafka.t3.small"],
      ["kafka.t3.small", "kafka.m5.large"],
      ["kafka.m7g.xlarge", "kafka.m7g.large"],
      ["kafka.m7g.large", "kafka.m5.large"],
    ] as const)
      assert.deepEqual(refused(standing(had), msk({ brokerType })), []);
    assert.deepEqual(refused(standing("kafka.m7g.large"), { kafka: { mode: "none" }, accept: ["brokers"] }), []);
  });

  it("says of each change of brokers that AWS takes it after a refresh alone", () => {
    const properties = (text: string): Resource => [
      `${own}obs:cloud:Kafka$`,
      "aws:msk/configuration:Configuration",
      { serverProperties: text },
    ];
    const said = (kafka: object, ...standing: Resource[]) =>
      brokersOfToday(historyOf(stateOf(standing)), settingsWith({ kafka }), serverProperties()).map(
        (text) => text.split(":")[0],
      );
    const [had, same] = [brokers({}), properties(serverProperties())];
    assert.deepEqual(said({ brokerType: "kafka.m5.large" }, had, same), ["kafka.brokerType"]);
    assert.deepEqual(said({ brokersPerZone: 2 }, had, same), ["kafka.brokersPerZone"]);
    assert.deepEqual(said({}, had, properties("num.partitions = 3")), ["server.properties of brokers"]);
    for (const [kafka, ...standing] of [
      [{}, had, same],
      [{ volumeGib: 200, partitions: 12, retentionHours: 100 }, had, same],
      [{ brokerType: "kafka.m5.large" }],
      [{ mode: "none" }, had, same],
    ] as [object, ...Resource[]][])
      assert.deepEqual(said(kafka, ...standing), [], JSON.stringify(kafka));
  });

  it("holds nothing against a change that a failed run did not come to make", () => {
    const asked = record(msk({ auth: "iam", partitions: 24, brokersPerZone: 2 }));
    const other = msk({ auth: "scram", partitions: 6 });
    assert.deepEqual(refused([asked, namespace], other), [], "no brokers came");
    assert.deepEqual(refused([asked, namespace, brokers({}), topic("logs", 6)], msk()), [], "nor did more partitions");
    assert.deepEqual(
      refused([asked, namespace, brokers({ perZone: 2 })], msk({ brokersPerZone: 2 })),
      [],
      "nor any topic",
    );
    assert.deepEqual(refused([asked, namespace], { kafka: { mode: "none" } }), []);
    const [kept72, topics] = [msk({ retentionHours: 72 }), [brokers({}), topic("logs", 6)]];
    assert.deepEqual(refused([record(msk({ retentionHours: 500 })), namespace, ...topics], kept72), []);
    assert.deepEqual(
      refused([record(msk({ retentionHours: 24 })), namespace, ...topics], msk({ retentionHours: 24 })),
      ["accept: set 'observability:accept[0]' expiry/kafka/24"],
    );
  });
});
