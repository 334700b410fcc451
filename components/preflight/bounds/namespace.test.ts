// Bounds of a namespace that is there: what of the platform they refuse.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { balanced, checks } from "../../../test/support/preflight-findings";
import { settingsOfStack, settingsWith } from "../../../test/support/stack-configuration";
import { type ChartId, charts } from "../../charts";
import { plannedRequests } from "../../planned-requests";
import { plannedReleases } from "../../releases";
import { fewestAsSet, fewestBeside, fewestOfChart } from "./fewest-objects";
import { beyond, boundsOf } from "./namespace";
import { quantity } from "./quantity";

const settings = settingsWith({});
const range = (type: string, limits: object) =>
  boundsOf({ items: [{ metadata: { name: "small" }, spec: { limits: [{ type, ...limits }] } }] });
const quota = (hard: object, more: object = {}, status: object = {}) =>
  boundsOf({ items: [{ metadata: { name: "team" }, spec: { hard, ...more }, status }] });
const total = (of: (request: ReturnType<typeof plannedRequests>[number]) => number) =>
  plannedRequests(settings, 1).reduce((sum, request) => sum + request.pods * of(request), 0);

describe("bounds of the platform's namespace", () => {
  it("are read in every spelling of Kubernetes", () => {
    const read = ["1", 2, "250m", "1.5", "1Gi", "512Mi", "1G", "1e3", "1E3", "1E", "0.5Ti", ".5"].map(quantity);
    assert.deepEqual(read, [1, 2, 0.25, 1.5, 2 ** 30, 2 ** 29, 1e9, 1_000, 1_000, 1e18, 2 ** 39, 0.5]);
    assert.deepEqual(["", "much", "1Zi", "1e3Mi", undefined].map(quantity), Array(5).fill(undefined));
  });

  it("of a LimitRange refuse the largest and the smallest container, pod or claim", () => {
    assert.deepEqual(beyond(settings, range("Container", { max: { memory: "256Mi" } })), [
      "LimitRange small: at most 256Mi of memory, prometheus 2048Mi",
    ]);
    assert.match(beyond(settings, range("Pod", { max: { memory: "1Gi" } })).join(), /at most 1024Mi of memory/);
    assert.match(
      beyond(settings, range("Container", { min: { cpu: "100m" } })).join(),
      /at least 0\.1 of cpu, \w+ 0\.0/,
    );
    assert.deepEqual(beyond(settings, range("PersistentVolumeClaim", { max: { storage: "20Gi" } })), [
      "LimitRange small: at most 20Gi of storage, prometheus 50Gi",
    ]);
    assert.deepEqual(beyond(settings, range("Container", { max: { memory: "64Gi" }, min: { memory: "8Mi" } })), []);
    // Sidecars are smaller than any container that has a pod to itself.
    assert.deepEqual(beyond(settings, range("Container", { min: { memory: "64Mi", cpu: "10m" } })), [
      "LimitRange small: at least 64Mi of memory, metricsExporter 48Mi",
    ]);
    assert.deepEqual(beyond(settings, range("Pod", { min: { memory: "64Mi" } })), []);
  });

  it("of a LimitRange give containers a limit of CPU, which is below what some request", () => {
    const told = beyond(settings, range("Container", { default: { cpu: "100m", memory: "64Mi" } }));
    assert.equal(told.length, 1, told.join());
    assert.match(told[0] ?? "", /at most 0\.1 of cpu/);
  });

  it("of a ResourceQuota refuse the sum, and every pod where limits of CPU are counted", () => {
    const gibs = Math.ceil(total(({ memoryMib }) => memoryMib) / 1_024);
    assert.deepEqual(beyond(settings, quota({ "requests.memory": `${gibs}Gi`, pods: "200", cpu: "32" })), []);
    assert.match(beyond(settings, quota({ memory: `${gibs - 1}Gi` })).join(), /memory \d+Gi, at least \d+Mi/);
    assert.match(beyond(settings, quota({ pods: "3" })).join(), /^ResourceQuota team: pods 3, at least \d+$/);
    assert.match(
      beyond(settings, quota({ "requests.storage": "1Gi", persistentvolumeclaims: 1 })).join(),
      /storage.*claims/,
    );
    for (const count of ["count/pods", "count/persistentvolumeclaims"])
      assert.match(beyond(settings, quota({ [count]: "1" })).join(), new RegExp(`${count} 1, at least \\d+$`));
    const ofClass = (name: string) => quota({ [`${name}.storageclass.storage.k8s.io/requests.storage`]: "1Gi" });
    assert.match(beyond(settings, ofClass("observability-gp3")).join(), /requests\.storage 1Gi, at least \d+Gi$/);
    assert.deepEqual(beyond(settings, ofClass("gp2")), []);
    assert.equal(beyond(settingsWith({ storageClass: "gp2" }), ofClass("gp2")).length, 1);
    const limits = quota({ "limits.cpu": "100" });
    assert.deepEqual(beyond(settings, limits), ["ResourceQuota team: limits.cpu, which no pod has"]);
    assert.deepEqual(beyond(settings, [...limits, ...range("Container", { default: { cpu: "4" } })]), []);
    assert.deepEqual(beyond(settings, quota({ pods: "1" }, { scopes: ["BestEffort"] })), []);
  });

  it("of a ResourceQuota with limits of CPU refuse what a LimitRange gives to all of them", () => {
    const given = (cpu: string) => [...quota({ "limits.cpu": "10" }), ...range("Container", { default: { cpu } })];
    assert.match(beyond(settings, given("8")).join(), /^ResourceQuota team: limits\.cpu 10, at least \d{3}$/);
    const byMaximum = [...quota({ "limits.cpu": "10" }), ...range("Container", { max: { cpu: "8" } })];
    assert.match(beyond(settings, byMaximum).join(), /limits\.cpu 10, at least \d{3}/);
    assert.deepEqual(
      beyond(settings, [...quota({ "limits.cpu": "900" }), ...range("Container", { max: { cpu: "8" } })]),
      [],
    );
  });

  it("of a ResourceQuota refuse the pods that it is about, as far as that is certain", () => {
    const scoped = (hard: object, ...matchExpressions: object[]) =>
      beyond(settings, quota(hard, { scopeSelector: { matchExpressions } })).length;
    const ofClass = (operator: string, ...values: string[]) => ({ scopeName: "PriorityClass", operator, values });
    for (const scopes of [["NotBestEffort"], ["NotTerminating"], ["NotTerminating", "NotBestEffort"]])
      assert.equal(beyond(settings, quota({ pods: "1" }, { scopes })).length, 1, scopes.join());
    for (const scopes of [["Terminating"], ["NotTerminating", "BestEffort"], ["CrossNamespacePodAffinity"]])
      assert.deepEqual(beyond(settings, quota({ pods: "0" }, { scopes })), [], scopes.join());
    assert.equal(scoped({ pods: "1" }, ofClass("In", "observability")), 1);
    assert.equal(scoped({ pods: "0" }, ofClass("In", "system-node-critical", "system-cluster-critical")), 1);
    assert.equal(scoped({ pods: "50" }, ofClass("In", "system-node-critical", "system-cluster-critical")), 0);
    assert.equal(scoped({ pods: "1" }, ofClass("In", "high")), 0);
    assert.equal(scoped({ pods: "1" }, ofClass("NotIn", "high")), 1);
    assert.equal(scoped({ pods: "1" }, ofClass("Exists")), 1);
    assert.equal(scoped({ pods: "0" }, ofClass("DoesNotExist")), 0);
    assert.equal(
      scoped({ pods: "1" }, ofClass("In", "observability"), { scopeName: "BestEffort", operator: "Exists" }),
      0,
    );
    assert.equal(scoped({ "limits.cpu": "100" }, ofClass("In", "observability")), 1);
    assert.equal(scoped({ "limits.cpu": "100" }, ofClass("In", "high")), 0);
  });

  it("of a ResourceQuota refuse more objects of a kind than it counts", () => {
    for (const [resource, most] of Object.entries({
      ...{ configmaps: 20, secrets: 10, services: 10, "count/configmaps": 20, "count/secrets": 5 },
      ...{
        "count/deployments.apps": 5,
        "count/statefulsets.apps": 5,
        "count/daemonsets.apps": 2,
        "count/jobs.batch": 1,
      },
      ...{ "count/horizontalpodautoscalers.autoscaling": 0, "count/replicasets.apps": 5, "count/serviceaccounts": 9 },
      ...{ "count/networkpolicies.networking.k8s.io": 10, "count/roles.rbac.authorization.k8s.io": 2 },
      ...{ "count/rolebindings.rbac.authorization.k8s.io": 2, "count/controllerrevisions.apps": 5 },
      ...{ "count/servicemonitors.monitoring.coreos.com": 10, "count/prometheusrules.monitoring.coreos.com": 20 },
      ...{ "count/endpointslices.discovery.k8s.io": 10, "count/prometheusagents.monitoring.coreos.com": 1 },
    })) {
      const told = beyond(settings, quota({ [resource]: String(most) }));
      assert.match(told.join(), new RegExp(`^ResourceQuota team: ${resource} ${most}, at least \\d+$`), resource);
      assert.deepEqual(beyond(settings, quota({ [resource]: "500" })), [], resource);
    }
    const budgets = quota({ "count/poddisruptionbudgets.policy": "4", "count/ingresses.networking.k8s.io": "0" });
    assert.deepEqual(beyond(settings, budgets), []);
    assert.match(
      beyond(settingsOfStack("prod"), budgets).join(),
      /budgets\.policy 4, at least 1\d.*ingresses\S+ 0, at least 1$/,
    );
    const balancers = quota({ "services.loadbalancers": "0" });
    assert.deepEqual(beyond(settings, balancers), []);
    assert.equal(beyond(settingsWith(balanced), balancers).length, 1);
  });

  it("are counted from what charts render", () => {
    const byRelease = new Map(Object.entries(charts).map(([id, { release }]) => [id as ChartId, release]));
    for (const stack of ["dev", "sandbox", "prod"]) {
      const rendered = readFileSync(`test/goldens/rendered/${stack}.txt`, "utf8").split("\n");
      for (const [id] of plannedReleases(settingsOfStack(stack)))
        for (const [kind, fewest] of Object.entries(fewestOfChart[id])) {
          const made = rendered.filter((line) => line.startsWith(`${byRelease.get(id)} ${kind} `)).length;
          assert.ok(made >= fewest, `${stack}: ${id} makes ${made} ${kind}, not ${fewest}`);
        }
    }
  });

  it("are counted from what is made beside charts, and as the settings say", () => {
    for (const stack of ["dev", "sandbox", "prod"]) {
      const beside = readFileSync(`test/goldens/objects/${stack}.yaml`, "utf8").split("\n");
      const rendered = readFileSync(`test/goldens/rendered/${stack}.txt`, "utf8").split("\n");
      const made = (kind: string) => beside.filter((line) => line === `kind: ${kind}`).length;
      for (const [kind, fewest] of Object.entries(fewestBeside)) assert.ok(made(kind) >= fewest, `${stack}: ${kind}`);
      for (const [kind, fewest] of Object.entries(fewestAsSet(settingsOfStack(stack)))) {
        const all = made(kind) + rendered.filter((line) => line.split(" ")[1] === kind).length;
        assert.ok(fewest <= all && fewest >= all / 2, `${stack}: ${all} ${kind}, not ${fewest}`);
      }
    }
  });

  it("of a ResourceQuota leave what others have not taken of it, and what the platform has taken is its own", () => {
    const team = (used: object) => quota({ pods: "200", "count/configmaps": "100" }, {}, { used });
    assert.deepEqual(beyond(settings, team({ pods: "20", "count/configmaps": "1" })), []);
    assert.match(
      beyond(settings, team({ pods: "195", "count/configmaps": "90" })).join(),
      /^ResourceQuota team: count\/configmaps 100, at least \d+ beside 90 of others,.*pods 200, at least \d+ beside 195/,
    );
    assert.deepEqual(
      beyond(settings, quota({ "services.loadbalancers": "1" }, {}, { used: { "services.loadbalancers": "2" } })),
      [],
    );
    const verdict = (isInCluster: boolean) =>
      checks({ isInCluster, cluster: { bounds: { is: team({ pods: "195" }) }, namespace: { is: "there" } } }).find(
        ({ what }) => /^bounds of/.test(what),
      )?.verdict;
    assert.deepEqual([false, true].map(verdict), ["impossible", "ok"]);
  });

  it("of a LimitRange refuse pods without the limit that it asks for, and limits that are too many times a request", () => {
    const told = (...bounds: ReturnType<typeof range>[]) => beyond(settings, bounds.flat());
    assert.deepEqual(told(range("Pod", { max: { cpu: "64" } })), [
      "LimitRange small: at most 64 of cpu for a pod, which no pod limits",
    ]);
    assert.deepEqual(told(range("Pod", { max: { cpu: "64" } }), range("Container", { default: { cpu: "8" } })), []);
    assert.deepEqual(told(range("Pod", { max: { cpu: "4" } }), range("Container", { default: { cpu: "8" } })), [
      "LimitRange small: at most 4 of cpu for a pod, a container is given 8",
    ]);
    assert.deepEqual(told(range("Pod", { max: { "ephemeral-storage": "4Gi" } })), [
      "LimitRange small: at most 4Gi of ephemeral-storage for a pod, which no pod limits",
    ]);
    assert.deepEqual(told(range("Container", { max: { "ephemeral-storage": "4Gi" } })), []);
    for (const type of ["Container", "Pod"])
      assert.deepEqual(told(range(type, { maxLimitRequestRatio: { cpu: "4" } })), [
        "LimitRange small: a limit of at most 4 times the request of cpu, which no pod limits",
      ]);
    assert.match(
      told(range("Container", { maxLimitRequestRatio: { cpu: "4" }, default: { cpu: "8" } })).join(),
      /^LimitRange small: a limit of at most 4 times the request of cpu, \w+ is given \d{2,} times$/,
    );
    assert.match(
      told(range("Pod", { min: { cpu: "500m" } })).join(),
      /^LimitRange small: at least 0\.5 of cpu, \w+ 0\.\d+$/,
    );
    assert.deepEqual(told(range("Pod", { max: { memory: "64Gi" } })), []);
    assert.deepEqual(told(range("Container", { maxLimitRequestRatio: { memory: "1" } })), []);
  });

  it("refuse a platform that is not there yet, and warn one that runs", () => {
    const bounds = { is: quota({ pods: "3" }) };
    const verdict = (isInCluster: boolean) =>
      checks({ isInCluster, cluster: { bounds, namespace: { is: "there" } } }).find(({ what }) =>
        /^bounds of/.test(what),
      )?.verdict;
    assert.deepEqual([false, true].map(verdict), ["impossible", "lacking"]);
  });
});
