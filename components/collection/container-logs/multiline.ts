// The RE2 expression that tells the first line of a record from a line that continues a stack trace.
//
// Alloy and Promtail know one expression only: what it does not match is joined to the line before. RE2 has no negative
// lookahead, so the lines that continue are written as what they are not.
//   Go      blank; "[signal SIG..."; "goroutine 1 [running]:"; "main.pay(...)"; "\t/app/main.go:10"; "created by
// main.x"
//   Java    "\tat ..."; "\t... 12 more"; "\tSuppressed: ..."; "Caused by: ..."
//   Python  "  File ..." and the code below it; its last line ("ValueError: ...") looks like any message and stays
// alone

/**
 * How unindented lines that continue begin, and what may follow that makes a message of one after all: "created by a
 * user" names no function, "goroutine pool" no number.
 */
export const continuations: ReadonlyMap<string, readonly string[]> = new Map([
  ["goroutine ", ["[^0-9]", "[0-9]+(?:[^0-9 ]|$| (?:[^\\[]|$))"]],
  ["created by ", ["[^\\s.]*(?:\\s|$)", `\\S*\\.\\S*\\s(?:$|${partings("in goroutine ")})`]],
  ["Caused by:", []],
  ["[signal SIG", []],
]);

/** A text's partings from one that is known: at each of its characters something else, or the end. */
function partings(known: string): string {
  return known === ""
    ? "[^\\s\\S]"
    : `[^${inClass(known.charAt(0))}]|${inClass(known.charAt(0))}(?:$|${partings(known.slice(1))})`;
}

/** What ends the first word of a line. A Go frame has its opening parenthesis before any of these. */
const wordEnds = ["\\s", "=", '"', ":"];
const inWord = wordEnds.join("");
const restOfWord = `[^${inWord}(]*(?:[${inWord}]|$)`;

/**
 * Lines whose first word has a parenthesis before it ends. A Go frame is a name with a dot, or `panic`, and ends with
 * the closing one; "connect() failed", "(node:1) Warning" and "Error(s) in form" are messages.
 */
const plain = `[^${inWord}(.]`;
const withParenthesis = [
  `[^${inWord}(]*\\((?:.*[^)])?$`,
  ...[..."panic"].flatMap((character, index) => [
    `${"panic".slice(0, index)}(?:[^${inWord}(.${character}]${plain}*)?\\(`,
  ]),
  `panic${plain}+\\(`,
];

type Position = "start" | "firstWord" | "later";

/**
 * What follows, in a line that is the first of its record, where it agreed so far with a continuation whose rest is one
 * of `rests`: it parts from all of them at this character, or goes on to agree with some. The first word must also end
 * before any parenthesis, and at the start there must be one: blank and indented lines continue.
 */
function apartFrom(rests: readonly Rest[], position: Position): string[] {
  const next = [...new Set(rests.map(({ text }) => inClass(text.charAt(0))))];
  const endsHere = wordEnds.filter((end) => !next.includes(end) && !(position === "start" && end === "\\s"));
  const parting =
    position === "later"
      ? [`[^${next.join("")}]`]
      : [`[^${[...new Set([...wordEnds, "(", ...next])].join("")}]${restOfWord}`, `[${endsHere.join("")}]`];
  const agreeing = next.flatMap((character) => {
    const shorter = rests
      .filter(({ text }) => inClass(text.charAt(0)) === character)
      .map(({ text, unless }) => ({ text: text.slice(1), unless }));
    const whole = shorter.find(({ text }) => text === "");
    if (whole) return whole.unless.length === 0 ? [] : [`${character}(?:${["$", ...whole.unless].join("|")})`];
    const then = position === "later" || wordEnds.includes(character) ? "later" : "firstWord";
    return [`${character}(?:${["$", ...apartFrom(shorter, then)].join("|")})`];
  });
  return [...parting, ...agreeing];
}

/** What is left of a continuation's beginning, and what follows it in a message. */
interface Rest {
  text: string;
  unless: readonly string[];
}

/** A character of a continuation as RE2 has it, in and out of a class. */
function inClass(character: string): string {
  return character === " " ? "\\s" : character.replace("[", "\\[");
}

/** Matches the first line of a record, and only that. */
export const firstLine = `^(?:${[
  ...apartFrom(
    [...continuations].map(([text, unless]) => ({ text, unless })),
    "start",
  ),
  ...withParenthesis,
].join("|")})`;
