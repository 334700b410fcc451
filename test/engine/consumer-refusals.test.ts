// A record that the log consumer cannot put anywhere: how often it tries, and that it loses nothing. Real broker, real
// Collector; its memory limiter refuses everything.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { cloudNames } from "../../components/cloud/names";
import { configTexts } from "../../components/collection/collector/config";
import { logConsumerConfig } from "../../components/collection/log-consumer/config";
import { absentKubeconfig, collectorBinary, RunningCollector } from "../servers/collector-process";
import { LogBroker } from "../servers/log-broker";
import { onLoopback } from "../servers/on-loopback";
import { settingsWith } from "../support/stack-configuration";

const seconds = 20;

describe("a log consumer that is refused", function () {
  this.timeout(1_800_000);
  let kafka: LogBroker;
  let collector: RunningCollector;

  before(async () => {
    kafka = await LogBroker.start(1);
    const settings = settingsWith({ kafka: { auth: "scram" } });
    const names = cloudNames(settings, { accountId: "111122223333", region: "eu-central-1", partition: "aws" });
    const { config } = await onLoopback(
      logConsumerConfig(settings, names, {
        host: "127.0.0.1",
        statePath: "${env:STATE}",
        kubernetes: "kubeConfig",
        brokers: kafka.broker.bootstrapServers,
        lokiOtlp: "http://127.0.0.1:1",
        brokerCaPath: kafka.broker.caFile,
      }),
    );
    const memory = { check_interval: "100ms", limit_mib: 1, spike_limit_mib: 0 };
    const { username, password } = kafka.credentials("log-consumer");
    collector = await RunningCollector.start(
      await collectorBinary(),
      configTexts({ ...config, processors: { ...config.processors, memory_limiter: memory } }),
      { KUBECONFIG: absentKubeconfig(), KAFKA_USERNAME: username, KAFKA_PASSWORD: password },
    );
    await kafka.produce(['{"log":"refused"}', '{"log":"refused too"}']);
  });
  after(async () => {
    await collector?.stop();
    await kafka?.stop();
  });

  const tries = () => fs.readFileSync(collector.log, "utf8").split("Backing off due to error").length - 1;

  it(`tries again after 1, 2, 4, ... seconds, and commits nothing`, async () => {
    for (let waited = 0; waited < 30_000 && tries() === 0; waited += 100) await sleep(100);
    assert.ok(tries() > 0, "nothing was refused");
    await sleep(seconds * 1_000);
    // Both records are under way at once, each with its own pauses.
    const found = tries() / 2;
    console.log(`      ${found} tries a record in ${seconds} s`);
    assert.ok(found >= 3 && found <= 7, `${found} tries a record`);
    assert.equal(await kafka.lag(), 2);
  });
});
