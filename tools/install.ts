/**
 * Brings pinned tools into the user's cache: `npm run tools -- <tier|tool>...`, or `install()` from other code.
 *
 * Reads tools/<recipe>/, writes below the cache only (see cache.ts), and lets Go, Maven and pip download what is
 * pinned. A product appears under its final name complete or not at all, so an interrupted or concurrent run does no
 * harm.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { runCommand } from "../commands/command";
import { cacheRoot, recipeDirectory, toolDirectory, workshopIn } from "./cache";
import { findTool, GO_TOOLCHAIN, type Recipe, resolveTools, type Tool } from "./catalogue";
import { findOnPath } from "./search-path";

/** How often a build that takes long says that it is still at work. */
const PROGRESS_SECONDS = 15;
/** Lines of a failed build's output that are shown. */
const LOG_TAIL_LINES = 25;

/** Where a tool is: its product's path, in the cache or on PATH. */
export interface Installed {
  tool: Tool;
  /** Path of the executable, or of the directory of jars. */
  path: string;
}

/**
 * Makes sure that the tools of these tiers and names are there, and says where each is.
 * Throws an Error that says what to install when Go, Java, Maven or Python is missing, or why a build failed.
 * `report` gets a line for each build that has to be done; nothing when all is in the cache.
 */
export async function install(names: readonly string[], report: (line: string) => void): Promise<Installed[]> {
  const installed: Installed[] = [];
  // One after the other: a single Go build already keeps all processors busy.
  for (const tool of resolveTools(names)) {
    installed.push({ tool, path: locate(tool) ?? (await build(tool, report)) });
  }
  return installed;
}

/** The path of one tool's product, built first where it is not there, which standard error tells. */
export async function installed(name: string): Promise<string> {
  const tool = findTool(name);
  return locate(tool) ?? (await build(tool, console.error));
}

/** Where the product of a tool is, without building it; undefined when it is not there yet. */
export function locate(tool: Tool): string | undefined {
  if (tool.preferInstalled) {
    const found = findOnPath(tool.product);
    if (found !== undefined) {
      return found;
    }
  }
  const product = path.join(toolDirectory(tool), tool.product);
  return fs.existsSync(product) ? product : undefined;
}

async function build(tool: Tool, report: (line: string) => void): Promise<string> {
  requirePrograms(tool);
  const directory = toolDirectory(tool);
  const workshop = workshopIn(path.dirname(directory), ".building-");
  try {
    await runRecipe(tool, workshop, report);
    publish(workshop, directory);
  } finally {
    fs.rmSync(workshop, { recursive: true, force: true });
  }
  return path.join(directory, tool.product);
}

/** Gives a finished build its final name. Another run may have been faster: its product is as good. */
function publish(workshop: string, directory: string): void {
  try {
    fs.renameSync(workshop, directory);
  } catch (error) {
    if (!fs.existsSync(directory)) {
      throw error;
    }
  }
}

