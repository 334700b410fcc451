// Every command reads the file of settings that its arguments or a variable name.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { removeScratch, scratchDirectory } from "../test/servers/cleanup";
import { fileGiven, notThere, parsedWithFile, settingsFile } from "./config-file";

const checkout = resolve(__dirname, "..");

describe("the file of settings", function () {
  // A dozen processes, one after the other.
  this.timeout(300_000);
  let scratch: string;
  beforeEach(() => (scratch = scratchDirectory("config-file-")));
  afterEach(() => removeScratch(scratch));

  it("is told to the engine by the option, to the program by the variable", () => {
    const variables = { PULUMI_CONFIG_FILE: "other.yaml" };
    const given = (rest: string[], environment = {}) => fileGiven(rest, environment);
    assert.deepEqual(given(["--diff", "--config-file", "other.yaml"]), { options: [], variables });
    const twice = ["--config-file=first.yaml", "--config-file=other.yaml", "--diff"];
    assert.deepEqual(given(twice, { PULUMI_CONFIG_FILE: "third.yaml" }), { options: [], variables });
    const options = ["--config-file", "other.yaml"];
    for (const name of ["PULUMI_CONFIG_FILE", "PULUMI_OPTION_CONFIG_FILE"])
      assert.deepEqual(given(["--diff"], { [name]: "other.yaml" }), { options, variables });
    for (const none of [[], ["--diff"], ["--config-file"], ["--config-file="], ["--config", "a=b"]])
      assert.deepEqual(given(none), { options: [], variables: {} }, none.join(" "));
  });

  it("is the usual one where none is named", () => {
    assert.equal(settingsFile("acme/observability/dev", undefined, checkout, {}), join(checkout, "Pulumi.dev.yaml"));
    assert.equal(settingsFile("dev", "a/b.yaml", checkout, { PULUMI_CONFIG_FILE: "c" }), join(checkout, "a", "b.yaml"));
    assert.equal(settingsFile("dev", undefined, checkout, { PULUMI_OPTION_CONFIG_FILE: "/c" }), "/c");
    assert.deepEqual(parsedWithFile(["dev", "--config-file", "a"], ""), {
      positionals: ["dev"],
      rest: ["--config-file", "a"],
    });
    assert.throws(() => parsedWithFile(["dev", "--files"], "usage"), { message: "Unknown option '--files'\nusage" });
  });

  /** Runs a command with a program in the place of pulumi that writes down its arguments and the variable. */
  function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const told = join(scratch, "told");
    const stub = `#!/bin/sh\nprintf '%s [%s]\\n' "$*" "$PULUMI_CONFIG_FILE" >>${told}\n[ "$2" != export ] || echo '{"deployment":{}}'\n`;
    writeFileSync(join(scratch, "pulumi"), stub, { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", `commands/${command}.ts`, ...args],
      {
        cwd: checkout,
        env: {
          PATH: [scratch, dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
          HOME: scratch,
          XDG_CACHE_HOME: scratch,
          PULUMI_ACCESS_TOKEN: "none",
          ...environment,
        },
        encoding: "utf8",
      },
    );
    return { status, stdout, stderr, told: () => readFileSync(told, "utf8").trim().split("\n") };
  }

  it("is that of preview, up, destroy, preflight and adopt", () => {
    const file = join(scratch, "named.yaml");
    writeFileSync(file, readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8"));
    const last = (command: string, args: string[], environment?: NodeJS.ProcessEnv) =>
      run(command, args, environment).told().at(-1);
    const quiet = "--suppress-outputs --config-file";
    for (const environment of [{ PULUMI_CONFIG_FILE: file }, { PULUMI_OPTION_CONFIG_FILE: file }])
      assert.equal(last("pulumi", ["preview", "none"], environment), `preview --stack none ${quiet} ${file} [${file}]`);
    const preflight = `preview --stack none --non-interactive --config-file ${file} [${file}]`;
    assert.equal(last("preflight", ["none", "--config-file", file]), preflight);
    assert.equal(last("preflight", ["none"], { PULUMI_CONFIG_FILE: file }), preflight);
    assert.equal(
      run("pulumi", ["preview", "none"], { PULUMI_CONFIG_FILE: file }).told().at(-2),
      `stack select --create none [${file}]`,
    );
    const given = { PULUMI_CONFIG_FILE: file };
    assert.equal(last("pulumi", ["destroy", "none"], given), `destroy --stack none ${quiet} ${file} [${file}]`);
    // Options that are typed stand where they were typed.
    const options = ["--config-file", file, "--skip-preview"];
    const up =
      run("pulumi", ["up", "none", ...options])
        .told()
        .at(-1) ?? "";
    assert.ok(up.startsWith(`up --stack none --suppress-outputs ${options.join(" ")} --event-log `), up);
    assert.ok(up.endsWith(` [${file}]`), up);
    const bucket = {
      urn: "urn",
      type: "aws:s3/bucket:Bucket",
      id: "b",
      custom: true,
      retainOnDelete: true,
      outputs: {},
    };
    const state = join(scratch, "export.json");
    writeFileSync(state, JSON.stringify({ deployment: { resources: [bucket] } }));
    const adopted = run("adopt", ["none", state, "--config-file", file]);
    assert.match(adopted.stderr + adopted.told().at(-1), new RegExp(`import --stack none .*--config-file ${file} `));
    assert.ok(adopted.told().includes(`stack select --create none [${file}]`), adopted.told().join("\n"));
  });

  it("makes no stack where there is none: a name that is mistyped is told by pulumi", () => {
    const state = join(scratch, "export.json");
    writeFileSync(state, JSON.stringify({ deployment: { resources: [] } }));
    for (const [command, ...args] of [
      ["pulumi", "preview", "none"],
      ["preflight", "none"],
      ["adopt", "none", state],
    ] as const) {
      const [selected, ...more] = run(command, args).told();
      assert.equal(selected, "stack select none []", command);
      assert.ok(!more.some((line) => line.includes("--create")), command);
      rmSync(join(scratch, "told"));
    }
  });

  it("is told, where there is none, with the stacks that have one", () => {
    for (const name of ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.dev.yaml", "other.yaml"])
      writeFileSync(join(scratch, name), "");
    assert.equal(
      notThere(join(scratch, "Pulumi.pord.yaml")),
      "there is no Pulumi.pord.yaml; stacks with settings: dev, prod",
    );
    assert.equal(notThere(join(scratch, "none", "other.yaml")), "there is no other.yaml");
  });

  it("is that of cost and render", () => {
    const file = join(scratch, "named.yaml");
    const text = readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8");
    writeFileSync(file, text.replace(/(logsDays: )\d+/, "$1no"));
    for (const [args, environment] of [
      [["none", "--config-file", file], {}],
      [["none"], { PULUMI_CONFIG_FILE: file }],
    ] as const) {
      for (const [command, ...more] of [["cost"], ["render/render", "--helm", "none", "--from", scratch]] as const) {
        const { stderr } = run(command, [...args, ...more], environment);
        assert.match(stderr, /retention\.logsDays/);
        assert.ok(stderr.includes(`run each \`pulumi config\` with --config-file ${file}\n`), stderr);
      }
    }
    const { stderr } = run("cost", ["none"], { PULUMI_CONFIG_FILE: file, PULUMI_STACK: "dev" });
    assert.ok(stderr.endsWith("another stack is selected: run each `pulumi config` with --stack none\n"), stderr);
    writeFileSync(file, "config:\n  observability:grafana: { hostname: a, hostname: b }\n");
    assert.match(
      run("cost", ["none", "--config-file", file]).stderr,
      /named\.yaml is no YAML at line 2: mend it there/,
    );
    for (const command of ["cost", "render/render"])
      assert.match(
        run(command, ["none"]).stderr,
        /there is no Pulumi\.none\.yaml; stacks with settings: .*dev, .*prod/,
      );
  });
});
