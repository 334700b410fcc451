// The tenant stamp with real Prometheus: an agent scrapes a target that claims another tenant, with the relabelling
// rules of the platform, and pushes to a Prometheus. Also has promtool read what the platform renders for Prometheus.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { tenantAgentSpec } from "../../../components/backends/prometheus/agent-spec";
import { mskScrapeConfigs } from "../../../components/backends/prometheus/msk-scrape";
import { alertTenant, nativeRelabelRule, type RelabelRule } from "../../../components/backends/prometheus/tenants";
import { installed } from "../../../tools/install";
import { Daemon, freePorts } from "../../servers/daemon";
import { settingsWith, sizingForThousandTenants } from "../../support/stack-configuration";

/** As many as the platform is made for; two of them own namespaces that the target reports on. */
const tenants = [
  { id: "payments", namespaces: ["payments", "payments-jobs"] },
  ...Array.from({ length: 998 }, (_, index) => ({ id: `tenant-${index}`, namespaces: [`tenant-${index}`] })),
  { id: "shop", namespaces: ["shop"] },
];
const settings = settingsWith({ tenants, sizing: sizingForThousandTenants() });

const samples = `# TYPE requests counter
requests_total{namespace="payments-jobs",tenant="shop"} 1 # {trace_id="0af7651916cd43dd8448eb211c80319c"} 1
requests_total{namespace="shop"} 2
requests_total{namespace="elsewhere",tenant="payments"} 3
requests_total{pod="no-namespace",tenant="payments"} 4
requests_total{namespace="elsewhere",pod="forger",__tmp_tenant="payments"} 5
requests_total{namespace="observability",tenant="payments"} 6
requests_total{namespace="shop",tenant="acme"} 7
requests_total{namespace="shop",tenant="beta"} 8
requests_total{namespace="shop",tenant="target",exported_tenant="acme-2"} 9
requests_total{namespace="shop",tenant="target",exported_tenant="beta-2"} 10
# EOF
`;

interface Series {
  metric: Record<string, string>;
  value: [number, string];
}

describe("tenant stamp under real Prometheus", function () {
  this.timeout(120_000);
  let directory: string;
  let promtool: string;
  let base: string;
  let target: Server;
  const daemons: Daemon[] = [];

  const get = async <T>(path: string): Promise<T> =>
    ((await (await fetch(`${base}${path}`)).json()) as { data: T }).data;
  const query = async (expression: string) =>
    (await get<{ result: Series[] }>(`/api/v1/query?query=${encodeURIComponent(expression)}`)).result;

  before(async function () {
    this.timeout(1_800_000);
    const server = await installed("prometheus");
    promtool = await installed("promtool");
    directory = mkdtempSync(join(tmpdir(), "prometheus-tenants-"));
    target = createServer((_, response) =>
      response.setHeader("content-type", "application/openmetrics-text; version=1.0.0").end(samples),
    );
    await new Promise<void>((resolve) => void target.listen(0, "127.0.0.1", resolve));
    const [serverPort = 0, agentPort = 0] = await freePorts(2);
    base = `http://127.0.0.1:${serverPort}`;

    const start = async (name: string, port: number, config: unknown, args: readonly string[]) => {
      const file = join(directory, `${name}.yaml`);
      writeFileSync(file, stringify(config));
      daemons.push(
        await Daemon.start({
          name,
          command: server,
          logFile: join(directory, `${name}.log`),
          readyWithinSeconds: 60,
          args: [
            `--config.file=${file}`,
            `--web.listen-address=127.0.0.1:${port}`,
            "--enable-feature=exemplar-storage",
            ...args,
          ],
          ready: async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok,
        }),
      );
    };
    await start("store", serverPort, { storage: { exemplars: { max_exemplars: 1_000 } } }, [
      "--web.enable-remote-write-receiver",
      `--storage.tsdb.path=${join(directory, "tsdb")}`,
    ]);
    const [remoteWrite] = tenantAgentSpec(settings).remoteWrite as unknown as {
      writeRelabelConfigs: RelabelRule[];
      sendExemplars: boolean;
    }[];
    await start(
      "agent",
      agentPort,
      {
        scrape_configs: [
          {
            // As a tenant's monitor may have it: the target's own labels win.
            job_name: "application",
            honor_labels: true,
            scrape_interval: "1s",
            scrape_timeout: "1s",
            static_configs: [{ targets: [`127.0.0.1:${(target.address() as AddressInfo).port}`] }],
          },
        ],
        remote_write: [
          {
            url: `${base}/api/v1/write`,
            send_exemplars: remoteWrite?.sendExemplars,
            write_relabel_configs: remoteWrite?.writeRelabelConfigs.map(nativeRelabelRule),
          },
        ],
      },
      ["--agent", `--storage.agent.path=${join(directory, "wal")}`],
    );

    const deadline = Date.now() + 60_000;
    while ((await query("requests_total")).length < 10 && Date.now() < deadline) await sleep(250);
  });

  after(async () => {
    for (const daemon of daemons.reverse()) await daemon.stop();
    await new Promise((resolve) => target.close(resolve));
    rmSync(directory, { recursive: true });
  });

  it("gives each sample the tenant of its namespace, whatever it says itself, with 1,000 tenants", async () => {
    const tenantByValue = Object.fromEntries(
      (await query("requests_total")).map(({ metric, value }) => [value[1], metric.tenant]),
    );
    assert.deepEqual(tenantByValue, {
      1: "payments",
      2: "shop",
      3: "default",
      4: "default",
      5: "default",
      6: "payments",
      7: "shop",
      8: "shop",
      9: "shop",
      10: "shop",
    });
  });

  it("keeps what samples say of a tenant as another label, but for the platform's own", async () => {
    const said = (await query('{__name__="requests_total", exported_tenant!=""}')).map(
      ({ metric, value }) => [value[1], metric.exported_tenant] as const,
    );
    assert.deepEqual(Object.fromEntries(said), {
      1: "shop",
      3: "payments",
      4: "payments",
      7: "acme",
      8: "beta",
      9: "acme-2",
      10: "beta-2",
    });
  });

  it("stamps what the agent itself writes about the target", async () => {
    assert.deepEqual(
      (await query("up")).map(({ metric }) => metric.tenant),
      ["default"],
    );
  });

  it("lets exemplars through, under the same tenant", async () => {
    const now = Math.floor(Date.now() / 1_000);
    const found = await get<
      { seriesLabels: Record<string, string>; exemplars: { labels: Record<string, string> }[] }[]
    >(`/api/v1/query_exemplars?query=requests_total&start=${now - 300}&end=${now + 60}`);
    assert.equal(found[0]?.seriesLabels.tenant, "payments");
    assert.equal(found[0]?.exemplars[0]?.labels.trace_id, "0af7651916cd43dd8448eb211c80319c");
  });

  it("is accepted by promtool with the scrape jobs of MSK and the alerts' rules beside it", () => {
    const file = join(directory, "checked.yaml");
    writeFileSync(
      file,
      stringify({
        scrape_configs: parse(mskScrapeConfigs(["b-1.example.com", "b-2.example.com"])) as unknown,
        alerting: { alert_relabel_configs: alertTenant(settings).map(nativeRelabelRule) },
      }),
    );
    assert.match(execFileSync(promtool, ["check", "config", file], { encoding: "utf8" }), /SUCCESS/);
  });
});
