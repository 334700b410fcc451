// A Collector's configuration that changes: to the engine one ConfigMap is made and another deleted, which nobody who
// reads a pull request need worry about. Pure.
import { withoutDigest } from "../../conventions/text-digest";
import type { Change } from "./summary";

const isConfiguration = ({ type, name }: Change) =>
  type === "kubernetes:core/v1:ConfigMap" && withoutDigest(name) !== name;

/** One that goes and one that comes under the same name but for its digest are one that is updated. */
export function configurationsAsUpdates(changes: readonly Change[]): Change[] {
  const named = (effect: Change["effect"]) =>
    new Set(changes.filter((change) => isConfiguration(change) && change.effect === effect).map(nameOf));
  const [come, gone] = [named("create"), named("delete")];
  return changes.flatMap((change): Change[] => {
    const name = nameOf(change);
    if (!isConfiguration(change) || !come.has(name) || !gone.has(name)) return [change];
    return change.effect === "create" ? [{ ...change, effect: "update", name, paths: ["data"] }] : [];
  });
}

const nameOf = ({ name }: Change) => withoutDigest(name);
