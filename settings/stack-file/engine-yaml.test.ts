// Scalars without quotes that the engine reads otherwise than YAML 1.2 does: the same value for the program and for
// whatever reads the stack's file by itself, or refused by both.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { readStackConfiguration } from "../../commands/stack-configuration";
import { minimal } from "../../test/support/stack-configuration";
import { linesOfYaml, toldOf } from "../../test/support/told";
import { loadSettings } from "../load";
import { engineTags } from "./engine-yaml";

const read = (source: string) => parse(source, { customTags: (tags) => [...engineTags, ...tags] }) as unknown;

/** What `npm run cost` is told where this is the text of a setting. */
function costOf(key: string, yaml: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), "yaml-"));
  try {
    const file = join(directory, "Pulumi.odd.yaml");
    const others = Object.entries(minimal).filter(([other]) => other !== key);
    const text = stringify(Object.fromEntries(others.map(([other, value]) => [`observability:${other}`, value])));
    writeFileSync(file, `config:\n${text.replace(/^/gm, "  ").trimEnd()}\n  observability:${key}: ${yaml}\n`);
    return toldOf(() => loadSettings(readStackConfiguration(file).configuration));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe("scalars as the engine reads them", () => {
  // Handed over by Pulumi 3.274.1; test/engine/stack/settings-commands.test.ts asks it again.
  const numbers: Record<string, unknown> = {
    "0b11": 3,
    "0B11": 3,
    "-0b11": -3,
    "0o17": 15,
    "0O17": 15,
    "0X1F": 31,
    "0x1_F": 31,
    "017": 15,
    "0_17": 15,
    "018": 18,
    "1_0": 10,
    "1_0.5": 10.5,
    "1_0e1_0": 100_000_000_000,
    "+7": 7,
    "007": 7,
    _1: "_1",
    "0b12": "0b12",
    "0x_": "0x_",
    "1e309": "1e309",
    "1:30": "1:30",
    "2026-1-1": "2026-01-01 00:00:00 +0000 UTC",
    "2026-02-30": "2026-02-30",
    yes: "yes",
    "!!binary aGVsbG8=": "hello",
    "!!str 017": "017",
  };
  for (const [source, value] of Object.entries(numbers))
    it(`${source} is ${JSON.stringify(value)}`, () => assert.deepEqual(read(source), value));

  it("are the same number in the program and in the cost sheet", () => {
    for (const [source, value] of [
      ["0b11", 3],
      ["1_0", 10],
      ["0X1F", 31],
    ] as const) {
      assert.deepEqual(linesOfYaml("retention", `{ logsDays: ${source} }`, { logsDays: value }), []);
      assert.deepEqual(costOf("retention", `{ logsDays: ${source} }`), []);
    }
  });

  const misread: [what: string, key: string, yaml: string, handedOver: unknown, line: string][] = [
    [
      "a number with a zero in front",
      "retention",
      "{ logsDays: 017 }",
      { logsDays: 15 },
      "retention.logsDays: 15 (written 017, without quotes) - must have no leading zero, which makes it an octal number - " +
        "pulumi config set --path observability:retention.logsDays",
    ],
    [
      "a date as text",
      "pods",
      "{ annotations: { since: 2026-01-01 } }",
      { annotations: { since: "2026-01-01 00:00:00 +0000 UTC" } },
      "pods.annotations.since: 2026-01-01 (a date, without quotes) - must be text, so quote it - " +
        "pulumi config set --path --type string observability:pods.annotations.since 2026-01-01",
    ],
    ...["1e3", "0x3e8", "01750"].map((source): [string, string, string, unknown, string] => [
      `a number as text, ${source}`,
      "iam",
      `{ roleNamePrefix: ${source} }`,
      { roleNamePrefix: 1_000 },
      `iam.roleNamePrefix: 1000 (written ${source}, without quotes) - must be text, so quote it ` +
        `(letters, digits and + = , . @ - _) - ` +
        `pulumi config set --path --type string observability:iam.roleNamePrefix ${source}`,
    ]),
    [
      "a number as text that is none there in quotes either",
      "storageClass",
      "1_000",
      "1000",
      "storageClass: 1000 (written 1_000, without quotes) - must be a name that is text without quotes: charts write " +
        "none around it - pulumi config set --path observability:storageClass",
    ],
    [
      "what is encoded",
      "tenants",
      "[{ id: payments, team: !!binary aGVsbG8= }]",
      [{ id: "payments", team: "hello" }],
      "tenants[0].team: hello (written aGVsbG8=, without quotes) - must be text, not binary - edit the stack's file: " +
        "write it without !!binary",
    ],
  ];
  for (const [what, key, yaml, handedOver, line] of misread) {
    it(`are refused by both where people read another: ${what}`, () => {
      assert.deepEqual(linesOfYaml(key, yaml, handedOver), [line]);
      assert.deepEqual(costOf(key, yaml), [line]);
    });
  }

  it("are dates with a time, too, and no more than these", () => {
    const since = (source: string, handedOver: string) =>
      linesOfYaml("pods", `{ annotations: { since: ${source} } }`, { annotations: { since: handedOver } }).length;
    assert.equal(since("2026-01-01T10:00:00Z", "2026-01-01 10:00:00 +0000 UTC"), 1);
    assert.equal(since("2026-01-01 10:00:00.5", "2026-01-01 10:00:00.5 +0000 UTC"), 1);
    for (const text of ["2026-01-01T10:00:00", "2026-01-01 10:00", "2026-01-01 10:00:00 at noon"])
      assert.equal(since(text, text), 0, text);
  });

  it("say null where nothing stands for a group", () => {
    for (const nothing of ["", "~", "null"]) {
      const line = "retention: null - must be a map of keys - pulumi config rm --path observability:retention";
      assert.deepEqual(linesOfYaml("retention", nothing, ""), [line]);
      assert.deepEqual(costOf("retention", nothing), [line]);
    }
    assert.match(linesOfYaml("retention", '""', "")[0] ?? "", /^retention: "" - /);
  });
});

describe("a stack's file with several documents", () => {
  it("is refused: the engine reads the first alone", () => {
    const directory = mkdtempSync(join(tmpdir(), "yaml-"));
    try {
      const file = join(directory, "Pulumi.odd.yaml");
      const document = stringify({ config: { "observability:environment": "dev" } });
      writeFileSync(file, `${document}---\n${document}`);
      assert.throws(
        () => readStackConfiguration(file),
        /Pulumi\.odd\.yaml has several documents, of which Pulumi reads/,
      );
      writeFileSync(file, `---\n${document}`);
      assert.equal(readStackConfiguration(file).configuration.values["observability:environment"], "dev");
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
