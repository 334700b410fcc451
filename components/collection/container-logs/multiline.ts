// The RE2 expression that tells the first line of a record from a line that continues a stack trace. Pure.
//
// Alloy and Promtail know one expression only: what it does not match is joined to the line before. RE2 has no negative
// lookahead, so the lines that continue are written as what they are not.
//   Go      blank; "[signal ..."; "goroutine 1 [running]:"; "main.pay(...)"; "\t/app/main.go:10"; "created by ..."
//   Java    "\tat ..."; "\t... 12 more"; "\tSuppressed: ..."; "Caused by: ..."
//   Python  "  File ..." and the code below it; its last line ("ValueError: ...") looks like any message and stays
// alone

/** Unindented lines that continue. */
export const continuations = ["goroutine ", "created by ", "Caused by:", "[signal "] as const;

/** What ends the first word of a line. A Go frame has its opening parenthesis before any of these. */
const wordEnds = ["\\s", "=", '"', ":"];
const restOfWord = `[^${wordEnds.join("")}(]*(?:[${wordEnds.join("")}]|$)`;

type Position = "start" | "firstWord" | "later";

/**
 * What follows, in a line that is the first of its record, where it agreed so far with a continuation whose rest is one
 * of `rests`: it parts from all of them at this character, or goes on to agree with some. The first word must also end
 * before any parenthesis, and at the start there must be one: blank and indented lines continue.
 */
function apartFrom(rests: readonly string[], position: Position): string[] {
  const next = [...new Set(rests.map((rest) => inClass(rest.charAt(0))))];
  const endsHere = wordEnds.filter((end) => !next.includes(end) && !(position === "start" && end === "\\s"));
  const parting =
    position === "later"
      ? [`[^${next.join("")}]`]
      : [`[^${[...new Set([...wordEnds, "(", ...next])].join("")}]${restOfWord}`, `[${endsHere.join("")}]`];
  const agreeing = next.flatMap((character) => {
    const shorter = rests.filter((rest) => inClass(rest.charAt(0)) === character).map((rest) => rest.slice(1));
    const then = position === "later" || wordEnds.includes(character) ? "later" : "firstWord";
    return shorter.includes("") ? [] : [`${character}(?:${["$", ...apartFrom(shorter, then)].join("|")})`];
  });
  return [...parting, ...agreeing];
}

/** A character of a continuation as RE2 has it, in and out of a class. */
const inClass = (character: string) => (character === " " ? "\\s" : character.replace("[", "\\["));

/** Matches the first line of a record, and only that. */
export const firstLine = `^(?:${apartFrom(continuations, "start").join("|")})`;
