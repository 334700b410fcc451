// A name as a refusal shows it. Pure.

/** No more letters than a name of a port or most others have: what is longer may be a credential in the wrong place. */
const longest = 20;

export function shownName(name: string): string {
  return name.length > longest ? `a text of ${name.length} letters` : `"${name}"`;
}
