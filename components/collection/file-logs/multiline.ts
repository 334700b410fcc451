// How Fluent Bit joins the lines of a stack trace: a parser of our own, and the processors that use it. Plain data.
//
// One parser for all languages instead of the built-in go, java and python: given several, Fluent Bit 5.1 delivers
// their records out of order and the last line of each Python traceback twice. A processor instead of the input's own
// `multiline.parser`, which leaves a line end on every record, and instead of the buffered filter, whose emitter drops
// records while the output is blocked. Unbuffered, it joins what one read brought: a runtime writes its trace at once.
import {
  alignedLevel,
  elixirReport,
  monologEnd,
  monologTrace,
  railsFrame,
  railsTags,
  zapFrame,
} from "../../../conventions/continuations";
import type { HelmValues } from "../../helm-values";

const parserName = "stack_traces";

const rule = (state: string, regex: string, next: string): HelmValues => ({
  state,
  regex: `/${regex}/`,
  next_state: next,
});

/** What is indented, but for a record that is: JSON, a date, a level that is aligned to the right. */
const indented = `^(?!${alignedLevel})[\\t ]+(?![\\t ]|\\{"|\\d{4}[-/.])`;

/** A frame has less; where an expression tries each place of a line to its end, a longer one is none. */
const tooLong = ".{2000}";

/**
 * A line that fits no rule of its state ends the record. Fluent Bit tries the rules on every line, of 512 KiB perhaps, and while
 * it does no other file of the node is read: none may try a line's end from each of its places. They are in Ruby's syntax,
 * where `[` inside a class opens another one.
 */
export const stackTraceParser: HelmValues = {
  name: parserName,
  type: "regex",
  flush_timeout: 1_000,
  rules: [
    rule("start_state", "^Traceback \\(most recent call last\\):", "python"),
    rule("python", indented, "python"),
    rule("python", "^[A-Za-z_][\\w.]*(?::|$)", "python_end"),
    rule("python_end", "^(?!)", "python_end"),
    rule("start_state", "(?:^|[\\s\\]:])panic: |^fatal error: |http: panic serving", "go"),
    // Frames are a name with a dot, or `panic`, and end with the parenthesis: "connect() failed" is the next record.
    rule(
      "go",
      `${indented}|` +
        "^(?:$|\\[signal SIG\\w+:|goroutine \\d+ (?:\\[|gp=)|exit status \\d|" +
        "created by [^\\s.]+\\.\\S+(?: in goroutine \\d+)?$|(?:[^\\s(.]+\\.[^\\s(]*|panic)\\(.*\\)$)",
      "go",
    ),
    rule("start_state", "\\t(?:\\x1b\\[[0-9;]*m)?(?:WARN|ERROR|DPANIC|PANIC|FATAL)(?:\\x1b\\[0m)?\\t", "zap"),
    rule("zap", `^(?!${tooLong})(?:${zapFrame}|\\t\\S+:\\d+$)`, "zap"),
    // java.util.logging writes when and where on a line, and what on the next.
    rule("start_state", "^[A-Z][a-z]{2} \\d{1,2}, \\d{4} \\d{1,2}:\\d\\d:\\d\\d.{1,3}[AP]M \\S+(?: \\S+)?$", "jul"),
    rule("jul", "^[A-Z]+: ", "exception"),
    rule("start_state", "^.{0,200}\\[error\\] .*(?:terminat(?:ing|ed)|raised an exception)$", "elixir"),
    rule("elixir", `${indented}|^(?:${elixirReport})`, "elixir"),
    rule("start_state", '"exception":"\\[object\\] \\(', "monolog"),
    rule("monolog", `^${monologEnd}`, "monolog_end"),
    rule("monolog_end", "^(?!)", "monolog_end"),
    rule("monolog", `^(?:#\\d+ |\\s*$|${monologTrace})`, "monolog"),
    // Java, .NET, Node and PHP: what is indented, and what closes the properties of an error of Node.
    rule("start_state", "(?:Exception|Error|Throwable)(?::|$)", "exception"),
    rule(
      "exception",
      `${indented}|` +
        "^(?:(?:Caused|Wrapped) by: |--- End of stack trace|[\\]})]+$|Stack trace:$|" +
        `#\\d+ (?:\\S+\\(\\d+\\): |\\{main\\}$|\\[internal function\\]))`,
      "exception",
    ),
    rule(
      "start_state",
      `^[^'"\`]*:\\d+:in [\`'][^']*': .*\\([A-Z][\\w:]*\\)$|^${railsTags}*[A-Z][\\w:]+ \\(.*\\):?$`,
      "ruby",
    ),
    rule("ruby", `^[\\t ]+(?:\\d+: )?from |^(?:${railsFrame}|${railsTags}*\\s*$)`, "ruby"),
  ],
};

/** Joins, then leaves out blank lines: a Go panic has some inside, so the input must not skip them before. */
export const joinStackTraces: readonly HelmValues[] = [
  { name: "multiline", "multiline.key_content": "log", "multiline.parser": parserName, buffer: false },
  // \A and \z, because ^ and $ also match at each line inside a trace: a panic would be dropped for its blank line.
  { name: "grep", exclude: "log \\A\\s*\\z" },
];
