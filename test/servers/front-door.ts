// Loki's front door in a real nginx, with the generated configuration before servers of this machine. Loopback and
// temporary files only.
import * as fs from "node:fs";
import * as path from "node:path";
import { gatewayValues } from "../../components/backends/loki/gateway-values";
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
}

export class FrontDoor {
  private constructor(
    private readonly nginx: Daemon,
    readonly address: string,
    private readonly directory: string,
  ) {}

  /** Undefined where no nginx is on PATH. */
  static async start(settings: Settings, behind: Behind): Promise<FrontDoor | undefined> {
    const command = findOnPath("nginx");
    if (command === undefined) return undefined;
    const directory = scratchDirectory("front-door-");
    const [port = 0] = await freePorts(1);
    const address = `http://127.0.0.1:${port}`;
    fs.writeFileSync(path.join(directory, "nginx.conf"), configuration(settings, port, behind, directory));
    const nginx = await Daemon.start({
      name: "nginx",
      command,
      args: ["-c", path.join(directory, "nginx.conf"), "-e", "/dev/stderr"],
      logFile: path.join(directory, "log"),
      ready: async () => (await fetch(address)).status === 200,
      readyWithinSeconds: 20,
    });
    return new FrontDoor(nginx, address, directory);
  }

  async stop(): Promise<void> {
    await this.nginx.stop();
    removeScratch(this.directory);
  }
}

/** As the chart writes it (18.11.0), as far as writes and reads pass through it. */
function configuration(settings: Settings, port: number, behind: Behind, directory: string): string {
  const { nginxConfig } = gatewayValues(settings) as unknown as { nginxConfig: NginxConfig };
  const { httpSnippet, serverSnippet, locationSnippet, clientMaxBodySize } = nginxConfig;
  const location = (pattern: string) =>
    `location ${pattern} { ${locationSnippet}\n set $backend "${behind.loki}";\n proxy_pass $backend$request_uri; }`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (of) => `${of}_temp_path ${path.join(directory, of)};`,
  );
  // One process: a worker would outlive a master that is killed, and root's would be nobody's, who may not write here.
  return [
    `daemon off; master_process off; pid ${path.join(directory, "pid")}; events {}`,
    `http { access_log off; client_max_body_size ${clientMaxBodySize}; ${temporary.join(" ")}`,
    "proxy_http_version 1.1;",
    httpSnippet,
    `server { listen 127.0.0.1:${port};`,
    "location = / { return 200 OK; }",
    ...["= /loki/api/v1/push", "= /otlp/v1/logs", "^~ /loki/api/v1/"].map(location),
    serverSnippet.replace(/(?<=set \$tempo ")[^"]+/, behind.tempo),
    "} }",
  ].join("\n");
}
