import assert from "node:assert/strict";
import fc from "fast-check";
import { excludedFromEnforcement, nativeRelabelRule, scrapedTenant, tenantByNamespace, type RelabelRule } from "../../components/backends/prometheus-tenants";

const tenants = [
  { id: "payments", namespaces: ["payments", "payments-jobs"] },
  { id: "shop", namespaces: ["shop"] },
  { id: "default", namespaces: [] },
];

/** What Prometheus does with such rules: the regex is anchored at both ends. */
function relabelled(labels: Readonly<Record<string, string>>, rules: readonly RelabelRule[]): Record<string, string> {
  const result = { ...labels };
  for (const { sourceLabels = [], regex = "(.*)", targetLabel, replacement } of rules) {
    const source = sourceLabels.map((label) => result[label] ?? "").join(";");
    if (new RegExp(`^(?:${regex})$`, "s").test(source)) result[targetLabel] = replacement;
  }
  return result;
}

describe("tenant of a scraped sample", () => {
  const rules = scrapedTenant(tenants);
  const tenantOf = (labels: Readonly<Record<string, string>>) => relabelled(labels, rules)["tenant"];

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
  });

  it("does not confuse a namespace with one whose name it begins or ends", () => {
    assert.equal(tenantOf({ namespace: "payments-jobs-2" }), "default");
    assert.equal(tenantOf({ namespace: "my-shop" }), "default");
  });

  it("is right for any list of tenants", () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
    fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), fc.nat(3), (namespaces, every) => {
      const owners = namespaces.map((namespace, index) => ({ id: `t${index % (every + 1)}`, namespace }));
      const listed = [...new Set(owners.map(({ id }) => id))].map((id) => ({
        id, namespaces: owners.filter((owner) => owner.id === id).map(({ namespace }) => namespace),
      }));
      for (const { id, namespace } of owners) assert.equal(relabelled({ namespace }, scrapedTenant(listed))["tenant"], id);
    }));
  });
});

describe("tenant of an alert", () => {
  const rules = tenantByNamespace(tenants);

  it("follows from its namespace, and stays what the rule says where it has none", () => {
    assert.equal(relabelled({ namespace: "shop" }, rules)["tenant"], "shop");
    assert.equal(relabelled({ tenant: "payments" }, rules)["tenant"], "payments");
    assert.equal(relabelled({}, rules)["tenant"], undefined);
  });

  it("is written in Prometheus' spelling", () => {
    assert.deepEqual(rules.map(nativeRelabelRule)[0],
      { source_labels: ["namespace"], regex: "payments|payments-jobs", target_label: "tenant", replacement: "payments" });
  });
});

describe("namespaces that may speak for others", () => {
  it("are the platform's and kube-system, for each kind of monitor", () => {
    assert.deepEqual(excludedFromEnforcement("observability", ["podmonitors", "probes"]), [
      { namespace: "observability", resource: "podmonitors" }, { namespace: "observability", resource: "probes" },
      { namespace: "kube-system", resource: "podmonitors" }, { namespace: "kube-system", resource: "probes" },
    ]);
  });
});
