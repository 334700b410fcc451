// Which file is read as the stack's, and that one which tells two things is refused by its name.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AmbiguousStackFile, findStackFile, forTheFileNamed } from "./find-file";

describe("the file of a stack", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "stack-file-"));
    mkdirSync(join(root, "stacks"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  };
  const named = (name: string) => `config:\n  observability:environment: ${name}\n`;
  const found = (environment: NodeJS.ProcessEnv = {}, stack = "prod") => {
    const written = findStackFile(root, stack, environment)?.at(["environment"]);
    return written?.kind === "plain" ? written.source : undefined;
  };

  it("stands where the project's file says, with its ending", () => {
    assert.equal(found(), undefined, "no project");
    put({ "Pulumi.prod.yaml": named("beside"), "stacks/Pulumi.prod.yaml": named("below") });
    put({ "Pulumi.prod.yml": named("yml"), "Pulumi.prod.json": '{"config":{"observability:environment":"json"}}' });
    put({ "Pulumi.json": '{"name":"observability"}' });
    assert.equal(found(), "json");
    put({ "Pulumi.yml": "name: observability\n" });
    assert.equal(found(), "yml");
    put({ "Pulumi.yaml": "name: observability\n" });
    assert.equal(found({}, "acme/observability/prod"), "beside");
    for (const key of ["stackConfigDir", "config"]) {
      put({ "Pulumi.yaml": `name: observability\n${key}: stacks\n` });
      assert.equal(found(), "below", key);
    }
    assert.equal(found({}, "absent"), undefined);
    put({ "Pulumi.yaml": "" });
    assert.equal(found(), "beside");
  });

  it("is the one that --config-file names, where a variable says so too", () => {
    put({ "Pulumi.yaml": "name: observability\n", "Pulumi.prod.yaml": named("beside"), "other.yaml": named("other") });
    assert.equal(found({ PULUMI_OPTION_CONFIG_FILE: "other.yaml" }), "other");
    assert.equal(
      found({ PULUMI_CONFIG_FILE: join(root, "other.yaml"), PULUMI_OPTION_CONFIG_FILE: "no.yaml" }),
      "other",
    );
    assert.equal(found({ PULUMI_CONFIG_FILE: "" }), "beside");
    assert.equal(found({ PULUMI_CONFIG_FILE: "no.yaml" }), undefined);
  });

  it("is refused by its name where it tells two things", () => {
    put({ "Pulumi.yaml": "name: observability\n", "Pulumi.prod.yaml": `${named("a")}---\n${named("b")}` });
    const told = (start: string) => (error: unknown) =>
      error instanceof AmbiguousStackFile && error.message.startsWith(start);
    assert.throws(() => found(), told("Pulumi.prod.yaml has several documents, "));
    put({ "other.yaml": `${named("a")}  environment: b\n` });
    assert.throws(() => found({ PULUMI_CONFIG_FILE: "other.yaml" }), told("other.yaml has environment under another "));
  });

  it("is told beside commands that would mend another", () => {
    const mend = "a: 1 - must be 2 - pulumi config set --path observability:a 2";
    const named = forTheFileNamed(mend, { PULUMI_OPTION_CONFIG_FILE: "my file.yaml" });
    assert.equal(
      named,
      `${mend}\n  the settings are in my file.yaml: run each \`pulumi config\` with --config-file 'my file.yaml'`,
    );
    for (const [refusal, environment] of [
      [mend, {}],
      ["edit the stack's file", { PULUMI_CONFIG_FILE: "other.yaml" }],
    ] as const)
      assert.equal(forTheFileNamed(refusal, environment), refusal);
  });

  it("is none where it is no YAML", () => {
    put({ "Pulumi.yaml": "name: observability\n", "Pulumi.prod.yaml": "config: [\n" });
    assert.equal(found(), undefined);
  });
});
