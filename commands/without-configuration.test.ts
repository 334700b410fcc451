// What pulumi prints for programs, without the configuration.
import assert from "node:assert/strict";
import { judgePreview } from "./preview-summary/verdict";
import { withoutConfiguration } from "./without-configuration";

const hidden = "Q7xZk9WvJ2qXz8Kj";
const config = { "aws:secretKey": hidden, "observability:fanout": `{"datadog":{"apiKey":"${hidden}"}}` };
const pretty = (value: unknown) => `${JSON.stringify(value, null, 4)}\n`;

describe("what pulumi prints for programs", () => {
  it("has a preview's steps and errors, and none of the configuration", () => {
    const step = {
      op: "create",
      urn: "urn:pulumi:dev::observability::a::b",
      newState: { type: "a", inputs: { b: 1 } },
    };
    const diagnostics = [{ message: "error: it has 1 problem\n", severity: "error" }];
    const rest = { steps: [step], diagnostics, duration: 1, changeSummary: { create: 1 } };
    const shown = withoutConfiguration(`Created stack 'dev'\n${pretty({ config, ...rest })}`);
    assert.equal(shown, `Created stack 'dev'\n${pretty(rest)}`);
    assert.deepEqual(judgePreview(shown).changes.length, 1);
  });

  it("has every event of an update but the configuration in the first", () => {
    const prelude = { sequence: 0, timestamp: 1, preludeEvent: { config } };
    const summary = { sequence: 1, timestamp: 2, summaryEvent: { durationSeconds: 1 } };
    const lines = (...events: unknown[]) => `words\n${events.map((event) => JSON.stringify(event)).join("\n")}\n`;
    assert.equal(
      withoutConfiguration(lines(prelude, summary)),
      lines({ ...prelude, preludeEvent: { config: {} } }, summary),
    );
  });

  it("ends before a value that broke off, and leaves words alone", () => {
    const preview = pretty({ config, steps: [] });
    assert.equal(withoutConfiguration(`words\n${preview.slice(0, -20)}`), "words\n");
    const event = JSON.stringify({ preludeEvent: { config } });
    assert.equal(withoutConfiguration(event.slice(0, -2)), "");
    assert.equal(withoutConfiguration(`{"sequence":0}\n${event.slice(0, -2)}`), '{"sequence":0}\n');
    assert.equal(withoutConfiguration("error: no stack named 'dev' found\n"), "error: no stack named 'dev' found\n");
    assert.equal(withoutConfiguration(""), "");
  });
});
