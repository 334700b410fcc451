// The two plans that are compared: the program at a git ref and in the working tree, or what a preview says was
// deployed and is to be. Writes temporary directories only.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { z } from "zod";
import { releaseType } from "../../conventions/data-types";
import { jsonOf } from "../../conventions/json";
import { loadSettings } from "../../settings/load";
import { notThere } from "../config-file";
import { readStackConfiguration } from "../stack-configuration";
import type { Plan, PlannedChart } from "./planned";

const checkout = resolve(__dirname, "..", "..");

export interface Plans {
  before: readonly PlannedChart[];
  after: readonly PlannedChart[];
  accept: readonly string[];
}

/**
 * The program at a git ref, and in the working tree.
 *
 * @param file Where the settings are; what is not of the checkout is the same for both.
 * @throws Error where there is no such ref or stack, or where the program there refuses its own stack file.
 */
export function plansAgainst(ref: string, stack: string, file: string): Plans {
  const scratch = mkdtempSync(join(tmpdir(), "render-"));
  try {
    execFileSync("tar", ["x", "-C", scratch], { input: git("archive", "--format=tar", commitOf(ref)) });
    symlinkSync(join(checkout, "node_modules"), join(scratch, "node_modules"));
    const after = planIn(checkout, stack, file);
    const place = relative(checkout, file);
    const earlier = place.startsWith("..") ? file : join(scratch, place);
    // A stack that is new has nothing before.
    const before = existsSync(earlier) ? planIn(scratch, stack, earlier).releases : [];
    return { before, after: after.releases, accept: after.accept };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const git = (...args: string[]) =>
  execFileSync("git", args, { cwd: checkout, maxBuffer: 2 ** 30, stdio: ["ignore", "pipe", "ignore"] });

/** Its digest: a ref may read like an option, or name a folder of a commit. */
function commitOf(ref: string): string {
  try {
    return git("rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`).toString().trim();
  } catch {
    throw new Error(`git has no commit "${ref}" here; a shallow clone gets it with git fetch --unshallow`);
  }
}

function planIn(root: string, stack: string, file: string): Plan {
  if (!existsSync(file)) throw new Error(notThere(file));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", join(__dirname, "planned.ts"), root, file],
    { cwd: root, encoding: "utf8", maxBuffer: 2 ** 30 },
  );
  if (status !== 0) {
    const where = root === checkout ? "here" : "of that ref";
    throw new Error(`the program ${where} has no plan for ${stack}: ${stderr.trim()}`);
  }
  return JSON.parse(stdout) as Plan;
}

const inputsSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  chart: z.string(),
  version: z.string(),
  repositoryOpts: z.object({ repo: z.string() }).optional(),
  values: z.record(z.string(), z.unknown()).default({}),
});

const previewSchema = z.object({
  diagnostics: z.array(z.object({ severity: z.string() })).default([]),
  steps: z.array(
    z.object({
      op: z.string(),
      oldState: z.object({ type: z.string(), inputs: z.unknown().optional() }).optional(),
      newState: z.object({ type: z.string(), inputs: z.unknown().optional() }).optional(),
    }),
  ),
});

/**
 * What a `pulumi preview --json` holds of releases: as the last `up` made them, and as the next would.
 *
 * @param file Where the settings are.
 * @throws Error, without a word of what is in it, where it holds no whole preview.
 */
export function plansOfPreview(text: string, file: string): Plans {
  const start = text.search(/^\{/m);
  const steps = parsedSteps(start < 0 ? "" : text.slice(start));
  const charts = (state: "oldState" | "newState") =>
    steps.flatMap((step) => {
      const { type, inputs } = step[state] ?? {};
      if (type !== releaseType || (state === "newState" && step.op.startsWith("delete"))) return [];
      const { name, namespace, chart, version, repositoryOpts, values } = inputsSchema.parse(inputs);
      return [
        { release: name, namespace, location: { chart, version, ...(repositoryOpts && { repositoryOpts }) }, values },
      ];
    });
  try {
    return { before: unique(charts("oldState")), after: unique(charts("newState")), accept: acceptOf(file) };
  } catch (error) {
    throw error instanceof z.ZodError ? new Error("the preview tells too little of a release") : error;
  }
}

function parsedSteps(text: string) {
  const { success, data } = previewSchema.safeParse(jsonOf(text));
  if (!success) throw new Error("it holds no whole preview");
  // What it had not come to would look as if it stayed.
  if (data.diagnostics.some(({ severity }) => severity === "error"))
    throw new Error("the preview failed, and tells not all that changes");
  return data.steps;
}

/** The engine tells a replacement in up to three steps. */
function unique(charts: readonly PlannedChart[]): PlannedChart[] {
  return [...new Map(charts.map((chart) => [chart.release, chart])).values()];
}

function acceptOf(file: string): readonly string[] {
  return existsSync(file) ? loadSettings(readStackConfiguration(file).configuration).accept : [];
}
