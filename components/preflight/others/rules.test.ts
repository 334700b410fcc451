// Rules whose tenant is another than that of their namespace, and rules that Prometheus does not read.
import assert from "node:assert/strict";
import { answering, named } from "../../../test/support/api-server-answers";
import { checks } from "../../../test/support/preflight-findings";
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

  it("are told where one has an empty duration, whoever owns the namespace, but where they are another stack's", async () => {
    const { unreadRules } = await lookIntoCluster(
      settingsWith({}),
      answering({
        prometheusrules: [
          200,
          {
            items: [
              ruleOf("nobodys", "fine", { interval: "1m", rules: [{ for: "5m" }, {}] }),
              ruleOf("nobodys", "empty-for", { rules: [{}, { for: "" }] }),
              ruleOf("kube-system", "empty-interval", { interval: "" }),
              ruleOf("other", "empty-for", { rules: [{ for: "" }] }),
            ],
          },
        ],
        "namespaces?labelSelector=observability.io%2Frules%3Delsewhere": [200, named("other")],
      }),
    );
    const rules = [
      { namespace: "nobodys", name: "empty-for" },
      { namespace: "kube-system", name: "empty-interval" },
    ];
    assert.deepEqual(unreadRules, { is: rules });
    const told = checks({ cluster: { unreadRules } }).find(({ what }) => what === "rules with an empty duration");
    assert.equal(told?.found, "nobodys/empty-for, kube-system/empty-interval");
    assert.ok(!checks({}).some(({ what }) => what === told?.what));
  });
});
