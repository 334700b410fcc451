// What a change does to rendered objects, on small ones: test/engine/changes/immutable-fields.test.ts asks a real API server
// about the same refusals, and `npm run test:charts` renders the real charts.
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { changesOf } from "./changes";
import { type KubernetesObject, readObjects } from "./objects";
import type { PlannedChart } from "./planned";
import { plansOfPreview } from "./plans";
import { compared, parseCommandLine } from "./render";
import { objectionsTo, renderSummary } from "./summary";

const labels = (version: string) => ({ "helm.sh/chart": `loki-${version}` });
const object = (kind: string, name: string, more: object = {}): KubernetesObject => ({
  kind,
  metadata: { name },
  ...more,
});
const statefulSet = (gib: number, image = "loki:1", more: object = {}) =>
  object("StatefulSet", "loki", {
    spec: {
      serviceName: "loki",
      template: { spec: { containers: [{ name: "loki", image }] } },
      volumeClaimTemplates: [
        { metadata: { name: "data" }, spec: { resources: { requests: { storage: `${gib}Gi` } } } },
      ],
      ...more,
    },
  });
const changes = (before: KubernetesObject[], after: KubernetesObject[], again = after) =>
  changesOf(before, after, again, "observability");

describe("rendered objects: what changes", () => {
  it("is read document by document, lists taken apart and tests left out", () => {
    const text = [
      object("Service", "a"),
      { kind: "List", items: [object("Secret", "b")] },
      object("Pod", "c", { metadata: { name: "c", annotations: { "helm.sh/hook": "test" } } }),
    ]
      .map((each) => stringify(each))
      .join("---\n");
    assert.deepEqual(
      readObjects(`# a comment\n---\n${text}`).map(({ kind }) => kind),
      ["Service", "Secret"],
    );
    assert.throws(() => readObjects("a: 1\na: 2\n"), /broken/);
  });

  it("tells labels alone, which a chart's version changes everywhere, from content", () => {
    const service = (version: string, port: number) =>
      object("Service", "loki", { metadata: { name: "loki", labels: labels(version) }, spec: { ports: [{ port }] } });
    const only = changes([service("1", 80)], [service("2", 80)]);
    assert.deepEqual([only.onlyLabels, only.change], [1, []]);
    const more = changes([service("1", 80)], [service("2", 81)]);
    assert.deepEqual([more.onlyLabels, more.change[0]?.paths.at(-1)], [0, "spec.ports[0].port"]);
  });

  it("tells objects of one name in two namespaces apart, and that a list of names has another order", () => {
    const role = (namespace: string, verb: string) =>
      object("Role", "it", { metadata: { name: "it", namespace }, rules: [verb] });
    const two = changes([role("a", "get"), role("b", "list")], [role("a", "get"), role("b", "watch")]);
    assert.deepEqual([two.change.length, two.appear.length], [1, 0]);
    assert.equal(changes([role("a", "get")], [role("a", "get"), role("b", "get")]).appear.length, 1);
    const ordered = (...names: string[]) => object("ConfigMap", "it", { list: names.map((name) => ({ name })) });
    assert.deepEqual(changes([ordered("a", "b")], [ordered("b", "a")]).change, [
      { object: "ConfigMap it", paths: ["list"] },
    ]);
  });

  it("names workloads whose pods are made anew, by containers' names, and those of the operator", () => {
    const found = changes(
      [statefulSet(10), object("Prometheus", "kps", { spec: { version: "1", replicas: 1 } })],
      [statefulSet(10, "loki:2"), object("Prometheus", "kps", { spec: { version: "2", replicas: 2 } })],
    );
    assert.deepEqual(found.restart, [
      { object: "StatefulSet loki", paths: ["spec.template.spec.containers[loki].image"] },
      { object: "Prometheus kps", paths: ["spec.version"] },
    ]);
    assert.deepEqual(found.images, { appear: ["loki:2"], vanish: ["loki:1"] });
    for (const kind of ["Deployment", "StatefulSet", "DaemonSet"]) {
      const of = (image: string) => object(kind, "it", { spec: { template: { spec: { image } } } });
      assert.equal(changes([of("a")], [of("b")]).restart.length, 1, kind);
    }
    assert.deepEqual(changes([statefulSet(10)], [statefulSet(10, "loki:1", { replicas: 3 })]).restart, []);
  });

  it("makes the operator's pods anew for selectors of nodes and pods, and not for those of monitors and rules", () => {
    const labelSelector = (app: string) => ({ matchLabels: { app } });
    const term = (app: string) => ({ labelSelector: labelSelector(app) });
    const spec = (app: string) => ({
      ruleNamespaceSelector: labelSelector(app),
      nodeSelector: { app },
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(app)] } },
    });
    const agent = (app: string) => object("PrometheusAgent", "kps", { spec: spec(app) });
    assert.deepEqual(
      changes([agent("a")], [agent("b")]).restart.flatMap(({ paths }) => paths),
      [
        "spec.nodeSelector.app",
        "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels.app",
      ],
    );
  });

  it("names definitions, permissions and hooks that appear, vanish or change", () => {
    const job = object("Job", "upgrade", {
      metadata: { name: "upgrade", annotations: { "helm.sh/hook": "pre-upgrade" } },
    });
    const found = changes(
      [object("CustomResourceDefinition", "old"), object("ClusterRole", "r", { rules: [{ verbs: ["get"] }] })],
      [object("CustomResourceDefinition", "new"), object("ClusterRole", "r", { rules: [{ verbs: ["*"] }] }), job],
    );
    assert.deepEqual(found.definitions, ["+ CustomResourceDefinition new", "- CustomResourceDefinition old"]);
    assert.deepEqual(found.permissions, ["~ ClusterRole r"]);
    const described = object("CustomResourceDefinition", "new", { spec: { properties: { image: "of a container" } } });
    assert.deepEqual(changes([], [described]).images.appear, [], "what a definition describes is no image");
    assert.deepEqual(found.hooks, ["Job upgrade (pre-upgrade)"]);
  });

  it("takes what a chart makes up at each rendering for no change, and sees what changes beside it", () => {
    const secret = (certificate: string, name: string) => object("Secret", "cert", { data: { certificate, name } });
    assert.deepEqual(changes([secret("a", "x")], [secret("b", "x")], [secret("c", "x")]).change, []);
    assert.deepEqual(changes([secret("a", "x")], [secret("b", "y")], [secret("c", "y")]).change, [
      { object: "Secret cert", paths: ["data.name"] },
    ]);
  });
});

