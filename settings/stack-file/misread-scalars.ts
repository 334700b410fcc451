// Problems of scalars without quotes that mean one thing to people and another to the engine.

import { isThousands } from "../refusals/mends-of-numbers";
import { askCommand, askedFor, editByHand, type Problem, quoteCommand } from "../refusals/problem";
import type { Source } from "../refusals/problems-of-shape";
import { accepts, isCredential, leavesOf } from "../shape";
import { misread } from "./engine-yaml";

export function misreadScalars(raw: Record<string, unknown>, written: Source["written"]): Problem[] {
  return leavesOf({ ...raw }).flatMap(({ path, value }) => {
    const place = written(path);
    if (place?.kind !== "plain" || isCredential(path)) return [];
    const { source, tag, quoted } = place;
    if (!quoted && isThousands(path, source))
      return [askedFor(path, value, "must be written without a dot, behind which YAML reads a fraction")];
    const how = quoted && tag === undefined ? undefined : misread(source, tag, value);
    switch (how) {
      case "octal":
        return [askedFor(path, value, "must have no leading zero, which makes it an octal number")];
      case "number":
      case "date":
        return [
          {
            path,
            value,
            allowed: "must be text, so quote it",
            command: accepts(path, source) ? quoteCommand(path, source) : askCommand(path),
          },
        ];
      case "binary":
        return [{ path, value, allowed: "must be text, not binary", command: editByHand("write it without !!binary") }];
      default:
        return [];
    }
  });
}
