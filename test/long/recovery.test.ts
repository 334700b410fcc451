// An `up` that breaks off: the engine is killed at ten random points of a first `up`. The next `up` goes on, or one
// command that is printed is needed first. On the real engine with stand-ins; RECOVERY_SEED chooses other points.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { commandAfter } from "../../commands/cut-off/interrupted";
import { dataTypes } from "../../conventions/data-types";
import type { EngineRoom } from "../engine/stack/engine-room";
import { EngineStack } from "../engine/stack/engine-stack";
import { changed, refusalOf, sound } from "../engine/stack/running-stack";
import { endWithThisProcess } from "../servers/cleanup";
import { openStandinRoom } from "../servers/standin-room";

const kills = 10;
const tsx = pathToFileURL(require.resolve("tsx")).href;

/** What holds data in the account that the stand-in of AWS keeps, as `type id`. */
function dataIn({ directory }: EngineRoom): string[] {
  return [...dataTypes].flatMap((type) => {
    const folder = join(directory, "account", "aws", encodeURIComponent(type));
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
    return files.map((file) => `${type} ${file}`);
  });
}

/** The same points for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

describe("an up that breaks off", function () {
  this.timeout(900_000);
  let room: EngineRoom;
  let stack: EngineStack;
  const name = "recovery";

  before(async () => {
    room = await openStandinRoom();
    const binaries = join(room.directory, "bin");
    mkdirSync(binaries);
    const cli = resolve(__dirname, "..", "servers", "aws-cli.ts");
    writeFileSync(join(binaries, "aws"), `#!/bin/sh\nexec node --import ${tsx} ${cli} "$@"\n`, { mode: 0o755 });
    // No release is amid anything for the stand-in of Helm.
    writeFileSync(join(binaries, "kubectl"), "#!/bin/sh\necho No resources found\n", { mode: 0o755 });
    room.environment.PATH = `${binaries}:${room.environment.PATH ?? ""}`;
    stack = await EngineStack.create(room, name, "sandbox", { protect: true });
  });
  after(() => {
    stack?.close();
    room?.close();
  });

  const upArguments = ["up", "--stack", name, "--yes", "--skip-preview"];
  const cwd = () => stack.stack.workspace.workDir;
  const pulumi = (...args: string[]) =>
    spawnSync("pulumi", [...args, "--non-interactive"], {
      cwd: cwd(),
      env: room.environment,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });

  /** Starts an `up`, and kills the engine after as many creations have begun. What it printed, where it ended before. */
  async function killedAfter(creations: number): Promise<{ killed: boolean; status: number | null; told: string }> {
    const engine = spawn("pulumi", [...upArguments, "--non-interactive"], {
      cwd: cwd(),
      env: { ...room.environment, STANDIN_TIME_SCALE: "0.002" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    endWithThisProcess(engine);
    let told = "";
    const listen = (chunk: Buffer) => {
      told += chunk.toString();
      if (told.split(" creating (").length > creations) engine.kill("SIGKILL");
    };
    engine.stdout.on("data", listen);
    engine.stderr.on("data", listen);
    const [status, signal] = (await once(engine, "exit")) as [number | null, string | null];
    // Plugins look every 5 s whether the engine is still there.
    if (signal === "SIGKILL") await sleep(6_000);
    return { killed: signal === "SIGKILL", status, told };
  }

  /** Runs the one command that the engine or `npm run up` prints, and says which it was. */
  function mended(told: string): string {
    if (told.includes("`pulumi cancel`")) {
      assert.equal(pulumi("cancel", "--stack", name, "--yes").status, 0);
      return "pulumi cancel";
    }
    const exported = pulumi("stack", "export", "--stack", name);
    assert.equal(exported.status, 0, `${exported.stderr}\nafter: ${told.slice(-3_000)}`);
    const command = commandAfter(name, JSON.parse(exported.stdout), "");
    assert.ok(command, `no command is said after: ${told.slice(-3_000)}`);
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
      cwd: cwd(),
      env: room.environment,
      encoding: "utf8",
    });
    assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
    return "pulumi import";
  }

  async function pendingOperations(): Promise<unknown[]> {
    const { deployment } = await stack.stack.exportStack();
    return (deployment as { pending_operations?: unknown[] }).pending_operations ?? [];
  }

  it(`is completed after the engine was killed (SIGKILL) at ${kills} random points`, async () => {
    const next = random(Number(process.env.RECOVERY_SEED ?? 7));
    const counts: Record<string, number> = {};
    let killed = 0;
    let data: string[] = [];
    for (let attempt = 0; attempt < 6 * kills; attempt++) {
      const creations = killed < kills ? 1 + Math.floor(next() * 18) : Number.POSITIVE_INFINITY;
      const run = await killedAfter(creations);
      const now = dataIn(room);
      assert.deepEqual(
        data.filter((each) => !now.includes(each)),
        [],
        "nothing that holds data goes",
      );
      data = now;
      if (run.killed) killed++;
      else if (run.status === 0) break;
      else {
        const command = mended(run.told);
        counts[command] = (counts[command] ?? 0) + 1;
      }
    }
    console.log(`      ${killed} kills; needed ${JSON.stringify(counts)}`);
    assert.equal(killed, kills);
    // What the last run repeated is still called pending, as its warning says.
    if ((await pendingOperations()).length > 0) mended("");
    assert.deepEqual(changed(await stack.up()), []);
    assert.deepEqual(await pendingOperations(), []);
  });

  it("that failed before there was a namespace or brokers binds their names no more than they exist", async () => {
    const own = await openStandinRoom();
    const first = await EngineStack.create(own, "first", "sandbox", { ...sound, protect: false });
    try {
      const failing = { "aws:msk/cluster:Cluster": "no brokers", "kubernetes:core/v1:Namespace": "no namespace" };
      const { status } = spawnSync(
        "pulumi",
        ["up", "--stack", "first", "--yes", "--skip-preview", "--non-interactive"],
        {
          cwd: first.stack.workspace.workDir,
          env: { ...own.environment, STANDIN_FAILS_ONCE: JSON.stringify(failing) },
          encoding: "utf8",
          maxBuffer: 2 ** 28,
        },
      );
      assert.notEqual(status, 0);
      first.configure({ kafka: { mode: "msk", auth: "iam", partitions: 3 }, namespace: "elsewhere" });
      assert.ok((await first.preview()).some(({ op }) => op === "create"));
      assert.match(await refusalOf(first, { environment: "other" }), /environment: "other" - must stay sandbox/);
    } finally {
      first.close();
      own.close();
    }
  });

  const failures: readonly [what: string, type: string, words: string][] = [
    ["a throttled call", "aws:iam/role:Role", "creating IAM Role: ThrottlingException: Rate exceeded"],
    [
      "a release that times out",
      "kubernetes:helm.sh/v3:Release",
      "release failed: timed out waiting for the condition",
    ],
  ];
  for (const [what, type, words] of failures) {
    it(`is completed by the next one after ${what}, with no command between`, async () => {
      const own = await openStandinRoom();
      const other = await EngineStack.create(own, "failing", "sandbox", { protect: true });
      try {
        const broken = spawnSync(
          "pulumi",
          ["up", "--stack", "failing", "--yes", "--skip-preview", "--non-interactive"],
          {
            cwd: other.stack.workspace.workDir,
            env: { ...own.environment, STANDIN_FAILS_ONCE: JSON.stringify({ [type]: words }) },
            encoding: "utf8",
            maxBuffer: 2 ** 28,
          },
        );
        assert.notEqual(broken.status, 0, broken.stdout);
        assert.ok((broken.stdout + broken.stderr).includes(words), "the reason is shown");
        const steps = changed(await other.up());
        assert.deepEqual(
          steps.filter(({ op }) => op !== "create").map(({ op, name: of }) => `${op} ${of}`),
          [],
        );
        assert.deepEqual(changed(await other.up()), []);
      } finally {
        other.close();
        own.close();
      }
    });
  }
});
