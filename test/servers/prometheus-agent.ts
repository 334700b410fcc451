// The real Prometheus agent with the platform's remote write, which decides whose a scraped sample is. Temporary files.
import * as fs from "node:fs";
import * as path from "node:path";
import { tenantAgentSpec } from "../../components/backends/prometheus/agent-spec";
import { nativeRelabelRule, type RelabelRule } from "../../components/backends/prometheus/tenants";
import type { Settings } from "../../settings/settings";
import { installed } from "../../tools/install";
import { removeScratch, scratchDirectory } from "./cleanup";
import { Daemon, type DaemonOptions, freePorts } from "./daemon";

/** What the operator makes of a monitor and of the pods that it selects. */
export interface ScrapeJob {
  job: string;
  path?: string;
  targets: readonly {
    /** `host:port` */
    address: string;
    /** Those that discovery finds (`__meta_...`), and the namespace that the operator enforces. */
    labels: Readonly<Record<string, string>>;
  }[];
  relabelings?: readonly { sourceLabels: readonly string[]; targetLabel: string }[];
}

interface AgentSpec {
  externalLabels: object;
  remoteWrite: { sendExemplars: boolean; writeRelabelConfigs: RelabelRule[] }[];
}

export class PrometheusAgent {
  private constructor(
    private daemon: Daemon,
    private readonly options: DaemonOptions,
    /** Base address of its HTTP API. */
    readonly address: string,
    private readonly directory: string,
  ) {}

  /**
   * @param remoteWriteUrl Of each Prometheus that the settings have.
   * @param intervalSeconds Between two scrapes of a target.
   */
  static async start(
    settings: Settings,
    remoteWriteUrl: string | readonly string[],
    jobs: readonly ScrapeJob[],
    intervalSeconds = 1,
  ): Promise<PrometheusAgent> {
    const server = await installed("prometheus");
    const [port] = await freePorts(1);
    const directory = scratchDirectory("prometheus-agent-");
    const spec = tenantAgentSpec(settings) as unknown as AgentSpec;
    const file = path.join(directory, "agent.yaml");
    fs.writeFileSync(
      file,
      JSON.stringify({
        global: {
          scrape_interval: `${intervalSeconds}s`,
          scrape_timeout: `${intervalSeconds}s`,
          external_labels: spec.externalLabels,
        },
        scrape_configs: jobs.map(({ job, path: metricsPath = "/metrics", targets, relabelings = [] }) => ({
          job_name: job,
          metrics_path: metricsPath,
          static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })),
          relabel_configs: relabelings.map(({ sourceLabels, targetLabel }) => ({
            source_labels: sourceLabels,
            target_label: targetLabel,
          })),
        })),
        remote_write: [remoteWriteUrl].flat().map((url, replica) => {
          const { sendExemplars, writeRelabelConfigs = [] } = spec.remoteWrite[replica] ?? {};
          return {
            url,
            send_exemplars: sendExemplars,
            write_relabel_configs: writeRelabelConfigs.map(nativeRelabelRule),
          };
        }),
      }),
    );
    const address = `http://127.0.0.1:${port}`;
    const options: DaemonOptions = {
      name: "agent",
      command: server,
      logFile: path.join(directory, "agent.log"),
      readyWithinSeconds: 60,
      args: [
        "--agent",
        `--config.file=${file}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--storage.agent.path=${path.join(directory, "wal")}`,
        "--enable-feature=exemplar-storage",
      ],
      ready: async () => (await fetch(`${address}/-/ready`)).ok,
    };
    return new PrometheusAgent(await Daemon.start(options), options, address, directory);
  }

  /** Ends it as a crash would; `up` starts it again on its log. */
  async kill(): Promise<void> {
    await this.daemon.kill();
  }

  async up(): Promise<void> {
    this.daemon = await Daemon.start(this.options);
  }

  async killAndStart(): Promise<void> {
    await this.kill();
    await this.up();
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    removeScratch(this.directory);
  }
}
