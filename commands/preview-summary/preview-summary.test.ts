// The summary as a command: what it ends with, and what it says of what is no preview.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { summarize } from "./preview-summary";

const checkout = resolve(__dirname, "..", "..");
const recording = (name: string) => join(checkout, "test", "fixtures", "previews", `${name}.json`);

describe("pull request: on the command line", () => {
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ["--import", "tsx", join(checkout, "commands", "preview-summary", "preview-summary.ts"), ...args],
      {
        encoding: "utf8",
        cwd: checkout,
      },
    );

  it("ends with 0 where all may be merged, with a section for each stack", () => {
    const { status, stdout } = run(`dev=${recording("first")}`, `prod=${recording("more-retention")}`);
    assert.equal(status, 0);
    assert.deepEqual(
      [...stdout.matchAll(/^### (\w+):/gm)].map(([, stack]) => stack),
      ["dev", "prod"],
    );
  });

  it("ends with 1 where one may not, and says which and why", () => {
    const { status, stderr } = run(`dev=${recording("no-change")}`, `prod=${recording("environment-renamed")}`);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^preview-summary: prod: protected aws:s3:Bucket observability-cloud-storage-loki-chunks would be replaced$/m,
    );
  });

  it("takes what is accepted, as often as is said, and no other option", () => {
    const preview = JSON.stringify({
      steps: ["a", "b"].map((name) => ({
        op: "delete",
        urn: `urn:pulumi:p::o::kubernetes:core/v1:Namespace::${name}`,
        oldState: { type: "kubernetes:core/v1:Namespace" },
      })),
    });
    const objections = (...args: string[]) => summarize(["prod=x", ...args], () => preview).objections.length;
    assert.deepEqual(
      [objections(), objections("--accept", "a"), objections("--accept", "a", "--accept", "b")],
      [2, 1, 0],
    );
    assert.throws(() => objections("--accpet", "a"), /Unknown option '--accpet'\nusage/);
  });

  it("ends with 2 where there is nothing to judge, quoting nothing of it", () => {
    assert.equal(run().status, 2);
    assert.throws(() => summarize(["prod=x"], () => ""), /x holds no preview: there is no JSON in it/);
    assert.throws(
      () => summarize(["prod=x"], () => '{"password": "hunter2"'),
      (error: Error) => /no whole JSON/.test(error.message) && !error.message.includes("hunter2"),
    );
    assert.throws(
      () => summarize(["prod=x"], () => '{"steps": "hunter2"}'),
      (error: Error) => /it is no preview/.test(error.message) && !error.message.includes("hunter2"),
    );
  });

  it("ends with 2 for JSON that is no preview, such as a state or a list of packages", () => {
    for (const other of [{}, { version: 3, deployment: { resources: [] } }, { name: "p", dependencies: {} }])
      assert.throws(() => summarize(["prod=x"], () => JSON.stringify(other)), /x holds no preview: it is no preview/);
  });

  it("skips what is printed before the JSON", () => {
    assert.match(
      summarize(["prod=x"], () => `Created stack 'prod'\n${JSON.stringify({ changeSummary: { same: 3 } })}`).text,
      /3 unchanged/,
    );
  });
});
