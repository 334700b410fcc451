// Which lines Fluent Bit joins into one record, by the rules of the parser that it brings along.
import assert from "node:assert/strict";
import { fileTraces, firstLines, stackTraces } from "../../../test/support/stack-traces";
import { stackTraceParser } from "./multiline";

describe("file logs: records of several lines", () => {
  const { rules } = stackTraceParser as { rules: { state: string; regex: string; next_state: string }[] };
  /** As Fluent Bit joins: by the rules of the state that the line before led to, else from the start. */
  const records = (text: string): string[] => {
    let state = "";
    return text.split("\n").reduce<string[]>((found, line) => {
      const from = (which: string) =>
        rules.find((rule) => rule.state === which && new RegExp(rule.regex.slice(1, -1)).test(line));
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

  it("are told by expressions that Ruby's syntax reads as they are meant: no bracket opens a class inside a class", () => {
    // What is escaped, or a class; in a class of JavaScript a bracket stands for itself.
    for (const { regex } of rules)
      for (const [part] of regex.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/g))
        if (part.startsWith("[")) assert.doesNotMatch(part.slice(1).replace(/\\./g, ""), /\[|&&/, regex);
  });

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
    for (const { regex } of rules) {
      const expression = new RegExp(regex.slice(1, -1));
      const milliseconds = (length: number) => {
        const start = performance.now();
        for (const text of repeated) for (const begin of begun) expression.test(begin + text(length));
        return performance.now() - start;
      };
      // Four times as long, the best of three; below 20 ms it is the machine that is measured.
      const best = (length: number) => Math.min(...[1, 2, 3].map(() => milliseconds(length)));
      const [short, long] = [best(50_000), best(200_000)];
      assert.ok(long < 12 * Math.max(short, 20), `${regex} takes ${long / short} times as long`);
    }
  });

  it("are none of lines that begin one", () => assert.deepEqual(records(firstLines.join("\n")), firstLines));
});
