/**
 * Records what the real engine prints for `pulumi preview --json`, in situations that a pull request can bring:
 * `npm run record-previews [-- <name>...]`. Writes test/fixtures/previews/*.json, without the resources' own data.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { recordType } from "../../../conventions/data-types";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "../stack/engine-room";
import { EngineStack } from "../stack/engine-stack";

const fixtures = resolve(__dirname, "..", "..", "fixtures", "previews");
const policyPack = resolve(__dirname, "..", "..", "..", "policy", "bin", "observability-policy");

/** A change of the settings of prod, by the name of its recording. */
const changes: Record<string, Record<string, unknown>> = {
  "no-change": {},
  "more-retention": { retention: { logsDays: 400, tracesDays: 14, metricsDays: 30, accessLogsDays: 90 } },
  "less-retention": {
    retention: { logsDays: 7, tracesDays: 14, metricsDays: 30, accessLogsDays: 90 },
    accept: ["expiry/logs/7/default_search"],
  },
  "not-accepted": { retention: { logsDays: 7, tracesDays: 14, metricsDays: 30, accessLogsDays: 90 } },
  "kafka-removed": {
    kafka: { mode: "none" },
    logs: { containerShipper: "alloy", filePipeline: "collector" },
    accept: ["brokers"],
  },
  "protection-off": { protect: false },
  "bad-settings": { retention: { logsDays: 0 } },
};

interface Preview {
  config?: unknown;
  steps?: { oldState?: Record<string, unknown>; newState?: Record<string, unknown>; [key: string]: unknown }[];
  [key: string]: unknown;
}

/** What a summary may look at; the rest of a state is bulky, and data. */
const keptOfState = ["type", "custom", "protect", "retainOnDelete"];
const keptOf = (state: Record<string, unknown>) => [...keptOfState, ...(state.type === recordType ? ["inputs"] : [])];

function trimmed({ config: _, steps = [], ...rest }: Preview): Preview {
  const bare = (state?: Record<string, unknown>) =>
    state && Object.fromEntries(Object.entries(state).filter(([key]) => keptOf(state).includes(key)));
  return {
    steps: steps.map((step) => ({ ...step, oldState: bare(step.oldState), newState: bare(step.newState) })),
    ...rest,
  };
}

function preview(room: EngineRoom, { stack }: EngineStack, ...args: string[]): Promise<string> {
  return new Promise((done) => {
    execFile(
      "pulumi",
      ["preview", "--json", "--stack", stack.name, "--non-interactive", ...args],
      // A failing preview prints its reasons to the same place.
      { cwd: stack.workspace.workDir, env: room.environment, encoding: "utf8", maxBuffer: 1 << 28 },
      (_error, stdout) => done(stdout),
    );
  });
}

async function forgetRecord({ stack }: EngineStack): Promise<void> {
  const state = await stack.exportStack();
  const deployment = state.deployment as { resources: { type: string }[] };
  const resources = deployment.resources.filter(({ type }) => type !== recordType);
  await stack.importStack({ ...state, deployment: { ...deployment, resources } });
}

function keep(name: string, text: string, room: EngineRoom): void {
  const plain = text
    .replaceAll(room.directory, "/tmp/room")
    .replaceAll(resolve(__dirname, "..", "..", ".."), "/checkout");
  writeFileSync(join(fixtures, `${name}.json`), `${JSON.stringify(trimmed(JSON.parse(plain) as Preview), null, 1)}\n`);
  console.log(`recorded ${name}`);
}

async function main(names: readonly string[]): Promise<void> {
  const known = ["first", "policy-violated", ...Object.keys(changes), "environment-renamed"];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`no situation is called ${unknown.join(", ")}; there are ${known.join(", ")}`);
  const wanted = (name: string) => names.length === 0 || names.includes(name);
  mkdirSync(fixtures, { recursive: true });
  const room = await openStandinRoom();
  const stack = await EngineStack.create(room, "prod", "prod");
  try {
    if (wanted("first")) keep("first", await preview(room, stack), room);
    stack.configure({ protect: false });
    if (wanted("policy-violated"))
      keep("policy-violated", await preview(room, stack, "--policy-pack", policyPack), room);
    stack.configure({});
    await stack.up();
    for (const [name, overrides] of Object.entries(changes).filter(([name]) => wanted(name))) {
      stack.configure(overrides);
      keep(name, await preview(room, stack), room);
    }
    if (wanted("environment-renamed")) {
      // A stack that has a record is refused that: this one has lost it.
      await forgetRecord(stack);
      stack.configure({ environment: "production" });
      keep("environment-renamed", await preview(room, stack), room);
    }
  } finally {
    stack.close();
    room.close();
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`record-previews: ${error.message}`);
  process.exitCode = 1;
});
