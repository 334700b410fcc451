// What refusals of all parts of the package need: a name as they show it, and what is left out. Pure.

/** No more letters than a name of a port or most others have: what is longer may be a credential in the wrong place. */
const longest = 20;

/** Names are in small letters, or misspelt in capitals; digits over and over, or beside capitals, are of a password. */
const isName = (text: string) =>
  text.length <= longest &&
  (/^[a-z0-9._-]*$/.test(text) || /^[A-Za-z._-]*$/.test(text)) &&
  (text.match(/\d+/g) ?? []).length <= 2;

export function shownName(name: string): string {
  return isName(name) ? `"${name}"` : `a text of ${name.length} letters`;
}

/** What programs leave out whose types nobody checks: run with tsx, or in plain JavaScript. */
export const missingFrom = (given: object, ...keys: string[]) =>
  keys
    .filter((key) => [undefined, null, ""].includes((given as Record<string, null | undefined | "">)[key]))
    .map((key) => `${key} is missing`);
