// A running stack whose changes are tried: its settings, what a plan changes, and what a preview refuses.
import assert from "node:assert/strict";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "./engine-room";
import { EngineStack, type Step } from "./engine-stack";

export const tenants = [
  { id: "payments", namespaces: ["payments"] },
  { id: "search", namespaces: ["search"], retention: { logsDays: 90 } },
];

/** Settings that the stack starts with. */
export const sound = { tenants, kafka: { mode: "msk", auth: "scram", partitions: 12 }, size: "small" };

interface Running {
  room: EngineRoom;
  stack: EngineStack;
}

/** Brings a stack of these settings up, on stand-ins, before a suite's tests; both are there while the tests run. */
export function runningStack(name: string, settings: Record<string, unknown>): Running {
  const running = {} as Running;
  before(async () => {
    running.room = await openStandinRoom();
    running.stack = await EngineStack.create(running.room, name, "sandbox", settings);
    await running.stack.up();
  });
  after(() => {
    running.stack?.close();
    running.room?.close();
  });
  return running;
}

export const changed = (steps: readonly Step[]) => steps.filter(({ op }) => op !== "same" && op !== "read");

/** What the preview says, which fails before a single step is planned. */
export async function refusalOf(stack: EngineStack, overrides: Record<string, unknown>): Promise<string> {
  stack.configure(overrides);
  try {
    const steps = await stack.preview();
    return assert.fail(`planned ${changed(steps).length} steps`);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    const text = String((error as Error).message);
    assert.match(text, /nothing was changed/);
    assert.doesNotMatch(text, /unhandled|at .*\.ts:\d+/, "told, not thrown");
    return text;
  }
}
