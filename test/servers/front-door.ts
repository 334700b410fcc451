// The front door in a real nginx, with the generated configuration before servers of this machine. Loopback and
// temporary files only.
import * as fs from "node:fs";
import * as path from "node:path";
import { hashesDirectory, readsPort } from "../../components/backends/loki/front-door";
import { gatewayValues } from "../../components/backends/loki/gateway-values";
import {
  hashesFile,
  hashLine,
  operatorHashesFile,
  operatorsReader,
  readers,
} from "../../components/backends/reads/readers";
import { behindFrontDoor } from "../../components/endpoints";
import type { Settings } from "../../settings/settings";
import { findOnPath } from "../../tools/search-path";
import { removeScratch, scratchDirectory } from "./cleanup";
import { Daemon, freePorts } from "./daemon";

interface NginxConfig {
  httpSnippet: string;
  serverSnippet: string;
  locationSnippet: string;
  clientMaxBodySize: string;
}

export interface Behind {
  /** Base address of Loki. */
  loki: string;
  /** Base address of Tempo's OTLP/HTTP. */
  tempo: string;
  /** Base address of Tempo's queries. */
  tempoQuery: string;
  /** Base address of the label proxy; none where nobody reads metrics. */
  prometheusByTenant?: string;
  /** Base address of Prometheus and of Alertmanager, for operators; likewise. */
  prometheus?: string;
  alertmanager?: string;
}

/** Nobody listens there. */
const nowhere = "http://127.0.0.1:9";

export class FrontDoor {
  private constructor(
    private readonly nginx: Daemon,
    readonly address: string,
    /** Where Grafana reads. */
    readonly readsAddress: string,
    private readonly directory: string,
  ) {}

  /** Undefined where no nginx is on PATH. */
  static async start(settings: Settings, behind: Behind): Promise<FrontDoor | undefined> {
    const command = findOnPath("nginx");
    if (command === undefined) return undefined;
    const directory = scratchDirectory("front-door-");
    const [port = 0, reads = 0] = await freePorts(2);
    const address = `http://127.0.0.1:${port}`;
    fs.writeFileSync(path.join(directory, "nginx.conf"), configuration(settings, { port, reads }, behind, directory));
    const lines = readers(settings).map((reader) => hashLine(reader, passwordOf(reader)));
    fs.writeFileSync(path.join(directory, hashesFile), lines.join(""));
    const ofOperators = hashLine(operatorsReader, passwordOf(operatorsReader));
    fs.writeFileSync(path.join(directory, operatorHashesFile), ofOperators);
    const nginx = await Daemon.start({
      name: "nginx",
      command,
      args: ["-c", path.join(directory, "nginx.conf"), "-e", "/dev/stderr"],
      logFile: path.join(directory, "log"),
      ready: async () => (await fetch(address)).status === 200,
      readyWithinSeconds: 20,
    });
    return new FrontDoor(nginx, address, `http://127.0.0.1:${reads}`, directory);
  }

  /** Another password of a reader, as when its Secret changes. */
  changePassword(reader: string, password: string): void {
    const file = path.join(this.directory, hashesFile);
    const others = fs.readFileSync(file, "utf8").replace(new RegExp(`^${reader}:.*\\n`, "m"), "");
    fs.writeFileSync(file, others + hashLine(reader, password));
  }

  async stop(): Promise<void> {
    await this.nginx.stop();
    removeScratch(this.directory);
  }
}

/** A reader's password here. */
export const passwordOf = (reader: string) => `password-of-${reader}`;

/** The header by which a reader proves who it is. */
export const asReader = (reader: string, password = passwordOf(reader)) => ({
  authorization: `Basic ${Buffer.from(`${reader}:${password}`).toString("base64")}`,
});

/** As the chart writes it (18.11.0), as far as writes and reads pass through it. */
function configuration(
  settings: Settings,
  { port, reads }: { port: number; reads: number },
  behind: Behind,
  directory: string,
): string {
  const { nginxConfig } = gatewayValues(settings) as unknown as { nginxConfig: NginxConfig };
  const { httpSnippet, serverSnippet, locationSnippet, clientMaxBodySize } = nginxConfig;
  const location = (pattern: string) =>
    `location ${pattern} { ${locationSnippet}\n set $backend "${behind.loki}";\n proxy_pass $backend$request_uri; }`;
  const stores = behindFrontDoor(settings);
  const here = [
    [stores.tempoOtlpHttp, behind.tempo],
    [stores.tempoQuery, behind.tempoQuery],
    [stores.prometheusByTenant, behind.prometheusByTenant ?? nowhere],
    [stores.prometheus, behind.prometheus ?? nowhere],
    [stores.alertmanager, behind.alertmanager ?? nowhere],
    [hashesDirectory, directory],
    [`listen ${readsPort};`, `listen 127.0.0.1:${reads};`],
    [`"${readsPort} `, `"${reads} `],
  ] as const;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (of) => `${of}_temp_path ${path.join(directory, of)};`,
  );
  const moved = (snippet: string) => here.reduce((text, [there, address]) => text.replaceAll(there, address), snippet);
  // One process: a worker would outlive a master that is killed, and root's would be nobody's, who may not write here.
  return [
    `daemon off; master_process off; pid ${path.join(directory, "pid")}; events {}`,
    `http { client_max_body_size ${clientMaxBodySize}; ${temporary.join(" ")}`,
    "log_format main '$remote_user $status $request';",
    "access_log off; proxy_http_version 1.1;",
    moved(httpSnippet),
    `server { listen 127.0.0.1:${port};`,
    `location = / { ${locationSnippet}\n return 200 OK; auth_basic off; }`,
    "location = /stub_status { stub_status on; satisfy any; allow 127.0.0.1; deny all; }",
    ...[
      "= /loki/api/v1/push",
      "= /otlp/v1/logs",
      "= /flush",
      "= /prometheus/api/v1/rules",
      "= /loki/api/v1/delete",
      "^~ /loki/api/v1/",
    ].map(location),
    moved(serverSnippet),
    "} }",
  ].join("\n");
}
