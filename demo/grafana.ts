// The real Grafana where it is in BACKENDS_DIR or on PATH, with organisations, data sources and dashboards as the
// cluster gets them: the same data sources and dashboards, the same script, other addresses. Temporary files only.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { operatorDataSources } from "../components/backends/grafana/data-sources";
import { organisationFiles } from "../components/backends/grafana/organisations";
import { operatorsOrganisation } from "../components/backends/grafana/provisioning";
import { promLabelProxyArgs } from "../components/backends/prometheus/label-proxy-manifests";
import { endpoints, operatorReads } from "../components/endpoints";
import { conventions } from "../conventions/names";
import { dashboardFiles } from "../dashboards";
import { findBackend } from "../test/servers/backends/programs";
import { scratchDirectory } from "../test/servers/cleanup";
import { Daemon, freePorts } from "../test/servers/daemon";
import type { PrometheusStore } from "../test/servers/prometheus-store";
import { settings } from "./settings";
import type { Stores } from "./stores";

export interface RunningGrafana {
  address: string;
  user: string;
  password: string;
}

/** Nobody listens there. */
const nowhere = "http://127.0.0.1:9";

/** Undefined where there is none, which is said. */
export async function startGrafana(
  stores: Stores,
  prometheus: PrometheusStore,
  report: (line: string) => void,
): Promise<RunningGrafana | undefined> {
  const program = findBackend("grafana");
  if (program === undefined) {
    report("no Grafana (none in BACKENDS_DIR or on PATH)");
    return undefined;
  }
  report(program.version);
  const directory = scratchDirectory("grafana-");
  const [port, proxyPort] = (await freePorts(2)) as [number, number];
  const there = addresses(stores, prometheus, await startLabelProxy(proxyPort, prometheus, directory, report));
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), text);
  };
  // No front door asks for the operators' password either.
  const sources = operatorDataSources(settings).map(({ basicAuth: _, basicAuthUser: __, ...source }) => ({
    ...source,
    orgId: operatorsOrganisation,
  }));
  // Grafana expands variables in what it provisions.
  const text = there(JSON.stringify({ apiVersion: 1, datasources: sources })).replaceAll("$", "$$$$");
  write("provisioning/datasources/platform.yaml", text);
  const provider = { name: "platform", type: "file", orgId: operatorsOrganisation };
  const options = { path: path.join(directory, "dashboards"), foldersFromFilesStructure: true };
  write(
    "provisioning/dashboards/platform.yaml",
    JSON.stringify({ apiVersion: 1, providers: [{ ...provider, options }] }),
  );
  for (const { folder, name, json } of dashboardFiles(settings)) write(`dashboards/${folder}/${name}`, json);
  const tenantDashboards = Object.fromEntries(
    dashboardFiles(settings)
      .filter(({ folder }) => folder === "Tenants")
      .map(({ name, json }) => [name.replace(/\.json$/, ""), json]),
  );
  for (const [name, content] of Object.entries(organisationFiles(settings, tenantDashboards)))
    write(`desired/${name}`, name.startsWith("data-source-") ? withoutDoor(there(content)) : there(content));
  for (const { id } of settings.tenants) write(`passwords/${id}`, "none");
  write("operators/password", "none");

  const address = `http://127.0.0.1:${port}`;
  const [user, password] = ["admin", randomBytes(6).toString("hex")];
  await Daemon.start({
    name: "grafana",
    command: program.path,
    args: ["server", "--homepath", homeOf(program.path)],
    logFile: path.join(directory, "log"),
    readyWithinSeconds: 180,
    environment: {
      GF_SERVER_HTTP_ADDR: "127.0.0.1",
      GF_SERVER_HTTP_PORT: String(port),
      GF_PATHS_DATA: path.join(directory, "data"),
      GF_PATHS_PROVISIONING: path.join(directory, "provisioning"),
      GF_SECURITY_ADMIN_USER: user,
      GF_SECURITY_ADMIN_PASSWORD: password,
      GF_ANALYTICS_REPORTING_ENABLED: "false",
      GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    },
    ready: async () => (await fetch(`${address}/api/health`)).ok,
  });
  await promisify(execFile)("sh", [path.join(__dirname, "../components/backends/grafana/organisations.sh")], {
    env: {
      ...process.env,
      GRAFANA_URL: address,
      GRAFANA_USER: user,
      GRAFANA_PASSWORD: password,
      DESIRED_DIRECTORY: path.join(directory, "desired"),
      PASSWORDS_DIRECTORY: path.join(directory, "passwords"),
      OPERATORS_DIRECTORY: path.join(directory, "operators"),
      ONCE: "1",
    },
  });
  return { address, user, password };
}

/** Here no front door asks for a password and says whose data is read: a tenant's data source names it itself. */
function withoutDoor(text: string): string {
  const { basicAuth: _, basicAuthUser, jsonData, ...source } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify({
    ...source,
    jsonData: { ...(jsonData as object), httpHeaderName1: conventions.tenantHeader },
    secureJsonData: { httpHeaderValue1: basicAuthUser },
  });
}

/** Replaces the addresses inside the cluster by those of this machine. */
function addresses(stores: Stores, prometheus: PrometheusStore, byTenant: string): (text: string) => string {
  const cluster = endpoints(settings);
  const moved: [string, string][] = [
    [cluster.prometheusByTenant.query, byTenant],
    [operatorReads(settings).prometheus, prometheus.base],
    [operatorReads(settings).alertmanager, nowhere],
    [cluster.loki.query, stores.loki ?? nowhere],
    [cluster.tempo.query, stores.tempo ?? nowhere],
  ];
  return (text) => moved.reduce((changed, [from, to]) => changed.replaceAll(`"${from}"`, `"${to}"`), text);
}

/** The proxy that shows each tenant its own metrics; without it tenants see none. */
async function startLabelProxy(
  port: number,
  { base }: PrometheusStore,
  directory: string,
  report: (line: string) => void,
): Promise<string> {
  const program = findBackend("prom-label-proxy");
  if (program === undefined) {
    report("no prom-label-proxy (none in BACKENDS_DIR or on PATH): the tenants' metrics are in no Grafana");
    return nowhere;
  }
  const address = `http://127.0.0.1:${port}`;
  await Daemon.start({
    name: "prom-label-proxy",
    command: program.path,
    args: promLabelProxyArgs(settings).map((argument) =>
      argument
        .replace(/^-insecure-listen-address=.*/, `-insecure-listen-address=127.0.0.1:${port}`)
        .replace(/^-internal-listen-address=.*/, "-internal-listen-address=127.0.0.1:0")
        .replace(/^-upstream=.*/, `-upstream=${base}`),
    ),
    logFile: path.join(directory, "label-proxy.log"),
    readyWithinSeconds: 30,
    ready: async () => (await fetch(address)).status > 0,
  });
  return address;
}

/** Where Grafana's `conf` and `public` are: beside its program, or where packages put them. */
function homeOf(program: string): string {
  const places = [path.dirname(path.dirname(fs.realpathSync(program))), "/usr/share/grafana"];
  const home = places.find((place) => fs.existsSync(path.join(place, "conf", "defaults.ini")));
  if (home === undefined) throw new Error(`Grafana's conf/defaults.ini is in none of ${places.join(", ")}`);
  return home;
}
