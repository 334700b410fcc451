// The model of `pulumi config set` and `pulumi config rm`, with which the unit tests run the commands of refusals, does
// what the real CLI does: over many random commands on one stack file, compared after each.
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { pulumiEnvironment } from "../../../commands/pulumi-environment";
import { readStackConfiguration } from "../../../commands/stack-configuration";
import { askCommand, type Path, quoteCommand, removeCommand, setCommand } from "../../../settings/refusals/problem";
import { places, valid } from "../../support/broken-settings";
import { type Config, runCommands, stackFileText } from "../../support/pulumi-config";

/** Encrypted values are left out: the CLI can't read a ciphertext of ours. */
function plain(): Config {
  const { fanout, alerts, ...rest } = valid();
  assert.ok(fanout && alerts);
  return { ...rest, retention: { logsDays: "30", tracesDays: 14 }, alerts: { receivers: [] } };
}

/** At the top the CLI keeps every scalar as text, which is how the program gets it. */
function asText(config: Config): Config {
  return Object.fromEntries(Object.entries(config).map(([key, at]) => [key, typeof at === "object" ? at : String(at)]));
}

const value = fc.constantFrom<string | number | boolean>(
  "x",
  "true",
  "0123",
  "1e3",
  "no",
  "a b",
  "it's",
  "-5",
  7,
  0.5,
  false,
  "72",
  "2026-01-01",
  "eu-central-1-shared-brokers-scram-user",
);
const path: fc.Arbitrary<Path> = fc.oneof(
  fc.constantFrom(...places),
  fc.constantFrom<Path>(
    ["odd key"],
    ["grafana", "ingress", "annotations", "a.b/c"],
    ["kafka", "existingSecret"],
    ["sizing", 'we"ird'],
    ["tenants", 2, "id"],
  ),
);
const command = fc.oneof(
  fc.tuple(path, value).map(([at, to]) => setCommand(at, to)),
  fc.tuple(path, value).map(([at, to]) => quoteCommand(at, String(to))),
  path.map(removeCommand),
  path.map(askCommand),
);

const scalars = [
  ...["0b11", "0B11", "-0b11", "0b12", "0o17", "0O17", "0o8", "0x1F", "0X1F", "0x1_F", "017", "-017", "0_17", "018"],
  ...["007", "1_0", "1__0", "_1", "1_0.5", "1_0e1_0", "1_.5", "+7", "1e3", "1E3", ".5", "5.", "._5", "0_", "0b", "00"],
  ...["2026-01-01", "2026-1-1", "2026-02-30", "1:30", "true", "TRUE", "yes", "n", "~", "null", "!!binary aGVsbG8="],
  ...["!!str 017", "!!int 017", "08.5", "09_0", "-0", '"017"', "=", "0x", "0x_", "1e309"],
];

describe("pulumi config", function () {
  this.timeout(600_000);
  const directory = mkdtempSync(join(tmpdir(), "config-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, "Pulumi.odd.yaml");
  let run: (line: string, input?: string) => SpawnSyncReturns<string>;
  let salt: string;

  before(async () => {
    const environment = {
      ...(await pulumiEnvironment({ stateDirectory: directory })),
      PULUMI_BACKEND_URL: `file://${directory}`,
      PULUMI_CONFIG_PASSPHRASE: "",
    };
    run = (line, input = "") =>
      spawnSync("sh", ["-c", line], { cwd: directory, env: environment, encoding: "utf8", input });
    writeFileSync(join(directory, "Pulumi.yaml"), "name: observability\nruntime: nodejs\n");
    const created = run("pulumi stack init odd");
    assert.equal(created.status, 0, created.stderr);
    salt = readFileSync(file, "utf8");
  });

  it("hands scalars without quotes over as the program takes it to", () => {
    const top = scalars.map((scalar, index) => `  observability:t${index}: ${scalar}\n`);
    const nested = scalars.map((scalar, index) => `  observability:n${index}: { at: ${scalar} }\n`);
    writeFileSync(file, `${salt}config:\n${[...top, ...nested].join("")}`);
    const { status, stdout, stderr } = run("pulumi config --json --stack odd");
    assert.equal(status, 0, stderr);
    const engine = Object.entries(JSON.parse(stdout) as Record<string, { value: string }>);
    const { values } = readStackConfiguration(file).configuration;
    assert.deepEqual(Object.fromEntries(engine.map(([key, { value }]) => [key, value])), values);
  });

  it("set and rm do what the unit tests take them to do", () => {
    const inQuotes: Path = ["retention", "logsDays"];
    const overQuotes = [setCommand(inQuotes, 7), `${removeCommand(inQuotes)} && ${setCommand(inQuotes, 7)}`];
    const sampled = fc.sample(command, { numRuns: Number(process.env.PROPERTY_RUNS ?? 120), seed: 42 });
    for (const line of [...overQuotes, ...sampled]) {
      writeFileSync(file, salt + stackFileText(plain()));
      const { status, stderr } = run(line, "typed\n");
      let expected: Config | undefined;
      try {
        expected = runCommands(plain(), line, () => "typed");
      } catch {
        // The CLI is to refuse it as well.
      }
      assert.equal(status === 0, expected !== undefined, `${line}: ${stderr}`);
      if (expected === undefined) continue;
      const { config } = parse(readFileSync(file, "utf8")) as { config: Config };
      assert.deepEqual(asText(config), asText((parse(stackFileText(expected)) as { config: Config }).config), line);
    }
  });
});
