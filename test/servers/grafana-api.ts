import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

type Body = Record<string, unknown>;

/** The part of Grafana's API that the script of the organisations uses, with Grafana's answers. */
export class StandInGrafana {
  readonly organisations = new Map<string, number>([["Main Org.", 1]]);
  /** By organisation, then uid. */
  readonly dataSources = new Map<number, Map<string, Body>>();
  readonly dashboards = new Map<number, Body[]>();
  /** Organisations that the administrator belongs to. */
  readonly memberships = new Set<number>([1]);
  requests = 0;
  /** How often the provisioned data sources were read again. */
  provisionings = 0;
  refuseDataSourcesOf?: number;
  readonly server: Server = createServer((request, response) => void this.answer(request, response));

  /**
   * Where a person arrives, by Grafana's rules (docs "Configure generic OAuth": org_mapping, role_attribute_strict): a
   * mapping is `group:organisation:role`; digits are an organisation's number; one unknown name makes all of it void.
   */
  signIn(mapping: readonly string[], groups: readonly string[]): Map<number, string> | "refused" {
    const roles = new Map<number, string>();
    for (const [group = "", organisation = "", role = ""] of mapping.map((text) => text.split(":"))) {
      const id = /^[0-9]+$/.test(organisation) ? Number(organisation) : this.organisations.get(organisation);
      if (id === undefined) return "refused";
      if (groups.includes(group)) roles.set(id, role);
    }
    return roles.size === 0 ? "refused" : roles;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const [status, body] = this.route(request, text === "" ? {} : (JSON.parse(text) as Body));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  private route({ method, url = "", headers }: IncomingMessage, body: Body): [number, Body] {
    if (url === "/api/health") return [200, { database: "ok" }];
    if (headers.authorization !== `Basic ${Buffer.from("admin:secret").toString("base64")}`)
      return [401, { message: "Unauthorized" }];
    const organisation = Number(headers["x-grafana-org-id"]);
    if (!this.memberships.has(organisation)) return [403, { message: "not a member" }];
    const [, , kind, ...rest] = url.split("/").map(decodeURIComponent);
    if (kind === "orgs") return this.orgs(method, rest, body);
    if (kind === "datasources")
      return organisation === this.refuseDataSourcesOf
        ? [500, { message: "disk full" }]
        : this.sources(method, rest, organisation, body);
    if (url === "/api/dashboards/db" && method === "POST") {
      this.dashboards.set(organisation, [...(this.dashboards.get(organisation) ?? []), body]);
      return [200, { status: "success" }];
    }
    if (url === "/api/admin/provisioning/datasources/reload" && method === "POST") {
      this.provisionings += 1;
      return [200, { message: "Datasources config reloaded" }];
    }
    return [404, { message: "no such route" }];
  }

  private orgs(method: string | undefined, [first = "", second = ""]: string[], body: Body): [number, Body] {
    if (method === "GET" && first === "name") {
      const id = this.organisations.get(second);
      return id === undefined ? [404, { message: "Organization not found" }] : [200, { id, name: second, address: {} }];
    }
    if (method === "POST" && first === "") {
      const orgId = this.organisations.size + 6;
      this.organisations.set(String(body.name), orgId);
      this.memberships.add(orgId);
      return [200, { message: "Organization created", orgId }];
    }
    const member = this.memberships.has(Number(first));
    this.memberships.add(Number(first));
    return member ? [409, { message: "User is already member" }] : [200, { message: "User added" }];
  }

  private sources(method: string | undefined, rest: string[], organisation: number, body: Body): [number, Body] {
    const own = this.dataSources.get(organisation) ?? new Map<string, Body>();
    this.dataSources.set(organisation, own);
    const uid = String(body.uid);
    if (method === "PUT" && !own.has(rest[1] ?? "")) return [404, { message: "Data source not found" }];
    if (method === "POST" && own.has(uid)) return [409, { message: "exists" }];
    own.set(uid, body);
    return [200, { message: "ok" }];
  }

  sourcesOf(organisation: string): Body[] {
    return [...(this.dataSources.get(this.organisations.get(organisation) ?? -1)?.values() ?? [])];
  }

  uidsOf(organisation: string): string[] {
    return this.sourcesOf(organisation)
      .map(({ uid }) => String(uid))
      .sort();
  }
}
