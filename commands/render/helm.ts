// Runs the real Helm: renders a chart, and downloads one. Writes below the given scratch directory only.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChartLocation } from "../../components/charts";

/** EKS version that is rendered for: the oldest one in standard support. */
const kubernetesVersion = "1.34";

/** APIs of CRDs that other releases bring first; some charts ask for them. */
const apisOfOwnCrds = [
  "monitoring.coreos.com/v1",
  "monitoring.coreos.com/v1/ServiceMonitor",
  "monitoring.coreos.com/v1/PodMonitor",
  "monitoring.coreos.com/v1/PrometheusRule",
];

/** Megabytes of manifests are nothing unusual. */
const maxBuffer = 256 * 1_048_576;

export class Helm {
  constructor(
    private readonly program: string,
    private readonly scratch: string,
  ) {}

  /**
   * @param chart an archive or an unpacked folder.
   * @throws Error with Helm's words when the chart does not render.
   */
  template(release: string, chart: string, namespace: string, values: unknown): string {
    const file = join(this.scratch, "values.json");
    writeFileSync(file, JSON.stringify(values));
    return this.run([
      "template",
      release,
      chart,
      "--namespace",
      namespace,
      "--kube-version",
      kubernetesVersion,
      ...apisOfOwnCrds.flatMap((api) => ["--api-versions", api]),
      "--values",
      file,
    ]);
  }

  /** Downloads <name>-<version>.tgz into `folder`. */
  pull({ chart, version, repositoryOpts }: ChartLocation, folder: string): void {
    this.run([
      "pull",
      chart,
      "--version",
      version,
      ...(repositoryOpts ? ["--repo", repositoryOpts.repo] : []),
      "--destination",
      folder,
    ]);
  }

  private run(args: readonly string[]): string {
    const homes = Object.fromEntries(
      ["CACHE", "CONFIG", "DATA"].map((each) => [`HELM_${each}_HOME`, join(this.scratch, each)]),
    );
    try {
      return execFileSync(this.program, args, {
        encoding: "utf8",
        maxBuffer,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...homes },
      });
    } catch (error) {
      const words = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
      throw new Error(words || `${this.program} cannot be run: ${String(error)}`, { cause: error });
    }
  }
}
