// `npm run render` as a command, with a program that stands in for Helm: its exit code is what the workflows stop at.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeScratch, scratchDirectory } from "../../test/servers/cleanup";

describe("npm run render", function () {
  this.timeout(60_000);
  let directory: string;
  beforeEach(() => (directory = scratchDirectory("render-command-")));
  afterEach(() => removeScratch(directory));

  /** Renders a preview that takes a chart with one Service from version 1 to 2. */
  function render(addresses: readonly [string, string], preview?: string) {
    const state = (version: string, clusterIP: string) => {
      const chart = join(directory, `loki-${version}`);
      writeFileSync(chart, JSON.stringify({ kind: "Service", metadata: { name: "loki" }, spec: { clusterIP } }));
      return {
        type: "kubernetes:helm.sh/v3:Release",
        inputs: { name: "loki", namespace: "o", chart, version, values: {} },
      };
    };
    const step = { op: "update", oldState: state("1", addresses[0]), newState: state("2", addresses[1]) };
    const [helm, file] = [join(directory, "helm"), join(directory, "preview.json")];
    writeFileSync(helm, '#!/bin/sh\nexec cat "$3"\n', { mode: 0o755 });
    writeFileSync(file, preview ?? JSON.stringify({ steps: [step] }));
    const args = ["--import", "tsx", join(__dirname, "render.ts"), "no-such-stack", "--preview", file, "--helm", helm];
    return spawnSync(process.execPath, args, { encoding: "utf8" });
  }

  it("ends with 0 where the API server takes all of it", () => {
    const { status, stdout, stderr } = render(["10.0.0.1", "10.0.0.1"]);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^### no-such-stack: objects of the charts, against what is deployed\n/);
  });

  it("ends with 1 where it would refuse something, and says what to run", () => {
    const { status, stdout, stderr } = render(["10.0.0.1", "10.0.0.2"]);
    assert.equal(status, 1, stderr);
    assert.match(stdout, /The API server refuses/);
    assert.match(
      stderr,
      /^render: loki: Service loki cannot change spec\.clusterIP; .*kubectl -n o delete service loki/,
    );
  });

  it("ends with 2 where nothing can be rendered", () => {
    const { status, stdout, stderr } = render(["", ""], "nothing");
    assert.deepEqual([status, stdout, stderr], [2, "", "render: it holds no whole preview\n"]);
  });
});
