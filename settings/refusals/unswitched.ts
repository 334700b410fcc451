// Copies that are described, and neither switched on nor off: nothing would be sent, and nobody told. Raw values in,
// problems out: once defaults are filled in, what was written is not to be told from them. Pure.

import { isMap } from "../../conventions/maps";
import { knownKeys, valueAt } from "../shape";
import { askedFor, type Path, type Problem, pathText } from "./problem";

export function copiesWithoutSwitch(raw: Record<string, unknown>): Problem[] {
  return knownKeys(["fanout"]).flatMap((target) => {
    const at: Path = ["fanout", target];
    const own = valueAt(raw, at);
    if (!isMap(own) || Object.hasOwn(own, "enabled")) return [];
    const known = knownKeys(at);
    const [first] = Object.keys(own).filter((key) => known.includes(key));
    const path = [...at, "enabled"];
    return first === undefined
      ? []
      : [
          askedFor(
            path,
            undefined,
            `must be true or false beside ${pathText([...at, first])}: without it nothing is sent`,
          ),
        ];
  });
}
