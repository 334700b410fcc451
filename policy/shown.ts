// What a message may repeat of a resource's inputs: text of the form that belongs there. Anything else may be a credential
// that was put in a wrong place, and what a policy says is in the engine's output and in the comment of a pull request.
import { hasFormOfCredential } from "../settings/secrets/credential-forms";

const hidden = "[not shown]";

/** The text where it has that form and not a credential's. */
export function shown(value: unknown, form: RegExp): string {
  return typeof value === "string" && form.test(value) && !hasFormOfCredential(value) ? value : hidden;
}

/** A key of a map, as a step of a path: in a map that users fill it may be anything. */
export function shownKey(key: string): string {
  return shown(key, /^[A-Za-z0-9_.$/-]{1,63}$/);
}
