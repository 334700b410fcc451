// Finds keys in an engine's configuration that the engine does not have. Loki and Tempo parse strictly, so one unknown
// key stops the start; they cannot be run in our tests, so the keys are compared with lists made from their
// documentation. Reads the lists in test/charts/engine-keys/, which tools/engine-keys.ts writes.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type EngineKeyList = "loki-3.7.6" | "tempo-2.10.8";

/** Lines are paths, list positions left out. A path that ends in this is open: any key may follow. */
const openMark = ".*";

/** Paths in `config` that the engine does not have. Empty when it knows them all. */
export function unknownEngineKeys(list: EngineKeyList, config: unknown): string[] {
  const known = new Set(readFileSync(join(__dirname, "engine-keys", `${list}.txt`), "utf8").split("\n"));
  const unknown = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, path);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        const below = path === "" ? key : `${path}.${key}`;
        if (known.has(below + openMark)) continue;
        if (known.has(below)) visit(item, below);
        else unknown.add(below);
      }
    }
  };
  visit(config, "");
  return [...unknown];
}
