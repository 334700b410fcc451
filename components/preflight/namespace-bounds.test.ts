// Bounds of a namespace that is there: what of the platform they refuse.
import assert from "node:assert/strict";
import { checks } from "../../test/support/preflight-findings";
import { settingsWith } from "../../test/support/stack-configuration";
import { plannedRequests } from "../planned-requests";
import { beyond, boundsOf, quantity } from "./namespace-bounds";

const settings = settingsWith({});
const range = (type: string, limits: object) =>
  boundsOf({ items: [{ metadata: { name: "small" }, spec: { limits: [{ type, ...limits }] } }] });
const quota = (hard: object, more: object = {}) =>
  boundsOf({ items: [{ metadata: { name: "team" }, spec: { hard, ...more } }] });
const total = (of: (request: ReturnType<typeof plannedRequests>[number]) => number) =>
  plannedRequests(settings, 1).reduce((sum, request) => sum + request.pods * of(request), 0);

describe("bounds of the platform's namespace", () => {
  it("are read in every spelling of Kubernetes", () => {
    const read = ["1", 2, "250m", "1.5", "1Gi", "512Mi", "1G", "1e3", "0.5Ti", ".5"].map(quantity);
    assert.deepEqual(read, [1, 2, 0.25, 1.5, 2 ** 30, 2 ** 29, 1e9, 1_000, 2 ** 39, 0.5]);
    assert.deepEqual(["", "much", "1Zi", undefined].map(quantity), [undefined, undefined, undefined, undefined]);
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
    assert.deepEqual(beyond(settings, [...limits, ...range("Container", { default: { cpu: "8" } })]), []);
    assert.deepEqual(beyond(settings, quota({ pods: "1" }, { scopes: ["BestEffort"] })), []);
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
