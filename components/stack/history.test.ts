// What a stack's state tells of the run before: the platform's own resources, as far as they were made.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { notices, type StackHistory } from "../../settings/history/changes";
import { formerProof } from "../../settings/history/left-behind";
import { recordOf } from "../../settings/history/record";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import {
  arn,
  brokers,
  bucket,
  msk,
  namespace,
  own,
  type Resource,
  record,
  refused,
  stateOf,
  today,
  topic,
} from "../../test/support/stack-state";
import { workloadTrust } from "../cloud/identity/permissions";
import { checkedChange, historyOf, readHistory } from "./history";

describe("the state of a stack", () => {
  it("tells of the platform's own resources alone: a program may have others beside it", () => {
    const others: Resource[] = [
      bucket("backup-111122223333", "urn:pulumi:test::mine::"),
      brokers({ volumeSize: 900 }, "urn:pulumi:test::mine::acme:Kafka$"),
      topic("logs", 500, "urn:pulumi:test::mine::"),
    ];
    const history = historyOf(stateOf(others));
    assert.deepEqual([history.naming, history.brokers, history.record], [undefined, undefined, undefined]);
    assert.equal(historyOf(stateOf([...others, record(msk()), bucket("test-x-loki-0a1b2c3d")])).naming, undefined);
    assert.equal(historyOf(stateOf([bucket("test-observability-tempo-111122223333")])).naming, "account");
    const below = own.replace("obs:index", "eks-observability:index:Platform$obs:index");
    assert.notEqual(historyOf(stateOf([brokers({}, below)])).brokers, undefined, "of the component package");
  });

  it("holds a tenant to the namespaces that it had, where the run that moved it came to nothing", () => {
    const [urn, type, outputs] = record({ tenants: [{ id: "payments", namespaces: ["billing"] }] });
    const moved = { payments: { namespaces: ["payments"], retires: false } };
    const left: Resource[] = [[urn, type, { ...outputs, change: { moved } }], namespace];
    assert.deepEqual(historyOf(stateOf(left)).record?.tenants.payments?.namespaces, ["payments"]);
    const alloy = { values: '["billing"] = "payments"' };
    const history = historyOf(stateOf([...left, [own, "kubernetes:helm.sh/v3:Release", alloy]]));
    assert.deepEqual(history.record?.tenants.payments?.namespaces, ["billing"]);
    const settings = settingsWith({ tenants: [{ id: "payments", retired: true }] });
    assert.deepEqual(checkedChange(settings, place, history).moved, {
      payments: { namespaces: ["billing"], retires: true },
    });
  });

  it("tells whether definitions of the Prometheus operator were there: objects of theirs are", () => {
    const agent: Resource = [own, "kubernetes:monitoring.coreos.com/v1alpha1:PrometheusAgent", {}];
    assert.equal(historyOf(stateOf([namespace, agent])).monitored, true);
    assert.equal(historyOf(stateOf([namespace])).monitored, undefined);
  });

  it("keeps the key of the digests from the first run on, and a run that failed counts", () => {
    const key = "0123456789abcdef".repeat(4);
    const left = [[own, "obs:index:StackRecord", { revisionKey: key }]] as Resource[];
    assert.equal(historyOf(stateOf(left)).revisionKey?.reveal(), key);
    const settings = settingsWith({});
    const next = (history: StackHistory) => checkedChange(settings, place, history).revisionKey.reveal();
    assert.equal(next(historyOf(stateOf(left))), key);
    assert.equal(historyOf(stateOf([record({})])).revisionKey, undefined, "of an older version");
    assert.match(next({}), /^[0-9a-f]{64}$/);
    assert.notEqual(next({}), next({}));
  });

  it("tells whose Kubernetes provider made what is in the cluster, and nothing where nothing is", () => {
    const provider: Resource = [own, "pulumi:providers:kubernetes", { kubeconfig: "{}" }];
    const mine: Resource = ["urn:pulumi:test::mine::", "pulumi:providers:kubernetes", { kubeconfig: "{}" }];
    const told = (...all: Resource[]) => checkedChange(settingsWith({}), place, historyOf(stateOf(all))).ownProvider;
    assert.equal(told(record(msk()), namespace, provider), true);
    assert.equal(told(record(msk()), namespace, mine), false);
    assert.equal(told(record(msk()), provider), undefined);
  });

  it("tells of a tenant once something of the platform has it: a run that added one may have been cut off before", () => {
    const payments = { tenants: [{ id: "payments" }] };
    const both = { tenants: [{ id: "payments" }, { id: "search-2" }] };
    const release = (values: object, parents = `${own}obs:collection:Collection$`): Resource => [
      parents,
      "kubernetes:helm.sh/v3:Release",
      { values },
    ];
    const outputsOf = (overrides: Record<string, unknown>, before: StackHistory): Resource => {
      const { record: after, added } = checkedChange(settingsWith(overrides), place, before);
      return [own, "obs:index:StackRecord", { ...after, change: { expiring: [], added, held: [] } }];
    };
    const served = release({ overrides: { payments: { retention: 720 } } });
    const first = historyOf(stateOf([outputsOf(payments, {}), namespace, served]));
    assert.deepEqual(Object.keys(first.record?.tenants ?? {}).sort(), ["default", "payments"]);

    const cutOff = [outputsOf(both, first), namespace, served];
    assert.deepEqual(refused(cutOff, payments), []);
    // A run after it, that is cut off too, knows as little.
    const again = outputsOf(both, historyOf(stateOf(cutOff)));
    assert.deepEqual(refused([again, namespace, served], payments), []);
    // What was there before stays, and so does what the program has beside the platform out of it.
    assert.equal(refused(cutOff, { tenants: [{ id: "search-2" }] }).length, 1);
    const beside = release({ a: "search-2" }, "urn:pulumi:test::mine::");
    assert.deepEqual(refused([...cutOff, beside], payments), []);

    for (const values of [
      { "search-2": {} },
      { a: ["search-2"] },
      { text: "tenants:\n  search-2: {}" },
      { json: '{"text":"a\\nsearch-2"}' },
      { header: 'X-Scope-OrgID="search-2"' },
    ])
      assert.match(refused([...cutOff, release(values)], payments)[0] ?? "", /tenants\[1\]\.id: .*search-2/);
    assert.deepEqual(refused([...cutOff, release({ a: "search-21", b: "research-2", c: "search-2-x" })], payments), []);
    // What is made first takes no data in: passwords of readers, organisations, limits.
    const limits = release({ "search-2": {} }, `${own}obs:backends:Backends$`);
    assert.deepEqual(refused([...cutOff, limits], payments), []);
    // Written by an older version, which did not say what it added.
    assert.equal(refused([record(both), namespace, served], payments).length, 1);
  });

  it("tells of tenants when a destroy that broke off has taken all else that named them", () => {
    const { record: after, added } = checkedChange(settingsWith({ tenants: [{ id: "a1" }] }), place, {});
    const kept: Resource = [own, "obs:index:StackRecord", { ...after, change: { expiring: [], added, held: [] } }];
    const platform = (served?: string[]): Resource => [
      own.slice(0, -"obs:index:Platform$".length),
      "obs:index:Platform",
      { served },
    ];
    const removed = (served?: string[]) => refused([kept, namespace, platform(served)], { tenants: [{ id: "b1" }] });
    assert.match(removed(["a1", "default"]).join(), /tenants\[1\]\.id: .* a1/);
    assert.deepEqual(removed(["default"]), []);
    assert.deepEqual(removed(), [], "its gateway never came");
  });

  it("on a first run that failed tells of no tenant that nothing was made of", () => {
    const { record: after, added } = checkedChange(settingsWith({ tenants: [{ id: "a1" }] }), place, {});
    const kept: Resource = [own, "obs:index:StackRecord", { ...after, change: { expiring: [], added, held: [] } }];
    assert.deepEqual(refused([kept, namespace], { tenants: [{ id: "b1" }] }), []);
    assert.deepEqual(checkedChange(settingsWith({ tenants: [{ id: "a1" }] }), place, { stored: {} }).added, []);
  });

  it("tells of volumes once their release has them: a run that was to make or grow some may have failed before", () => {
    const grown = { sizing: { loki: { volumeGib: 5_000 } }, accept: ["volume/loki/5000"] };
    const outputsOf = (overrides: Record<string, unknown>, before: StackHistory): Resource => {
      const { record: after, ...change } = checkedChange(settingsWith(overrides), place, before);
      return [own, "obs:index:StackRecord", { ...after, change }];
    };
    const loki = (size: string): Resource => [
      `${own}obs:backends:Loki$`,
      "kubernetes:helm.sh/v3:Release",
      { name: "loki", chart: "loki", values: { persistence: { size } } },
    ];
    const first = historyOf(stateOf([outputsOf({}, {}), namespace, loki("20Gi")]));
    assert.equal(first.record?.volumesGib.loki, 20);
    const failed = outputsOf(grown, first);
    assert.deepEqual(refused([failed, namespace, loki("20Gi")], {}), []);
    assert.deepEqual(refused([failed, namespace, loki("5000Gi")], {}), [
      "sizing.loki.volumeGib: set observability:sizing.loki.volumeGib 5000",
    ]);
    // A first run that failed before it came to Loki; what else there is to be is no change of anything.
    const cutOff = [outputsOf(grown, {}), namespace];
    assert.deepEqual(refused(cutOff, {}), []);
    const { accept, ...settings } = settingsWith({ size: "large" });
    const large = historyOf(stateOf([outputsOf({ size: "large" }, {}), namespace]));
    const now = recordOf({ ...settings, accept }, arn, large.record, today);
    assert.deepEqual(notices(large, now, accept, today), []);
  });

  it("tells that pods are given the proof of Pod Identity until its associations have gone", () => {
    const association: Resource = [own, "aws:eks/podIdentityAssociation:PodIdentityAssociation", {}];
    const told = (state: Resource[], identity: "irsa" | "podIdentity") =>
      formerProof(historyOf(stateOf(state)), { identity }).join();
    assert.match(told([namespace, association], "irsa"), /restart them once more/);
    assert.equal(told([namespace, association], "podIdentity") + told([namespace], "irsa"), "");
  });

  it("tells the issuer that roles trust", () => {
    const role = (assumeRolePolicy: string): Resource => [
      `${own}obs:cloud:WorkloadIdentity$`,
      "aws:iam/role:Role",
      { assumeRolePolicy },
    ];
    const trust = workloadTrust({
      clusterArn: arn,
      oidcIssuer: "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC",
      place: { accountId: "111122223333", partition: "aws" },
      namespace: "observability",
      serviceAccount: "loki",
    });
    assert.equal(
      historyOf(stateOf([role("{}"), role(trust)])).oidcIssuer,
      "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC",
    );
    assert.equal(historyOf(stateOf([role("{}"), namespace])).oidcIssuer, undefined);
  });

  it("tells whom brokers and the gateway admit: groups of nodes, not the cluster's own, and blocks of addresses", () => {
    const rule = (
      urn: string,
      referencedSecurityGroupId: string | null,
    ): [string, { type: string; outputs: object }] => {
      const type = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
      return [`${urn}${type}::observability-cloud-kafka-clients`, { type, outputs: { referencedSecurityGroupId } }];
    };
    const named = ([urn, resource]: ReturnType<typeof rule>, ending: string) => [`${urn}-${ending}`, resource] as const;
    const policy = (name: string, ingress: object[], parents = own): Resource => [
      `${parents}${name}$`,
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      { spec: { podSelector: {}, ingress } },
    ];
    const blocks = ["10.0.0.0/16", "100.64.0.0/16", "10.80.0.0/16"];
    const state = {
      ...Object.fromEntries([
        rule(own, "sg-cluster"),
        named(rule(own, "sg-nodes"), "sg-nodes"),
        named(rule("urn:pulumi:test::mine::", "sg-mine"), "sg-mine"),
      ]),
      ...stateOf([
        policy("all", [{ from: null }, { from: [{ podSelector: {} }] }, {}]),
        policy("to-gateway", [{ from: blocks.map((cidr) => ({ ipBlock: { cidr } })), ports: [] }]),
        policy("mine", [{ from: [{ ipBlock: { cidr: "10.9.0.0/16" } }] }], "urn:pulumi:test::mine::"),
      ]),
    };
    const { admittedGroups, admittedBlocks } = historyOf(state);
    assert.deepEqual([admittedGroups, admittedBlocks], [["sg-nodes"], blocks]);
    assert.deepEqual(Object.keys(historyOf({})), Object.keys(historyOf(stateOf([policy("odd", [])]))));
  });

  async function readOf(call: pulumi.runtime.Mocks["call"]): Promise<string> {
    const newResource = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({ id: name, state: inputs as object });
    await pulumi.runtime.setMocks({ newResource, call }, "observability", "test", true, "organization");
    return readHistory().then(
      () => "read",
      (error: Error) => {
        assert.ok(error instanceof pulumi.RunError, error.stack);
        return error.message;
      },
    );
  }

  it("stops in words where the backend does not give it", async () => {
    const failing = (details: string) => readOf(() => Promise.reject(Object.assign(new Error("denied"), { details })));
    assert.match(await failing("403: AccessDenied"), /^the state of stack .* cannot be read: 403: AccessDenied$/);
    const old =
      "a stack name may only contain alphanumeric, hyphens, underscores: invalid character '/' at position 12";
    assert.match(await failing(old), /position 12 - give the backend projects: pulumi state upgrade$/);
  });

  it("stops where it has the platform under another name, which up would make a second time", async () => {
    const of = (...urns: string[]) => {
      const outputs = Object.fromEntries(urns.map((urn) => [urn, { type: "t" }]));
      return readOf(() => Promise.resolve({ outputs }));
    };
    const others = "urn:pulumi:shop::shop::aws:s3/bucket:Bucket::goods";
    assert.equal(await of(`${own}t::a`, others), "read");
    const says = /has the platform of stack prod of project watch; nothing was changed.*"Another name or backend"$/;
    assert.match(await of("urn:pulumi:prod::watch::obs:index:Platform$t::a"), says);
    const within = "urn:pulumi:test::other::my:own:Thing$obs:index:Platform$t::a";
    assert.match(await of(within), /of stack test of project other/);
  });
});
