// The policy pack as the engine runs it, over our own stacks and over stacks made bad.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { rules } from "../../../policy/rules";
import { openStandinRoom } from "../../servers/standin-room";
import { EngineStack } from "./engine-stack";

const folder = resolve(__dirname, "..", "..", "..", "policy");
const pack = resolve(folder, "bin", "observability-policy");
const unprotected = resolve(folder, "unprotected.json");

const advisory = new Set(rules.filter(({ isAdvisory }) => isAdvisory).map(({ name }) => name));

interface Judgement {
  /** Why the engine ended it; empty where it did not. */
  failure: string;
  /** Broken rules: `rule type name`. */
  violations: string[];
  /** Rules that could not look at a resource because an input is not known before it exists. */
  unknown: string[];
  /** What a rule says that stops nothing. */
  told: string[];
}

/** What the pack says of an update (or preview) of the stack. */
async function judge({ stack }: EngineStack, command: "preview" | "up", config?: string): Promise<Judgement> {
  const violations: string[] = [];
  const unknown: string[] = [];
  const told: string[] = [];
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent === undefined) return;
    const [, , types = "", name = ""] = (policyEvent.resourceUrn ?? "").split("::");
    const entry = `${policyEvent.policyName} ${types.split("$").at(-1) ?? ""} ${name}`;
    if (advisory.has(policyEvent.policyName)) told.push(policyEvent.message);
    else (policyEvent.enforcementLevel === "mandatory" ? violations : unknown).push(entry);
  };
  const options = { onEvent, policyPacks: [pack], ...(config === undefined ? {} : { policyPackConfigs: [config] }) };
  const failure = await (command === "up" ? stack.up(options) : stack.preview(options)).then(
    () => "",
    (error: Error) => error.message,
  );
  return { failure, violations: violations.sort(), unknown, told: told.sort() };
}

describe("the policy pack on the real engine", function () {
  this.timeout(300_000);
  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    (await openStandinRoom()).close();
  });

  /** Every stack in a room of its own: they would share one cluster. */
  async function withStack(
    name: string,
    settingsOf: string,
    body: (stack: EngineStack) => Promise<void>,
  ): Promise<void> {
    const room = await openStandinRoom();
    const stack = await EngineStack.create(room, name, settingsOf);
    try {
      await body(stack);
    } finally {
      stack.close();
      room.close();
    }
  }

  it("passes prod, protected and with every rule on", () =>
    withStack("prod", "prod", async (stack) => {
      const judgement = await judge(stack, "up");
      assert.deepEqual(judgement, { failure: "", violations: [], unknown: [], told: [] });
      const outputs = await stack.stack.outputs();
      assert.ok(outputs.platform, "the stack came up");
    }));

  for (const name of ["dev", "sandbox"]) {
    it(`passes ${name}, said to be unprotected`, () =>
      withStack(name, name, async (stack) => {
        assert.deepEqual(await judge(stack, "up", unprotected), { failure: "", violations: [], unknown: [], told: [] });
      }));
  }

  it("stops an unprotected stack before anything is made, naming what would be lost", () =>
    withStack("careless", "sandbox", async (stack) => {
      const { failure, violations } = await judge(stack, "up");
      assert.match(failure, /failed/);
      assert.ok(violations.length > 0);
      assert.ok(
        violations.every((violation) => violation.startsWith("data-is-protected aws:")),
        violations.join("\n"),
      );
      const { deployment } = await stack.stack.exportStack();
      const made = (deployment as { resources?: { type: string }[] }).resources ?? [];
      assert.deepEqual(
        made.filter(({ type }) => type === "aws:s3/bucket:Bucket"),
        [],
      );
    }));

  it("says what a change lets go of, in that change alone", () =>
    withStack("change", "sandbox", async (stack) => {
      await stack.up();
      stack.configure({
        kafka: { mode: "none" },
        accept: ["brokers", "expiry/traces/1/data_default_payments_search"],
        retention: { tracesDays: 1 },
      });
      const { failure, told } = await judge(stack, "up", unprotected);
      assert.equal(failure, "");
      const said = told.join("\n");
      assert.match(said, /stored data goes: traces of .*, kept for up to \d+ days so far, expire after 1 day/);
      assert.match(said, /stored data goes: the brokers go/);
      assert.match(said, /aws:msk:Cluster \S+, which holds data, leaves the stack/);
      assert.deepEqual((await judge(stack, "preview", unprotected)).told, []);
    }));

  it("can look at the first preview of a stack without failing on what is not known yet", () =>
    withStack("first", "prod", async (stack) => {
      const { failure, violations, unknown } = await judge(stack, "preview");
      assert.deepEqual({ failure, violations }, { failure: "", violations: [] });
      const [rule] = new Set(unknown.map((entry) => entry.split(" ")[0]));
      assert.ok(rule === undefined || rules.some(({ name }) => name === rule), unknown.join("\n"));
    }));
});
