// Settings from a file that `--config-file` names, on the real engine: a credential in plain text in it is refused, though
// `Pulumi.<stack>.yaml` has it encrypted; and the variable of the CLI leads the program to the same file.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "./engine-room";
import { EngineStack } from "./engine-stack";

describe("a file that --config-file names", function () {
  this.timeout(300_000);
  let room: EngineRoom;
  let stack: EngineStack;
  const secret = "Q7xZkqwjzxvqZx7QJWQKXZVQ";
  const refusal = /fanout\.datadog\.apiKey: \[secret\] - must be a Pulumi secret, it is in plain text/;

  const pulumi = (args: readonly string[], environment: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync("pulumi", [...args, "--stack", "named", "--non-interactive"], {
      cwd: stack.stack.workspace.workDir,
      env: { ...room.environment, ...environment },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    return { status, told: stdout + stderr };
  };

  before(async () => {
    room = await openStandinRoom();
    const fanout = { datadog: { enabled: true, site: "datadoghq.eu" } };
    stack = await EngineStack.create(room, "named", "sandbox", { fanout });
    const key = "observability:fanout.datadog.apiKey";
    assert.equal(pulumi(["config", "set", "--secret", "--path", key, secret]).status, 0);
    const { workDir } = stack.stack.workspace;
    const text = readFileSync(join(workDir, "Pulumi.named.yaml"), "utf8");
    const plain = text.replace(/apiKey:\s*secure: \S+/, `apiKey: ${secret}`);
    assert.notEqual(plain, text);
    writeFileSync(join(workDir, "plain.yaml"), plain);
    // The search engine's password is encrypted, the key is not: which of the two, the file alone tells.
    const search = "elasticsearch: { enabled: true, endpoints: [https://s.example.com], username: otel }";
    writeFileSync(join(workDir, "mixed.yaml"), plain.replace(/( +)datadog:/, `$1${search}\n$1datadog:`));
    const password = "observability:fanout.elasticsearch.password";
    const set = ["config", "set", "--config-file", "mixed.yaml", "--secret", "--path", password, `${secret}2`];
    assert.equal(pulumi(set).status, 0);
  });
  after(() => {
    stack?.close();
    room?.close();
  });

  it("is not judged by the stack's own", () => {
    assert.equal(pulumi(["preview"]).status, 0);
    const { status, told } = pulumi(["preview", "--config-file", "plain.yaml"]);
    assert.notEqual(status, 0);
    assert.match(told, refusal);
    assert.match(told, /where --config-file names another, run each `pulumi config` with it/);
    assert.ok(!told.includes("Q7xZ"));
  });

  it("and another stack than the selected one are told beside the commands, of a lookup's refusal too", () => {
    const { workDir } = stack.stack.workspace;
    const text = readFileSync(join(workDir, "Pulumi.named.yaml"), "utf8");
    writeFileSync(join(workDir, "role.yaml"), text.replace("aws:region", "aws:token: none\n  aws:region"));
    const named = { PULUMI_CONFIG_FILE: "role.yaml" };
    const asked = () => pulumi(["preview", "--config-file", "role.yaml"], named).told;
    const another = "another stack is selected: run each `pulumi config` with --stack named";
    assert.ok(!asked().includes(another));
    assert.match(
      asked(),
      /aws:profile <profile>\s+the settings are in role.yaml: run each `pulumi config` with --config-f/,
    );
    const told = pulumi(["preview", "--config-file", "role.yaml"], { ...named, PULUMI_STACK: "second" }).told;
    assert.ok(told.includes(another), told);
  });

  it("is read where a variable names it, too: the CLI's own, or the program's", () => {
    const named = { PULUMI_CONFIG_FILE: "mixed.yaml" };
    for (const { status, told } of [
      pulumi(["preview"], { PULUMI_OPTION_CONFIG_FILE: "mixed.yaml" }),
      pulumi(["preview", "--config-file", "mixed.yaml"], named),
    ]) {
      assert.notEqual(status, 0, told.slice(-2_000));
      assert.match(told, refusal);
    }
  });

  it("is taken with a warning where none does, and a key with one secret counts as secret as a whole", () => {
    const { status, told } = pulumi(["preview", "--config-file", "mixed.yaml"]);
    assert.equal(status, 0, told.slice(-2_000));
    assert.match(told, /a key with one secret counts as secret as a whole; with --config-file, name the file in/);
  });
});
