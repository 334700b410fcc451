// How long `up` and `destroy` of the sandbox stack take with realistic durations of each resource (the stand-ins',
// scaled down), against the longest chain of dependencies. The engine is real; the graph is the one it keeps in its
// state.
import { awsModel } from "../offline/providers/aws";
import { kubernetesModel } from "../offline/providers/kubernetes";
import { type Durations, durationsOf } from "../offline/providers/model";
import { randomModel } from "../offline/providers/random";
import type { Properties } from "../offline/providers/values";
import { Laboratory, settingsIn } from "./laboratory";
import { ancestors, criticalPath, type Finish, finishes, reversed, type Task } from "./schedule";
import { type Section, table } from "./section";

/**
 * A second of AWS in seconds here: MSK's 25 minutes become a minute and a quarter, well above what the engine itself
 * takes.
 */
const timeScale = 0.05;

/** What makes a signal usable, by the end of a release's name. None of it may wait for MSK. */
const usableWithoutKafka: Readonly<Record<string, readonly string[]>> = {
  metrics: ["backends-prometheus", "backends-prometheus-agent"],
  traces: ["backends-tempo", "collection-gateway"],
  Grafana: ["backends-grafana"],
  "container logs": ["backends-loki", "collection-container-logs-alloy"],
};

interface StateResource {
  urn: string;
  type: string;
  custom: boolean;
  inputs?: Properties;
  dependencies?: string[];
  provider?: string;
  parent?: string;
}

const models = { aws: awsModel, kubernetes: kubernetesModel, random: randomModel };

function durations({ type, inputs = {} }: StateResource): Durations {
  const model = models[type.split(":")[0] as keyof typeof models]?.resource(type, {});
  return model ? durationsOf(model, inputs) : {};
}

const shortName = (urn: string) => {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)?.split(":").at(-1) ?? ""} ${name}`;
};

/** The engine's state as tasks. A resource waits for its dependencies and its provider. */
function tasksOf(resources: readonly StateResource[]): Task[] {
  return resources.map((resource) => ({
    name: shortName(resource.urn),
    seconds: durations(resource).create ?? 0,
    after: [
      ...(resource.dependencies ?? []),
      ...(resource.provider ? [resource.provider.slice(0, resource.provider.lastIndexOf("::"))] : []),
    ].map(shortName),
  }));
}

function chain(path: readonly Finish[]): string {
  return table(
    ["step", "takes, s", "done at, s"],
    path.map(({ task, at }) => [task.name, task.seconds, at]),
  );
}

export async function makespan(): Promise<Section> {
  const laboratory = await Laboratory.open();
  const name = "sandbox";
  try {
    const settings = settingsIn(name);
    const atOnce = await laboratory.stack("at-once", "index.ts", settings);
    const slow = await laboratory.stack(name, "index.ts", settings, { STANDIN_TIME_SCALE: String(timeScale) });
    const up = ["up", "--yes", "--skip-preview", "--parallel", "1000", "--stack"];
    const destroy = ["destroy", "--yes", "--skip-preview", "--parallel", "1000", "--stack"];
    const own = {
      up: (await atOnce.run(...up, "at-once")).wallSeconds,
      destroy: (await atOnce.run(...destroy, "at-once")).wallSeconds,
    };
    const upSeconds = (await slow.run(...up, name)).wallSeconds;
    const exported = (await slow.run("stack", "export", "--stack", name)).output;
    const destroySeconds = (await slow.run(...destroy, name)).wallSeconds;

    const { deployment } = JSON.parse(exported.slice(exported.indexOf("{"))) as {
      deployment: { resources: StateResource[] };
    };
    const tasks = tasksOf(deployment.resources);
    const done = finishes(tasks);
    const path = criticalPath(done);
    const removals = reversed(
      tasks,
      (task) =>
        durations(
          deployment.resources.find(({ urn }) => shortName(urn) === task) ?? { urn: "", type: "", custom: false },
        ).delete ?? 0,
    );
    const removalPath = criticalPath(finishes(removals));
    const longest = path.at(-1)?.at ?? 0;
    const longestRemoval = removalPath.at(-1)?.at ?? 0;
    const msk = tasks.find(({ name: of }) => of.startsWith("Cluster "))?.name ?? "";
    const row = (what: string, chainSeconds: number, measured: number, engine: number) => [
      what,
      chainSeconds,
      (chainSeconds * timeScale).toFixed(1),
      measured.toFixed(1),
      engine.toFixed(1),
      ((measured - engine) / (chainSeconds * timeScale)).toFixed(2),
    ];
    return {
      title: "Time to a working platform",
      body: [
        "The sandbox stack with MSK on the real engine; stand-ins take as long as the services do, times " +
          `${timeScale} (offline/providers: MSK 25 minutes, its configuration 1, releases 1 to 4).`,
        table(
          [
            "",
            "longest chain, s",
            "scaled, s",
            "measured, s",
            "measured with no waiting at all, s",
            "difference / scaled chain",
          ],
          [row("up", longest, upSeconds, own.up), row("destroy", longestRemoval, destroySeconds, own.destroy)],
        ),
        "Usable, by the dependencies alone; none of it waits for MSK (a run fails otherwise):",
        table(
          ["", "usable after, s", "waits for MSK"],
          Object.entries(usableWithoutKafka).map(([signal, releases]) => {
            const parts = releases.flatMap((ending) =>
              tasks.filter(({ name: of }) => of.endsWith(ending) && /^(Release|PrometheusAgent) /.test(of)),
            );
            if (parts.length < releases.length)
              throw new Error(`${signal}: the stack has no ${releases.join(" or no ")}`);
            if (parts.some((part) => ancestors(part.name, tasks).has(msk)))
              throw new Error(`${signal} waits for ${msk}`);
            return [signal, Math.max(...parts.map((part) => done.get(part.name)?.at ?? NaN)), "no"];
          }),
        ),
        "Critical path of `up`:",
        chain(path),
        "Critical path of `destroy`:",
        chain(removalPath),
      ],
    };
  } finally {
    laboratory.close();
  }
}
