// Where the pods of each size go, judged by the real scheduler, admission and disruption controller on nodes that KWOK
// plays: the documented smallest cluster (docs/sizing.md) carries them, a node and a zone can be drained. With the real
// charts, from the folder that CHARTS_DIR names.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { chartArchive } from "../../commands/render/archives";
import { type KubernetesObject, readObjects } from "../../commands/render/objects";
import { ClusterObjects, isReady, ownerOf, type Pod } from "../servers/cluster-objects";
import { KubeApi } from "../servers/kube-api";
import { Nodes } from "../servers/nodes";
import { type PinnedHelm, pinnedHelm } from "../support/pinned-helm";
import { platformObjects } from "../support/platform-objects";
import { instances, smallestClusters, zones } from "../support/smallest-clusters";
import { settingsOfStack } from "../support/stack-configuration";

const charts = process.env.CHARTS_DIR;
const namespace = "observability";

/** Pods that write as many copies as there are, two of three of which must be there: groups that one zone may hold. */
const quorums: Readonly<Record<string, readonly string[]>> = {
  dev: [],
  sandbox: ["loki"],
  prod: ["tempo-ingester"],
};
/** One copy, with a volume in its zone: stands still while the zone is away, as docs/sizing.md says. */
const oneCopy: Readonly<Record<string, readonly string[]>> = {
  dev: ["alertmanager-kps-alertmanager", "log-consumer", "loki", "otel-gateway", "tempo"],
  sandbox: ["tempo"],
  prod: ["loki-compactor"],
};
const oneCopyAlways = [
  "grafana",
  "kubernetes-events",
  "prom-agent-kps-agent",
  "prom-agent-kps-tenants",
  "prometheus-kps-prometheus",
];

