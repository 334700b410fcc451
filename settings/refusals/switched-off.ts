// Ways in which people say that a thing is off where the schema has another: `kafka: false`, `signOn.enabled: false`,
// `charts.mirror: none`. Taking the key away would bring back the default, and with some of those the very thing.
import { z } from "zod";
import { bareAt, documentationAt, knownKeys, optionsAt, schemaAt, valueAt } from "../shape";
import { editByHand, type Path, type Problem, removeCommand, setCommand, takenAway } from "./problem";

const offWords: ReadonlySet<string> = new Set(["false", "no", "off", "none", "never", "null", "nil", "disabled"]);
const switches: Readonly<Record<string, boolean>> = {
  enabled: true,
  enable: true,
  active: true,
  on: true,
  disabled: false,
  disable: false,
  off: false,
};

export function meansOff(value: unknown): boolean {
  return value === false || (typeof value === "string" && offWords.has(value.trim().toLowerCase()));
}

/** What a map that is nothing but a switch says: `{ enabled: false }`. */
export function switchIn(value: unknown): boolean | undefined {
  const [[key, state] = ["", undefined], ...more] = Object.entries(value ?? {}) as [string, unknown][];
  return more.length > 0 ? undefined : stateOf(key, state);
}

function stateOf(key: string, state: unknown): boolean | undefined {
  const isOnByYes = Object.hasOwn(switches, key.toLowerCase()) ? switches[key.toLowerCase()] : undefined;
  if (isOnByYes === undefined) return undefined;
  if (meansOff(state)) return !isOnByYes;
  return state === true || ["true", "yes", "on"].includes(String(state).toLowerCase()) ? isOnByYes : undefined;
}

/** The command after which what stands at a path is off; undefined where nothing makes it so. */
export function offAt(path: Path): string | undefined {
  if (optionsAt(path).includes("none")) return setCommand(path, "none");
  const [key, value] = ownSwitch(path);
  // What stands there now is no map: it has to go first.
  if (key !== undefined) return `${removeCommand(path)} && ${setCommand([...path, key], value)}`;
  return isOffWhenAbsent(path) ? removeCommand(path) : undefined;
}

/** The key by which a group is off, and with which value. */
function ownSwitch(path: Path): [key: string, value: boolean | string] | [key?: undefined, value?: undefined] {
  const keys = knownKeys(path);
  if (keys.includes("enabled")) return ["enabled", false];
  return keys.includes("mode") && optionsAt([...path, "mode"]).includes("none") ? ["mode", "none"] : [];
}

/** Maps and texts that may be left out, and lists that are empty then; not numbers and options, which have defaults. */
function isOffWhenAbsent(path: Path): boolean {
  const schema = schemaAt(path);
  if (schema instanceof z.ZodDefault)
    return Array.isArray(schema.def.defaultValue) && schema.def.defaultValue.length === 0;
  return (
    schema instanceof z.ZodOptional &&
    // Without a row of numbers the size's hold.
    documentationAt(path).means !== undefined &&
    bareAt(path).every(
      (kind) => !(kind instanceof z.ZodNumber || kind instanceof z.ZodEnum || kind instanceof z.ZodLiteral),
    )
  );
}

/** The problem of a switch that the schema doesn't know, where it says that its holder is off. */
export function switchedOff(holder: Path, key: string, raw: unknown): Problem | undefined {
  const path = [...holder, key];
  const known = knownKeys(holder);
  if (known.includes(key) || stateOf(key, valueAt(raw, path)) !== false || holder.length === 0) return undefined;
  const problem = { path, value: valueAt(raw, path), allowed: "unknown key: no key switches this off" };
  const [own, off] = ownSwitch(holder);
  if (own !== undefined) {
    const place = [...holder, own];
    const isFree = valueAt(raw, place) === undefined;
    return {
      ...problem,
      allowed: `unknown key: what switches this off is \`${own}: ${off}\``,
      command: isFree
        ? `${removeCommand(path)} && ${setCommand(place, off)}`
        : editByHand(`take that key away, and write \`${own}: ${off}\` if it is to be off`),
    };
  }
  if (!isOffWhenAbsent(holder))
    return { ...problem, command: editByHand("take that key away: nothing here has a switch") };
  const isAlone = Object.keys(valueAt(raw, holder) ?? {}).length === 1;
  const allowed = "must be left out where it is to be off: it has no switch";
  return isAlone
    ? takenAway(holder, valueAt(raw, holder), allowed)
    : { ...problem, allowed, command: editByHand(`take ${String(holder.at(-1))} away as a whole, or that key`) };
}
