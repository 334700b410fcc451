// What tenants cost: resources, preview, memory, the size of everything that is generated, the Collector's start.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { configTexts } from "../components/collection/collector/config";
import { withoutDigest } from "../conventions/text-digest";
import { absentKubeconfig } from "../test/servers/collector-process";
import { installed } from "../tools/install";
import { consumer } from "./consumer";
import { Laboratory, roleOf, settingsIn } from "./laboratory";
import { cpuSeconds, residentMib } from "./process-tree";
import { type Section, table } from "./section";

const tenantCounts = [1, 10, 100, 1_000] as const;

/** What the API server takes in one object (etcd's limit), in bytes. */
export const objectLimitBytes = 1_048_576;
/** Below this growth from 10 to 1,000 tenants, in bytes, a resource counts as the same. */
const sameBytes = 1_000;

export interface Plan {
  resources: number;
  /** Bytes of what is generated for a resource: a release's values, an object's data. By resource name. */
  sizes: Map<string, number>;
  /** As Helm keeps a release: values twice (as values, and rendered), gzip, base64; without the chart's own part. */
  stored: Map<string, number>;
  seconds: number;
  programMib: number;
}

function manyTenants(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `tenant-${index}`,
    namespaces: [`tenant-${index}`],
    team: `Team ${index}`,
  }));
}

interface PlannedResource {
  urn: string;
  type: string;
  inputs?: Record<string, unknown>;
}

/** Previews the sandbox stack (every part of the platform) with as many tenants. */
export async function planFor(laboratory: Laboratory, count: number): Promise<Plan> {
  const name = `tenants-${count}`;
  const stack = await laboratory.stack(name, "index.ts", {
    ...settingsIn("sandbox"),
    tenants: manyTenants(count),
    sizing: { gateway: { memoryMib: 2_048 }, logConsumer: { memoryMib: 2_048 } },
  });
  const run = await stack.run("preview", "--stack", name, "--json");
  const { steps } = JSON.parse(run.output.slice(run.output.indexOf("{"))) as {
    steps: { newState?: PlannedResource }[];
  };
  const planned = steps.flatMap(({ newState }) => (newState === undefined ? [] : [newState]));
  const generated = planned.flatMap(({ urn, inputs }) => {
    const content = inputs?.values ?? inputs?.data ?? inputs?.stringData ?? inputs?.spec;
    return content === undefined
      ? []
      : [[withoutDigest(urn.split("::").at(-1) ?? urn), JSON.stringify(content)] as const];
  });
  return {
    resources: planned.length,
    sizes: new Map(generated.map(([of, text]) => [of, Buffer.byteLength(text)])),
    stored: new Map(generated.map(([of, text]) => [of, Math.ceil((gzipSync(text).length * 2 * 4) / 3)])),
    seconds: run.wallSeconds,
    programMib: Math.max(...run.processes.filter((each) => roleOf(each) === "program").map(({ peakMib }) => peakMib)),
  };
}

