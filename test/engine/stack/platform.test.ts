// The life of a stack on the real engine: preview, up, up again, a tenant more, destroy. Kubernetes is a real API
// server and scheduler with nodes that KWOK plays, so that `up` waits for pods that become ready and for hooks' Jobs that
// end, as on EKS; AWS and random are stand-ins.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { charts } from "../../../components/charts";
import { checkedContract } from "../../../contract/reader";
import { ClusterObjects } from "../../servers/cluster-objects";
import { FieldChanges } from "../../servers/field-changes";
import type { KubeApi } from "../../servers/kube-api";
import { OthersObjects } from "../../servers/others-objects";
import { stackFile } from "../../support/stack-configuration";
import { type ClusterRoom, openClusterRoom } from "./cluster-room";
import type { EngineRoom } from "./engine-room";
import { EngineStack, type Step } from "./engine-stack";
import { installedReleases } from "./installed-releases";
import { keptObjects } from "./kept-objects";
import { changed } from "./running-stack";
import { definitionOf, definitions } from "./small-charts";

const has =
  (types: RegExp) =>
  ({ type }: Step) =>
    types.test(type);

/**
 * Both operators' definitions, marked as of the release that brought them: Helm takes those up by itself. Those without
 * the mark need `takeOwnership`, which the provider that the tests can build is too old for.
 */
function leftByFormerPlatform() {
  return [charts.prometheusCrds, charts.instrumentationOperator].flatMap(({ name, release }) =>
    (definitions[name] ?? []).map(definitionOf).map((definition) => ({
      ...definition,
      metadata: {
        ...definition.metadata,
        labels: { "app.kubernetes.io/managed-by": "Helm" },
        annotations: { "meta.helm.sh/release-name": release, "meta.helm.sh/release-namespace": "observability" },
      },
    })),
  );
}

/** Position of the first, and of the last, step that fits. */
function span(steps: readonly Step[], fits: (step: Step) => boolean): [number, number] {
  const positions = steps.flatMap((step, index) => (fits(step) ? [index] : []));
  assert.ok(positions.length > 0, `no step fits ${fits.toString()}`);
  return [Math.min(...positions), Math.max(...positions)];
}

/** Fails unless every step that fits `earlier` begins before any that fits `later`. */
function precedes(
  steps: readonly Step[],
  earlier: (step: Step) => boolean,
  later: (step: Step) => boolean,
  what: string,
): void {
  const [last, first] = [span(steps, earlier)[1], span(steps, later)[0]];
  assert.ok(
    last < first,
    `${what}: ${steps[last]?.name ?? ""} is step ${last}, ${steps[first]?.type ?? ""} ${steps[first]?.name ?? ""} ` +
      `is step ${first}`,
  );
}

const named = (type: string, ending: string) => (step: Step) => step.type === type && step.name.endsWith(ending);
const release = (ending: string) => named("kubernetes:helm.sh/v3:Release", ending);

/** Of kube-prometheus-stack: makes the certificate of its webhook before anything else is installed or upgraded. */
const hook = "kps-admission-create";

/** The contract as an app repository reads it from the stack's outputs. */
const contractOf = (outputs: Awaited<ReturnType<EngineStack["stack"]["outputs"]>>, stack: string) =>
  checkedContract({ platform: outputs.platform?.value, platformSidecar: outputs.platformSidecar?.value }, stack);

