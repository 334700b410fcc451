// Runs the script that keeps the tenants' organisations, against a stand-in for Grafana's HTTP API.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { manyTenants, settingsOf } from "../../../test/support/settings-of";
import { signOn } from "../../../test/support/stack-configuration";
import { organisationFiles } from "./organisations";
import { organisationMapping } from "./sign-on";

const script = join(__dirname, "organisations.sh");
type Body = Record<string, unknown>;

/** The part of Grafana's API that the script uses, with Grafana's answers. */
class StandInGrafana {
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

describe("organisations of tenants", function () {
  this.timeout(60_000);
  let grafana: StandInGrafana;
  let desired: string;
  let passwords: string;
  let operators: string;
  let url: string;

  beforeEach(async () => {
    grafana = new StandInGrafana();
    desired = mkdtempSync(join(tmpdir(), "organisations-"));
    passwords = mkdtempSync(join(tmpdir(), "organisations-"));
    operators = mkdtempSync(join(tmpdir(), "organisations-"));
    writeFileSync(join(operators, "password"), "of-operators");
    await new Promise<void>((resolve) => void grafana.server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(grafana.server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const directory of [desired, passwords, operators]) rmSync(directory, { recursive: true });
    await new Promise((resolve) => grafana.server.close(resolve));
  });

  const password = (tenant: string, text: string) => writeFileSync(join(passwords, tenant), text);
  const wish = (tenants: unknown, dashboards = {}) => {
    const settings = settingsOf({ tenants });
    for (const [name, text] of Object.entries(organisationFiles(settings, dashboards)))
      writeFileSync(join(desired, name), text);
    for (const { id } of settings.tenants) password(id, `of-${id}`);
  };
  const environment = () => ({
    PATH: process.env.PATH,
    GRAFANA_URL: url,
    DESIRED_DIRECTORY: desired,
    PASSWORDS_DIRECTORY: passwords,
    OPERATORS_DIRECTORY: operators,
    GRAFANA_USER: "admin",
    GRAFANA_PASSWORD: "secret",
  });
  const reconcile = () =>
    new Promise<{ code: number | null; log: string }>((resolve) => {
      const child = spawn("sh", [script], { env: { ...environment(), ONCE: "yes" } });
      let log = "";
      child.stdout.on("data", (data) => {
        log += String(data);
      });
      child.stderr.on("data", (data) => {
        log += String(data);
      });
      child.on("close", (code) => resolve({ code, log }));
    });
  const two = [{ id: "payments", namespaces: ["payments"] }, { id: "shop" }];

  it("are one each, with their own data sources and nobody else's, and the tenants' dashboards on them", async () => {
    wish(two, {
      overview: JSON.stringify({ uid: "tenant-overview", panels: [{ datasource: { uid: "loki-@TENANT@" } }] }),
    });
    const { code, log } = await reconcile();
    assert.equal(code, 0, log);
    assert.deepEqual([...grafana.organisations.keys()], ["Main Org.", "payments", "shop", "default"]);
    assert.deepEqual(grafana.uidsOf("payments"), ["loki-payments", "prom-payments", "tempo-payments"]);
    assert.deepEqual(grafana.uidsOf("shop"), ["loki-shop", "prom-shop", "tempo-shop"]);
    for (const { basicAuthUser, secureJsonData } of grafana.sourcesOf("shop"))
      assert.deepEqual([basicAuthUser, secureJsonData], ["shop", { basicAuthPassword: "of-shop" }]);
    assert.deepEqual(grafana.dashboards.get(grafana.organisations.get("shop") ?? -1), [
      { overwrite: true, dashboard: { uid: "tenant-overview", panels: [{ datasource: { uid: "loki-shop" } }] } },
    ]);

    // Operators see all of them, and keep their own default and dashboards.
    assert.equal(grafana.uidsOf("Main Org.").length, 9);
    const defaultIn = (organisation: string) =>
      grafana
        .sourcesOf(organisation)
        .filter(({ isDefault }) => isDefault === true)
        .map(({ uid }) => uid);
    assert.deepEqual(defaultIn("Main Org."), []);
    assert.deepEqual(defaultIn("shop"), ["prom-shop"]);
    assert.equal(grafana.dashboards.get(1), undefined);
  });

  it("take people by their groups, once the script has made them, and nobody else", async () => {
    const tenants = [
      { id: "payments", people: { editors: ["payments-dev"], viewers: ["auditors"] } },
      { id: "shop", people: { viewers: ["auditors"] } },
    ];
    const settings = settingsOf({
      tenants,
      grafana: { hostname: "grafana.example.com" },
      signOn,
    });
    const mapping = organisationMapping(settings);
    assert.equal(grafana.signIn(mapping, ["auditors"]), "refused");
    wish(tenants.map(({ id }) => ({ id })));
    assert.equal((await reconcile()).code, 0);
    const [payments = -1, shop = -1] = ["payments", "shop"].map((name) => grafana.organisations.get(name) ?? -1);
    assert.deepEqual(
      grafana.signIn(mapping, ["auditors", "everybody"]),
      new Map([
        [payments, "Viewer"],
        [shop, "Viewer"],
      ]),
    );
    assert.deepEqual(grafana.signIn(mapping, ["payments-dev"]), new Map([[payments, "Editor"]]));
    assert.deepEqual(grafana.signIn(mapping, ["platform-team"]), new Map([[1, "Admin"]]));
    assert.equal(grafana.signIn(mapping, ["everybody"]), "refused");
  });

  it("stay as they are when the script runs again, and edits by hand are put right", async () => {
    wish(two);
    await reconcile();
    const shop = grafana.organisations.get("shop") ?? -1;
    grafana.dataSources.get(shop)?.set("loki-shop", { uid: "loki-shop", basicAuthUser: "payments" });
    assert.equal((await reconcile()).code, 0);
    assert.equal(grafana.organisations.size, 4);
    assert.equal(grafana.dataSources.get(shop)?.get("loki-shop")?.basicAuthUser, "shop");
  });

  it("read with the password that is there now; one that has none yet is tried again, and keeps nobody waiting", async () => {
    wish(two);
    await reconcile();
    password("shop", "another");
    rmSync(join(passwords, "payments"));
    const { code, log } = await reconcile();
    assert.notEqual(code, 0);
    assert.match(log, /failed: no password of payments yet/);
    for (const [tenant, expected] of [
      ["shop", "another"],
      ["payments", "of-payments"],
    ] as const) {
      for (const { secureJsonData } of grafana.sourcesOf(tenant))
        assert.deepEqual(secureJsonData, { basicAuthPassword: expected });
    }
  });

  it("notice a password that is another while the script runs", async () => {
    wish(two);
    const child = spawn("sh", [script], { env: { ...environment(), POLL_SECONDS: "0.1" } });
    /** Nothing is left to do: many looks found nothing new. */
    const settled = async () => {
      for (let seen = -1; seen !== grafana.requests; await sleep(2_000)) seen = grafana.requests;
    };
    const changed = async (expected: string) => {
      for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100))
        if (grafana.sourcesOf("shop").some(({ secureJsonData }) => JSON.stringify(secureJsonData).includes(expected)))
          return true;
      return false;
    };
    try {
      assert.ok(await changed("of-shop"));
      password("shop", "another");
      assert.ok(await changed("another"));
      // The operators' is in a file that Grafana itself reads, when it is told.
      await settled();
      const before = grafana.provisionings;
      writeFileSync(join(operators, "password"), "another");
      for (const end = Date.now() + 15_000; Date.now() < end && grafana.provisionings === before; ) await sleep(100);
      assert.notEqual(grafana.provisionings, before);
    } finally {
      child.kill();
    }
  });

  it("are kept by the script's newest text: the old one ends", async () => {
    wish(two);
    const mounted = join(desired, "reconcile.sh");
    copyFileSync(script, mounted);
    const child = spawn("sh", [mounted], { env: { ...environment(), POLL_SECONDS: "1" } });
    const ended = new Promise((resolve) => child.on("close", resolve));
    while (grafana.provisionings === 0) await sleep(50);
    // As kubelet does it: another file in its place.
    rmSync(mounted);
    writeFileSync(mounted, "exit 0\n");
    assert.equal(await ended, 0);
  });

  it("include one that someone else made: the administrator joins it", async () => {
    grafana.organisations.set("shop", 99);
    wish(two);
    assert.equal((await reconcile()).code, 0);
    assert.ok(grafana.memberships.has(99));
    assert.equal(grafana.uidsOf("shop").length, 3);
  });

  it("do not wait for one that fails, which is reported and tried again", async () => {
    wish(two);
    grafana.refuseDataSourcesOf = grafana.organisations.size + 6;
    const failed = await reconcile();
    assert.notEqual(failed.code, 0);
    assert.match(failed.log, /failed: data source .*-payments in organisation 7: HTTP 500/);
    assert.match(failed.log, /3 tenants, 1 failed/);
    assert.equal(grafana.uidsOf("shop").length, 3);
    delete grafana.refuseDataSourcesOf;
    assert.equal((await reconcile()).code, 0);
    assert.equal(grafana.uidsOf("payments").length, 3);
  });

  it("are described in files that fit into a ConfigMap with 1,000 tenants", () => {
    const files = organisationFiles(settingsOf({ tenants: manyTenants(1_000) }), {});
    const bytes = Object.values(files).join("").length;
    assert.ok(bytes < 64 * 1_024, `${bytes} bytes`);
  });
});
