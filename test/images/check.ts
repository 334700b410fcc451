// Each engine's own check of the configuration that a stack gives it, in its official image: `npm run test:images --
// <stack> [--from DIR] [--manifests DIR] [--program <engine>=<path>]...`. Needs Helm, and Docker but for engines whose
// program is named. Charts come from the folder, or are downloaded once. `--manifests` keeps what was rendered, a file
// for each release, for kubeconform and kubectl. Ends with "N passed, N failed"; an engine that could not be asked is a
// failure.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { orUsage, runCommand } from "../../commands/command";
import { notThere, settingsFile } from "../../commands/config-file";
import { chartArchive } from "../../commands/render/archives";
import { Helm } from "../../commands/render/helm";
import { chartLocation } from "../../components/charts";
import { plannedReleases } from "../../components/releases";
import { installed } from "../../tools/install";
import { containersOf, type Manifest, readManifests } from "../charts/manifests";
import { namesFor } from "../support/place";
import { settingsOfStack } from "../support/stack-configuration";

interface Engine {
  /** Charts that install it. */
  charts: readonly string[];
  /** File of a ConfigMap that holds its configuration. */
  file: string;
  /** What its image's name ends with, before the tag. */
  image: string;
  /** Its own check, without the program's name. */
  check: (file: string) => string[];
}

const engines: Record<string, Engine> = {
  loki: {
    charts: ["loki"],
    file: "config.yaml",
    image: "grafana/loki",
    check: (file) => [`-config.file=${file}`, "-verify-config"],
  },
  tempo: {
    charts: ["tempo", "tempo-distributed"],
    file: "tempo.yaml",
    image: "grafana/tempo",
    // No switch: it wants its value.
    check: (file) => [`-config.file=${file}`, "-config.verify=true"],
  },
  alloy: {
    charts: ["alloy"],
    file: "config.alloy",
    image: "grafana/alloy",
    check: (file) => ["validate", file],
  },
  "fluent-bit": {
    charts: ["fluent-bit-collector"],
    file: "fluent-bit.yaml",
    image: "fluent/fluent-bit",
    check: (file) => ["--dry-run", `--config=${file}`],
  },
};

/** What the engine's process runs in: variables that the pods have, as placeholders. */
const environment = { NODE_NAME: "node", HOSTNAME: "node" };

const usage = "usage: npm run test:images -- <stack> [--from DIR] [--manifests DIR] [--program NAME=PATH]";

function main(args: readonly string[]): Promise<number> {
  const parse = () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: "string" },
        manifests: { type: "string" },
        program: { type: "string", multiple: true, default: [] },
      },
    });
  const { values, positionals } = orUsage(parse, usage);
  const [stack, ...more] = positionals;
  if (stack === undefined || more.length > 0) throw new Error(usage);
  const file = settingsFile(stack);
  if (!existsSync(file)) throw new Error(notThere(file));
  const programs = Object.fromEntries(values.program.map((each) => each.split("=")));
  return checkStack(stack, { from: values.from, manifests: values.manifests, programs });
}

interface Options {
  from: string | undefined;
  manifests: string | undefined;
  programs: Record<string, string | undefined>;
}

async function checkStack(stack: string, { from, manifests: kept, programs }: Options): Promise<number> {
  const program = await installed("helm");
  const scratch = mkdtempSync(join(tmpdir(), "images-"));
  try {
    const helm = new Helm(program, scratch);
    const settings = settingsOfStack(stack);
    const names = namesFor(settings);
    const tally = { passed: 0, failed: 0 };
    for (const [, release] of plannedReleases(settings)) {
      const engine = Object.entries(engines).find(([, { charts }]) => charts.includes(release.name));
      if (engine === undefined && kept === undefined) continue;
      const archive = chartArchive(chartLocation(release, settings.charts.mirror), helm, from);
      const text = helm.template(release.release, archive, settings.namespace, release.values(settings, names));
      if (kept !== undefined) {
        mkdirSync(kept, { recursive: true });
        writeFileSync(join(kept, `${release.release}.yaml`), text);
      }
      if (engine === undefined) continue;
      const complaint = checkedBy(engine, readManifests(text), scratch, programs[engine[0]]);
      console.log(`${complaint === undefined ? "ok  " : "FAIL"} ${stack} ${release.release}: ${engine[0]}`);
      if (complaint !== undefined) console.log(complaint);
      tally[complaint === undefined ? "passed" : "failed"]++;
    }
    console.log(`${tally.passed} passed, ${tally.failed} failed`);
    return tally.failed > 0 || tally.passed === 0 ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What the engine says against the release's configuration; undefined where it accepts it. */
function checkedBy(
  [name, engine]: [string, Engine],
  manifests: Manifest[],
  scratch: string,
  program: string | undefined,
): string | undefined {
  const configs = manifests.filter(({ kind }) => kind === "ConfigMap").flatMap(({ data }) => data?.[engine.file] ?? []);
  const [config] = configs;
  if (config === undefined || configs.length > 1) return `${engine.file} is rendered ${configs.length} times, not once`;
  const image = manifests
    .flatMap(containersOf)
    .map((container) => String(container.image))
    .find((each) => each.split(":")[0]?.endsWith(engine.image));
  if (image === undefined) return `no container runs ${engine.image}`;
  const file = join(scratch, engine.file);
  writeFileSync(file, config, { mode: 0o644 });
  const variables = Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
  const [command, args] =
    program === undefined
      ? [
          "docker",
          [
            "run",
            "--rm",
            ...variables,
            "--volume",
            `${file}:/checked/${engine.file}:ro`,
            image,
            ...engine.check(`/checked/${engine.file}`),
          ],
        ]
      : [program, engine.check(file)];
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  return status === 0 ? undefined : `${name}: ${error?.message ?? `${stdout}${stderr}`.slice(-4_000)}`;
}

runCommand("test:images", main);
