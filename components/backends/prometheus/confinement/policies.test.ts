// What the policies look at and say; whether the API server reads and applies them, test/long/operator/operator.test.ts tells.
import assert from "node:assert/strict";
import { namesFor } from "../../../../test/support/place";
import { settingsOf } from "../../../../test/support/settings-of";
import { platformAgentSpec, tenantAgentSpec } from "../agent-spec";
import { monitorsHere, rulesHere } from "../tenants";
import { prometheusValues } from "../values";
import { admissionPolicies, bindingSpec, policySpec, tenantTable } from "./policies";

const settings = settingsOf();
const policies = admissionPolicies(settings);
const patterns = (name: string) =>
  (policies[name]?.validations ?? []).flatMap(({ expression }) =>
    [...expression.matchAll(/\.matches\('([^']*)'\)/g)].map(([, pattern = ""]) => new RegExp(pattern)),
  );

describe("admission of tenants' monitors and rules", () => {
  it("knows the owner of each namespace, and nobody of those that are trusted", () => {
    assert.deepEqual(tenantTable(settings), { payments: "payments", "payments-jobs": "payments", shop: "shop" });
    const [tenant] = settings.tenants;
    const tenants = tenant === undefined ? [] : [{ ...tenant, namespaces: ["kube-system", "payments"] }];
    assert.deepEqual(tenantTable({ ...settings, tenants }), { payments: "payments" });
  });

  it("lets relabelling write ordinary labels and how a target is asked, not where it is", () => {
    for (const name of ["service-monitors", "pod-monitors", "probes"]) {
      const [writable = /never/] = patterns(name);
      for (const label of ["team", "__tmp_x", "__metrics_path__", "__scheme__", "__param_target"])
        assert.match(label, writable, name);
      for (const label of ["__address__", "$1", `\${1}`, "__meta_x", "__name__", "a$1"])
        assert.doesNotMatch(label, writable, name);
    }
  });

  it("lets nobody scrape pods that have ended, whose address is another's by then", () => {
    for (const [name, field] of [
      ["service-monitors", "endpoints"],
      ["pod-monitors", "podMetricsEndpoints"],
    ] as const) {
      const expected = `object.spec.${field}.all(e, !has(e.filterRunning) || e.filterRunning)`;
      assert.ok(
        policies[name]?.validations.some(({ expression }) => expression.endsWith(expected)),
        name,
      );
    }
  });

  it("lets labelmap copy labels and annotations under their own names", () => {
    const [, copied = /never/] = patterns("service-monitors");
    assert.match("__meta_kubernetes_pod_label_(.+)", copied);
    for (const regex of ["__meta_kubernetes_pod_label_x(.+)", "__meta_kubernetes_(.+)", "(.*)"])
      assert.doesNotMatch(regex, copied);
  });

  it("lets no text of an alert ask Prometheus, which would answer with the series of all tenants", () => {
    const texts = policies.rules?.validations.map(({ expression }) => expression).join("\n") ?? "";
    const found = [...texts.matchAll(/!(g\.labels|r\.labels|r\.annotations)\[k\]\.matches\(r'(\(\?s\))?([^']*)'\)/g)];
    assert.deepEqual(
      found.map(([, of]) => of),
      ["g.labels", "r.labels", "r.annotations"].flatMap((of) => [of, of]),
    );
    const [hasArgument = /never/, isCall = /never/] = found.map(([, , , pattern = ""]) => new RegExp(pattern, "s"));
    const asks = (text: string) => text.includes("query") && hasArgument.test(text) && isCall.test(text);
    for (const text of [
      '{{ query "up" }}',
      '{{query "up"}}',
      "{{- range query `up` }}{{ . }}{{ end }}",
      String.raw`{{ with printf "up{a=\"}}\"}" | query }}`,
      '{{ "up" |query | first | value }}',
      '{{ $q := (query "up") }}',
      '{{ if\neq 1 (len (\nquery "up")) }}',
      `{{ printf "%c" '"' | query }}`,
      '{{ "{{ a }}" | query }}',
      '{{ `"` | query }}',
    ])
      assert.ok(asks(text), text);
    for (const text of [
      "A query of {{ $labels.pod }} is slow: {{ $value }} queries, query by query",
      "{{ $labels.query }} {{ .Labels.query }} {{ $query }}",
      '{{ printf "slow query %s" $labels.a }}',
      "{{ $labels.query_id }} {{ `the query` }}",
      "{{ $labels.pod }}: a slow query (p99 {{ $value }}), 'query \"x\"' | query",
    ])
      assert.ok(!asks(text), text);
  });

  it("lets no receiver read a file of Alertmanager's pod, where the platform's webhooks are, or post a body of its own, in whatever namespace", () => {
    const { matchConditions, matchConstraints, validations } = policySpec(policies.receivers ?? assert.fail());
    assert.deepEqual(
      [matchConditions[0]?.expression, matchConstraints.resourceRules[0]?.resources],
      ["!(request.namespace in ['observability', 'kube-system'])", ["alertmanagerconfigs"]],
    );
    const [{ expression = "" } = {}, { expression: bodies = "" } = {}] = validations;
    assert.match(bodies, /r\.webhookConfigs\.all\(c, !has\(c\.payload\)\)/);
    for (const field of ["botTokenFile", "tokenFile", "userKeyFile"])
      assert.ok(expression.includes(`!has(c.${field})`), field);
  });

  it("lets no monitor of any namespace stop the scraping of all, which are one configuration", () => {
    const { condition, resources, validations } = policies.readable ?? assert.fail();
    assert.deepEqual(resources, ["servicemonitors", "podmonitors", "probes"]);
    assert.equal(condition, policies.rules?.condition, "whoever owns the namespace");
    const expressions = validations.map(({ expression }) => expression).join("\n");
    const taken = (of: string) =>
      new RegExp(new RegExp(`${of}\\.matches\\('([^']*)'\\)`).exec(expressions)?.[1] ?? assert.fail(of));
    const short = taken("scrapeTimeout");
    for (const duration of ["300y", "15600w", "110000d", "2600000h"]) assert.doesNotMatch(duration, short);
    for (const duration of ["", "0", "500ms", "30s", "1m30s", "900000ms", "1d", "1w", "1y2w"])
      assert.match(duration, short);
    const small = taken("bodySizeLimit");
    for (const size of ["99999EB", "8PiB", "9999999999GB", "x10MB", "10MBB"]) assert.doesNotMatch(size, small);
    for (const size of ["0", "20MB", "1.5GiB", ".5KB", "999999B"]) assert.match(size, small);
    const [relabelled = ""] = expressions.split("\n").filter((one) => one.includes("'equal'"));
    assert.equal(relabelled.split("r.sourceLabels.all(l, l != '')").length, relabelled.split("'equal'").length);
    for (const field of ["endpoints", "podMetricsEndpoints"])
      for (const part of ["port", "targetPort", "relabelings", "metricRelabelings", "interval", "scrapeTimeout"])
        assert.match(expressions, new RegExp(`spec\\.${field}\\.all\\(e, .*!has\\(e\\.${part}\\)`), part);
  });

  it("lets no receiver of a namespace keep the notifications of all, which are one configuration", () => {
    const expressions = policies.receivers?.validations.map(({ expression }) => expression) ?? [];
    const [routes = ""] = expressions.filter((one) => /route\.matchers/.test(one));
    for (const route of ["object.spec.route", "r1", "r2", "r3"])
      assert.ok(routes.includes(`${route}.matchers.all(m, `), route);
    assert.ok(routes.includes("!has(r3.routes)"), "none is deeper than is looked at");
    const name = new RegExp(/m\.name\.matches\(r'([^']+)'\)/.exec(routes)?.[1] ?? assert.fail());
    for (const one of ["severity", "service.name", "é"]) assert.match(one, name);
    for (const one of ["", "a b", "a=", 'a"', "a'", "a`", "{a}", "a\\"]) assert.doesNotMatch(one, name);
    const [days = ""] = expressions.filter((one) => one.includes("c.timeout"));
    for (const field of ["timeout", "retry", "expire"]) {
      const hours = new RegExp(new RegExp(`c\\.${field}\\.matches\\('([^']+)'\\)`).exec(days)?.[1] ?? assert.fail());
      for (const one of ["1d", "24h", "1440m", "86400s", "12h99m9999s9999999ms"]) assert.doesNotMatch(one, hours);
      for (const one of ["0", "10s", "1m30s", "180m", "10800s", "12h"]) assert.match(one, hours);
    }
    assert.ok(
      expressions.some((one) => /r\.wechatConfigs\.all\(c, has\(c\.apiSecret\) && has\(c\.corpID\)\)/.test(one)),
    );
    for (const list of ["i.sourceMatch", "i.targetMatch"])
      assert.ok(
        expressions.some((one) => one.includes(`${list}.all(m, `)),
        list,
      );
  });

  it("lets no number in that the operator's types do not hold: it would follow nothing of that kind any more", () => {
    const { condition, resources, namespaceSelector, validations } = policies.decodable ?? assert.fail();
    assert.deepEqual([condition, namespaceSelector], [policies.rules?.condition, undefined]);
    const looked = Object.values(policies).flatMap((policy) => policy.resources);
    assert.deepEqual(new Set(resources), new Set(looked));
    const expressions = validations.map(({ expression }) => expression).join("\n");
    for (const of of ["e.targetPort", "r.expr"]) {
      const [, pattern] = expressions.split(`!string(${of}).matches('`)[1]?.match(/^([^']+)'/) ?? assert.fail(of);
      for (const one of ["1234567890", "-1234567890", "1e+9"]) assert.match(one, new RegExp(pattern ?? ""), of);
      for (const one of ["8080", "http", "1", "1234567890 < sum(up)", "1e3"])
        assert.doesNotMatch(one, new RegExp(pattern ?? ""), of);
    }
    assert.ok(resources.includes("scrapeconfigs"), "which the operator waits for, whoever reads them");
    const factor = new RegExp(/BucketFactor\)\.matches\('([^']+)'\)/.exec(expressions)?.[1] ?? assert.fail());
    for (const one of ["1e010", "1E+010"]) assert.doesNotMatch(one, factor);
    for (const one of ["1.1", ".5", "1e-2", "1E+10", "1.5E", "2Ei", "+1.5k"]) assert.match(one, factor);
  });

  it("lets no rule have a name of which no file can be made: the rules of all are written together", () => {
    const allowed = /name\.size\(\) <= (\d+)/.exec(policies.rules?.validations[0]?.expression ?? "")?.[1];
    assert.ok("n".repeat(63).length + 1 + Number(allowed) + "-.yaml".length + 36 <= 253, allowed);
  });

  it("lets no rule have an empty duration, which the operator writes and Prometheus does not read", () => {
    const expressions = policies.rules?.validations.map(({ expression }) => expression) ?? [];
    const [durations = assert.fail()] = expressions.filter((one) => one.includes("interval"));
    assert.match(durations, /!has\(g\.interval\) \|\| g\.interval != ''/);
    assert.match(durations, /!\('for' in r\) \|\| r\['for'\] != ''/);
  });

  it("refuses what it cannot judge, and nothing where the table went with the platform's namespace", () => {
    for (const policy of Object.values(policies)) assert.equal(policySpec(policy).failurePolicy, "Fail");
    assert.equal(bindingSpec("any", "observability").paramRef.parameterNotFoundAction, "Allow");
  });

  it("confines no rules and no monitors of a namespace that says that they are read elsewhere", () => {
    const selectors = Object.entries(policies).map(([of, policy]) => [
      of,
      policySpec(policy).matchConstraints.namespaceSelector,
    ]);
    assert.deepEqual(Object.fromEntries(selectors), {
      ...{
        "service-monitors": monitorsHere,
        "pod-monitors": monitorsHere,
        probes: monitorsHere,
        readable: monitorsHere,
      },
      ...{ rules: rulesHere, receivers: undefined, decodable: undefined },
    });
    const values = prometheusValues(settings, namesFor(settings)) as { prometheus: { prometheusSpec: object } };
    assert.deepEqual(
      (values.prometheus.prometheusSpec as { ruleNamespaceSelector: object }).ruleNamespaceSelector,
      rulesHere,
      "what is not confined is not evaluated either",
    );
    const [says] = monitorsHere.matchExpressions;
    for (const spec of [tenantAgentSpec(settings), platformAgentSpec(settings)])
      for (const kind of ["serviceMonitor", "podMonitor", "probe"]) {
        const { matchExpressions } = spec[`${kind}NamespaceSelector`] as typeof monitorsHere;
        assert.deepEqual(matchExpressions.at(-1), says, "nor is it scraped");
      }
  });
});