(charts === undefined ? describe.skip : describe)("pods on nodes", function () {
  this.timeout(900_000);
  let charted: PinnedHelm;

  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    charted = await pinnedHelm("scheduling-");
  });
  after(() => charted?.close());

  const objectsOf = async (stack: string): Promise<KubernetesObject[]> =>
    autoscaled(
      await platformObjects(settingsOfStack(stack), ({ release, location, values, namespace: of }) =>
        readObjects(charted.helm.template(release, chartArchive(location, charted.helm, charts), of, values)),
      ),
    );

  for (const [stack, cluster] of Object.entries(smallestClusters)) {
    describe(`${stack}, on ${cluster.nodesPerZone} ${cluster.instance} in each of three zones`, () => {
      let api: KubeApi;
      let nodes: Nodes;
      let objects: ClusterObjects;
      const linux: string[] = [];

      before(async () => {
        api = await KubeApi.start();
        nodes = await Nodes.start(api);
        objects = new ClusterObjects(api);
        const room = instances[cluster.instance];
        for (const zone of zones)
          for (let index = 0; index < cluster.nodesPerZone; index++) {
            const name = `${zone}-${index}`;
            linux.push(name);
            await nodes.add({ name, zone, ...room });
          }
        const other = { zone: zones[0], cpu: 8, memoryGib: 32 };
        await nodes.add({ name: "windows", ...other, os: "windows" });
        await nodes.add({ name: "arm", ...other, architecture: "arm64" });
        await nodes.cordon("arm"); // other workloads' node: agents alone go there
        await nodes.add({ name: "tainted", ...other, taint: { key: "gpu", value: "true", effect: "NoSchedule" } });
        await nodes.add({ name: "full", zone: zones[1], cpu: 2, memoryGib: 8 });
        await objects.create([filler("full", 2)]);
        await objects.settled("default", 60);
      });
      after(async () => {
        await nodes?.stop();
        await api?.stop();
      });

      it("has room for every pod, and none is refused", async () => {
        const unknown = await objects.create(await objectsOf(stack));
        assert.deepEqual(
          unknown.filter((name) => !/Monitor|PrometheusRule|Probe|Instrumentation/.test(name)),
          [],
        );
        await objects.settled(namespace, 240);
        const pods = await objects.pods(namespace);
        // On the full node as well: pods take the room of what agents displaced there.
        console.log(`      ${pods.length} pods: ${await use(objects, [...linux, "full"])}`);
      });

      it("puts agents on every Linux node, on one that is full by displacing, and nothing on Windows", async () => {
        const pods = await objects.pods(namespace);
        const agents = ["alloy", "fluent-bit", "kps-prometheus-node-exporter"];
        const present = agents.filter((agent) => pods.some((pod) => ownerOf(pod)?.name === agent));
        assert.ok(present.length >= 2, present.join());
        for (const node of [...linux, "arm", "tainted", "full"])
          for (const agent of present)
            assert.ok(
              pods.some((pod) => pod.spec.nodeName === node && ownerOf(pod)?.name === agent),
              `no ${agent} on ${node}`,
            );
        assert.deepEqual(
          pods.filter(({ spec }) => spec.nodeName === "windows"),
          [],
        );
        const strangers = pods.filter(
          (pod) => ["tainted", "arm"].includes(pod.spec.nodeName ?? "") && ownerOf(pod)?.kind !== "DaemonSet",
        );
        assert.deepEqual(
          strangers.map(({ metadata }) => metadata.name),
          [],
        );
      });

      it("asks for privileges in the node agents alone", async () => {
        const { status, warnings } = await api.request(
          "PATCH",
          `/api/v1/namespaces/${namespace}?dryRun=All`,
          { metadata: { labels: { "pod-security.kubernetes.io/enforce": "baseline" } } },
          "application/merge-patch+json",
        );
        assert.equal(status, 200);
        const named = warnings.join("\n");
        assert.match(named, /node-exporter/, "the API server names who would be refused");
        for (const pod of await objects.pods(namespace))
          if (ownerOf(pod)?.kind !== "DaemonSet") assert.ok(!named.includes(pod.metadata.name), named);
      });

      it("lets every node be drained, one after the other", async () => {
        for (const node of linux) {
          await nodes.cordon(node);
          await drained(objects, [node], 180);
          await nodes.cordon(node, false);
          await objects.settled(namespace, 60);
        }
      });

      it("keeps a quorum of every backend when a zone is drained", async () => {
        const away = linux.filter((name) => name.startsWith(zones[0]));
        for (const node of away) await nodes.cordon(node);
        await cutOff(objects, api, away);
        const still = await standingStill(objects, api, quorums[stack] ?? []);
        // Loki's ingesters are one ring over three sets; a zone holds one of them.
        const ingesters = still.filter((name) => name.startsWith("loki-ingester-zone"));
        assert.ok(ingesters.length <= 1, ingesters.join());
        const allowed = [...(oneCopy[stack] ?? []), ...oneCopyAlways, ...ingesters];
        assert.deepEqual(
          still.filter((name) => !allowed.includes(name)),
          [],
          (await objects.unsettled(namespace)).join("\n"),
        );
        console.log(`      stands still until the zone is back: ${still.join(", ") || "nothing"}`);
        for (const node of away) await nodes.cordon(node, false);
        await objects.settled(namespace, 120);
      });
    });
  }

  /**
   * Evicts what is on the nodes, as often as budgets allow, until node agents alone are left. A set's pod that is back
   * under its name counts as disrupted for two minutes more (the controller's DeletionTimeout).
   */
  async function drained(objects: ClusterObjects, names: readonly string[], withinSeconds: number): Promise<void> {
    const deadline = Date.now() + withinSeconds * 1_000;
    for (;;) {
      const left = (await objects.pods(namespace)).filter(
        (pod) => names.includes(pod.spec.nodeName ?? "") && ownerOf(pod)?.kind !== "DaemonSet",
      );
      if (left.length === 0) return;
      if (Date.now() > deadline)
        assert.fail(
          `cannot be evicted from ${names.join()}: ${left.map(({ metadata }) => metadata.name).join(", ")}\n` +
            (await objects.unsettled(namespace)).join("\n"),
        );
      for (const pod of left) await objects.evict(pod);
      await sleep(500);
    }
  }

  /** A zone that goes asks no budget. */
  async function cutOff(objects: ClusterObjects, api: KubeApi, names: readonly string[]): Promise<void> {
    for (const pod of await objects.pods(namespace))
      if (names.includes(pod.spec.nodeName ?? "") && ownerOf(pod)?.kind !== "DaemonSet")
        await api.request("DELETE", `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}?gracePeriodSeconds=0`);
  }

  /** Applications that leave no room on a node. */
  function filler(node: string, cpu: number): KubernetesObject {
    const labels = { app: "applications" };
    const containers = [
      { name: "a", image: "example.com/none:0", resources: { requests: { cpu: `${cpu * 1_000 - 50}m` } } },
    ];
    return {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "applications", namespace: "default" },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { nodeSelector: { "kubernetes.io/hostname": node }, containers } },
      },
    };
  }
});

