// The real Loki with the generated configuration, in as many processes as its size has. Loopback and temporary files.
import * as fs from "node:fs";
import * as path from "node:path";
import type { CloudNames } from "../../../components/cloud/names";
import type { HelmValues } from "../../../components/helm-values";
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { freePorts } from "../daemon";
import { type LokiPorts, lokiFiles, lokiParts } from "./loki-config";
import { Parts } from "./parts";
import { requireBackend } from "./programs";
import type { Surroundings } from "./surroundings";

export interface Line {
  stream: Record<string, string>;
  /** Nanoseconds since 1970. */
  at: string;
  text: string;
}

/** Most lines that Loki gives at once. */
const pageLines = 5_000;

interface StreamsAnswer {
  data: { result: { stream: Record<string, string>; values: [string, string][] }[] };
}
interface VectorAnswer {
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

export class Loki {
  private constructor(
    readonly parts: Parts,
    private readonly overridesFile: string,
    private readonly writer: string,
    private readonly reader: string,
  ) {}

  /** @param change Last change of a part's configuration. */
  static async start(
    settings: Settings,
    names: CloudNames,
    surroundings: Surroundings,
    change: (config: HelmValues) => HelmValues = (config) => config,
  ): Promise<Loki> {
    const { path: program } = requireBackend("loki");
    const wanted = lokiParts(settings);
    const free = await freePorts(wanted.length * 3);
    const ports: LokiPorts = Object.fromEntries(
      wanted.map(({ name }, index) => {
        const [http = 0, grpc = 0, gossip = 0] = free.slice(index * 3);
        return [name, { http, grpc, gossip }];
      }),
    );
    let overridesFile = "";
    const parts = await Parts.start(program, "loki-", (root) => {
      overridesFile = path.join(root, "overrides.yaml");
      const rulesDirectory = path.join(root, "rules");
      return wanted.map((part) => {
        const directory = Parts.directoryOf(root, part.name);
        const files = lokiFiles(settings, names, part, ports, surroundings, {
          directory,
          overridesFile,
          rulesDirectory,
        });
        fs.mkdirSync(rulesDirectory, { recursive: true });
        for (const [file, text] of Object.entries(files.rules)) {
          fs.mkdirSync(path.dirname(path.join(rulesDirectory, file)), { recursive: true });
          fs.writeFileSync(path.join(rulesDirectory, file), text);
        }
        fs.writeFileSync(overridesFile, JSON.stringify(files.overrides));
        const config = path.join(directory, "config.yaml");
        fs.writeFileSync(config, JSON.stringify(change(files.config)));
        return {
          name: part.name,
          args: [`-config.file=${config}`, `-target=${part.target}`, ...part.args],
          http: ports[part.name]?.http ?? 0,
        };
      });
    });
    const [first = ""] = parts.names;
    const large = settings.size === "large";
    return new Loki(parts, overridesFile, large ? "distributor-0" : first, large ? "query-frontend-0" : first);
  }

  /** Base address that is written to. */
  get address(): string {
    return this.parts.address(this.writer);
  }

  get otlp(): string {
    return `${this.address}/otlp`;
  }

  get query(): string {
    return this.parts.address(this.reader);
  }

  /** Changes the tenants' limits; Loki sees them within ten seconds. */
  override(change: (overrides: HelmValues) => HelmValues): void {
    const now = JSON.parse(fs.readFileSync(this.overridesFile, "utf8")) as HelmValues;
    fs.writeFileSync(this.overridesFile, JSON.stringify(change(now)));
  }

  /** A GET as a tenant; the status and what it answered. */
  async get(pathAndQuery: string, tenant?: string): Promise<{ status: number; text: string }> {
    const headers: Record<string, string> = tenant === undefined ? {} : { [conventions.tenantHeader]: tenant };
    const answer = await fetch(`${this.query}${pathAndQuery}`, { headers });
    return { status: answer.status, text: await answer.text() };
  }

  /** Lines of the last hour that a query finds, newest first. Throws an Error with Loki's words when it refuses. */
  async lines(tenant: string, query: string): Promise<Line[]> {
    const { data } = await this.ask<StreamsAnswer>("query_range", tenant, {
      query,
      limit: "5000",
      start: `${Date.now() - 3_600_000}000000`,
      end: `${Date.now() + 60_000}000000`,
    });
    return data.result.flatMap(({ stream, values }) => values.map(([at, text]) => ({ stream, at, text })));
  }

  /** All lines of a query, oldest first, however many there are. */
  async allLines(tenant: string, query: string, hours = 1): Promise<Line[]> {
    const all = new Map<string, Line>();
    const end = `${Date.now() + 60_000}000000`;
    for (let start = `${Date.now() - hours * 3_600_000}000000`; ; ) {
      const parameters = { query, limit: String(pageLines), direction: "forward", start, end };
      const { data } = await this.ask<StreamsAnswer>("query_range", tenant, parameters);
      const page = data.result.flatMap(({ stream, values }) => values.map(([at, text]) => ({ stream, at, text })));
      for (const line of page) all.set(`${line.at} ${line.text}`, line);
      if (page.length < pageLines) return [...all.values()];
      const last = page.reduce((latest, { at }) => (BigInt(at) > latest ? BigInt(at) : latest), 0n);
      // Other lines may have the same time.
      start = String(page.every(({ at }) => BigInt(at) === last) ? last + 1n : last);
    }
  }

  /** The sum of a metric query as of now; 0 where there is nothing. */
  async number(tenant: string, query: string): Promise<number> {
    const { data } = await this.ask<VectorAnswer>("query", tenant, { query });
    return data.result.reduce((sum, { value }) => sum + Number(value[1]), 0);
  }

  private async ask<T>(api: string, tenant: string, parameters: Record<string, string>): Promise<T> {
    const { status, text } = await this.get(`/loki/api/v1/${api}?${new URLSearchParams(parameters)}`, tenant);
    if (status !== 200) throw new Error(`Loki answers ${status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** Writes out what the ingesters hold. */
  async flush(): Promise<void> {
    const holders = this.parts.names.filter((name) => name.startsWith("ingester") || name.startsWith("loki-"));
    for (const name of holders) await fetch(`${this.parts.address(name)}/flush`, { method: "POST" });
  }

  stop(): Promise<void> {
    return this.parts.stop();
  }
}
