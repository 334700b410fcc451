// The rules that join lines, as Fluent Bit itself reads them: with JavaScript's expressions the unit tests of
// components/collection/file-logs say the same. Needs `fluent-bit` on PATH or in FLUENT_BIT, and fails without.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { sidecarConfig } from "../../components/collection/file-logs/sidecar";
import { settingsOf } from "../support/settings-of";
import { fileTraces, firstLines, stackTraces } from "../support/stack-traces";

interface Configuration {
  service: Record<string, unknown>;
  pipeline: { inputs: [Record<string, unknown>]; outputs: unknown[] };
}

describe("Fluent Bit, joining lines", function () {
  this.timeout(60_000);
  const traces = Object.entries({ ...stackTraces, ...fileTraces });
  /** Records by the name of their file. */
  const records = new Map<string, string[]>();

  before(async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fluent-bit-"));
    const config = parse(sidecarConfig(settingsOf(), { bufferGib: 1 })) as Configuration;
    const [input] = config.pipeline.inputs;
    Object.assign(config.service, { http_server: false, "storage.path": path.join(folder, "storage") });
    Object.assign(input, { path: path.join(folder, "*.log"), db: path.join(folder, "files.db"), exit_on_eof: true });
    config.pipeline.outputs = [{ name: "stdout", match: "*", format: "json_lines" }];
    fs.writeFileSync(path.join(folder, "fluent-bit.yaml"), stringify(config));
    const write = (name: string, lines: readonly string[]) =>
      fs.writeFileSync(path.join(folder, name), lines.map((line) => `${line}\n`).join(""));
    for (const [index, [, trace]] of traces.entries()) write(`${index}.log`, ["a (b)", trace, "plain text line"]);
    write("first-lines.log", firstLines);
    const { stdout } = await promisify(execFile)(
      process.env.FLUENT_BIT ?? "fluent-bit",
      ["-c", path.join(folder, "fluent-bit.yaml")],
      { env: { ...process.env, POD_NAME: "a", POD_NAMESPACE: "b", POD_UID: "c" }, maxBuffer: 2 ** 26 },
    );
    fs.rmSync(folder, { recursive: true });
    for (const line of stdout.split("\n").filter((each) => each.startsWith("{"))) {
      const { file, log } = JSON.parse(line) as { file: string; log: string };
      records.set(path.basename(file), [...(records.get(path.basename(file)) ?? []), log]);
    }
  });

  for (const [index, [language, trace]] of traces.entries())
    it(`joins ${language}, and keeps its neighbours apart`, () =>
      assert.deepEqual(records.get(`${index}.log`), ["a (b)", trace, "plain text line"]));

  it("begins a record at whatever begins one", () =>
    // It takes the carriage return of a line's end away.
    assert.deepEqual(
      records.get("first-lines.log"),
      firstLines.map((line) => line.replace(/\r$/, "")),
    ));
});
