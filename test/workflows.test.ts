// What workflows and Renovate's configuration promise: pins, permissions, scripts that exist, charts that are found.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { charts } from "../components/charts";
import { imageParts, images } from "../conventions/versions";
import { recipeDirectory } from "../tools/cache";
import { findTool, TOOLS } from "../tools/catalogue";

const checkout = resolve(__dirname, "..");
const workflows = join(checkout, ".github", "workflows");
const read = (...path: string[]) => readFileSync(join(checkout, ...path), "utf8");

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  name?: string;
  permissions?: Record<string, string>;
  steps?: Step[];
  uses?: string;
  if?: string;
  environment?: string;
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: unknown;
  jobs: Record<string, Job>;
}

const ofTemplate = join("template", ".github", "workflows");
const all = [
  ...readdirSync(workflows).map((file) => ({ file, text: readFileSync(join(workflows, file), "utf8") })),
  ...readdirSync(join(checkout, ofTemplate)).map((file) => ({
    file: join(ofTemplate, file),
    text: read(ofTemplate, file),
  })),
].map(({ file, text }) => ({ file, text, workflow: parse(text) as Workflow }));
const named = (file: string): Workflow => {
  const found = all.find((candidate) => candidate.file === file);
  assert.ok(found, `${file} is missing`);
  return found.workflow;
};

