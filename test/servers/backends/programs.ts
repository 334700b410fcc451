// Loki, Tempo and Grafana as the user has them: in the directory BACKENDS_DIR, or on PATH. The checkout builds none.
import { execFileSync } from "node:child_process";
import { findOnPath } from "../../../tools/search-path";

export type BackendName = "loki" | "tempo" | "grafana" | "prom-label-proxy";

export interface BackendProgram {
  name: BackendName;
  path: string;
  /** First line of what it says to `--version`, such as `loki, version 3.7.6 (branch: ..., revision: ...)`. */
  version: string;
}

/** The program; undefined where there is none. BACKENDS_DIR comes before PATH. */
export function findBackend(name: BackendName): BackendProgram | undefined {
  const path = findOnPath(name, [process.env.BACKENDS_DIR, process.env.PATH].filter(Boolean).join(":"));
  if (path === undefined) return undefined;
  const [version = ""] = execFileSync(path, ["--version"], { encoding: "utf8" }).split("\n");
  return { name, path, version };
}

/** The program. Throws an Error that says how to bring it. */
export function requireBackend(name: BackendName): BackendProgram {
  const found = findBackend(name);
  if (found === undefined) throw new Error(missingBackends([name]));
  return found;
}

export function missingBackends(names: readonly BackendName[]): string {
  return (
    `no program ${names.join(", ")} in BACKENDS_DIR (${process.env.BACKENDS_DIR ?? "not set"}) or on PATH: ` +
    "install the version that components/charts.ts brings, and name its directory in BACKENDS_DIR"
  );
}
