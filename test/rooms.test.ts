// The rooms of components/ and what leads from one to another.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

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
  it("are in CONTRIBUTING.md's table, those of the checkout and those of components/", () => {
    const page = readFileSync(join(checkout, "CONTRIBUTING.md"), "utf8");
    const named = [...page.matchAll(/`(?:components\/)?([\w-]+)\/`/g)].map(([, room]) => room);
    const rooms = ["./", "components/"].flatMap((area) =>
      execFileSync("git", ["ls-tree", "-d", "--name-only", "HEAD", area], { cwd: checkout, encoding: "utf8" })
        .trim()
        .split("\n")
        .map((folder) => basename(folder))
        .filter((folder) => !folder.startsWith(".") && folder !== "docs"),
    );
    assert.ok(rooms.length > 20, rooms.join());
    const missing = rooms.filter((room) => !named.includes(room));
    assert.deepEqual(missing, []);
  });

  for (const [area, most] of [
    ["components/collection", 25],
    ["components/backends", 5],
  ] as const) {
    it(`of ${area} have at most ${most} imports between them`, () => {
      const found = importsBetweenRooms(area);
      assert.ok(found.length > 0, "the count finds nothing at all");
      assert.ok(found.length <= most, `${found.length}:\n${found.join("\n")}`);
    });
  }

  it("have the files that comments name", () => {
    const files = execFileSync("git", ["ls-files"], { cwd: checkout, encoding: "utf8" }).trim().split("\n");
    const lost = files
      .filter((file) => /\.ts$/.test(file) && existsSync(join(checkout, file)))
      .flatMap((file) =>
        [...readFileSync(join(checkout, file), "utf8").matchAll(/^\s*(?:\/\/|\/?\*)(.*)$/gm)]
          .flatMap(([, comment = ""]) => comment.match(/(?<![\w./*<@-])[\w-][\w./-]*\.ts\b/g) ?? [])
          .filter((name) => !files.some((each) => each === name || each.endsWith(`/${name}`)))
          .map((name) => `${file}: ${name}`),
      );
    assert.deepEqual(lost, []);
  });

  it("of components/collection take from the collector what its index shows, and the release", () => {
    const deep = importsBetweenRooms("components/collection").filter((line) =>
      / -> .*\/collector\/(?!release$)/.test(line),
    );
    assert.deepEqual(deep, []);
  });
});