/** The log consumer until it says that it is ready; there are no brokers. */
async function collectorStart(
  tenants: number,
  binary: string,
  kubeconfig: string,
): Promise<{ seconds: number; mib: number; kib: number; cpu: number }> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "growth-"));
  const texts = configTexts(
    consumer(tenants, "logs", "http://127.0.0.1:1", { bootstrapServers: "127.0.0.1:1", caFile: "" }),
  );
  const files = texts.map((text, index) => {
    const file = path.join(directory, `config-${index}.yaml`);
    fs.writeFileSync(file, text);
    return file;
  });
  const log = path.join(directory, "log");
  const out = fs.openSync(log, "a");
  const began = performance.now();
  const child = spawn(
    binary,
    files.flatMap((file) => ["--config", file]),
    {
      env: {
        ...process.env,
        KUBECONFIG: kubeconfig,
        KAFKA_USERNAME: "none",
        KAFKA_PASSWORD: "none",
        STATE: path.join(directory, "state"),
      },
      stdio: ["ignore", out, out],
    },
  );
  try {
    while (!fs.readFileSync(log, "utf8").includes("Everything is ready")) {
      if (child.exitCode !== null || performance.now() - began > 120_000)
        throw new Error(`the Collector did not start:\n${fs.readFileSync(log, "utf8").slice(-2_000)}`);
      await sleep(20);
    }
    const pid = child.pid ?? 0;
    return {
      seconds: (performance.now() - began) / 1_000,
      mib: residentMib(pid),
      kib: texts.join("").length / 1_024,
      cpu: cpuSeconds(pid),
    };
  } finally {
    child.kill("SIGKILL");
    fs.closeSync(out);
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** Why a tenant is no resource of its own. */
const argument =
  "A tenant is rows in configurations: routes and an exporter in the collectors, limits in Loki and Tempo, a line " +
  "in the " +
  "list from which Grafana's organisations are made. The one exception is the external listener (off here): a " +
  "token for each tenant, since each must " +
  "be replaceable alone. Buckets, keys, topics, roles and dashboards are shared.";

const kib = (bytes: number | undefined) => ((bytes ?? 0) / 1_024).toFixed(1);

export async function growth(): Promise<Section> {
  const collector = await installed("otel-collector");
  const kubeconfig = absentKubeconfig();
  const starts = [];
  try {
    for (const count of tenantCounts) {
      starts.push(await collectorStart(count, collector, kubeconfig));
      console.error(`${count} tenants: the Collector is ready ${JSON.stringify(starts.at(-1))}`);
    }
  } finally {
  }
  const laboratory = await Laboratory.open();
  const plans: Plan[] = [];
  try {
    for (const count of tenantCounts) {
      plans.push(await planFor(laboratory, count));
      console.error(
        `${count} tenants: previewed in ${plans.at(-1)?.seconds.toFixed(0) ?? ""} s, ` +
          `${plans.at(-1)?.programMib ?? ""} MiB`,
      );
    }
  } finally {
    laboratory.close();
  }
  const [one, ten, hundred, thousand] = plans as [Plan, Plan, Plan, Plan];
  const growing = [...thousand.sizes.keys()]
    .filter((name) => (thousand.sizes.get(name) ?? 0) - (ten.sizes.get(name) ?? 0) > sameBytes)
    .sort((a, b) => (thousand.sizes.get(b) ?? 0) - (thousand.sizes.get(a) ?? 0));
  const perTenant = (name: string, from: Plan, to: Plan, more: number) =>
    (((to.sizes.get(name) ?? 0) - (from.sizes.get(name) ?? 0)) / more).toFixed(0);
  return {
    title: "Growth with tenants",
    body: [
      "The sandbox stack (every part of the platform) with as many tenants, one namespace each. The Collector is " +
        "the log consumer, the part that grows most.",
      table(
        ["tenants", ...tenantCounts.map(String)],
        [
          ["resources", ...plans.map(({ resources }) => resources)],
          ["preview, seconds", ...plans.map(({ seconds }) => seconds.toFixed(1))],
          ["program, peak MiB", ...plans.map(({ programMib }) => programMib)],
          ["Collector until ready, seconds", ...starts.map(({ seconds }) => seconds.toFixed(2))],
          ["Collector until ready, CPU seconds", ...starts.map(({ cpu }) => cpu.toFixed(2))],
          ["Collector, MiB", ...starts.map(({ mib }) => mib)],
          ["Collector's configuration, KiB", ...starts.map(({ kib: size }) => size.toFixed(0))],
        ],
      ),
      "What is generated for each resource that grows, in KiB as JSON. A ConfigMap or Secret holds 1,024; a " +
        "release is kept in a Secret, where its values " +
        "stand twice (as values, and in what they render to), compressed: the last column estimates that, without " +
        "the chart's own templates.",
      table(
        [
          "resource",
          ...tenantCounts.map(String),
          "bytes a tenant, 10 to 100",
          "bytes a tenant, 100 to 1,000",
          "KiB in Helm's Secret at 1,000",
        ],
        growing.map((name) => [
          name,
          ...plans.map(({ sizes }) => kib(sizes.get(name))),
          perTenant(name, ten, hundred, 90),
          perTenant(name, hundred, thousand, 900),
          kib(thousand.stored.get(name)),
        ]),
      ),
      `Resources at 1 tenant: ${one.resources}, at 1,000: ${thousand.resources}. ${argument}`,
    ],
  };
}
