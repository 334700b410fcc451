// How Alloy and Promtail tell the first line of a record from a line that continues it, such as one of a stack trace.
//
// Both know one expression only, of first lines: what it does not match is joined to the line before. RE2 has no
// negative lookahead, and an expression of all that does not continue is large. So the lines that continue are marked
// first, by an expression of what they are; the mark is taken out again, at once of those that begin a record though
// they are indented, and of all others when they have been joined. Go matches by its quick way only expressions of up to
// 500 instructions (regexp/backtrack.go): a unit test counts on their length.
import {
  alignedLevel,
  elixirReport,
  monologEnd,
  monologTrace,
  railsFrame,
  railsTags,
  zapFrame,
} from "../../../conventions/continuations";

/** A character that no text may hold (U+FDD0, "noncharacter"), in RE2 and as what a stage writes. */
const mark = "\\x{FDD0}";
const writtenMark = '{{ "\\ufdd0" }}';

/** Colours and the like, as a terminal takes them, are no beginning. */
const escapes = "(?:\\x1b\\[[0-9;?]*[A-Za-z])*";

/** Lines that continue though they begin at the left. */
const unindented = {
  // What closes an object or a list that was printed over several lines: Node's properties of an error.
  closing: "[\\]})]+[,;]?\\s*$",
  // Frames are a name with a dot, or `panic`, and end with the parenthesis: "connect() failed" is the next record.
  go:
    "\\[signal SIG[A-Z0-9]+:|goroutine [0-9]+ (?:\\[|gp=)|created by \\S+\\.\\S+(?: in goroutine [0-9]+)?\\s*$|" +
    '(?:[^\\s=":(.]*\\.[^\\s=":(]*|panic)\\(.*\\)\\s*$',
  zap: zapFrame,
  java: "(?:Caused|Wrapped) by:",
  dotNet: "--- End of (?:stack tr|inner ex)",
  // Of Rails, for one; an uncaught exception begins so, too, and ends with the name of its class.
  ruby: `${railsFrame}|${railsTags}+\\s*$`,
  // Between a traceback and that of its cause. The last line ("ValueError: ...") looks like a message and stays alone.
  python: "During handling of the |The above exception ",
  php: `Stack trace:\\s*$|#[0-9]+ (?:/|\\{main\\}|\\[internal f)|${monologTrace}|${monologEnd}`,
  elixir: elixirReport,
  rust: "stack backtrace:\\s*$|note: (?:run with `RUST_|Some details are )",
};

/** Matches a line that may continue a record, with an empty group at its beginning. */
const continuation = `^()${escapes}(?:$|\\s|${Object.values(unindented).join("|")})`;

/** A marked line that is indented, and JSON all the same, or begins with a date or with a level aligned to the right. */
const indentedRecord = `^(${mark})${escapes}(?:\\s+(?:\\{".*\\}\\s*$|[0-9]{4}[-/.])|${alignedLevel})`;

export const joining = {
  marking: { expression: continuation, to: writtenMark },
  sparing: { expression: indentedRecord, to: "" },
  firstLine: `^[^${mark}]`,
  unmarking: { expression: `(${mark})`, to: "" },
} as const;
