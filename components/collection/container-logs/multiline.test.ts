// Which lines are one record.
import assert from "node:assert/strict";
import fc from "fast-check";
import { settings } from "../../../test/support/container-log-settings";
import { containerTraces, firstLines, stackTraces } from "../../../test/support/stack-traces";
import { joining } from "./multiline";
import { containerLogPipeline } from "./pipeline";

describe("container logs: joining stack traces", () => {
  /** As Go reads the character. */
  const expression = (text: string) => new RegExp(text.replaceAll("\\x{FDD0}", "\ufdd0"));
  const [continues, spared] = [joining.marking, joining.sparing].map((step) => expression(step.expression));
  const begins = (line: string) => !continues?.test(line) || spared?.test(`\ufdd0${line}`) === true;
  const records = (text: string) =>
    text.split("\n").reduce<string[]>((found, line) => {
      if (begins(line) || found.length === 0) return [...found, line];
      return [...found.slice(0, -1), `${found.at(-1)}\n${line}`];
    }, []);

  for (const [language, trace] of Object.entries({ ...stackTraces, ...containerTraces }))
    it(`joins ${language}, and keeps its neighbours apart`, () =>
      assert.deepEqual(records(`{"level":"info","msg":"a (b)"}\n${trace}\nplain text line`), [
        '{"level":"info","msg":"a (b)"}',
        trace,
        "plain text line",
      ]));

  it("begins a record at whatever begins one", () => assert.deepEqual(records(firstLines.join("\n")), firstLines));

  it("marks the lines that continue, and leaves nothing of the mark", () => {
    const steps = containerLogPipeline(settings).stages;
    const at = steps.findIndex(({ do: step }) => step === "joinLines");
    const [marking, sparing, joined, unmarking] = steps.slice(at - 2, at + 2);
    assert.ok(marking?.do === "mark" && sparing?.do === "mark" && joined?.do === "joinLines");
    assert.ok(unmarking?.do === "mark");
    assert.equal(marking.to, '{{ "\\ufdd0" }}');
    assert.ok(sparing.expression.startsWith("^(\\x{FDD0})") && sparing.to === "", sparing.expression);
    assert.deepEqual([joined.firstLine, unmarking.expression, unmarking.to], ["^[^\\x{FDD0}]", "(\\x{FDD0})", ""]);
    // 497 instructions of the 500 that Go matches quickly.
    assert.ok(marking.expression.startsWith("^()") && marking.expression.length < 800, `${marking.expression.length}`);
  });

  it("joins a Python traceback up to the last indented line", () => {
    const traceback = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    pay()';
    assert.deepEqual(records(`${traceback}\nValueError: x`), [traceback, "ValueError: x"]);
  });

  it("keeps lines apart that only look like the rest of a stack trace", () => {
    const messages = [
      "(node:1) Warning: deprecated",
      "connect() failed (111: Connection refused)",
      "Error(s) in form",
      "fs.open() failed",
      "f(x)",
      "pan(1)",
      "panics(1)",
      "(all done)",
      "created by admin at 10:00",
      "created by root",
      "created by admin.user in group x",
      "created by terraform v1.2",
      "goroutine pool exhausted",
      "goroutine 7 leaked",
      "[signal handler] started",
      "user.login(42) took 3 ms",
    ];
    assert.deepEqual(records(messages.join("\n")), messages);
  });

  it("joins every kind of line of a Go trace", () => {
    const rest = [
      "panic({0x4b2d40?, 0x4f9b58?})",
      "main.main()",
      "main.F[...](0x1)",
      "runtime.goexit({})",
      "net/http.(*conn).serve(0xc0001, {0x7, 0x8})",
      "created by net/http.(*Server).Serve in goroutine 12",
      "created by main.main",
      "goroutine 12 [chan receive, 3 minutes]:",
      "[signal SIGSEGV: segmentation violation]",
    ];
    for (const line of rest) assert.ok(!begins(line), line);
  });

  it("never joins a line that begins with a word and a space, unless it is a known continuation", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,12}$/),
        fc.string({ unit: "grapheme-ascii" }),
        (word, rest) => {
          const line = `${word} ${rest}`;
          assert.equal(
            begins(line),
            !/^(goroutine \d+ (\[|gp=)|created by \S+\.\S+( in goroutine \d+)?\s*$|(Caused|Wrapped) by:|Last message( \(from .*\))?: )/.test(
              line,
            ),
          );
        },
      ),
    );
  });
});
