// How Fluent Bit joins the lines of a stack trace: a parser of our own, and the processors that use it. Plain data.
//
// One parser for three languages instead of the built-in go, java and python: given several, Fluent Bit 5.1 delivers
// their records out of order and the last line of each Python traceback twice. A processor instead of the input's own
// `multiline.parser`, which leaves a line end on every record, and instead of the buffered filter, whose emitter drops
// records while the output is blocked. Unbuffered, it joins what one read brought: a runtime writes its trace at once.
import type { HelmValues } from "../../helm-values";

const parserName = "stack_traces";

const rule = (state: string, regex: string, next: string): HelmValues => ({
  state,
  regex: `/${regex}/`,
  next_state: next,
});

/** A line that fits no rule of its state ends the record. */
export const stackTraceParser: HelmValues = {
  name: parserName,
  type: "regex",
  flush_timeout: 1_000,
  rules: [
    rule("start_state", "^Traceback \\(most recent call last\\):", "python"),
    rule("python", "^[\\t ]", "python"),
    rule("python", "^[A-Za-z_][\\w.]*(?::|$)", "python_end"),
    rule("python_end", "^(?!)", "python_end"),
    rule("start_state", "(?:^|[\\s\\]:])panic: |^fatal error: |http: panic serving", "go"),
    // Frames are a name with a dot, or `panic`, and end with the parenthesis: "connect() failed" is the next record.
    rule(
      "go",
      "^(?:$|[\\t ]|\\[signal SIG|goroutine \\d+ \\[|created by \\S+\\.\\S+(?: in goroutine \\d+)?$|exit status \\d|" +
        "(?:[^\\s(]+\\.[^\\s(]*|panic)\\(.*\\)$)",
      "go",
    ),
    rule("start_state", "(?:Exception|Error|Throwable)(?::|$)", "java"),
    rule("java", "^[\\t ]+(?:at |\\.\\.\\. \\d|Suppressed: )|^[\\t ]*Caused by: ", "java"),
  ],
};

/** Joins, then leaves out blank lines: a Go panic has some inside, so the input must not skip them before. */
export const joinStackTraces: readonly HelmValues[] = [
  { name: "multiline", "multiline.key_content": "log", "multiline.parser": parserName, buffer: false },
  // \A and \z, because ^ and $ also match at each line inside a trace: a panic would be dropped for its blank line.
  { name: "grep", exclude: "log \\A\\s*\\z" },
];
