// The real Alertmanager on this machine, and sinks for what it sends.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { alertmanagerFeatures } from "../../components/backends/prometheus/alertmanager/config";
import { installed } from "../../tools/install";
import { Daemon, freePorts } from "./daemon";

export interface Notification {
  receiver: string;
  status: string;
  alerts: { labels: Record<string, string>; status: string }[];
}

/** Where receivers are in settings: those on this machine are refused, as every pod would find itself there. */
const elsewhere = "http://sinks.elsewhere.svc";

/** Takes every webhook; the path names the receiver. */
export class Sinks {
  readonly got: Notification[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        this.got.push({ ...(JSON.parse(body) as Notification), receiver: (request.url ?? "").slice(1) });
        response.end();
      });
    }).listen(0, "127.0.0.1");
  }

  /** Address of a receiver, for settings. */
  address(name: string): string {
    return `${elsewhere}/${name}`;
  }

  /** What is mounted as a receiver's address, with where it is listened to in the place of the settings'. */
  mounted(address: string): string {
    return address.replace(elsewhere, `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  /** Names of alerts that this receiver got as firing, sorted. */
  firing(receiver: string): string[] {
    const alerts = this.got.filter((one) => one.receiver === receiver).flatMap((one) => one.alerts);
    return [
      ...new Set(alerts.filter(({ status }) => status === "firing").map(({ labels }) => labels.alertname ?? "")),
    ].sort();
  }

  close(): void {
    this.server.close();
  }
}

/** Runs it with a configuration; its data and log lie beside the file. */
export async function startAlertmanager(file: string): Promise<{ daemon: Daemon; url: string }> {
  const alertmanager = await installed("alertmanager");
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const daemon = await Daemon.start({
    name: "alertmanager",
    command: alertmanager,
    args: [
      `--config.file=${file}`,
      `--storage.path=${path.join(path.dirname(file), `data-${port}`)}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
      `--enable-feature=${alertmanagerFeatures.join(",")}`,
    ],
    logFile: path.join(path.dirname(file), "alertmanager.log"),
    ready: async () => (await fetch(`${url}/-/ready`)).ok,
    readyWithinSeconds: 30,
  });
  return { daemon, url };
}
