// An `up` that the cluster breaks off: the API server is away for a minute, a release's pods never become ready. The next
// `up` completes, or says the one command. Real engine, Kubernetes provider, API server and scheduler; AWS is a stand-in.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { install } from "../../tools/install";
import { type ClusterRoom, openClusterRoom } from "../engine/cluster-room";
import type { EngineRoom } from "../engine/engine-room";
import { EngineStack } from "../engine/engine-stack";
import { changed } from "../engine/running-stack";
import { endWithThisProcess } from "../servers/cleanup";
import { ClusterObjects } from "../servers/cluster-objects";
import type { KubeApi } from "../servers/kube-api";

describe("an up that the cluster breaks off", function () {
  this.timeout(1_800_000);
  let cluster: ClusterRoom;
  let api: KubeApi;
  let room: EngineRoom;
  let stack: EngineStack;

  before(async () => {
    cluster = await openClusterRoom();
    ({ api, room } = cluster);
    stack = await EngineStack.create(room, "dev", "dev");
  });
  after(async () => {
    stack?.close();
    await cluster?.close();
  });

  async function up(
    onTold: (told: string) => void = () => undefined,
  ): Promise<{ status: number | null; told: string }> {
    const engine = spawn("pulumi", ["up", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: stack.stack.workspace.workDir,
      env: room.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    endWithThisProcess(engine);
    let told = "";
    for (const stream of [engine.stdout, engine.stderr])
      stream.on("data", (chunk: Buffer) => {
        told += chunk.toString();
        onTold(told);
      });
    const [status] = (await once(engine, "exit")) as [number | null];
    return { status, told };
  }

  it("is completed by the next one after the API server was away for a minute", async () => {
    let away: Promise<void> | undefined;
    const broken = await up((told) => {
      if (told.split(/helm\.sh\/v3:Release \S+ creating \(/).length > 3) away ??= api.loseApiServer(60);
    });
    await away;
    assert.ok(away !== undefined && broken.status !== 0, broken.told.slice(-3_000));
    let next = await up();
    if (next.told.includes("cannot re-use a name that is still in use")) {
      const [helm] = await install(["helm"], (line) => console.error(line));
      const inNamespace = ["--kubeconfig", api.kubeconfigFile, "--namespace", "observability"];
      const run = (...args: string[]) =>
        execFileSync(helm?.path ?? "helm", [...args, ...inNamespace], { encoding: "utf8" });
      const stuck = run("list", "--pending", "--short").trim().split("\n");
      console.log(`      needs helm uninstall ${stuck.join(" ")}`);
      run("uninstall", ...stuck);
      next = await up();
    }
    assert.equal(next.status, 0, next.told.slice(-3_000));
    assert.deepEqual(await new ClusterObjects(api).unsettled("observability"), []);
    assert.deepEqual(changed(await stack.up()), []);
  });
});