describe("workflows", () => {
  const action = read(".github", "actions", "prepare", "action.yml");

  it("pin every action to a commit, and say which version that is", () => {
    for (const text of [...all.map((one) => one.text), action]) {
      const uses = [...text.matchAll(/uses: (\S+)(.*)/g)];
      assert.ok(uses.length > 0);
      for (const [line, target = "", comment = ""] of uses) {
        if (target.startsWith("./")) continue;
        assert.match(target, /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/, line);
        assert.match(comment, /^ # v\d+\.\d+\.\d+/, line);
      }
    }
  });

  it("pin an action to the same commit everywhere", () => {
    const pins = new Map<string, Set<string>>();
    for (const text of [...all.map((one) => one.text), action]) {
      for (const [, name = "", commit = ""] of text.matchAll(/uses: ([\w./-]+)@(\S+)/g))
        pins.set(name, (pins.get(name) ?? new Set()).add(commit));
    }
    for (const [name, commits] of pins) assert.equal(commits.size, 1, name);
  });

  it("bear the names of checks that docs/operations/deploy.md has a branch require", () => {
    const [, list = ""] = /Branch protection: require (.*)/.exec(read("docs", "operations", "deploy.md")) ?? [];
    const asked = [...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    assert.ok(asked.length >= 4, list);
    const names = Object.values(named("pull-request.yml").jobs).map(({ name = "" }) => name.split("${{", 1)[0] ?? "");
    for (const check of asked)
      assert.ok(
        names.some((name) => name !== "" && check?.startsWith(name)),
        check,
      );
  });

  it("grant nothing at the top, and each job what it names", () => {
    for (const { file, workflow } of all) {
      assert.deepEqual(workflow.permissions, {}, file);
      for (const [name, job] of Object.entries(workflow.jobs)) {
        assert.ok(job.permissions, `${file} ${name}`);
        const writes = Object.entries(job.permissions)
          .filter(([, access]) => access === "write")
          .map(([scope]) => scope);
        assert.ok(
          writes.every(
            (scope) =>
              scope === "id-token" ||
              (scope === "pull-requests" && name === "comment") ||
              (scope === "contents" && file === "release.yml" && name === "release"),
          ),
          `${file} ${name}: ${writes.join()}`,
        );
      }
    }
  });

  it("leave no credential of git's behind, and name no secret", () => {
    for (const { file, text, workflow } of all) {
      assert.doesNotMatch(text, /secrets\./, file);
      for (const step of Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps)) {
        if (step.uses?.startsWith("actions/checkout@")) assert.equal(step.with?.["persist-credentials"], false, file);
      }
    }
  });

  it("run only scripts that package.json has", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const run = all.flatMap(({ text }) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, script = ""]) => script),
    );
    assert.ok(run.length > 5);
    for (const script of [...run, "test"]) assert.ok(script in scripts, script);
  });

  it("install the CLI that is tested", () => {
    for (const { text } of all) {
      for (const [, version] of text.matchAll(/pulumi-version: (\S+)/g))
        assert.equal(version, findTool("pulumi").version);
    }
  });

  it("let no fork near the cloud", () => {
    const { on, jobs } = named("pull-request.yml");
    assert.deepEqual(Object.keys(on), ["pull_request"], "pull_request_target would hand a fork our token");
    for (const [name, job] of Object.entries(jobs)) {
      if (job.permissions?.["id-token"] !== "write") continue;
      assert.equal(job.if, "github.event.pull_request.head.repo.full_name == github.repository", name);
    }
  });

  it("check out nothing where a comment can be written", () => {
    const { comment } = named("pull-request.yml").jobs;
    assert.equal(comment?.permissions?.["pull-requests"], "write");
    assert.ok(
      (comment.steps ?? []).every(({ uses }) => !uses?.startsWith("actions/checkout@") && !uses?.startsWith("./")),
    );
  });

  it("judge a plan before the merge and after it by the same losses, which labels of the pull request accept", () => {
    const folder = mkdtempSync(join(tmpdir(), "judge-"));
    const labels = ["size/s", "accept:one", "accept:Topic::two"];
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o755 });
    write("npm", `#!/bin/sh\n[ "$3" = preview ] || printf '[%s]' "$@" > "$RUNNER_TEMP/asked"\n`);
    write(
      "gh",
      `#!/bin/sh\necho "$*" | grep -q '^api repos/acme/obs/commits/abc/pulls ' && printf '%s\\n' ${labels.join(" ")}\n`,
    );
    try {
      for (const [file, job, name] of [
        ["pull-request.yml", "preview", "Judge"],
        ["update.yml", "up", "Judge what is planned now"],
      ] as const) {
        const step = named(file).jobs[job]?.steps?.find((one) => one.name === name);
        const env = {
          ...{ PATH: `${folder}:${process.env.PATH ?? ""}`, RUNNER_TEMP: folder, GITHUB_STEP_SUMMARY: "/dev/null" },
          ...{ STACK: "dev", LABELS: labels.join(";"), GITHUB_REPOSITORY: "acme/obs", GITHUB_SHA: "abc" },
        };
        const { status, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", step?.run ?? "exit 9"], { env });
        assert.equal(status, 0, `${file}: ${String(stderr)}`);
        const asked = readFileSync(join(folder, "asked"), "utf8");
        assert.ok(asked.endsWith("[--accept][one][--accept][Topic::two]"), `${file}: ${asked}`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("update an environment only under its own rules for approval", () => {
    assert.equal(named("update.yml").jobs.up?.environment, "${{ inputs.stack }}");
    for (const [name, { uses }] of Object.entries(named("deploy.yml").jobs))
      assert.equal(uses, "./.github/workflows/update.yml", name);
  });
});

interface Renovate {
  customManagers: {
    managerFilePatterns: string[];
    matchStrings: string[];
    registryUrlTemplate: string;
    datasourceTemplate: string;
  }[];
  packageRules: {
    matchManagers?: string[];
    matchDepTypes?: string[];
    matchPackageNames?: string[];
    enabled?: boolean;
  }[];
}

describe("Renovate", () => {
  // JSON5 is an expression of JavaScript; the round trip makes its objects this realm's.
  const renovate = JSON.parse(
    JSON.stringify(runInNewContext(`(${read("renovate.json5").replace(/^\/\/.*$/gm, "")})`)),
  ) as Renovate;
  const source = read("components", "charts.ts");
  const chartManagers = renovate.customManagers.filter(({ datasourceTemplate }) => datasourceTemplate === "helm");
  const found = chartManagers.flatMap((manager) =>
    manager.matchStrings.flatMap((pattern) =>
      [...source.matchAll(new RegExp(pattern, "g"))].map(({ groups }) => ({
        name: groups?.depName,
        version: groups?.currentValue,
        repository: manager.registryUrlTemplate,
      })),
    ),
  );

  it("finds every chart of components/charts.ts, with its version and repository", () => {
    for (const { name, version, repository } of Object.values(charts)) {
      const matches = found.filter((match) => match.name === name && match.version === version);
      assert.deepEqual(
        matches.map((match) => match.repository),
        [repository],
        `${name} ${version}`,
      );
    }
  });

  it("finds nothing else there, and looks nowhere else", () => {
    assert.equal(found.length, new Set(Object.values(charts).map(({ name }) => name)).size);
    for (const { managerFilePatterns, datasourceTemplate } of chartManagers) {
      assert.deepEqual(managerFilePatterns, ["/^components/charts\\.ts$/"]);
      assert.equal(datasourceTemplate, "helm");
    }
  });

  it("finds every image of conventions/versions.ts, which has no other version", () => {
    const others = renovate.customManagers.filter((manager) => !chartManagers.includes(manager));
    assert.deepEqual(
      others.map(({ managerFilePatterns, datasourceTemplate }) => [managerFilePatterns, datasourceTemplate]),
      [[["/^conventions/versions\\.ts$/"], "docker"]],
    );
    const pattern = new RegExp(others[0]?.matchStrings[0] ?? "", "g");
    const matches = [...read("conventions", "versions.ts").matchAll(pattern)].map(
      ({ groups }) => `${groups?.depName}:${groups?.currentValue}`,
    );
    assert.deepEqual(matches.sort(), Object.values(images).sort());
  });

  it("tests the versions of Prometheus and of the Collector that are deployed", () => {
    const tag = (image: string) => imageParts(image).tag;
    for (const tool of ["prometheus", "promtool"])
      assert.equal(tag(images.prometheus), `v${findTool(tool).version}-distroless`);
    assert.equal(tag(images.collector), findTool("otel-collector").version);
  });

  it("raises the module of every tool that a go.mod pins by a tool directive only", () => {
    const raised = renovate.packageRules
      .filter(({ enabled, matchDepTypes }) => enabled && matchDepTypes?.includes("indirect"))
      .flatMap(({ matchPackageNames = [] }) => matchPackageNames);
    for (const tool of TOOLS) {
      if (tool.recipe.kind !== "go" || tool.recipe.package === ".") continue;
      const { package: command } = tool.recipe;
      const module = [
        ...readFileSync(join(recipeDirectory(tool), "go.mod"), "utf8").matchAll(/^\s(\S+) v\S+ \/\/ indirect$/gm),
      ]
        .map(([, path = ""]) => path)
        .filter((path) => command === path || command.startsWith(`${path}/`))
        .sort((a, b) => b.length - a.length)[0];
      assert.ok(module !== undefined && raised.includes(module), `${tool.name}: ${module ?? "no module"}`);
    }
  });

  it("pins the linter in go.mod at the version that the catalogue names", () => {
    const tool = findTool("actionlint");
    assert.ok(
      readFileSync(join(recipeDirectory(tool), "go.mod"), "utf8").includes(
        `github.com/rhysd/actionlint v${tool.version} `,
      ),
    );
  });
});
