// The stand-in random provider. Its values are what they claim to be: random, from the operating system's source.
// Unlike the real one it has no `bcryptHash`.

import { randomInt } from "node:crypto";
import type { Failure, ProviderModel, ResourceModel } from "./model";
import { sdkVersion } from "./sdk-version";
import type { Subject } from "./subject";
import type { Properties, Value } from "./values";

const DEFAULT_SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** Character classes: the input that switches one on (default on), the one with its minimum, its characters. */
const CLASSES = [
  { enable: "lower", minimum: "minLower", characters: "abcdefghijklmnopqrstuvwxyz" },
  { enable: "upper", minimum: "minUpper", characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { enable: "numeric", minimum: "minNumeric", characters: "0123456789" },
  { enable: "special", minimum: "minSpecial", characters: DEFAULT_SPECIAL },
] as const;

const classInputs = CLASSES.flatMap(({ enable, minimum }) => [enable, minimum]);
const textInputs = [...classInputs, "number", "overrideSpecial", "keepers"];

function isOn(flag: string, read: (input: string) => Value | undefined): boolean {
  // `number` is the old spelling of `numeric`.
  const value = read(flag) ?? (flag === "numeric" ? read("number") : undefined);
  return value !== false;
}

function randomText(subject: Subject): string {
  const length = Number(subject.input("length"));
  const special = subject.text("overrideSpecial");
  const enabled = CLASSES.filter(({ enable }) => isOn(enable, (input) => subject.input(input))).map((entry) => ({
    minimum: Number(subject.input(entry.minimum) ?? 0),
    characters: entry.enable === "special" && special !== "" ? special : entry.characters,
  }));
  const all = enabled.map(({ characters }) => characters).join("");
  const text = enabled.flatMap(({ minimum, characters }) => pick(minimum, characters));
  text.push(...pick(length - text.length, all));
  return shuffle(text).join("");
}

function pick(count: number, characters: string): string[] {
  return Array.from({ length: Math.max(0, count) }, () => characters.charAt(randomInt(characters.length)));
}

function shuffle(items: string[]): string[] {
  const shuffled: string[] = [];
  for (const item of items) {
    shuffled.splice(randomInt(shuffled.length + 1), 0, item);
  }
  return shuffled;
}

function checkText(inputs: Properties): Failure[] {
  const minima = CLASSES.reduce((sum, { minimum }) => sum + (Number(inputs[minimum] ?? 0) || 0), 0);
  const failures: Failure[] = [];
  if (typeof inputs.length === "number" && inputs.length < Math.max(1, minima)) {
    failures.push({ property: "length", reason: `length must be at least 1 and the sum of the minima, ${minima}` });
  }
  if (!CLASSES.some(({ enable }) => isOn(enable, (input) => inputs[input]))) {
    failures.push({ property: "", reason: "at least one character class must be enabled" });
  }
  return failures;
}

/** Every input forces replacement: a generated value never changes in place. */
function generated(
  required: string[],
  optional: string[],
): Pick<ResourceModel, "required" | "optional" | "replaceOn" | "existing"> {
  return { required, optional, replaceOn: [...required, ...optional], existing: "overwrite" };
}

const types: Record<string, ResourceModel> = {
  "random:index/randomPassword:RandomPassword": {
    ...generated(["length"], textInputs),
    check: checkText,
    id: () => "none",
    outputs: { result: (s) => s.assigned(() => randomText(s)) },
    secretOutputs: ["result"],
  },
};

export const randomModel: ProviderModel = {
  name: "random",
  title: "random",
  version: sdkVersion("@pulumi/random"),
  notice: "stand-in for the random provider: its values are random and kept in the stack's state only",
  typesFile: "offline/providers/random.ts",
  stateOnly: true,
  configKeys: [],
  configReplaceOn: [],
  resource: (type) => (Object.hasOwn(types, type) ? types[type] : undefined),
  lookups: {},
};
