// Expressions in Ruby's syntax, as Fluent Bit reads them: by Oniguruma, of which its Onigmo is a descendant. JavaScript
// takes some that neither does: `[` inside a class opens another one.
import { readFileSync } from "node:fs";
import { loadWASM, OnigScanner } from "vscode-oniguruma";

const loaded = loadWASM(new Uint8Array(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"))).buffer);

/** Whether an expression matches a text. Throws an Error where the expression is none. */
export async function rubyExpression(expression: string): Promise<(text: string) => boolean> {
  await loaded;
  const scanner = new OnigScanner([expression]);
  return (text) => scanner.findNextMatchSync(text, 0) !== null;
}
