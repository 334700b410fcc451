import assert from "node:assert/strict";
import fc from "fast-check";
import { settingsWith } from "../../../test/support/stack-configuration";
import { alertTenant, excludedFromEnforcement, nativeRelabelRule, type RelabelRule, scrapedTenant } from "./tenants";

const tenant = (id: string, namespaces: string[]) => ({ id, namespaces });
const owners = (tenants: readonly { id: string; namespaces: string[] }[]) =>
  settingsWith({ kafka: { mode: "none" }, tenants });
const listed = owners([tenant("payments", ["payments", "payments-jobs"]), tenant("shop", ["shop"])]);

/** What Prometheus does with such rules: the regex is anchored at both ends. */
function relabelled(labels: Readonly<Record<string, string>>, rules: readonly RelabelRule[]): Record<string, string> {
  const result = { ...labels };
  for (const rule of rules) {
    if ("action" in rule) {
      delete result[rule.regex];
      continue;
    }
    const source = (rule.sourceLabels ?? []).map((label) => result[label] ?? "").join(";");
    const found = new RegExp(`^(?:${rule.regex ?? "(.*)"})$`, "s").exec(source);
    if (found) result[rule.targetLabel] = rule.replacement.replace("$1", found[1] ?? "");
  }
  return result;
}

describe("tenant of a scraped sample", () => {
  const rules = scrapedTenant(listed);
  const tenantOf = (labels: Readonly<Record<string, string>>) => relabelled(labels, rules).tenant;

  it("follows from its namespace", () => {
    assert.equal(tenantOf({ namespace: "payments" }), "payments");
    assert.equal(tenantOf({ namespace: "payments-jobs" }), "payments");
    assert.equal(tenantOf({ namespace: "shop" }), "shop");
  });

  it("is default where no tenant owns the namespace, or there is none", () => {
    assert.equal(tenantOf({ namespace: "kube-system" }), "default");
    assert.equal(tenantOf({}), "default");
  });

  it("is not taken from the sample itself", () => {
    assert.equal(tenantOf({ namespace: "shop", tenant: "payments" }), "shop");
    assert.equal(tenantOf({ namespace: "elsewhere", tenant: "payments" }), "default");
    assert.deepEqual(relabelled({ namespace: "elsewhere", __tmp_tenant: "payments" }, rules), {
      namespace: "elsewhere",
      tenant: "default",
    });
  });

  it("leaves what the sample says of a tenant as another label: series may differ by it alone", () => {
    assert.deepEqual(relabelled({ namespace: "shop", tenant: "acme" }, rules), {
      namespace: "shop",
      tenant: "shop",
      exported_tenant: "acme",
    });
    const renamed = { namespace: "shop", tenant: "shop", exported_tenant: "acme" };
    assert.deepEqual(relabelled({ ...renamed, tenant: "of-its-target" }, rules), renamed);
  });

  it("is the one that the platform's own parts speak about, where they name one", () => {
    assert.deepEqual(relabelled({ namespace: "observability", tenant: "payments" }, rules), {
      namespace: "observability",
      tenant: "payments",
    });
    assert.equal(tenantOf({ namespace: "observability" }), "default");
    // No settings give the platform's namespace to a tenant; the table would still do as it says.
    const named = (tenants: typeof listed.tenants) => ({ ...listed, tenants });
    const owned = scrapedTenant(
      named(
        listed.tenants.map((one) => (one.id === "payments" ? { ...one, ...tenant("ops", ["observability"]) } : one)),
      ),
    );
    assert.equal(relabelled({ namespace: "observability", tenant: "shop" }, owned).tenant, "shop");
    assert.equal(relabelled({ namespace: "observability" }, owned).tenant, "ops");
  });

  it("does not confuse a namespace with one whose name it begins or ends", () => {
    assert.equal(tenantOf({ namespace: "payments-jobs-2" }), "default");
    assert.equal(tenantOf({ namespace: "my-shop" }), "default");
  });

  it("is right for any list of tenants", () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), fc.nat(3), (namespaces, every) => {
        const owned = namespaces.map((namespace, index) => ({ id: `t${index % (every + 1)}`, namespace }));
        const tenants = [...new Set(owned.map(({ id }) => id))].map((id) =>
          tenant(
            id,
            owned.filter((owner) => owner.id === id).map(({ namespace }) => namespace),
          ),
        );
        const table = scrapedTenant(owners(tenants));
        for (const { id, namespace } of owned) assert.equal(relabelled({ namespace }, table).tenant, id);
      }),
    );
  });
});

describe("tenant of an alert", () => {
  const rules = alertTenant(listed);

  it("follows from its namespace, and stays what the rule says where it has none", () => {
    assert.equal(relabelled({ namespace: "shop" }, rules).tenant, "shop");
    assert.equal(relabelled({ tenant: "payments" }, rules).tenant, "payments");
    assert.equal(relabelled({}, rules).tenant, undefined);
  });

  it("is written in Prometheus' spelling", () => {
    assert.deepEqual(rules.map(nativeRelabelRule)[2], {
      source_labels: ["namespace"],
      regex: "payments|payments-jobs",
      target_label: "tenant",
      replacement: "payments",
    });
  });
});

describe("namespaces that may speak for others", () => {
  it("are the platform's and kube-system, whose rules keep their labels", () => {
    assert.deepEqual(excludedFromEnforcement("observability"), [
      { namespace: "observability", resource: "prometheusrules" },
      { namespace: "kube-system", resource: "prometheusrules" },
    ]);
  });
});
