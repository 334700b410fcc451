// A stack's file that is none: nothing is read of it, and nothing of it is told.
import assert from "node:assert/strict";
import { hasSeveralDocuments, readStackFile } from "./stack-file";

const settings = "config:\n  observability:environment: dev\n";

describe("a stack's file", () => {
  it("tells how a value is written", () => {
    assert.deepEqual(readStackFile(settings)?.at(["environment"]), { kind: "plain", source: "dev", quoted: false });
    const windows = `\uFEFF${settings.replaceAll("\n", "\r\n")}`;
    assert.deepEqual(readStackFile(windows)?.at(["environment"]), { kind: "plain", source: "dev", quoted: false });
  });

  it("may hold several documents, which is told", () => {
    for (const one of [settings, `---\n${settings}`, `${settings}...\n`]) assert.equal(hasSeveralDocuments(one), false);
    assert.equal(hasSeveralDocuments(`${settings}---\n${settings}`), true);
  });

  const nine = (item: string) => `[${Array.from({ length: 9 }, () => item).join(", ")}]`;
  const none: Record<string, string> = {
    nothing: "",
    "a comment": "# config\n",
    "a list": "config:\n  - a\n",
    "no values": "config:\n",
    "text that is no YAML": "config:\n  observability:environment: [\n",
    "a key twice": `${settings}  observability:environment: prod\n`,
    "two documents": `${settings}---\n${settings}`,
    "an alias within its anchor": `${settings}  observability:cluster: &c { name: *c }\n`,
    "aliases of aliases of aliases": `config:\n  a: &a ${nine("x")}\n  b: &b ${nine("*a")}\n  c: &c ${nine("*b")}\n  d: ${nine("*c")}\n`,
  };
  for (const [what, text] of Object.entries(none)) {
    it(`is none: ${what}`, () => assert.equal(readStackFile(text), undefined));
  }
});
