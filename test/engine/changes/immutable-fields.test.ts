// Fields that cannot change: `npm run render` refuses before `up` what a real API server refuses, and lets through what
// it takes. The old objects are applied; the new ones are sent as Helm sends them, as a patch, in a dry run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { refusedChange } from "../../../commands/render/immutable";
import { differingPaths, type KubernetesObject } from "../../../commands/render/objects";
import { patchOf } from "../../servers/field-changes";
import { KubeApi } from "../../servers/kube-api";

const namespace = "default";
const labels = { app: "it" };
const pod = (image = "example.com/a:1") => ({
  metadata: { labels },
  spec: { containers: [{ name: "main", image }], restartPolicy: "Always" },
});
const job = (image: string) => ({ spec: { ...pod(image).spec, restartPolicy: "Never" } });
const claims = (storage: string, accessModes = ["ReadWriteOnce"]) => [
  { metadata: { name: "data" }, spec: { accessModes, resources: { requests: { storage } } } },
];
const workload = (more: object = {}) => ({ selector: { matchLabels: labels }, template: pod(), ...more });
const set = (more: object = {}) => workload({ serviceName: "it", volumeClaimTemplates: claims("1Gi"), ...more });
const service = (more: object = {}) => ({ selector: labels, ports: [{ name: "http", port: 80 }], ...more });
const other = { matchLabels: { app: "other" } };
const otherPod = { selector: other, template: { ...pod(), metadata: { labels: { app: "other" } } } };

const places: Record<string, [apiVersion: string, plural: string, namespaced: boolean]> = {
  StatefulSet: ["apps/v1", "statefulsets", true],
  Deployment: ["apps/v1", "deployments", true],
  DaemonSet: ["apps/v1", "daemonsets", true],
  Job: ["batch/v1", "jobs", true],
  Service: ["v1", "services", true],
  ConfigMap: ["v1", "configmaps", true],
  Secret: ["v1", "secrets", true],
  RoleBinding: ["rbac.authorization.k8s.io/v1", "rolebindings", true],
  StorageClass: ["storage.k8s.io/v1", "storageclasses", false],
  PriorityClass: ["scheduling.k8s.io/v1", "priorityclasses", false],
  IngressClass: ["networking.k8s.io/v1", "ingressclasses", false],
  PodDisruptionBudget: ["policy/v1", "poddisruptionbudgets", true],
};

const role = (name: string) => ({
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
  subjects: [],
});
const storage = (type: string) => ({ provisioner: "example.com/disk", parameters: { type } });

