// Compares with a file that is reviewed like code. `UPDATE_GOLDENS=1 npm test` rewrites the files; read the diff.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const folder = join(__dirname, "..", "goldens");

/**
 * Fails where the text differs from `test/goldens/<path>`. Always assert by name, too, what the file is there to show.
 */
export function matchesGolden(path: string, text: string): void {
  const file = join(folder, path);
  if (process.env.UPDATE_GOLDENS === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(
    existsSync(file),
    `test/goldens/${path} does not exist: make it with UPDATE_GOLDENS=1 npm test, and read it`,
  );
  assert.equal(
    text,
    readFileSync(file, "utf8"),
    `differs from test/goldens/${path}; if that is meant: UPDATE_GOLDENS=1 npm test, and read the diff`,
  );
}
