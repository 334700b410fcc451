// Runs the script that keeps the tenants' organisations, against a stand-in for Grafana's HTTP API.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StandInGrafana } from "../../../test/servers/grafana-api";
import { manyTenants, settingsOf } from "../../../test/support/settings-of";
import { signOn } from "../../../test/support/stack-configuration";
import { organisationFiles } from "./organisations";
import { organisationMapping } from "./sign-on";

const script = join(__dirname, "organisations.sh");

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
