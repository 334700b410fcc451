// What a refused change is told: that something must stay as it is, or cannot become smaller.
import { type Path, type Problem, removeCommand, setCommand } from "../problem";

export const page = "docs/operations/change.md";

/** What cannot change at all. */
export function mustStay(path: Path, from: unknown, to: unknown, why: string): Problem {
  return {
    path,
    value: to,
    allowed:
      `must stay ${from === undefined ? "absent" : [from].flat().join(", ")}: ${why}. The way to another: ` +
      `${page}, "What is fixed"`,
    command: from === undefined ? removeCommand(path) : setCommand(path, from),
  };
}

/** What can only grow. */
export function cannotShrink(path: Path, now: number, had: number, why: string): Problem {
  return { path, value: now, allowed: `must be at least ${had}, as it is now: ${why}`, command: setCommand(path, had) };
}
