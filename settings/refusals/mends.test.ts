// The commands that a refusal prints: run in order, they mend what they name, change nothing else, and are not offered
// again. Every place of the schema is broken in turn and at random.
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { anyConfig, type Breakage, breakage, broken, valid } from "../../test/support/broken-settings";
import { type Config, configurationOf, propertyPath, runCommands, shellWords } from "../../test/support/pulumi-config";
import { documentationOf } from "../documented";
import { loadSettings } from "../load";
import { settingsSchema } from "../schema";
import { bare, isCredential, leavesOf, optionsAt, schemaAt, valueAt } from "../shape";
import { InvalidSettings, type ToldProblem } from "./invalid-settings";
import { type Path, pathText } from "./problem";

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 60), seed: Number(process.env.PROPERTY_SEED ?? 42) };

function problemsOf(config: Config): readonly ToldProblem[] {
  try {
    loadSettings(configurationOf(config));
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidSettings, error instanceof Error ? error.stack : String(error));
    return error.problems;
  }
}

/** What a person types where a command asks. */
function answer(key: string): string {
  const path = propertyPath(key);
  if (isCredential(path))
    return path.at(-1) === "url" ? "https://hooks.example.com/0123456789abcdef" : "0123456789abcdef";
  const known = valueAt(valid(), path);
  if (typeof known === "string" || typeof known === "number" || typeof known === "boolean") return String(known);
  const [option] = optionsAt(path);
  if (option !== undefined) return String(option);
  const schema = schemaAt(path);
  const example: unknown = schema && documentationOf(schema).example;
  if (example !== undefined) return String(example);
  const [number] = (schema ? bare(schema) : []).filter((option) => option instanceof z.ZodNumber);
  if (number) return String(number.minValue);
  const list = schemaAt(path.slice(0, -1));
  const entries: unknown = list && documentationOf(list).example;
  return Array.isArray(entries) ? String(entries[0]) : "answer";
}

const isByHand = ({ command }: ToldProblem) => command.startsWith("edit the stack's file: ");

/** Paths that a line of commands names. */
function targets(command: string): Path[] {
  return shellWords(command)
    .filter((word) => word.startsWith("observability:"))
    .map((word) => propertyPath(word.slice("observability:".length)));
}

const within = (path: Path, holder: Path) => holder.every((step, index) => path[index] === step);

const anyEntry = (path: Path) => pathText(path).replaceAll(/\[\d+\]/g, "[]");

/** Leaves by their place in any list, each with its value. */
function leavesBeside(config: Config, touched: readonly Path[]): string[] {
  return leavesOf(config)
    .filter(({ path }) => !touched.some((target) => within(path, target) || within(target, path)))
    .map(({ path, value }) => `${anyEntry(path)} = ${JSON.stringify(value)}`);
}

/** Where lists and maps have nothing in them; what says something by being there, and entries of lists, aside. */
function emptyPlaces(config: Config): string[] {
  const below = (value: unknown, path: Path): Path[] => {
    if (typeof value !== "object" || value === null) return [];
    const entries = Object.entries(value);
    if (entries.length === 0) return [path];
    return entries.flatMap(([key, item]) => below(item, [...path, Array.isArray(value) ? Number(key) : key]));
  };
  return below(config, [])
    .filter((path) => typeof path.at(-1) !== "number" && path.at(-1) !== "operatorsOnNodes")
    .map(anyEntry);
}

/** Runs what is printed, once, and checks it; what is to be edited by hand is restored. */
function mended(before: Config): Config {
  const problems = problemsOf(before);
  let after = before;
  const touched: Path[] = [];
  for (const problem of problems) {
    if (isByHand(problem)) continue;
    touched.push(problem.path, ...targets(problem.command));
    for (const command of problem.command.split(" && "))
      if (command.includes(" config set ") && targets(command).some(isCredential))
        assert.match(command, / --secret /, `a credential in plain text: ${command}`);
    after = runCommands(after, problem.command, answer);
  }
  const untouched = leavesBeside(before, touched);
  const left = leavesOf(after).map(({ path, value }) => `${anyEntry(path)} = ${JSON.stringify(value)}`);
  for (const leaf of untouched)
    assert.ok(left.includes(leaf), `${leaf} is gone after ${problems.map((p) => p.command).join("\n")}`);
  for (const place of emptyPlaces(after))
    assert.ok(
      emptyPlaces(before).includes(place),
      `${place} is left empty by ${problems.map((p) => p.command).join("\n")}`,
    );
  const again = problemsOf(after);
  for (const { command, path, shown } of problems.filter((problem) => !isByHand(problem))) {
    assert.ok(
      again.every((problem) => problem.command !== command),
      `${pathText(path)}: ${shown}: offered again: ` +
        `${command}\n${again.map((p) => `${pathText(p.path)} ${p.shown} ${p.allowed}`).join("\n")}`,
    );
  }
  for (const { path } of problems.filter(isByHand)) {
    const [group] = path;
    // Of the settings as a whole: a key that may not be shown.
    const wrong = group === undefined ? Object.keys(after).filter((key) => !(key in settingsSchema.shape)) : [group];
    for (const key of wrong.map(String)) {
      const whole = valid()[key];
      if (whole === undefined) delete after[key];
      else after = { ...after, [key]: whole };
    }
  }
  return after;
}

function isMendedInTheEnd(config: Config): void {
  let current = config;
  const offered = new Set<string>();
  for (let round = 0; round < 6; round++) {
    const problems = problemsOf(current);
    if (problems.length === 0) return;
    for (const { command } of problems.filter((problem) => !isByHand(problem))) {
      assert.ok(!offered.has(command), `offered in two rounds: ${command}`);
      offered.add(command);
    }
    current = mended(current);
  }
  assert.fail(
    `six rounds of commands did not mend it: ${problemsOf(current)
      .map(({ path, allowed }) => `${pathText(path)} ${allowed}`)
      .join("; ")}`,
  );
}

describe("the commands of a refusal", () => {
  it("mend settings that are valid at first", () => assert.deepEqual(problemsOf(valid()), []));

  it("mend whatever is broken, change nothing else and are offered once", function () {
    this.timeout(60_000 + runs.numRuns * 1_000);
    fc.assert(
      fc.property(anyConfig, fc.array(breakage, { minLength: 1, maxLength: 4 }), (base, breakages: Breakage[]) => {
        isMendedInTheEnd(broken(base, breakages));
      }),
      runs,
    );
  });
});
