import assert from "node:assert/strict";
import { rubyExpression } from "../../../test/support/oniguruma";
import { fileTraces, firstLines, stackTraces } from "../../../test/support/stack-traces";
import { stackTraceParser } from "./multiline";

interface Rule {
  state: string;
  regex: string;
  next_state: string;
  matches: (line: string) => boolean;
}

describe("file logs: records of several lines", () => {
  let rules: Rule[];
  before("every expression is one in Ruby's syntax", async () => {
    rules = await Promise.all(
      (stackTraceParser.rules as Omit<Rule, "matches">[]).map(async (rule) => ({
        ...rule,
        matches: await rubyExpression(rule.regex.slice(1, -1)),
      })),
    );
  });

  /** As Fluent Bit joins: by the rules of the state that the line before led to, else from the start. */
  const records = (text: string): string[] => {
    let state = "";
    return text.split("\n").reduce<string[]>((found, line) => {
      const from = (which: string) => rules.find((rule) => rule.state === which && rule.matches(line));
      const next = from(state);
      state = (next ?? from("start_state"))?.next_state ?? "";
      return next ? [...found.slice(0, -1), `${found.at(-1)}\n${line}`] : [...found, line];
    }, []);
  };
  const traceback = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    pay()\nValueError: x';

  for (const [language, trace] of Object.entries({ ...stackTraces, ...fileTraces, Python: traceback }))
    it(`are joined where ${language} writes them, and the records behind are not`, () => {
      for (const next of firstLines) assert.deepEqual(records(`a\n${trace}\n${next}`), ["a", trace, next]);
    });

  it("are none of lines that begin one", () => assert.deepEqual(records(firstLines.join("\n")), firstLines));

  it("cost no more than in proportion to a line's length, whatever it holds", function () {
    this.timeout(60_000);
    const repeated = [
      "{'key': 'value(x)', 'n': 1}, ",
      '{"a":1},',
      "[error] x ",
      "': (A",
      "a.b",
      "/a.b",
      "(A) ",
      "[a] ",
      " ",
    ]
      .concat('"} ', "Error: ", "\t", "\tERROR", "Ab ", "created by a.b", "a:1:in `x", "#1 a(1", "panic: ", "1")
      .map((part) => (length: number) => part.repeat(length / part.length));
    const begun = ["", '"}', "a.b/c", "#1 ", "A ("];
    for (const { regex, matches } of rules) {
      const milliseconds = (length: number) => {
        const start = performance.now();
        for (const text of repeated) for (const begin of begun) matches(begin + text(length));
        return performance.now() - start;
      };
      // Four times as long, the best of three; below 20 ms it is the machine that is measured.
      const best = (length: number) => Math.min(...[1, 2, 3].map(() => milliseconds(length)));
      const [short, long] = [best(2_500), best(10_000)];
      assert.ok(long < 12 * Math.max(short, 20), `${regex} takes ${long / short} times as long`);
    }
  });
});
