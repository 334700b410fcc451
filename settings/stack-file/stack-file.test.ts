// A stack's file that is none: nothing is read of it, and nothing of it is told.
import assert from "node:assert/strict";
import { toldOf } from "../../test/support/told";
import { knowsEachSecret } from "../configuration";
import { loadSettings } from "../load";
import { InvalidSettings } from "../refusals/invalid-settings";
import { ambiguityOf, readStackFile } from "./stack-file";

const settings = "config:\n  observability:environment: dev\n";

describe("a stack's file", () => {
  it("tells how a value is written", () => {
    assert.deepEqual(readStackFile(settings)?.at(["environment"]), { kind: "plain", source: "dev", quoted: false });
    const windows = `\uFEFF${settings.replaceAll("\n", "\r\n")}`;
    assert.deepEqual(readStackFile(windows)?.at(["environment"]), { kind: "plain", source: "dev", quoted: false });
  });

  it("may not tell what the engine reads: several documents, two names of one key, keys beside `config`", () => {
    const older = "  observability:config:environment: prod\n";
    for (const clear of [settings, `---\n${settings}`, `${settings}...\n`, `config:\n${older}`, "", "config: []\n"])
      assert.equal(ambiguityOf(clear), undefined, clear);
    assert.match(ambiguityOf(`${settings}---\n${settings}`) ?? "", /^has several documents/);
    assert.equal(
      ambiguityOf(`${settings}  observability:environment: prod\n`),
      "has observability:environment twice, and Pulumi reads no such file: leave one",
    );
    for (const twice of ["observability:config:environment", "environment"])
      assert.equal(
        ambiguityOf(`${settings}  ${twice}: prod\n`),
        `has ${twice} under another name, too, and Pulumi reads either by chance: leave one of <namespace>:<key>, ` +
          "<namespace>:config:<key> and, of this project, <key>",
      );
    assert.match(ambiguityOf("config: { aws:config:region: a, aws:region: b }\n") ?? "", /^has aws:region under/);
    assert.equal(ambiguityOf(`${settings}  other:environment: prod\n`), undefined);
    assert.equal(
      ambiguityOf(`x-limits: {}\n${settings}observability:kafka: { mode: none }\naws:region: a\n`),
      "has observability:kafka, aws:region at the left margin, where Pulumi reads no configuration and drops it when " +
        "it writes: indent it below `config:`",
    );
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

describe("a file that is not the one that the engine read", () => {
  const values = { "observability:environment": "Prod_Bad", "observability:tenants": '[{"id":"payments"}]' };
  const secretKeys = new Set(["observability:fanout"]);
  const withFile = (text: string) => {
    const file = readStackFile(`config:\n  observability:environment: ${text}\n`);
    assert.ok(file);
    return { values, secretKeys, file };
  };

  it("is known by a word that differs, quoted or not", () => {
    for (const text of ["prod", '"prod"', "'Prod Bad'"]) assert.equal(knowsEachSecret(withFile(text)), false, text);
    assert.equal(knowsEachSecret(withFile("Prod_Bad")), true);
    for (const odd of ["2026-01-01", "0x1F", "no", "!!binary UHJvZF9CYWQ="])
      assert.equal(knowsEachSecret(withFile(odd)), true, `${odd}: the engine makes another text of it`);
  });

  const key = "0123456789abcdef0123456789abcdef";
  const datadog = (more: Record<string, unknown>) => ({
    values: {
      ...values,
      "observability:environment": "prod",
      "observability:cluster": '{"name":"green"}',
      "observability:fanout": JSON.stringify({ datadog: more }),
    },
  });
  const fileOf = (text: string, top = "") => {
    const file = readStackFile(`${top}config:\n  observability:environment: prod\n  observability:fanout: ${text}\n`);
    assert.ok(file);
    return { file };
  };
  const withSite = datadog({ enabled: true, site: "datadoghq.eu", apiKey: key });
  const encrypted = fileOf("{ datadog: { enabled: true, site: datadoghq.eu, apiKey: { secure: v1:0 } } }");

  it("excuses no credential that it has encrypted and the engine has in plain text", () => {
    assert.deepEqual(
      toldOf(() => loadSettings({ ...withSite, secretKeys: new Set(), ...encrypted })),
      [
        "fanout.datadog.apiKey: [secret] - must be a Pulumi secret, it is in plain text - pulumi config set --secret " +
          "--path observability:fanout.datadog.apiKey",
      ],
    );
    assert.deepEqual(
      toldOf(() => loadSettings({ ...withSite, secretKeys, ...encrypted })),
      [],
    );
    assert.equal(knowsEachSecret({ ...withSite, secretKeys, ...encrypted }), true);
  });

  it("may be one without what the engine has, which an environment accounts for", () => {
    const part = "{ datadog: { enabled: true } }";
    assert.equal(knowsEachSecret({ ...withSite, secretKeys, ...fileOf(part) }), false);
    const merged = { ...withSite, secretKeys, ...fileOf(part, "environment: [observability/shared]\n") };
    assert.equal(knowsEachSecret(merged), true);
    assert.deepEqual(
      toldOf(() => loadSettings(merged)),
      [],
      "the site is no secret in vain: nobody knows whether it is one",
    );
  });

  it("says nothing of a value that it does not have", () => {
    const refused = (error: unknown) =>
      error instanceof InvalidSettings && /environment: "Prod_Bad" - must be lower-case/.test(error.message);
    assert.throws(() => loadSettings(withFile("prod")), refused);
  });
});
