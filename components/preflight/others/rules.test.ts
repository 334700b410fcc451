// Rules whose tenant is another than that of their namespace.
import assert from "node:assert/strict";
import { answering, named } from "../../../test/support/api-server-answers";
import { settingsWith } from "../../../test/support/stack-configuration";
import { lookIntoCluster } from "../cluster/look";

describe("rules in namespaces", () => {
  const ruleOf = (namespace: string, name: string, ...groups: object[]) => ({
    metadata: { namespace, name },
    spec: { groups },
  });
  const of = (tenant: string) => ({ labels: { tenant } });
  const rules = [
    ruleOf("payments", "own", { ...of("payments"), rules: [{}] }, { rules: [of("payments")] }),
    ruleOf("payments", "silent", { rules: [{ labels: { severity: "warning" } }] }),
    ruleOf("payments", "former", { rules: [{}, of("search")] }),
    ruleOf("payments", "former-group", { ...of("search"), rules: [{}] }),
    ruleOf("payments", "overridden", { ...of("search"), rules: [of("payments")] }),
    ruleOf("nobodys", "default", { rules: [of("default")] }),
    ruleOf("nobodys", "left", { rules: [of("search")] }),
    ruleOf("former", "elsewhere", { rules: [of("search")] }),
    ruleOf("observability", "trusted", { rules: [of("search")] }),
    ruleOf("kube-system", "trusted", { rules: [of("search")] }),
    { metadata: { namespace: "payments", name: "empty" } },
  ];

  it("are told where they name another tenant than these settings give their namespace to", async () => {
    const settings = settingsWith({ tenants: [{ id: "payments", namespaces: ["payments"] }] });
    const { strayRules } = await lookIntoCluster(
      settings,
      answering({
        prometheusrules: [200, { items: rules }],
        "namespaces?labelSelector=observability.io%2Frules%3Delsewhere": [200, named("former")],
      }),
    );
    assert.deepEqual("is" in strayRules && strayRules.is.map(({ namespace, name }) => `${namespace}/${name}`), [
      "payments/former",
      "payments/former-group",
      "nobodys/left",
    ]);
  });
});
