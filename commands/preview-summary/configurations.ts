// Objects that are others with each text that they hold: to the engine one is made and another deleted, which nobody who
// reads a pull request need worry about. Pure.
import { withoutDigest } from "../../conventions/text-digest";
import type { Change } from "./verdict";

/** By type, where the text is. */
const texts: Readonly<Record<string, string>> = {
  "kubernetes:core/v1:ConfigMap": "data",
  "kubernetes:core/v1:Secret": "stringData",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": "spec",
};

const isNamedByText = ({ type, name }: Change) => texts[type] !== undefined && withoutDigest(name) !== name;

/** One that goes and one that comes under the same name but for its digest are one that is updated. */
export function configurationsAsUpdates(changes: readonly Change[]): Change[] {
  const named = (effect: Change["effect"]) =>
    new Set(changes.filter((change) => isNamedByText(change) && change.effect === effect).map(nameOf));
  const [come, gone] = [named("create"), named("delete")];
  return changes.flatMap((change): Change[] => {
    const name = nameOf(change);
    if (!isNamedByText(change) || !come.has(name) || !gone.has(name)) return [change];
    return change.effect === "create" ? [{ ...change, effect: "update", name, paths: [texts[change.type] ?? ""] }] : [];
  });
}

const nameOf = ({ name }: Change) => withoutDigest(name);
