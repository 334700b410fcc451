// Rows of the size table that runbooks tell people to raise: there is a size in which the settings take the higher number,
// the page has a row for the other sizes too, and says what a larger volume needs first.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { settingsOfStack, settingsWith, stackFile } from "../test/support/stack-configuration";
import { InvalidSettings } from "./refusals/invalid-settings";

const folder = join(__dirname, "../docs/runbooks");
const pages = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
const named = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/sizing\.(\w+)\.(\w+)/g)].map(([path, row = "", key = ""]) => ({ name, text, path, row, key })),
);
/** Small, medium and large, each with all that it may have. */
const stacks = ["dev", "sandbox", "prod"];

/** Whether the settings of a stack take a quarter more. */
function takesMore(stack: string, row: string, key: string): boolean {
  const now = (settingsOfStack(stack).sizing as unknown as Record<string, Record<string, number>>)[row]?.[key];
  if (now === undefined) return false;
  const sizing = (stackFile(stack).sizing ?? {}) as Record<string, object>;
  try {
    const more = { ...sizing, [row]: { ...sizing[row], [key]: Math.ceil(now * 1.25) } };
    settingsWith({ ...stackFile(stack), sizing: more });
    return true;
  } catch (error) {
    if (error instanceof InvalidSettings) return false;
    throw error;
  }
}

describe("rows of the size table in runbooks", () => {
  it("are taken with a higher number", () => {
    assert.ok(named.length > 25, String(named.length));
    const once = new Map(named.map((each) => [each.path, each]));
    for (const { name, path, row, key } of once.values())
      assert.ok(
        stacks.some((stack) => takesMore(stack, row, key)),
        `${name}: ${path}`,
      );
  });

  it("stand beside that of the other sizes, where only one has Loki or Tempo in parts", () => {
    for (const { name, text, path, row, key } of named) {
      const [, whole] = /^(loki|tempo)(?:Ingester|Compactor)$/.exec(row) ?? [];
      if (whole !== undefined) assert.ok(text.includes(`sizing.${whole}.${key}`), `${name}: ${path} alone`);
    }
  });

  it("lead to the steps by hand where it is a volume: the preview refuses a larger number before", () => {
    const larger = named.filter(({ key }) => key === "volumeGib");
    assert.ok(larger.length > 5, String(larger.length));
    for (const { name, text } of larger) assert.ok(text.includes("../operations/change.md#larger-volumes"), name);
  });
});