interface Autoscaler extends KubernetesObject {
  spec: { scaleTargetRef: { kind: string; name: string }; minReplicas: number };
}

/** With as many pods as their autoscalers want at least: nobody scales them here, and a set that names no number has one. */
function autoscaled(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const least = new Map(
    objects
      .filter((object): object is Autoscaler => object.kind === "HorizontalPodAutoscaler")
      .map(({ spec: { scaleTargetRef: target, minReplicas } }) => [`${target.kind}/${target.name}`, minReplicas]),
  );
  return objects.map((object) => {
    const replicas = least.get(`${object.kind}/${object.metadata.name}`);
    return replicas === undefined ? object : { ...object, spec: { ...(object.spec as object), replicas } };
  });
}

interface Wanted {
  name: string;
  wanted: number;
}

/** Workloads but the agents, and how many pods each is to have. */
async function workloads(api: KubeApi): Promise<Wanted[]> {
  const lists = await Promise.all(
    ["deployments", "statefulsets"].map((plural) =>
      api.request("GET", `/apis/apps/v1/namespaces/${namespace}/${plural}`),
    ),
  );
  return lists.flatMap(({ body }) =>
    (body as { items: { metadata: { name: string }; spec: { replicas: number } }[] }).items.map(
      ({ metadata, spec }) => ({ name: metadata.name, wanted: spec.replicas }),
    ),
  );
}

/** Workloads that lack their quorum, or all their pods, once nothing more can be placed. */
async function standingStill(objects: ClusterObjects, api: KubeApi, quorum: readonly string[]): Promise<string[]> {
  const wantedOf = await workloads(api);
  let still: string[] = [];
  for (let before = ""; ; before = still.join()) {
    await sleep(3_000);
    const pods = (await objects.pods(namespace)).filter(isReady);
    const readyOf = (name: string) => pods.filter((pod) => ownerNames(pod).includes(name)).length;
    still = wantedOf
      .filter(
        ({ name, wanted }) =>
          readyOf(name) < (quorum.includes(name) ? Math.floor(wanted / 2) + 1 : Math.min(1, wanted)),
      )
      .map(({ name }) => name);
    if (still.join() === before) return still;
  }
}

/** A Deployment's pods are its ReplicaSet's, which has the same name and a digest. */
function ownerNames(pod: Pod): string[] {
  const owner = ownerOf(pod);
  return owner === undefined ? [] : [owner.name, owner.name.replace(/-[a-z0-9]+$/, "")];
}

/** CPU and memory that pods ask for, of what the nodes have. */
async function use(objects: ClusterObjects, names: readonly string[]): Promise<string> {
  const pods = (await objects.pods(namespace)).filter(({ spec }) => names.includes(spec.nodeName ?? ""));
  const sum = (resource: "cpu" | "memory") =>
    pods
      .flatMap(({ spec }) => spec.containers.map(({ resources }) => quantity(resources?.requests?.[resource] ?? "0")))
      .reduce((total, amount) => total + amount, 0);
  return `${sum("cpu").toFixed(1)} cores, ${(sum("memory") / 2 ** 30).toFixed(1)} GiB`;
}

function quantity(text: string): number {
  const [, number = "0", unit = ""] = /^([\d.]+)(\w*)$/.exec(text) ?? [];
  const factors: Record<string, number> = { m: 0.001, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, M: 1e6, G: 1e9 };
  return Number(number) * (factors[unit] ?? 1);
}
