// The real prometheus-operator on the real API server, with its real definitions: what it makes of monitors and rules.
// Nothing that it deploys ever runs, as there are no nodes; it writes configurations all the same.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { prometheusValues } from "../../components/backends/prometheus/values";
import type { HelmValues } from "../../components/helm-values";
import type { Settings } from "../../settings/settings";
import { recipeDirectory } from "../../tools/cache";
import { findTool, GO_TOOLCHAIN } from "../../tools/catalogue";
import { installed } from "../../tools/install";
import { namesFor } from "../support/place";
import { Daemon, freePorts } from "./daemon";
import type { Answer, KubeApi } from "./kube-api";

const tool = "prometheus-operator";

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Readonly<Record<string, string>> };
  [field: string]: unknown;
}

export class MonitoringOperator {
  private constructor(
    private readonly api: KubeApi,
    private readonly daemon: Daemon,
  ) {}

  /** With the flags that the release of these settings gives it of whose servers it runs. */
  static async start(api: KubeApi, settings: Settings): Promise<MonitoringOperator> {
    const program = await installed(tool);
    for (const definition of definitions()) {
      const { status, body } = await apply(api, definition);
      if (status >= 300) throw new Error(JSON.stringify(body));
      // The operator leaves out, for good, what is not served when it starts.
      while (!(await served(api, definition))) await sleep(250);
    }
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    const daemon = await Daemon.start({
      name: tool,
      command: program,
      args: [
        `--web.listen-address=${address}`,
        "--prometheus-config-reloader=example.com/reloader:0",
        ...instanceFlags(settings),
      ],
      environment: { KUBECONFIG: api.kubeconfigFile },
      logFile: path.join(api.directory, `${tool}.log`),
      ready: async () => (await fetch(`http://${address}/healthz`)).ok,
      readyWithinSeconds: 120,
    });
    return new MonitoringOperator(api, daemon);
  }

  /**
   * A file of a Secret or ConfigMap that the operator writes, once it holds all of these texts; unpacked.
   * Throws an Error after a minute, with what it holds then.
   */
  async written(kind: "secrets" | "configmaps", name: string, texts: readonly string[]): Promise<string> {
    let last = "";
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(500)) {
      const { status, body } = await this.api.request("GET", `/api/v1/namespaces/observability/${kind}/${name}`);
      if (status !== 200) continue;
      const { data = {} } = body as { data?: Record<string, string> };
      last = Object.values(data)
        .map((value) => (kind === "secrets" ? unpacked(Buffer.from(value, "base64")) : value))
        .join("\n");
      if (texts.every((text) => last.includes(text))) return last;
    }
    throw new Error(`${kind} ${name} lacks one of ${texts.join(", ")}:\n${last}`);
  }

  stop(): Promise<void> {
    return this.daemon.stop();
  }
}

/** `prometheusInstanceNamespaces: [a]` is `--prometheus-instance-namespaces=a` in the chart's Deployment. */
function instanceFlags(settings: Settings): string[] {
  const { prometheusOperator } = prometheusValues(settings, namesFor(settings)) as {
    prometheusOperator: Record<string, HelmValues>;
  };
  return Object.entries(prometheusOperator)
    .filter(([key]) => key.endsWith("InstanceNamespaces"))
    .map(([key, value]) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${String(value)}`);
}

async function served(api: KubeApi, definition: KubernetesObject): Promise<boolean> {
  const { group, names, versions } = definition.spec as {
    group: string;
    names: { plural: string };
    versions: { name: string }[];
  };
  return (await api.request("GET", `/apis/${group}/${versions[0]?.name}/${names.plural}`)).status === 200;
}

/** Creates an object; the answer says whether that was refused. */
export function apply(api: KubeApi, object: KubernetesObject): Promise<Answer> {
  const { apiVersion, kind, metadata } = object;
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const regular = kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : `${kind}${kind.endsWith("s") ? "es" : "s"}`;
  const plural = kind === "Endpoints" ? kind : regular;
  const within = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
  return api.request("POST", `${root}${within}/${plural.toLowerCase()}`, object);
}

function unpacked(bytes: Buffer): string {
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString();
}

/** The operator's definitions, as published with its version: from its own module. */
export function definitions(): KubernetesObject[] {
  const module = `github.com/prometheus-operator/prometheus-operator@v${findTool(tool).version}`;
  const { Dir } = JSON.parse(
    execFileSync("go", ["mod", "download", "-json", module], {
      cwd: recipeDirectory(findTool(tool)),
      env: { ...process.env, GOTOOLCHAIN: GO_TOOLCHAIN, GOWORK: "off" },
      encoding: "utf8",
    }),
  ) as { Dir: string };
  const folder = path.join(Dir, "example", "prometheus-operator-crd");
  return fs
    .readdirSync(folder)
    .map((file) => parse(fs.readFileSync(path.join(folder, file), "utf8")) as KubernetesObject);
}
