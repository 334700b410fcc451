// Changes of a running stack that work, walked on the real engine with stand-ins in the steps that
// docs/operations/change.md gives. Those that are refused are in test/engine.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { EngineStack, type Step } from "../engine/stack/engine-stack";
import { changed, refusalOf, runningStack, sound, tenants } from "../engine/stack/running-stack";
import { openStandinRoom } from "../servers/standin-room";

/** Another text of a Collector's configuration is another ConfigMap. */
const isConfiguration = ({ name }: Step) => /-config-\d-/.test(name);
const ops = (steps: readonly Step[]) =>
  [
    ...new Set(
      changed(steps)
        .filter((step) => !isConfiguration(step))
        .map(({ op }) => op),
    ),
  ].sort();
const named = (steps: readonly Step[], ending: string) => steps.find(({ name }) => name.endsWith(ending));

/** Entries of `accept` that a refusal asks for; the engine prints it twice. */
const askedFor = (text: string) => [
  ...new Set([...text.matchAll(/accept\[\d+\]'? (\w+(\/[\w-]+)+)/g)].map(([, token = ""]) => token)),
];

/** Sizes that a refusal asks to be kept, or to be had on the way. */
function askedSizes(text: string) {
  const sizing: Record<string, Record<string, number>> = {};
  for (const [, row = "", key = "", amount] of text.matchAll(
    /config set --path observability:sizing\.(\w+)\.(\w+) (\d+)/g,
  ))
    sizing[row] = { ...sizing[row], [key]: Number(amount) };
  return sizing;
}

describe("changes of a running stack", function () {
  this.timeout(900_000);
  const running = runningStack("changes", { ...sound, protect: false });
  afterEach(() => running.stack.configure({}));

  const refusal = (overrides: Record<string, unknown>) => refusalOf(running.stack, overrides);

  async function up(overrides: Record<string, unknown>): Promise<Step[]> {
    running.stack.configure(overrides);
    return running.stack.up();
  }

  it("moves from one way of identity to the other and back: no role changes, and every pod that has one is new", async () => {
    const { stack } = running;
    for (const identity of ["irsa", "podIdentity"]) {
      stack.configure({ identity });
      const steps = changed(await stack.preview());
      // The way to the agent on the node goes once the pods that need it have gone.
      assert.deepEqual(
        steps.filter(({ op, type }) => op !== "update" && !/podIdentityAssociation|NetworkPolicy$/.test(type)),
        [],
      );
      assert.ok(steps.every(({ op }) => !op.includes("replace")));
      assert.equal(
        steps.find(({ type }) => type === "aws:iam/role:Role"),
        undefined,
      );
      for (const ending of ["backends-loki", "backends-tempo"])
        assert.ok(
          named(steps, ending)?.paths.some((path) => /podAnnotations.*identity/.test(path)),
          `${ending}: ${named(steps, ending)?.paths.join() ?? "unchanged"}`,
        );
      await stack.up();
    }
  });

  it("grows partitions in place, and then knows that they cannot shrink", async () => {
    const { stack } = running;
    const more = { kafka: { ...sound.kafka, partitions: 24 } };
    stack.configure(more);
    const steps = changed(await stack.preview());
    assert.deepEqual(ops(steps), ["update"]);
    assert.ok(named(steps, "kafka-logs"));
    await stack.up();
    assert.match(await refusal({}), /kafka\.partitions: 12 - must be at least 24/);
    sound.kafka.partitions = 24;
    stack.configure(more);
  });

  it("goes from small to medium once volumes have been grown, and back with volumes that it has", async () => {
    const kafka = { ...sound.kafka };
    const text = await refusal({ kafka, size: "medium" });
    const accept = askedFor(text);
    assert.ok(accept.length >= 3, text);
    const steps = await up({ kafka, size: "medium", accept });
    const gone = steps.filter((step) => /replace|delete/.test(step.op) && !isConfiguration(step));
    assert.deepEqual(gone, []);
    const back = await refusal({ kafka, size: "small" });
    const sizing = askedSizes(back);
    assert.ok("loki" in sizing && "tempo" in sizing, back);
    // Its operator makes Prometheus anew on the claim that is there; what was to be kept longer since today alone is none.
    assert.ok(!("prometheus" in sizing) && !/metrics of all tenants/.test(back), back);
    await up({ kafka, size: "small", sizing, accept: askedFor(back) });
    assert.deepEqual(changed(await up({ kafka, size: "small", sizing })), []);
    // Later steps begin there.
    running.stack = running.stack.continued({ kafka, sizing });
  });

  /** As they are since. */
  let volumes: ReturnType<typeof askedSizes> = {};

  it("goes to large once the stores have flushed, and back: other workloads, and all data stays", async () => {
    // Rows of small are none of large.
    const large = { size: "large", sizing: {} };
    const accept = askedFor(await refusal(large));
    assert.ok(accept.includes("flushed/tempoIngester"), accept.join());
    const noDataGoes = (steps: readonly Step[]) =>
      assert.deepEqual(
        steps.filter(({ op, type }) => /delete|replace/.test(op) && /^aws:(s3|kms|msk)/.test(type)),
        [],
      );
    noDataGoes(await up({ ...large, accept }));
    const back = await refusal({ sizing: {} });
    const sizing = askedSizes(back);
    assert.equal(sizing.loki?.replicas, 3, "one alone does not get ready beside the places of large's ingesters");
    noDataGoes(await up({ sizing, accept: askedFor(back) }));
    running.stack = running.stack.continued({ sizing });
    volumes = sizing;
  });

  it("lets data expire sooner once the stack file accepts it, and asks again for less", async () => {
    const accept = askedFor(await refusal({ retention: { logsDays: 7 } }));
    const week = { retention: { logsDays: 7 }, accept };
    assert.deepEqual(ops(await up(week)), ["update"]);
    assert.match(await refusal({ retention: { logsDays: 2 }, accept: week.accept }), /expire after 2 days/);
    assert.deepEqual(ops(await up({})), ["update"], "longer again needs nothing");
  });

  it("retires a tenant, keeps its data while it lasts, and lets it go when told", async () => {
    const retired = [tenants[0], { ...tenants[1], namespaces: [], retired: true }];
    const steps = changed(await up({ tenants: retired }));
    assert.deepEqual(
      steps.filter(({ type }) => type.startsWith("aws:s3")),
      [],
      "the buckets keep what they had",
    );
    assert.deepEqual(changed(await up({ tenants: retired })), []);
    const text = await refusal({ tenants: tenants.slice(0, 1) });
    assert.match(text, /search: retired on \d{4}-\d\d-\d\d, its data was to be kept until/);
    const gone = await up({ tenants: tenants.slice(0, 1), accept: ["tenant/search"] });
    assert.deepEqual(ops(gone), ["update"]);
    assert.deepEqual(ops(await up({ tenants })), ["update"], "it may come again");
  });

  it("gives its brokers up and takes new ones, once that is accepted", async () => {
    const { logConsumer: _, ...sizing } = volumes;
    const without = await up({ kafka: { mode: "none" }, sizing, accept: ["brokers"] });
    assert.ok(changed(without).some(({ op, type }) => op === "delete" && type === "aws:msk/cluster:Cluster"));
    const again = await up({ kafka: { mode: "msk", auth: "iam" } });
    assert.ok(changed(again).some(({ op, type }) => op === "create" && type === "aws:msk/cluster:Cluster"));
  });

  it("gives protected brokers up in the documented steps, and nothing else", async () => {
    // A cluster carries one platform.
    const own = await openStandinRoom();
    const guarded = await EngineStack.create(own, "guarded", "sandbox", {
      ...sound,
      protect: true,
      environment: "guarded",
    });
    try {
      await guarded.up();
      guarded.configure({ kafka: { mode: "none" }, accept: ["brokers"] });
      await assert.rejects(guarded.preview(), /protect/, "the engine refuses as well");
      const pulumi = (...args: string[]) =>
        spawnSync("pulumi", [...args, "--stack", "guarded", "--non-interactive"], {
          env: own.environment,
          encoding: "utf8",
          cwd: guarded.stack.workspace.workDir,
        });
      const { deployment } = await guarded.stack.exportStack();
      const brokers = (deployment as { resources: { urn: string; protect?: boolean }[] }).resources
        .filter(({ urn, protect }) => protect && /::observability-cloud-kafka/.test(urn))
        .map(({ urn }) => urn);
      const { status, stderr } = pulumi("state", "unprotect", "--yes", ...brokers);
      assert.equal(status, 0, stderr);
      const steps = changed(await guarded.up());
      assert.deepEqual(
        steps.filter(
          ({ op, name, type }) =>
            op === "delete" && type.startsWith("aws:") && !/cloud-kafka|log(Producer|Consumer)/.test(name),
        ),
        [],
      );
      await assert.rejects(guarded.destroy(), /protect/, "buckets and key are as protected as before");
    } finally {
      guarded.close();
      own.close();
    }
  });
});
