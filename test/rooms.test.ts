// The rooms of components/ and what leads from one to another.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const checkout = resolve(__dirname, "..");

const sources = (folder: string): string[] =>
  readdirSync(join(checkout, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => join(checkout, folder, file));

/** Import statements that lead from one folder of `area` into another. */
function importsBetweenRooms(area: string): string[] {
  const room = (path: string) => relative(join(checkout, area), path).split(sep)[0] ?? "";
  return sources(area).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)]
      .map(([, target = ""]) => resolve(dirname(file), target))
      .filter((target) => target.startsWith(join(checkout, area) + sep))
      .filter((target) => dirname(file) !== join(checkout, area) && room(target) !== room(file))
      .map((target) => `${relative(checkout, file)} -> ${relative(checkout, target)}`),
  );
}

describe("rooms", () => {
  for (const [area, most] of [
    ["components/collection", 24],
    ["components/backends", 5],
  ] as const) {
    it(`of ${area} have at most ${most} imports between them`, () => {
      const found = importsBetweenRooms(area);
      assert.ok(found.length > 0, "the count finds nothing at all");
      assert.ok(found.length <= most, `${found.length}:\n${found.join("\n")}`);
    });
  }

  it("of components/collection take from the collector what its index shows, and the release", () => {
    const deep = importsBetweenRooms("components/collection").filter((line) =>
      / -> .*\/collector\/(?!release$)/.test(line),
    );
    assert.deepEqual(deep, []);
  });
});
