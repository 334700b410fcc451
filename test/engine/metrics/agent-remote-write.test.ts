// The agent's way of scraped metrics: real Prometheus as agent, writing as its custom resource says, to a real
// Prometheus. One target's sample that cannot be stored costs no other sample.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tenantAgentSpec } from "../../../components/backends/prometheus/agent-spec";
import { installed } from "../../../tools/install";
import { removeScratch, scratchDirectory } from "../../servers/cleanup";
import { Daemon, freePorts } from "../../servers/daemon";
import { PrometheusStore } from "../../servers/prometheus-store";
import { settingsWith } from "../../support/stack-configuration";

/** What the operator writes for each version (pkg/prometheus/promcfg.go). */
const messages: Readonly<Record<string, string>> = {
  "V1.0": "prometheus.WriteRequest",
  "V2.0": "io.prometheus.write.v2.Request",
};
const series = 100;

describe("scraped metrics", function () {
  this.timeout(300_000);
  const directory = scratchDirectory("agent-");
  let store: PrometheusStore;
  let target: http.Server;
  let agent: Daemon;
  let port = 0;
  /**
   * The agent itself leaves out what is older than its start, too far ahead or behind in its series. What gets past it:
   * each scrape has another value for one time, of what is one series in the store.
   */
  const later = Date.now() + 5 * 60_000;
  let scrapes = 0;

  before(async () => {
    store = await PrometheusStore.start();
    target = http.createServer((_, response) => {
      scrapes += 1;
      const good = Array.from({ length: series }, (_value, index) => `good{series="${index}"} 1`);
      response.setHeader("content-type", "text/plain; version=0.0.4");
      response.end([...good, `bad{scrape="${scrapes}"} ${scrapes} ${later}`, ""].join("\n"));
    });
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    const server = await installed("prometheus");
    [port = 0] = await freePorts(1);
    const [remoteWrite] = tenantAgentSpec(settingsWith({})).remoteWrite as { messageVersion?: string }[];
    const config = path.join(directory, "agent.yaml");
    fs.writeFileSync(
      config,
      JSON.stringify({
        global: { scrape_interval: "1s" },
        scrape_configs: [
          {
            job_name: "target",
            static_configs: [{ targets: [`127.0.0.1:${(target.address() as AddressInfo).port}`] }],
          },
        ],
        remote_write: [
          {
            url: store.remoteWrite,
            protobuf_message: messages[remoteWrite?.messageVersion ?? "V1.0"],
            write_relabel_configs: [{ action: "labeldrop", regex: "scrape" }],
          },
        ],
      }),
    );
    agent = await Daemon.start({
      name: "the agent",
      command: server,
      args: [
        "--agent",
        `--config.file=${config}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--storage.agent.path=${path.join(directory, "data")}`,
      ],
      logFile: path.join(directory, "log"),
      ready: async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok,
      readyWithinSeconds: 60,
    });
  });
  after(async () => {
    await agent?.stop();
    await store?.stop();
    target?.close();
    removeScratch(directory);
  });

  const failed = async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(/^prometheus_remote_storage_samples_failed_total\{.*\} (\d+)/m.exec(text)?.[1] ?? 0);
  };

  it(`are stored, all ${series} beside one that is refused, which the agent counts as failed`, async () => {
    for (let waited = 0; waited < 60_000 && (await failed()) === 0; waited += 500) await sleep(500);
    await sleep(5_000);
    assert.equal((await store.query("good")).length, series);
    const [each] = await store.query("min(count_over_time(good[1m]))");
    assert.ok(Number(each?.value[1]) >= 4, `${each?.value[1]} samples of a series`);
    const lost = await failed();
    assert.ok(lost > 0 && lost < series, `${lost} failed`);
  });
});
