// Settings under a misspelt namespace, `observabilty:kafka`: the engine takes them for another program's, so without a
// word the stack would have the default in their place.
import { distance } from "fastest-levenshtein";
import type { ToldProblem } from "../refusals/invalid-settings";
import { configurationNamespace, editByHand, visible } from "../refusals/problem";

/** Slips, and not a name of its own. */
const mostSlips = 3;

/** A problem for each such namespace. Its keys are not told: one of them may be a credential. */
export function misspeltNamespaces(keys: readonly string[]): ToldProblem[] {
  const namespaces = new Set(keys.map((key) => key.split(":")[0] ?? ""));
  return [...namespaces]
    .filter((namespace) => namespace !== configurationNamespace && isNear(namespace))
    .map((namespace) => ({
      path: [],
      shown: visible(JSON.stringify(namespace)),
      allowed: `must be ${configurationNamespace}, before the colon of every setting: what stands there is not read`,
      command: editByHand(`write ${configurationNamespace}: in place of ${visible(namespace)}:`),
    }));
}

const isNear = (namespace: string) => distance(namespace.toLowerCase(), configurationNamespace) <= mostSlips;
