// How Alloy and Promtail tell the first line of a record from a line that continues it, such as one of a stack trace.
//
// Both know one expression only, of first lines: what it does not match is joined to the line before. RE2 has no
// negative lookahead, and an expression of all that does not continue is large. So the lines that continue are marked
// first, by an expression of what they are; the mark is taken out again when they have been joined. Go matches by its
// quick way only expressions of up to 500 instructions (regexp/backtrack.go): a unit test counts on this one's length.

/** A character that no text may hold (U+FDD0, "noncharacter"), in RE2 and as what a stage writes. */
const mark = "\\x{FDD0}";
const writtenMark = '{{ "\\ufdd0" }}';

/** All but these characters one after the other, from the beginning. */
function otherThan(text: string): string {
  const [first, rest] = [text.charAt(0), text.slice(1)];
  return `(?:$|[^${first}]${rest === "" ? "" : `|${first}${otherThan(rest)}`})`;
}

/** Indented lines, unless they are JSON, or begin with a date or with a level that is aligned to the right. */
const indented = [
  "$",
  "[^\\s{0-9IW]",
  '\\{(?:$|[^"]|".*[^}\\s]\\s*$)',
  "[0-9](?:$|[^0-9]|[0-9](?:$|[^0-9]|[0-9](?:$|[^0-9]|[0-9](?:$|[^-/.]))))",
  ...["INFO", "WARN"].map(
    (level) => `${level.charAt(0)}(?:${otherThan(level.slice(1))}|${level.slice(1)}(?:$|[^\\s:|[\\x1b]))`,
  ),
];

/** Lines that continue though they begin at the left. */
const unindented = {
  // What closes an object or a list that was printed over several lines: Node's properties of an error.
  closing: "[\\]})]+[,;]?\\s*$",
  // Frames are a name with a dot, or `panic`, and end with the parenthesis: "connect() failed" is the next record.
  go:
    "\\[signal SIG[A-Z0-9]+:|goroutine [0-9]+ (?:\\[|gp=)|created by \\S+\\.\\S+(?: in goroutine [0-9]+)?\\s*$|" +
    '(?:[^\\s=":(.]*\\.[^\\s=":(]*|panic)\\(.*\\)\\s*$',
  java: "(?:Caused|Wrapped) by:",
  dotNet: "--- End of (?:stack trace|inner exception)",
  // Of Rails, for one; an uncaught exception begins so, too, and ends with the name of its class.
  ruby: "[^\\s=\":(]+:[0-9]+:in [`'].*'\\s*$",
  // Between a traceback and that of its cause. The last line ("ValueError: ...") looks like a message and stays alone.
  python: "During handling of the above|The above exception was the",
  php: "Stack trace:\\s*$|#[0-9]+ (?:/|\\{main\\}|\\[internal function\\])",
  rust: "stack backtrace:\\s*$|note: (?:run with `RUST_B|Some details are o)",
};

/** Colours and the like, as a terminal takes them, are no beginning. */
const escapes = "(?:\\x1b\\[[0-9;?]*[A-Za-z])*";

/** Matches a line that continues a record, with an empty group at its beginning. */
export const continuation = `^()${escapes}(?:$|\\s+(?:${indented.join("|")})|${Object.values(unindented).join("|")})`;

export const joining = {
  marking: { expression: continuation, to: writtenMark },
  firstLine: `^[^${mark}]`,
  unmarking: { expression: `(${mark})`, to: "" },
} as const;
