// Names in the settings that AWS and Kubernetes would take, and that have the form of a credential: one that was pasted
// there is not told again by what is said of the cluster. Pure.
import { leavesOf } from "../shape";
import { hasFormOfCredential } from "./credential-forms";

/** The message without such names of the settings. */
export function withShownNames(message: string, settings: object): string {
  // By the message's words, which are few: a stack may have a million names.
  const words = message.split(/[^\w.+/=-]+/).filter(hasFormOfCredential);
  if (words.length === 0) return message;
  const hidden = leavesOf(settings).flatMap(({ value }) =>
    typeof value === "string" && words.some((word) => word.includes(value)) && hasFormOfCredential(value)
      ? [value]
      : [],
  );
  // The longest first: of a name that another one begins with, the rest would be left.
  const longestFirst = [...new Set(hidden)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((text, name) => text.replaceAll(name, "[not shown]"), message);
}