async function runRecipe(tool: Tool, workshop: string, report: (line: string) => void): Promise<void> {
  const { recipe } = tool;
  const label = `${tool.name} ${tool.version}`;
  report(`${label}: ${recipe.kind === "go" ? "building (once; may take minutes)" : "downloading (once)"}`);
  const placeholders = recipe.kind === "go" ? (recipe.placeholders ?? []) : [];
  let directory = recipeDirectory(tool);
  if (placeholders.length > 0) {
    const copy = path.join(workshop, "source");
    fs.cpSync(directory, copy, { recursive: true });
    // `-e`: the packages that embed what is missing are copied all the same.
    await run(label, { command: "go", args: ["mod", "vendor", "-e"], environment: goEnvironment }, copy, report);
    for (const file of placeholders) {
      fs.mkdirSync(path.join(copy, "vendor", path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(copy, "vendor", file), "");
    }
    directory = copy;
  }
  await run(label, buildCommand(recipe, path.join(workshop, tool.product)), directory, report);
  if (directory !== recipeDirectory(tool)) fs.rmSync(directory, { recursive: true });
}

interface Command {
  command: string;
  args: string[];
  environment: Record<string, string>;
}

async function run(
  label: string,
  { command, args, environment }: Command,
  directory: string,
  report: (line: string) => void,
): Promise<void> {
  const started = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  const builder = spawn(command, args, {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const keep = (chunk: Buffer): void => {
    lines.push(
      ...chunk
        .toString()
        .split("\n")
        .filter((line) => line.trim() !== ""),
    );
  };
  builder.stdout.on("data", keep);
  builder.stderr.on("data", keep);
  const ticker = setInterval(() => {
    report(`${label}: ${elapsed()}, at ${lines.at(-1) ?? "its start"}`);
  }, PROGRESS_SECONDS * 1000);
  try {
    const status = await new Promise<string>((resolve, reject) => {
      builder.once("error", reject);
      builder.once("close", (code, signal) => resolve(code === 0 ? "" : `${signal ?? `exit code ${code}`}`));
    });
    if (status !== "") {
      throw new Error(
        `${label} could not be built (${status} after ${elapsed()}): ${command} ${args.join(" ")}\n` +
          lines
            .slice(-LOG_TAIL_LINES)
            .map((line) => `  ${line}`)
            .join("\n"),
      );
    }
  } finally {
    clearInterval(ticker);
  }
  report(`${label}: ready after ${elapsed()}`);
}

const goEnvironment = { GOTOOLCHAIN: GO_TOOLCHAIN, GOFLAGS: "-buildvcs=false", GOWORK: "off" };

/** A command line that makes the product at `output`, and the variables it needs. */
export function buildCommand(recipe: Recipe, output: string): Command {
  switch (recipe.kind) {
    case "go": {
      const stamps = Object.entries(recipe.stamps ?? {}).map(([variable, value]) => `-X ${variable}=${value}`);
      const tags = recipe.tags === undefined ? [] : ["-tags", recipe.tags.join(",")];
      return {
        command: "go",
        // -v names each package as it is compiled: the progress lines show it.
        args: [
          "build",
          "-v",
          "-trimpath",
          ...tags,
          ...(recipe.placeholders === undefined ? [] : ["-mod=vendor"]),
          "-ldflags",
          ["-s -w", ...stamps].join(" "),
          "-o",
          output,
          recipe.package,
        ],
        environment: goEnvironment,
      };
    }
    case "maven":
      return {
        command: "mvn",
        args: ["--batch-mode", "dependency:copy-dependencies", `-DoutputDirectory=${output}`, "-DincludeScope=runtime"],
        environment: {},
      };
    case "pip":
      return {
        command: "python3",
        // pip writes a package's programs to `bin` below its target: the output is `<target>/bin/<program>`.
        args: ["-m", "pip", "install", "--require-hashes", "--requirement", "requirements.txt"].concat([
          "--no-deps",
          "--disable-pip-version-check",
          "--target",
          path.dirname(path.dirname(output)),
        ]),
        environment: { PIP_ROOT_USER_ACTION: "ignore" },
      };
  }
}

/** Programs that each kind of recipe is made with, and what to install when one is missing. */
const BUILDERS: Record<Recipe["kind"], { program: string; remedy: string }[]> = {
  go: [{ program: "go", remedy: `Go 1.21 or later (https://go.dev/doc/install); it fetches ${GO_TOOLCHAIN} itself` }],
  maven: [
    { program: "java", remedy: "a JDK, 17 or later (Debian: apt-get install openjdk-17-jdk-headless)" },
    { program: "mvn", remedy: "Maven, 3.6.3 or later (Debian: apt-get install maven)" },
  ],
  pip: [{ program: "python3", remedy: "Python 3 with pip (Debian: apt-get install python3-pip)" }],
};

function requirePrograms(tool: Tool): void {
  for (const { program, remedy } of BUILDERS[tool.recipe.kind]) {
    if (findOnPath(program) === undefined) {
      const label = `${tool.name} ${tool.version}`;
      throw new Error(`${label} is made with \`${program}\`, which is not on PATH: install ${remedy}`);
    }
  }
}

async function main(names: readonly string[]): Promise<number> {
  for (const { tool, path: where } of await install(names, (line) => console.error(line))) {
    console.log(`${tool.name} ${where}`);
  }
  console.error(`cache: ${cacheRoot()}`);
  return 0;
}

if (require.main === module) runCommand("tools", main);
