// An `up` that breaks off on a real cluster: the engine is killed or its machine lost while Helm is amid a release, the API
// server is away for a minute. The next `up` completes, or one command that is printed is needed before. Real engine, Kubernetes provider, API
// server and scheduler, and kubectl on PATH; AWS is a stand-in.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { commandAfter } from "../../commands/cut-off/interrupted";
import { refusedReleases } from "../../commands/cut-off/releases";
import { charts } from "../../components/charts";
import { type ClusterRoom, openClusterRoom } from "../engine/stack/cluster-room";
import type { EngineRoom } from "../engine/stack/engine-room";
import { EngineStack } from "../engine/stack/engine-stack";
import { changed } from "../engine/stack/running-stack";
import { endWithThisProcess } from "../servers/cleanup";
import { ClusterObjects, isReady } from "../servers/cluster-objects";
import type { KubeApi } from "../servers/kube-api";
import { stackFile } from "../support/stack-configuration";

const namespace = "observability";
/** Its chart has a hook that runs a pod before it is installed and before each upgrade; other releases come after it. */
const operator = charts.prometheus.release;

interface Run {
  status: number | null;
  told: string;
  /** What `npm run up` reads where the run fails; undefined where it never began. */
  events: string | undefined;
}

/** A process and all that it started. */
function family(pid: number): number[] {
  const parents = readdirSync("/proc").flatMap((id) => {
    try {
      const [, parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
      return [[Number(id), Number(parent)] as const];
    } catch {
      return []; // no process, or one that has just ended
    }
  });
  const below = (of: number): number[] => [
    of,
    ...parents.filter(([, parent]) => parent === of).flatMap(([id]) => below(id)),
  ];
  return below(pid);
}

/** What a run says went wrong: its outputs come after that, and are longer. */
const faultsOf = ({ told }: Run) =>
  told
    .slice(told.lastIndexOf("\nDiagnostics:"))
    .split(/^Outputs:/m)[0]
    ?.slice(0, 6_000);

/** What a run deletes or makes anew. */
function removedBy({ events = "" }: Run): string[] {
  return events.split("\n").flatMap((line) => {
    const { metadata } = line === "" ? {} : ((JSON.parse(line) as EngineEvent).resourcePreEvent ?? {});
    return metadata !== undefined && /delete|replace/.test(metadata.op) ? [`${metadata.op} ${metadata.urn}`] : [];
  });
}

describe("an up that breaks off on a cluster", function () {
  this.timeout(1_800_000);
  let cluster: ClusterRoom;
  let api: KubeApi;
  let room: EngineRoom;
  let stack: EngineStack;
  let objects: ClusterObjects;

  before(async () => {
    cluster = await openClusterRoom();
    ({ api, room } = cluster);
    objects = new ClusterObjects(api);
    stack = await EngineStack.create(room, "dev", "dev");
  });
  after(async () => {
    stack?.close();
    await cluster?.close();
  });

  const inStack = () => ({
    cwd: stack.stack.workspace.workDir,
    env: { ...room.environment, KUBECONFIG: api.kubeconfigFile, PULUMI_DEBUG_COMMANDS: "true" },
    encoding: "utf8" as const,
    maxBuffer: 2 ** 28,
  });

  async function up(whileItRuns: (engine: ChildProcess, told: string) => void = () => undefined): Promise<Run> {
    const log = join(room.directory, "events");
    rmSync(log, { force: true });
    const args = ["up", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive", "--event-log", log];
    const engine = spawn("pulumi", args, { ...inStack(), stdio: ["ignore", "pipe", "pipe"] });
    endWithThisProcess(engine);
    let told = "";
    for (const stream of [engine.stdout, engine.stderr])
      stream.on("data", (chunk: Buffer) => {
        told += chunk.toString();
        whileItRuns(engine, told);
      });
    const [status] = (await once(engine, "exit")) as [number | null];
    return { status, told, events: existsSync(log) ? readFileSync(log, "utf8") : undefined };
  }

  /** The command that `npm run up` prints after this run. */
  function printedAfter(run: Run): string {
    const { status, stdout, stderr } = spawnSync("pulumi", ["stack", "export", "--stack", "dev"], inStack());
    assert.equal(status, 0, stderr);
    const command = commandAfter("dev", JSON.parse(stdout), run.events ?? "");
    assert.ok(command, `no command is said after: ${faultsOf(run)}`);
    return command;
  }

  function run(command: string): string {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], inStack());
    assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
    return stdout;
  }

  /** What Helm last wrote of each release: `deployed`, `pending-install`, ... */
  async function statuses(): Promise<Map<string, string>> {
    const { body } = await api.request("GET", `/api/v1/namespaces/${namespace}/secrets?labelSelector=owner%3Dhelm`);
    const { items = [] } = body as {
      items?: { metadata: { labels: { name: string; status: string; version: string } } }[];
    };
    const labels = items.map(({ metadata }) => metadata.labels).sort((a, b) => Number(a.version) - Number(b.version));
    return new Map(labels.map(({ name, status }) => [name, status]));
  }
  const pending = async () => [...(await statuses())].filter(([, status]) => status.startsWith("pending-"));

  async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 600_000;
    while (!(await condition())) {
      assert.ok(Date.now() < deadline, what);
      await sleep(200);
    }
  }

  /** Runs `up` and kills (SIGKILL) those of its processes that are named, when Helm waits for a hook that no node takes. */
  async function killedAmid(status: string, who: (engine: number) => number[]): Promise<void> {
    await cluster.cordon(true);
    let engine: ChildProcess | undefined;
    const killed = up((started) => {
      engine = started;
    });
    await until(async () => (await statuses()).get(operator) === status, `${operator} is never ${status}`);
    assert.ok(engine?.pid !== undefined && engine.exitCode === null);
    for (const pid of who(engine.pid)) process.kill(pid, "SIGKILL");
    assert.equal((await killed).status, null);
    await cluster.cordon(false);
  }

  async function machineLostAmid(status: string): Promise<void> {
    await killedAmid(status, family);
    assert.equal((await statuses()).get(operator), status, "nobody ends what was lost");
  }

  /** What the next runs say, up to the command that is needed. */
  async function refused(words: string): Promise<string> {
    const locked = await up();
    assert.match(locked.told, /`pulumi cancel`/);
    assert.equal(locked.events, undefined, "nothing is said of a run that may still be under way");
    run("pulumi cancel --stack dev --yes");
    const next = await up();
    assert.notEqual(next.status, 0);
    assert.ok(next.told.includes(words), faultsOf(next));
    return printedAfter(next);
  }

  it("goes on after the one printed command where its machine was lost amid an installation", async () => {
    await machineLostAmid("pending-install");
    const command = await refused("cannot re-use a name that is still in use");
    console.log(`      pending: ${(await pending()).map(([name]) => name).join(", ")}`);
    run(command);
    assert.deepEqual(await pending(), []);
  });

  it("goes on after the one printed command where the engine was killed, and Helm went on to the end", async () => {
    await killedAmid("pending-install", (engine) => [engine]);
    await until(async () => (await pending()).length === 0, "Helm does not end");
    assert.equal((await statuses()).get(operator), "deployed");
    run(await refused("cannot re-use a name that is still in use"));
  });

  it("is completed by the next one after the API server was away for a minute", async () => {
    let away: Promise<void> | undefined;
    const broken = await up((_engine, told) => {
      // Releases that a run before has left are updated.
      if (told.split(/helm\.sh\/v3:Release \S+ (?:creating|updating) \(/).length > 3) away ??= api.loseApiServer(60);
    });
    await away;
    assert.ok(
      away !== undefined && broken.status !== 0,
      `${away && "it was away, "}status ${broken.status}: ${faultsOf(broken)}`,
    );
    assert.deepEqual(refusedReleases(broken.events ?? ""), [], "the command before was enough");
    let next = await up();
    if (next.status !== 0) {
      const command = printedAfter(next);
      console.log(`      pending: ${(await pending()).map(([name]) => name).join(", ")}`);
      run(command);
      next = await up();
    }
    assert.equal(next.status, 0, faultsOf(next));
    assert.deepEqual([...removedBy(broken), ...removedBy(next)], [], "what was made before is taken up");
    const query = `/api/v1/namespaces/${namespace}/events?fieldSelector=reason%3DNodeNotReady`;
    const { items: marked } = (await api.request("GET", query)).body as { items: unknown[] };
    console.log(`      ${marked.length} pods were marked while no node was heard of`);
    await objects.settled(namespace, 60);
    assert.deepEqual(changed(await stack.up()), []);
  });

  it("goes on after the one printed command where its machine was lost amid an upgrade", async () => {
    const retention = { ...(stackFile("dev").retention as object), metricsDays: 16 };
    stack.configure({ retention });
    await machineLostAmid("pending-upgrade");
    const command = await refused("another operation (install/upgrade/rollback) is in progress");
    assert.match(command, /^kubectl --server https:\/\/127\.0\.0\.1:\d+ --namespace observability delete secret /);
    assert.match(run(command), /^secret "sh\.helm\.release\.v1\.kps\.v\d+" deleted\n$/);
    const next = await up();
    assert.equal(next.status, 0, faultsOf(next));
    assert.deepEqual(removedBy(next), []);
    await objects.settled(namespace, 60);
    assert.deepEqual(changed(await stack.up()), []);
  });

  // Else a pod that the controller of nodes has marked would be told from one that is not ready by nobody.
  it("runs on nodes that report a marked pod ready again, as kubelets do", async () => {
    const [pod] = (await objects.pods(namespace)).filter(isReady);
    assert.ok(pod);
    const { status } = await api.request(
      "PATCH",
      `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/status`,
      { status: { conditions: [{ type: "Ready", status: "False" }] } },
      "application/strategic-merge-patch+json",
    );
    assert.equal(status, 200);
    await objects.settled(namespace, 10);
  });
});
