// Compares the inputs an object has with the inputs it shall have, property by property.
// Two sets of inputs in, the list of changes out.

import { isProperties, isSet, type Properties, reveal, UNKNOWN, type Value } from "./values";

export interface Change {
  /** Path in the engine's notation: `brokerNodeGroupInfo.clientSubnets[1]`, `data["a.b"]`. */
  path: string;
  kind: "add" | "delete" | "update";
  /** Whether the change cannot be made in place. */
  replace: boolean;
}

/** Names the properties that Check filled in, as the bridged providers do. Bookkeeping, never a change. */
export const DEFAULTS_KEY = "__defaults";

/**
 * Lists what differs. `replaceOn` holds dotted paths without list indexes; a change at, below or (when the added or
 * removed part contains the path) above one of them is a replacement. An unknown new value always counts as a change.
 */
export function diffInputs(
  olds: Properties,
  news: Properties,
  replaceOn: readonly string[],
  ignoreChanges: readonly string[] = [],
): Change[] {
  const ignored = ignoreChanges.map((path) => path.replace(/\[(\d+|\*)\]/g, "").replace(/\["([^"]*)"\]/g, ".$1"));
  const changes: Change[] = [];

  function compare(before: Value | undefined, after: Value | undefined, path: string, plainPath: string): void {
    if (ignored.some((ignoredPath) => ignoredPath === "*" || isWithin(plainPath, ignoredPath))) {
      return;
    }
    if (isProperties(before) && isProperties(after)) {
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        compare(before[key], after[key], joinKey(path, key), plainPath === "" ? key : `${plainPath}.${key}`);
      }
    } else if (Array.isArray(before) && Array.isArray(after)) {
      for (let index = 0; index < Math.max(before.length, after.length); index++) {
        compare(before[index], after[index], `${path}[${index}]`, plainPath);
      }
    } else if (isSet(before) !== isSet(after) || (isSet(before) && (before !== after || after === UNKNOWN))) {
      const kind = !isSet(before) ? "add" : !isSet(after) ? "delete" : "update";
      const replace = replaceOn.some((replacePath) => touches(plainPath, replacePath, [before, after]));
      changes.push({ path, kind, replace });
    }
  }

  compare(withoutBookkeeping(olds), withoutBookkeeping(news), "", "");
  return changes;
}

function withoutBookkeeping(inputs: Properties): Value {
  const { [DEFAULTS_KEY]: _, ...rest } = inputs;
  return reveal(rest);
}

function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}.`);
}

function touches(path: string, replacePath: string, values: (Value | undefined)[]): boolean {
  if (isWithin(path, replacePath)) {
    return true;
  }
  if (!isWithin(replacePath, path)) {
    return false;
  }
  const rest = replacePath.slice(path.length + 1).split(".");
  return values.some((value) => value === UNKNOWN || isSet(valueAt(value, rest)));
}

/** The value at a path of keys; a list on the way answers with its first element that has it. */
export function valueAt(value: Value | undefined, keys: readonly string[]): Value | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((element) => valueAt(element, keys)).find(isSet);
  }
  return isProperties(value) ? valueAt(value[key], rest) : undefined;
}

function joinKey(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) {
    return `${path}["${key.replaceAll('"', '\\"')}"]`;
  }
  return path === "" ? key : `${path}.${key}`;
}
