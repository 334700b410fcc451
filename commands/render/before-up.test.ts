// `npm run up` with programs that stand in for Pulumi and Helm: what Helm would stop at half-way does not begin.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { removeScratch, scratchDirectory } from "../../test/servers/cleanup";

const statefulSet = (gib: number) =>
  JSON.stringify({
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "loki" },
    spec: {
      volumeClaimTemplates: [
        { metadata: { name: "data" }, spec: { resources: { requests: { storage: `${gib}Gi` } } } },
      ],
    },
  });

describe("npm run up", function () {
  this.timeout(60_000);
  let directory: string;
  beforeEach(() => (directory = scratchDirectory("before-up-")));
  afterEach(() => removeScratch(directory));

  /** Runs it, with Loki's chart of which version 2 asks for other volumes than 1; whether an `up` has begun. */
  function up({ helm = 'exec cat "$3"', preview = 0, printed = true, to = "2", before = true, more = [] as string[] }) {
    const program = (name: string, lines: string) =>
      writeFileSync(join(directory, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    const state = (version: string) => {
      const chart = join(directory, `loki-${version}`);
      writeFileSync(chart, statefulSet(Number(version) * 10));
      return {
        type: "kubernetes:helm.sh/v3:Release",
        inputs: { name: "loki", namespace: "observability", chart, version, values: {} },
      };
    };
    const step = { op: before ? "update" : "create", ...(before && { oldState: state("1") }), newState: state(to) };
    writeFileSync(join(directory, "preview.json"), JSON.stringify({ steps: [step] }));
    program(
      "pulumi",
      `case "$1" in
stack) exit ;;
preview) printf '%s\\n' "$*" >${directory}/asked; ${printed ? `cat ${directory}/preview.json; ` : ""}exit ${preview} ;;
up) touch ${directory}/begun ;;
esac`,
    );
    if (helm !== "") program("helm", `touch ${directory}/rendered\n${helm}`);
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "commands/pulumi.ts", "up", "no-such-stack", ...more],
      {
        cwd: resolve(__dirname, "..", ".."),
        env: {
          PATH: [directory, dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
          HOME: directory,
          XDG_CACHE_HOME: directory,
          PULUMI_ACCESS_TOKEN: "none",
        },
        encoding: "utf8",
      },
    );
    const [begun, rendered] = ["begun", "rendered"].map((file) => existsSync(join(directory, file)));
    return { status, stderr, begun, rendered };
  }

  it("does not begin where a chart changes what can't change, and says what to run", () => {
    const { status, stderr, begun } = up({ more: ["--yes", "--target", "urn"] });
    assert.deepEqual([status, begun], [1, false], stderr);
    assert.match(stderr, /^loki: StatefulSet loki cannot change spec\.volumeClaimTemplates\[/m);
    assert.match(stderr, /get statefulset loki .* replace --force --cascade=orphan/);
    const asked = spawnSync("cat", [join(directory, "asked")], { encoding: "utf8" }).stdout.trim();
    assert.equal(asked, "preview --stack no-such-stack --json --target urn");
  });

  it("and names the file of settings that the commands are for", () => {
    const file = join(directory, "named.yaml");
    copyFileSync(resolve(__dirname, "..", "..", "Pulumi.dev.yaml"), file);
    const { stderr, begun } = up({ more: ["--yes", "--config-file", file] });
    assert.equal(begun, false, stderr);
    assert.ok(stderr.endsWith(`run each \`pulumi config\` with --config-file ${file}\n`), stderr);
  });

  for (const [what, options] of [
    ["nothing changes that can't", { to: "1" }],
    ["the release is new", { before: false }],
    ["the look is left out", { more: ["--yes", "--skip-preview"] }],
  ] as const)
    it(`begins, and says nothing, where ${what}`, () => {
      const { status, stderr, begun } = up({ ...options, more: [...("more" in options ? options.more : [])] });
      assert.deepEqual([status, begun, stderr], [0, true, ""]);
    });

  it("asks no chart that is new, which has nothing that could not change", () => {
    assert.deepEqual([up({ before: false }).rendered, up({}).rendered], [false, true]);
  });

  it("leaves a preview that fails to up, which says the same", () => {
    assert.deepEqual(up({ preview: 1 }), { status: 0, stderr: "", begun: true, rendered: false });
  });

  it("begins where a preview takes none of the arguments, and says that it did not look", () => {
    const { status, stderr, begun } = up({ preview: 1, printed: false, more: ["-yr"] });
    assert.deepEqual([status, begun], [0, true], stderr);
    assert.match(stderr, /^Not looked at: .*no preview could be had with these arguments/m);
  });

  it("begins where the charts do not render, and says why it did not look", () => {
    const { status, stderr, begun } = up({ helm: "echo no such value >&2; exit 1" });
    assert.deepEqual([status, begun], [0, true], stderr);
    assert.match(stderr, /^Not looked at: .*loki, by loki-1: no such value/m);
  });

  it("begins without a look where there is no Helm, and says so", () => {
    const { status, stderr, begun } = up({ helm: "" });
    assert.deepEqual([status, begun], [0, true], stderr);
    assert.match(stderr, /^Not looked at: .*there is no Helm here/m);
  });
});