describe("a stack's life on the real engine", function () {
  this.timeout(900_000);
  let cluster: ClusterRoom;
  let api: KubeApi;
  let room: EngineRoom;
  let others: OthersObjects;
  let theirs: Awaited<ReturnType<OthersObjects["ids"]>>;

  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    cluster = await openClusterRoom();
    ({ api, room } = cluster);
    others = await OthersObjects.create(api, leftByFormerPlatform());
    theirs = await others.ids();
  });
  after(async () => {
    await cluster?.close();
  });

  /** Jobs that have ended well, and which make of them it was. */
  const endedJobs = async () => {
    const { body } = await api.request("GET", "/apis/batch/v1/namespaces/observability/jobs");
    const { items } = body as { items: { metadata: { name: string; uid: string }; status: { succeeded?: number } }[] };
    return new Map(
      items.filter(({ status }) => status.succeeded === 1).map(({ metadata }) => [metadata.name, metadata.uid]),
    );
  };

  for (const name of ["dev", "sandbox", "prod"]) {
    describe(name, () => {
      let stack: EngineStack;
      let created: Step[];
      let hooked: string | undefined;
      // Protection has its own test below; these stacks are to leave nothing behind.
      before(async () => {
        stack = await EngineStack.create(room, name, name, { protect: false });
      });
      after(() => stack?.close());

      it("is previewed without error, and nothing but creations is planned", async () => {
        const steps = await stack.preview();
        assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
        assert.ok(steps.length > 60, String(steps.length));
      });

      it("comes up", async () => {
        created = await stack.up();
        assert.ok(changed(created).length > 60);
        assert.deepEqual(await new ClusterObjects(api).unsettled("observability"), [], "up waited for every pod");
        hooked = (await endedJobs()).get(hook);
        assert.ok(hooked !== undefined, "the hook's Job has ended");
      });

      it("hands out a contract that is plain and known, and secrets that are secret", async () => {
        const outputs = await stack.stack.outputs();
        assert.equal(outputs.platform?.secret, false);
        assert.equal(outputs.platformSidecar?.secret, false);
        const contract = contractOf(outputs, name);
        assert.match(contract.conventions.logFiles.sidecar.config, /otel-gateway/);
        assert.equal(contract.environment, name);
        assert.ok(
          contract.kafka === null ? name === "dev" : /^b-1.*:9096,b-2/.test(contract.kafka.bootstrapServers),
          JSON.stringify(contract.kafka),
        );
        assert.equal(outputs.platformSecrets?.secret, true);
      });

      it("has its releases and its NetworkPolicies in the API server", async () => {
        const { body } = await api.request(
          "GET",
          "/apis/networking.k8s.io/v1/namespaces/observability/networkpolicies",
        );
        assert.ok((body as { items: unknown[] }).items.length > 10);
        const secrets = await api.request("GET", "/api/v1/namespaces/observability/secrets?labelSelector=owner%3Dhelm");
        const installed = (secrets.body as { items: { metadata: { labels: { name: string } } }[] }).items.map(
          ({ metadata }) => metadata.labels.name,
        );
        for (const expected of ["kps", "loki", "tempo", "grafana", "alloy", "fluent-bit", "otel-operator"])
          assert.ok(installed.includes(expected), `${expected} is not among ${installed.join(", ")}`);
      });

      it("created definitions before what is defined, and what a workload needs before the workload", () => {
        const namespace = has(/^kubernetes:core\/v1:Namespace$/);
        precedes(created, namespace, has(/^kubernetes:helm\.sh/), "the namespace comes before releases");
        precedes(
          created,
          release("backends-crds"),
          has(/^kubernetes:(monitoring\.coreos\.com|opentelemetry\.io)/),
          "definitions come before custom resources",
        );
        precedes(
          created,
          named("aws:iam/rolePolicy:RolePolicy", "identities-loki"),
          release("backends-loki"),
          "Loki's role comes before Loki",
        );
        precedes(
          created,
          named(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "loki-chunks",
          ),
          release("backends-loki"),
          "encryption comes before data",
        );
        if (name === "dev") return;
        precedes(
          created,
          named("aws:msk/topic:Topic", "kafka-logs"),
          release("collection-file-logs"),
          "the topic comes before its producer",
        );
        precedes(
          created,
          named("aws:msk/topic:Topic", "kafka-logs"),
          release("collection-log-consumer"),
          "the topic comes before its consumer",
        );
      });

      it("could not change fields of its releases that render says cannot change, and all others", async () => {
        const namespace = "observability";
        const told = new FieldChanges(api, new ClusterObjects(api), namespace);
        for (const { name: of, objects } of await installedReleases(api, namespace))
          await told.everyChange(of, objects);
        assert.deepEqual(told.differences, []);
        for (const kind of ["StatefulSet", "Deployment", "DaemonSet"]) {
          assert.deepEqual([...(told.told.get(`${kind}: selector`) ?? [])], ["refused"], kind);
          assert.deepEqual([...(told.told.get(`${kind}: image`) ?? [])], ["taken"], kind);
        }
        assert.deepEqual([...(told.told.get("Service: no address") ?? [])], ["refused"]);
        assert.deepEqual([...(told.told.get("Job: image") ?? [])], ["refused"]);
      });

      it("goes on with the definitions that a former platform left, and touches nobody's objects", async () => {
        assert.deepEqual(await others.ids(), theirs);
      });

      it("changes nothing at the second up", async () => {
        assert.deepEqual(changed(await stack.up()), []);
      });

      it("takes one more tenant without replacing or deleting anything", async () => {
        const tenants = [
          ...(stackFile(name).tenants as object[]),
          {
            id: "newcomer",
            namespaces: ["newcomer"],
            team: "Newcomers",
            retention: { logsDays: 3, tracesDays: 3 },
            limits: { maxStreams: 777 },
          },
        ];
        stack.configure({ tenants });
        const planned = changed(await stack.preview());
        // The Collectors' configurations: another text is another ConfigMap.
        const isConfiguration = ({ name: of, type }: (typeof planned)[number]) =>
          type === "kubernetes:core/v1:ConfigMap" && /-config-\d-[0-9a-f]{10}$/.test(of);
        const opsOf = (steps: typeof planned) => [...new Set(steps.map(({ op }) => op))].sort();
        assert.deepEqual(opsOf(planned.filter(isConfiguration)), ["create", "delete"]);
        const others = planned.filter((step) => !isConfiguration(step));
        assert.deepEqual(opsOf(others), ["update"], JSON.stringify(others));
        const touched = planned.map(({ name: of }) => of);
        for (const owner of [
          "backends-loki",
          "backends-tempo",
          "backends-prometheus-agent",
          "backends-grafana-organisations",
          "collection-gateway",
          "collection-container-logs-alloy",
        ]) {
          assert.ok(
            touched.some((of) => of.endsWith(owner)),
            `${owner} is not touched: ${touched.join(", ")}`,
          );
        }
        assert.deepEqual(
          planned.filter(({ type }) => type.startsWith("aws:")),
          [],
          "a tenant that keeps its data no longer than the others owns nothing in AWS",
        );
        await stack.up();
        assert.deepEqual(await new ClusterObjects(api).unsettled("observability"), [], "up waited for every pod");
        const again = (await endedJobs()).get(hook);
        assert.ok(again !== undefined && again !== hooked, "the hook ran again, and has ended");
        const contract = contractOf(await stack.stack.outputs(), name);
        assert.deepEqual(contract.tenants.newcomer?.namespaces, ["newcomer"]);
      });

      it("is destroyed in the reverse order, and leaves an empty account", async () => {
        const steps = await stack.destroy();
        precedes(steps, release("backends-loki"), has(/^aws:s3\/bucket:Bucket$/), "Loki goes before its bucket");
        precedes(
          steps,
          has(/^kubernetes:helm\.sh/),
          has(/^kubernetes:core\/v1:Namespace$/),
          "releases go before the namespace",
        );
        await gone(api, "/api/v1/namespaces/observability");
        assert.deepEqual(keptObjects(room), []);
        assert.deepEqual(await others.ids(), theirs, "what other teams have of the operators' kinds stays");
      });
    });
  }

  describe("the combinations of examples/stacks", () => {
    const own: Record<string, readonly string[]> = {
      "high-performance": ["sampler"],
      kubernetes: [],
      "vms-and-kubernetes": ["file-logs"],
      "complex-analysis": ["file-logs", "log-consumer"],
      fused: ["file-logs", "log-consumer", "sampler"],
      "auto-mode": ["file-logs", "log-consumer"],
      "air-gapped": ["file-logs", "log-consumer"],
    };
    for (const [combination, parts] of Object.entries(own)) {
      it(`${combination}: is previewed, with the releases of its path`, async () => {
        const stack = await EngineStack.create(room, combination, `examples/stacks/${combination}.yaml`);
        try {
          const steps = await stack.preview();
          assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
          const releases = steps.filter(has(/^kubernetes:helm\.sh\/v3:Release$/)).map(({ name }) => name);
          for (const part of ["file-logs", "log-consumer", "sampler"]) {
            assert.equal(
              releases.some((name) => name.endsWith(`collection-${part}`)),
              parts.includes(part),
              `${part}: ${releases.join(", ")}`,
            );
          }
        } finally {
          stack.close();
        }
      });
    }
  });
});

/** Resolves when the API server no longer has the object; it may take a moment to finish. */
async function gone(api: KubeApi, path: string): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt++) {
    if ((await api.request("GET", path)).status === 404) return;
    await sleep(500);
  }
  assert.fail(`${path} is still there`);
}
