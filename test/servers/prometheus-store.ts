// A real Prometheus that takes remote writes and keeps exemplars, as the platform's own does. Temporary files only.
import * as fs from "node:fs";
import * as path from "node:path";
import { installed } from "../../tools/install";
import { removeScratch, scratchDirectory } from "./cleanup";
import { Daemon, freePorts } from "./daemon";

export interface Series {
  metric: Record<string, string>;
  value: [number, string];
}
export interface Exemplars {
  seriesLabels: Record<string, string>;
  exemplars: { labels: Record<string, string> }[];
}

/** Whom it tells of alerts, and what the platform has it say on each. */
export interface Alerting {
  /** `host:port` of Alertmanager. */
  alertmanager: string;
  externalLabels: object;
  relabelings: readonly object[];
  /** Between two sendings of an alert that goes on; Prometheus' own minute when absent. */
  resendSeconds?: number;
}

export class PrometheusStore {
  private daemon: Daemon | undefined;

  private constructor(
    private readonly directory: string,
    private readonly command: string,
    private readonly port: number,
    private readonly ruleGroups: readonly object[],
    private readonly alerting: Alerting | undefined,
    private readonly evaluationSeconds: number,
  ) {}

  /** @param ruleGroups Rules that it evaluates every five seconds, or as often as asked, whatever their group says. */
  static async start(
    ruleGroups: readonly object[] = [],
    alerting?: Alerting,
    evaluationSeconds = 5,
  ): Promise<PrometheusStore> {
    const server = await installed("prometheus");
    const [port = 0] = await freePorts(1);
    const directory = scratchDirectory("prometheus-");
    const store = new PrometheusStore(directory, server, port, ruleGroups, alerting, evaluationSeconds);
    await store.up();
    return store;
  }

  /** Base address of its HTTP API. */
  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.daemon?.pid ?? 0;
  }

  get remoteWrite(): string {
    return `${this.base}/api/v1/write`;
  }

  async query(expression: string): Promise<Series[]> {
    return (await this.get<{ result: Series[] }>(`query?query=${encodeURIComponent(expression)}`)).result;
  }

  /** Exemplars of the last ten minutes. */
  async exemplars(expression: string): Promise<Exemplars[]> {
    const now = Math.floor(Date.now() / 1_000);
    return this.get<Exemplars[]>(
      `query_exemplars?query=${encodeURIComponent(expression)}&start=${now - 600}&end=${now + 60}`,
    );
  }

  private async get<T>(pathAndQuery: string): Promise<T> {
    return ((await (await fetch(`${this.base}/api/v1/${pathAndQuery}`)).json()) as { data: T }).data;
  }

  async down(): Promise<void> {
    await this.daemon?.stop();
    this.daemon = undefined;
  }

  /** Ends it as a crash would; `up` starts it on its log. */
  async kill(): Promise<void> {
    await this.daemon?.kill();
    this.daemon = undefined;
  }

  async up(): Promise<void> {
    const config = path.join(this.directory, "prometheus.yaml");
    const groups = this.ruleGroups.map((group) => ({ ...group, interval: `${this.evaluationSeconds}s` }));
    fs.writeFileSync(path.join(this.directory, "rules.yaml"), JSON.stringify({ groups }));
    fs.writeFileSync(
      config,
      JSON.stringify({
        storage: { exemplars: { max_exemplars: 1_000 }, tsdb: { out_of_order_time_window: "30m" } },
        rule_files: ["rules.yaml"],
        ...(this.alerting === undefined
          ? {}
          : {
              global: { external_labels: this.alerting.externalLabels },
              alerting: {
                alert_relabel_configs: this.alerting.relabelings,
                alertmanagers: [{ static_configs: [{ targets: [this.alerting.alertmanager] }] }],
              },
            }),
      }),
    );
    this.daemon = await Daemon.start({
      name: "prometheus",
      command: this.command,
      logFile: path.join(this.directory, "log"),
      readyWithinSeconds: 60,
      args: [
        `--config.file=${config}`,
        `--web.listen-address=127.0.0.1:${this.port}`,
        `--storage.tsdb.path=${path.join(this.directory, "tsdb")}`,
        "--web.enable-remote-write-receiver",
        "--enable-feature=exemplar-storage",
        ...(this.alerting?.resendSeconds === undefined
          ? []
          : [`--rules.alert.resend-delay=${this.alerting.resendSeconds}s`]),
      ],
      ready: async () => (await fetch(`${this.base}/-/ready`)).ok,
    });
  }

  async stop(): Promise<void> {
    await this.down();
    removeScratch(this.directory);
  }
}
