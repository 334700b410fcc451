/**
 * Writes what is made from the settings' schema and the policies: the tables, into the documents that show them, and the
 * JSON Schema of a stack's file: `npm run settings-reference`. With `--check` it writes nothing and fails where one is out of date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { runCommand } from "../commands/command";
import { rules } from "../policy/rules";
import { stackFileSchema } from "../settings/json-schema";
import { settingsTable, shortSettingsTable, sizesTable } from "../settings/reference";

const rulesTable = () =>
  [
    "| Rule | What must hold | A violation |",
    "| --- | --- | --- |",
    ...rules.map(
      (rule) => `| \`${rule.name}\` | ${rule.description} | ${rule.isAdvisory ? "is told" : "stops the run"} |`,
    ),
  ].join("\n");

const checkout = path.resolve(__dirname, "..");

/** Tables by document and marker: a table stands between `<!-- <marker> -->` and `<!-- /<marker> -->`. */
const tables: Record<string, Record<string, () => string>> = {
  "README.md": { settings: shortSettingsTable },
  "policy/README.md": { rules: rulesTable },
  "docs/settings.md": { settings: settingsTable, sizes: sizesTable },
};

/** The JSON Schema of `Pulumi.<stack>.yaml`, to which every example's first line leads editors. */
export const schemaFile = "settings/stack.schema.json";

/** What the settings' schema makes of a document now. */
function upToDate(document: string, text: string): string {
  return document === schemaFile ? `${JSON.stringify(stackFileSchema(), null, 2)}\n` : withTables(document, text);
}

/** The document with its tables as the schema has them now. Throws where a marker is missing. */
function withTables(document: string, text: string): string {
  return Object.entries(tables[document] ?? {}).reduce((result, [marker, table]) => {
    const [open, close] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
    const [start, end] = [result.indexOf(open), result.indexOf(close)];
    if (start < 0 || end < start) throw new Error(`${document} has no ${open} ... ${close}`);
    return `${result.slice(0, start + open.length)}\n${table()}\n${result.slice(end)}`;
  }, text);
}

/** Documents that differ from the schema. */
export function outdated(): string[] {
  return [...Object.keys(tables), schemaFile].filter((document) => {
    const text = readFileSync(path.join(checkout, document), "utf8");
    return upToDate(document, text) !== text;
  });
}

function main(args: readonly string[]): number {
  const late = outdated();
  if (args.join(" ") === "--check") {
    if (late.length > 0) console.error(`out of date: ${late.join(", ")}; run: npm run settings-reference`);
    return late.length > 0 ? 1 : 0;
  }
  if (args.length > 0) throw new Error("usage: npm run settings-reference [-- --check]");
  for (const document of late) {
    const file = path.join(checkout, document);
    writeFileSync(file, upToDate(document, readFileSync(file, "utf8")));
    console.log(`wrote ${document}`);
  }
  return 0;
}

if (require.main === module) runCommand("settings-reference", main);