/** What is told of each change: refused or not. */
const cases: readonly [what: string, kind: string, before: object, after: object][] = [
  [
    "size of a StatefulSet's claims",
    "StatefulSet",
    { spec: set() },
    { spec: set({ volumeClaimTemplates: claims("2Gi") }) },
  ],
  [
    "access modes of a StatefulSet's claims",
    "StatefulSet",
    { spec: set() },
    { spec: set({ volumeClaimTemplates: claims("1Gi", ["ReadWriteMany"]) }) },
  ],
  ["claims that a StatefulSet gets", "StatefulSet", { spec: set({ volumeClaimTemplates: [] }) }, { spec: set() }],
  ["a StatefulSet's Service", "StatefulSet", { spec: set() }, { spec: set({ serviceName: "other" }) }],
  [
    "a StatefulSet's pod management",
    "StatefulSet",
    { spec: set() },
    { spec: set({ podManagementPolicy: "Parallel" }) },
  ],
  ["a StatefulSet's selector", "StatefulSet", { spec: set() }, { spec: set(otherPod) }],
  ["a StatefulSet's image", "StatefulSet", { spec: set() }, { spec: set({ template: pod("example.com/a:2") }) }],
  ["a StatefulSet's replicas", "StatefulSet", { spec: set() }, { spec: set({ replicas: 3, minReadySeconds: 5 }) }],
  [
    "a StatefulSet that is to update on delete",
    "StatefulSet",
    { spec: set() },
    { spec: set({ updateStrategy: { type: "OnDelete" } }) },
  ],
  [
    "what becomes of a StatefulSet's claims",
    "StatefulSet",
    { spec: set() },
    {
      spec: set({
        revisionHistoryLimit: 3,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
      }),
    },
  ],
  ["a Deployment's selector", "Deployment", { spec: workload() }, { spec: workload(otherPod) }],
  [
    "a Deployment's strategy",
    "Deployment",
    { spec: workload() },
    { spec: workload({ strategy: { type: "Recreate" } }) },
  ],
  ["a DaemonSet's selector", "DaemonSet", { spec: workload() }, { spec: workload(otherPod) }],
  ["a DaemonSet's image", "DaemonSet", { spec: workload() }, { spec: workload({ template: pod("example.com/a:2") }) }],
  ["a Job's image", "Job", { spec: { template: job("a") } }, { spec: { template: job("b") } }],
  ["a Job's completions", "Job", { spec: { template: job("a") } }, { spec: { template: job("a"), completions: 2 } }],
  ["a Job's parallelism", "Job", { spec: { template: job("a") } }, { spec: { template: job("a"), parallelism: 2 } }],
  ["a Service that gets no address", "Service", { spec: service() }, { spec: service({ clusterIP: "None" }) }],
  [
    "a Service's other address",
    "Service",
    { spec: service({ clusterIP: "10.96.7.7" }) },
    { spec: service({ clusterIP: "10.96.7.8" }) },
  ],
  ["a Service that is to get an address", "Service", { spec: service({ clusterIP: "None" }) }, { spec: service() }],
  [
    "a Service's selector and port",
    "Service",
    { spec: service() },
    { spec: service({ selector: { app: "b" }, ports: [{ name: "http", port: 81 }] }) },
  ],
  ["a Service's type", "Service", { spec: service() }, { spec: service({ type: "NodePort" }) }],
  ["a binding's role", "RoleBinding", role("a"), role("b")],
  ["a class's parameters", "StorageClass", storage("gp2"), storage("gp3")],
  ["a class's reclaim policy", "StorageClass", storage("gp2"), { ...storage("gp2"), reclaimPolicy: "Retain" }],
  ["whether a class's volumes grow", "StorageClass", storage("gp2"), { ...storage("gp2"), allowVolumeExpansion: true }],
  ["a priority", "PriorityClass", { value: 1 }, { value: 2 }],
  ["a priority's description", "PriorityClass", { value: 1 }, { value: 1, description: "low" }],
  ["whom a priority displaces", "PriorityClass", { value: 1 }, { value: 1, preemptionPolicy: "Never" }],
  [
    "an ingress class's controller",
    "IngressClass",
    { spec: { controller: "a.io/a" } },
    { spec: { controller: "a.io/b" } },
  ],
  ["an immutable ConfigMap", "ConfigMap", { immutable: true, data: { a: "1" } }, { immutable: true, data: { a: "2" } }],
  ["a ConfigMap", "ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }],
  ["a Secret's type", "Secret", { type: "Opaque" }, { type: "example.com/a" }],
  [
    "a budget's selector",
    "PodDisruptionBudget",
    { spec: { selector: { matchLabels: labels }, maxUnavailable: 1 } },
    { spec: { selector: other, maxUnavailable: 1 } },
  ],
];

describe("fields that cannot change, on a real API server", function () {
  this.timeout(300_000);
  let api: KubeApi;
  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    api = await KubeApi.start();
  });
  after(() => api?.stop());

  const collection = (kind: string) => {
    const [apiVersion, plural, namespaced] = places[kind] as [string, string, boolean];
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return `${root}${namespaced ? `/namespaces/${namespace}` : ""}/${plural}`;
  };
  const objectOf = (kind: string, name: string, content: object): KubernetesObject => ({
    apiVersion: places[kind]?.[0] ?? "",
    kind,
    metadata: { name },
    ...content,
  });
  async function create(object: KubernetesObject): Promise<void> {
    const { status, body } = await api.request("POST", collection(object.kind), object);
    assert.equal(status, 201, JSON.stringify(body));
  }

  for (const [index, [what, kind, from, to]] of cases.entries()) {
    it(`${what}: refused by both, or by neither`, async () => {
      const [before, after] = [from, to].map((content) => objectOf(kind, `it-${index}`, content)) as [
        KubernetesObject,
        KubernetesObject,
      ];
      await create(before);
      const { status, body } = await api.request(
        "PATCH",
        `${collection(kind)}/it-${index}?dryRun=All`,
        patchOf(before, after),
        "application/merge-patch+json",
      );
      assert.ok(status === 200 || status === 422, `${status} ${JSON.stringify(body)}`);
      const refused = refusedChange(before, after, differingPaths(before, after), namespace);
      const { message = "" } = body as { message?: string };
      assert.equal(refused !== undefined, status === 422, `${what}: the API server says ${message || "yes"}`);
    });
  }

  // One that an autoscaler scales names no number of pods, and would come back with one.
  it("takes the new StatefulSet once the old one is made anew as the refusal says, and all of its pods run on", async () => {
    const [before, after] = [set(), set({ volumeClaimTemplates: claims("2Gi") })].map((spec) =>
      objectOf("StatefulSet", "mended", { spec: { ...spec, podManagementPolicy: "Parallel" } }),
    ) as [KubernetesObject, KubernetesObject];
    await create(before);
    const path = `${collection("StatefulSet")}/mended`;
    const patch = (content: object) => api.request("PATCH", path, content, "application/merge-patch+json");
    await patch({ spec: { replicas: 3 } });
    const pods = async () => {
      const { body } = await api.request("GET", `/api/v1/namespaces/${namespace}/pods`);
      return (body as { items: { metadata: { name: string; uid: string } }[] }).items
        .filter(({ metadata }) => metadata.name.startsWith("mended-"))
        .map(({ metadata }) => metadata.uid);
    };
    const until = async (condition: () => Promise<boolean>) => {
      for (let attempt = 0; attempt < 300 && !(await condition()); attempt++)
        await new Promise((resolve) => setTimeout(resolve, 100));
    };
    await until(async () => (await pods()).length === 3);
    const uids = await pods();
    assert.equal(uids.length, 3);

    const { commands } = refusedChange(before, after, differingPaths(before, after), namespace) ?? {};
    const [, program = ""] = /get statefulset mended -o json \| jq '(.*)' \| .* replace --force --cascade=orphan/.exec(
      commands?.at(-1) ?? "",
    ) ?? ["", ""];
    const live = (await api.request("GET", path)).body;
    const { stdout, stderr } = spawnSync("jq", [program], { input: JSON.stringify(live), encoding: "utf8" });
    assert.equal(stderr, "");
    const { metadata, ...made } = JSON.parse(stdout) as KubernetesObject;
    await api.request("DELETE", `${path}?propagationPolicy=Orphan`); // --cascade=orphan
    await until(async () => (await api.request("GET", path)).status === 404);
    await create({ ...made, metadata: { name: metadata.name } });

    const taken = await patch(patchOf(before, after) as object); // as Helm does then
    assert.equal(taken.status, 200, JSON.stringify(taken.body));
    await until(async () => {
      const { status } = (await api.request("GET", path)).body as { status?: { observedGeneration?: number } };
      return status?.observedGeneration !== undefined;
    });
    assert.deepEqual(await pods(), uids);
  });
});
