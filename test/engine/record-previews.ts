/**
 * Records what the real engine prints for `pulumi preview --json`, in situations that a pull request can bring:
 * `npm run record-previews`. Writes test/fixtures/previews/*.json, trimmed to what is not a resource's own data.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { EngineStack, type EngineRoom } from "./engine-stack";
import { openStandinRoom } from "./standin-room";

const fixtures = resolve(__dirname, "..", "fixtures", "previews");
const policyPack = resolve(__dirname, "..", "..", "policy", "bin", "observability-policy");

/** A change of the settings of prod, by the name of its recording. */
const changes: Record<string, Record<string, unknown>> = {
  "no-change": {},
  "more-retention": { retention: { logsDays: 400, tracesDays: 14, metricsDays: 30, accessLogsDays: 90 } },
  "kafka-removed": { kafka: { mode: "none" }, logs: { containerShipper: "alloy", filePipeline: "collector" } },
  "environment-renamed": { environment: "production" },
  "protection-off": { protect: false },
  "bad-settings": { retention: { logsDays: 0 } },
};

interface State {
  inputs?: unknown;
  outputs?: unknown;
  [key: string]: unknown;
}
interface Preview {
  config?: unknown;
  steps?: { oldState?: State; newState?: State; [key: string]: unknown }[];
  [key: string]: unknown;
}

/** Without configuration, inputs and outputs: bulky, and nothing that a summary may look at. */
function trimmed({ config: _, steps = [], ...rest }: Preview): Preview {
  const bare = (state?: State): State | undefined => {
    const { inputs: _inputs, outputs: _outputs, propertyDependencies: _used, dependencies: _after, stackTrace: _trace, sourcePosition: _position, ...kept } = state ?? {};
    return state && kept;
  };
  return { steps: steps.map((step) => ({ ...step, oldState: bare(step.oldState), newState: bare(step.newState) })), ...rest };
}

function preview(room: EngineRoom, { stack }: EngineStack, ...args: string[]): Promise<string> {
  return new Promise((done) => {
    execFile("pulumi", ["preview", "--json", "--stack", stack.name, "--non-interactive", ...args],
      // A failing preview prints its reasons to the same place.
      { cwd: stack.workspace.workDir, env: room.environment, encoding: "utf8", maxBuffer: 1 << 28 }, (_error, stdout) => done(stdout));
  });
}

function keep(name: string, text: string, room: EngineRoom): void {
  const plain = text.replaceAll(room.directory, "/tmp/room").replaceAll(resolve(__dirname, "..", ".."), "/checkout");
  writeFileSync(join(fixtures, `${name}.json`), `${JSON.stringify(trimmed(JSON.parse(plain) as Preview), null, 1)}\n`);
  console.log(`recorded ${name}`);
}

async function main(): Promise<void> {
  mkdirSync(fixtures, { recursive: true });
  const room = await openStandinRoom();
  const stack = await EngineStack.create(room, "prod", "prod");
  try {
    keep("first", await preview(room, stack), room);
    stack.configure({ protect: false });
    keep("policy-violated", await preview(room, stack, "--policy-pack", policyPack), room);
    stack.configure({});
    await stack.up();
    for (const [name, overrides] of Object.entries(changes)) {
      stack.configure(overrides);
      keep(name, await preview(room, stack), room);
    }
  } finally {
    stack.close();
    room.close();
  }
}

main().catch((error: Error) => {
  console.error(`record-previews: ${error.message}`);
  process.exitCode = 1;
});