describe("rendered objects: what the API server refuses", () => {
  const refused = (before: KubernetesObject, after: KubernetesObject) => changes([before], [after]).refused[0];
  const of = (kind: string, spec: object, name = "it") => object(kind, name, { spec });

  it("a StatefulSet's claims: they grow first, and the set is made anew around its pods", () => {
    const { commands, fields } = refused(statefulSet(10), statefulSet(20)) ?? {};
    assert.deepEqual(fields, ["spec.volumeClaimTemplates[data].spec.resources.requests.storage"]);
    assert.match(commands?.[0] ?? "", /grep '\/data-loki-\[0-9\]'.*"storage":"20Gi"/);
    assert.equal(
      commands?.[1],
      "kubectl -n observability get statefulset loki -o json | " +
        `jq '(.spec.volumeClaimTemplates[] | select(.metadata.name == "data")).spec.resources.requests.storage = "20Gi"' | ` +
        "kubectl -n observability replace --force --cascade=orphan -f -",
    );
    assert.equal(refused(statefulSet(10), statefulSet(10, "loki:2")), undefined);
    const elsewhere = (gib: number) => ({ ...statefulSet(gib), metadata: { name: "loki", namespace: "kube-system" } });
    for (const command of refused(elsewhere(10), elsewhere(20))?.commands ?? [])
      assert.match(command, /^kubectl -n kube-system /);
  });

  it("a selector: the pods that are there would be nobody's, so they go too", () => {
    for (const kind of ["StatefulSet", "Deployment", "DaemonSet"]) {
      const selector = (app: string) => of(kind, { selector: { matchLabels: { app } } });
      assert.deepEqual(
        refused(selector("a"), selector("b"))?.commands,
        [`kubectl -n observability delete ${kind.toLowerCase()} it`],
        kind,
      );
    }
  });

  const others: readonly [kind: string, before: object, after: object, field: string][] = [
    ["Service", { spec: {} }, { spec: { clusterIP: "None" } }, "spec.clusterIP"],
    ["Job", { spec: { template: { a: 1 } } }, { spec: { template: { a: 2 } } }, "spec.template.a"],
    ["RoleBinding", { roleRef: { name: "a" } }, { roleRef: { name: "b" } }, "roleRef.name"],
    ["StorageClass", { parameters: { type: "gp2" } }, { parameters: { type: "gp3" } }, "parameters.type"],
    ["PersistentVolumeClaim", { spec: { storageClassName: "a" } }, { spec: {} }, "spec.storageClassName"],
    ["ConfigMap", { immutable: true, data: { a: "1" } }, { immutable: true, data: { a: "2" } }, "data.a"],
    ["PriorityClass", { value: 1 }, { value: 2 }, "value"],
  ];
  for (const [kind, before, after, field] of others) {
    it(`a ${kind}'s ${field}`, () => {
      assert.deepEqual(refused(object(kind, "it", before), object(kind, "it", after))?.fields, [field]);
    });
  }

  it("none of a hook, which Helm deletes before it makes it", () => {
    const metadata = { name: "it", annotations: { "helm.sh/hook": "pre-install" } };
    const job = (image: string) => object("Job", "it", { metadata, spec: { template: { image } } });
    assert.equal(refused(job("a"), job("b")), undefined);
  });

  it("is accepted in the words that are printed, or as volumes that were grown, and for no later change", () => {
    const release = (gib: number) => [
      { release: "loki", before: "loki 1", after: "loki 1", changes: changes([statefulSet(10)], [statefulSet(gib)]) },
    ];
    const [objection, ...more] = objectionsTo(release(20), ["expiry/logs/7"]);
    assert.deepEqual(more, []);
    const token = /accept\[1\]' (\S+)$/.exec(objection ?? "")?.[1] ?? "";
    assert.match(token, /^recreated\/StatefulSet\/loki\//);
    for (const entry of [token, "volume/loki/20"]) assert.deepEqual(objectionsTo(release(20), [entry]), [], entry);
    for (const entry of [token, "volume/loki/20"]) assert.equal(objectionsTo(release(30), [entry]).length, 1, entry);
    const other = [
      { ...release(20)[0], changes: changes([of("Service", {})], [of("Service", { clusterIP: "None" })]) },
    ];
    assert.equal(objectionsTo(other as never, ["volume/loki/20"]).length, 1, "a volume's entry is for volumes");
    assert.match(
      renderSummary("prod", "HEAD", release(20)),
      /\*\*The API server refuses.*\n\n- loki: StatefulSet loki/s,
    );
    assert.match(
      renderSummary("prod", "HEAD", release(20), [token]),
      /the steps have been taken:\n\n- loki: StatefulSet/,
    );
  });
});

describe("rendered objects: two plans", () => {
  const chart = (release: string, version: string, values: unknown = {}): PlannedChart => ({
    release,
    namespace: "observability",
    location: { chart: release, version },
    values,
  });
  const render = ({ release, location, values }: PlannedChart) => [
    object("Secret", release, { data: { version: location.version, values } }),
  ];

  it("render what differs, and no release that stays", () => {
    const rendered: string[] = [];
    const releases = compared(
      {
        before: [chart("loki", "1"), chart("tempo", "1"), chart("gone", "1")],
        after: [chart("loki", "2"), chart("tempo", "1"), chart("new", "1")],
      },
      (one) => {
        rendered.push(one.release);
        return render(one);
      },
    );
    assert.deepEqual(
      releases.map(({ release, before, after }) => [release, before, after]),
      [
        ["loki", "loki 1", "loki 2"],
        ["new", undefined, "new 1"],
        ["gone", "gone 1", undefined],
      ],
    );
    assert.ok(!rendered.includes("tempo"));
    const text = renderSummary("prod", "main", releases);
    assert.match(text, /\| loki \| loki 1 → loki 2 \| 0 \| 0 \| 1 \|/);
    assert.match(text, /\| new \| none → new 1 \| 1 \|/);
  });

  it("show no value, whatever stands in a Secret, and let no name break the table", () => {
    const releases = compared(
      { before: [chart("lo|ki<img>", "1", "hunter2")], after: [chart("lo|ki<img>", "1", "hunter3")] },
      render,
    );
    const text = renderSummary("prod", "main", releases);
    assert.match(text, /Secret lo ki img {2}`data\.values`/);
    assert.doesNotMatch(text, /hunter|<img>/);
  });

  it("fit into a comment, however much changes", () => {
    const many = (image: string) =>
      Array.from({ length: 2_000 }, (_, index) =>
        object("Deployment", `d-${index}`, { spec: { template: { spec: { containers: [{ name: "c", image }] } } } }),
      );
    const text = renderSummary("prod", "main", [
      { release: "a", before: "a 1", after: "a 2", changes: changes(many("a"), many("b")) },
    ]);
    assert.ok(text.length < 10_000, String(text.length));
    assert.match(text, /and 1980 more\./);
  });

  const step = (op: string, version: string, next?: string) => {
    const state = (of: string) => ({
      type: "kubernetes:helm.sh/v3:Release",
      inputs: { ...chart("loki", of).location, name: "loki", namespace: "o", version: of, values: { a: 1 } },
    });
    return { op, oldState: state(version), ...(next && { newState: state(next) }) };
  };

  it("are read from a preview: what was deployed, and what is to be", () => {
    const { before, after } = plansOfPreview(
      `Created stack\n${JSON.stringify({ steps: [step("update", "1", "2"), { op: "same" }] })}`,
      "no-such-stack",
    );
    assert.deepEqual([before[0]?.location.version, after[0]?.location.version], ["1", "2"]);
    const gone = plansOfPreview(JSON.stringify({ steps: [step("delete", "1", "1")] }), "no-such-stack");
    assert.deepEqual([gone.before.length, gone.after.length], [1, 0]);
  });

  it("quote nothing of a preview that cannot be read", () => {
    for (const text of ["", '{"steps": "hunter2"}', '{"steps": [{"op"'])
      assert.throws(() => plansOfPreview(text, "prod"), { message: "it holds no whole preview" });
    const failed = { steps: [], diagnostics: [{ severity: "error", message: "hunter2" }] };
    assert.throws(() => plansOfPreview(JSON.stringify(failed), "prod"), { message: /^the preview failed, [a-z ]+$/ });
    const poor = { steps: [{ op: "same", newState: { type: "kubernetes:helm.sh/v3:Release", inputs: "hunter2" } }] };
    assert.throws(() => plansOfPreview(JSON.stringify(poor), "prod"), { message: /tells too little/ });
  });

  it("are named on the command line, in one way", () => {
    assert.deepEqual(parseCommandLine(["prod", "--against", "main"]), { stack: "prod", against: "main" });
    assert.throws(() => parseCommandLine([]), /name one stack\nusage/);
    assert.throws(() => parseCommandLine(["prod", "--against", "a", "--preview", "b"]), /two ways/);
    assert.throws(() => parseCommandLine(["prod", "--agianst", "a"]), /Unknown option '--agianst'\nusage/);
  });
});
