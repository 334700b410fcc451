// Property values as the engine sends them: JSON, with a sentinel for "not known yet" and an envelope for secrets.
// Takes and returns values, touches nothing.
import { isMap } from "../../conventions/maps";

export type Value = null | boolean | number | string | Value[] | Properties;
export interface Properties {
  [key: string]: Value;
}

/** What the engine sends at preview in place of a value that only the update will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

export function isProperties(value: Value | undefined): value is Properties {
  return isMap(value);
}

export function isSecret(value: Value | undefined): value is Properties {
  return isProperties(value) && value[SIGNATURE] === SECRET_SIGNATURE;
}

export function secret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET_SIGNATURE, value };
}

/** The value with every secret envelope, at any depth, opened. */
export function reveal(value: Value): Value {
  if (isSecret(value)) {
    return reveal(value.value ?? null);
  }
  if (Array.isArray(value)) {
    return value.map(reveal);
  }
  return isProperties(value) ? revealAll(value) : value;
}

function revealAll(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, reveal(value)]));
}

export function containsUnknown(value: Value | undefined): boolean {
  return some(value, (part) => part === UNKNOWN);
}

export function containsSecret(value: Value | undefined): boolean {
  return some(value, isSecret);
}

function some(value: Value | undefined, matches: (part: Value | undefined) => boolean): boolean {
  if (matches(value)) {
    return true;
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return Object.values(value).some((part) => some(part, matches));
}

/** Absent and null are the same to the engine: both mean "not set". */
export function isSet(value: Value | undefined): value is Exclude<Value, null> {
  return value !== undefined && value !== null;
}
