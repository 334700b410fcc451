// Commands of a refusal change the file of the stack that is selected: where that is another one, it is said.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forTheStack } from "./selected-stack";

describe("commands for a stack that is not the selected one", () => {
  const refusal = "a: 1 - must be 2 - pulumi config set --path observability:a 2";
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "selected-"));
    writeFileSync(join(root, "Pulumi.yaml"), "name: observability\n");
    mkdirSync(join(root, "home", "workspaces"), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** What is said beside the commands, once the CLI has written this. */
  const said = (written: string | undefined, stack = "prod", environment: NodeJS.ProcessEnv = {}) => {
    const digest = createHash("sha1").update(join(root, "Pulumi.yaml")).digest("hex");
    const file = join(root, "home", "workspaces", `observability-${digest}-workspace.json`);
    if (written !== undefined) writeFileSync(file, written);
    const told = forTheStack(refusal, root, stack, { PULUMI_HOME: join(root, "home"), ...environment });
    assert.ok(told.startsWith(refusal));
    return told.slice(refusal.length);
  };
  const word = (stack: string) => `\n  another stack is selected: run each \`pulumi config\` with --stack ${stack}`;

  it("say so, as the CLI writes it today and wrote it before", () => {
    assert.equal(said('{"stacks":{"file:///a":"organization/observability/dev"}}'), word("prod"));
    assert.equal(said('{"stack":"dev"}'), word("prod"));
    assert.equal(said('{"stack":"acme/observability/dev"}', "acme/prod"), word("acme/prod"));
  });

  it("say so where a variable selects", () => {
    for (const name of ["PULUMI_STACK", "PULUMI_OPTION_STACK"])
      assert.equal(said('{"stack":"prod"}', "prod", { [name]: "dev" }), word("prod"), name);
    assert.equal(said('{"stack":"dev"}', "prod", { PULUMI_STACK: "acme/observability/prod" }), "");
  });

  it("say nothing where it is the selected one of some backend, or nobody knows", () => {
    assert.equal(said(undefined), "");
    for (const written of [
      '{"stacks":{"file:///a":"organization/observability/dev","file:///b":"organization/observability/prod"}}',
      ...['{"stack":"prod"}', "{}", "null", "{"],
    ])
      assert.equal(said(written), "", written);
    const plain = "edit the stack's file";
    said('{"stack":"dev"}');
    assert.equal(forTheStack(plain, root, "prod", { PULUMI_HOME: join(root, "home") }), plain);
  });
});
