// The real Tempo with the generated configuration, in as many processes as its size has. Loopback and temporary files.
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CloudNames } from "../../../components/cloud/names";
import type { HelmValues } from "../../../components/helm-values";
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { freePorts } from "../daemon";
import { Parts } from "./parts";
import { requireBackend } from "./programs";
import type { Surroundings } from "./surroundings";
import { type TempoPorts, tempoFile, tempoOverrides, tempoParts } from "./tempo-config";

export class Tempo {
  private constructor(
    readonly parts: Parts,
    private readonly overridesFile: string,
    private readonly ports: TempoPorts,
    private readonly writer: string,
    private readonly reader: string,
  ) {}

  /** @param change Last change of a part's configuration. */
  static async start(
    settings: Settings,
    names: CloudNames,
    surroundings: Surroundings,
    change: (config: HelmValues) => HelmValues = (config) => config,
  ): Promise<Tempo> {
    const { path: program } = requireBackend("tempo");
    const wanted = tempoParts(settings);
    const free = await freePorts(wanted.length * 5);
    const ports: TempoPorts = Object.fromEntries(
      wanted.map(({ name }, index) => {
        const [http = 0, grpc = 0, gossip = 0, otlpGrpc = 0, otlpHttp = 0] = free.slice(index * 5);
        return [name, { http, grpc, gossip, otlpGrpc, otlpHttp }];
      }),
    );
    let overridesFile = "";
    const parts = await Parts.start(program, "tempo-", (root) => {
      overridesFile = path.join(root, "overrides.yaml");
      fs.writeFileSync(overridesFile, JSON.stringify(tempoOverrides(settings, names)));
      return wanted.map(({ name, target }) => {
        const directory = Parts.directoryOf(root, name);
        const config = path.join(directory, "config.yaml");
        const file = tempoFile(settings, names, name, ports, surroundings, { directory, overridesFile });
        fs.writeFileSync(config, JSON.stringify(change(file)));
        return {
          name,
          args: [`-config.file=${config}`, `-target=${target}`],
          http: ports[name]?.http ?? 0,
        };
      });
    });
    const large = settings.size === "large";
    return new Tempo(parts, overridesFile, ports, large ? "distributor" : "tempo", large ? "query-frontend" : "tempo");
  }

  /** `host:port` of its OTLP gRPC. */
  get otlpGrpc(): string {
    return `127.0.0.1:${this.ports[this.writer]?.otlpGrpc}`;
  }

  /** Address of its OTLP over HTTP. */
  get otlpHttp(): string {
    return `http://127.0.0.1:${this.ports[this.writer]?.otlpHttp}`;
  }

  get query(): string {
    return this.parts.address(this.reader);
  }

  /** Changes the tenants' limits; Tempo sees them within ten seconds. */
  override(change: (overrides: HelmValues) => HelmValues): void {
    const now = JSON.parse(fs.readFileSync(this.overridesFile, "utf8")) as HelmValues;
    fs.writeFileSync(this.overridesFile, JSON.stringify(change(now)));
  }

  /** Sends a trace as a tenant, past the gateway; the status that comes back. */
  async push(tenant: string, trace: object): Promise<number> {
    const answer = await fetch(`${this.otlpHttp}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json", [conventions.tenantHeader]: tenant },
      body: JSON.stringify(trace),
    });
    return answer.status;
  }

  /** A GET as a tenant; the status and what it answered. */
  async get(pathAndQuery: string, tenant?: string): Promise<{ status: number; text: string }> {
    const headers: Record<string, string> = tenant === undefined ? {} : { [conventions.tenantHeader]: tenant };
    const ask = () => fetch(`${this.query}${pathAndQuery}`, { headers });
    // Once more where the connection was cut: by a Tempo that was killed, or by one on a busy machine.
    const answer = await ask().catch(() => sleep(1_000).then(ask));
    return { status: answer.status, text: await answer.text() };
  }

  /** Whether the tenant finds a trace by its id. */
  async has(tenant: string, traceId: string): Promise<boolean> {
    const { status, text } = await this.get(`/api/traces/${traceId}`, tenant);
    if (status !== 200 && status !== 404) throw new Error(`Tempo answers ${status}: ${text}`);
    return status === 200;
  }

  /** Ids of the traces that a TraceQL query finds in the last hour. */
  async search(tenant: string, query: string): Promise<string[]> {
    const now = Math.floor(Date.now() / 1_000);
    const parameters = new URLSearchParams({
      q: query,
      limit: "1000",
      start: String(now - 3_600),
      end: String(now + 60),
    });
    const { status, text } = await this.get(`/api/search?${parameters}`, tenant);
    if (status !== 200) throw new Error(`Tempo answers ${status}: ${text}`);
    const { traces = [] } = JSON.parse(text) as { traces?: { traceID: string }[] };
    return traces.map(({ traceID }) => traceID.padStart(32, "0"));
  }

  /** Writes out what the ingesters hold. */
  async flush(): Promise<void> {
    const holders = this.parts.names.filter((name) => name.startsWith("ingester") || name === "tempo");
    for (const name of holders) await fetch(`${this.parts.address(name)}/flush`, { method: "POST" });
  }

  stop(): Promise<void> {
    return this.parts.stop();
  }
}
