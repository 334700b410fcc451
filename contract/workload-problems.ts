// What is wrong with a workload, as the platform is: contract and specification in, texts out.
import { defaultTenant, type PlatformContract, type SidecarContract } from "./contract";
import { problemsOfPortName } from "./scraped-service-spec";
import { missingFrom, shownName } from "./shown-name";
import type { Instrumentation, WorkloadSpec } from "./workload-manifests";

/** Variables that would make a service go by two names. */
const reservedVariables = ["OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"];
const dnsLabel = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const dnsLabelInWords = "lower-case letters, digits and hyphens, at most 63, a letter first";

/** What is wrong with a specification, in the user's words; empty when nothing is. */
export function problemsOf(platform: PlatformContract, service: string, spec: WorkloadSpec<unknown>): string[] {
  const missing = missingFrom(spec, "tenant", "namespace", "image", "resources");
  if (missing.length > 0) return missing;
  const { ports = {}, metricsPort, env = {} } = spec;
  const names = Object.keys(ports).map(shownName).join(", ") || "none";
  return [
    ...(dnsLabel.test(service) ? [] : [`${shownName(service)} cannot name a Service: ${dnsLabelInWords}`]),
    ...ownershipProblems(platform, spec),
    ...(metricsPort === undefined || Object.hasOwn(ports, metricsPort)
      ? []
      : [`metricsPort ${shownName(metricsPort)} is not among the ports: ${names}`]),
    ...(spec.logs === "daemonset" && platform.conventions.logFiles.readOnNodes === false
      ? ['logs "daemonset": the platform reads no log files on its nodes; choose "sidecar", or "none" and stdout']
      : []),
    ...sizeProblems(spec),
    ...logProblems(platform, service, spec),
    ...instrumentationProblems(spec),
    ...reservedVariables
      .filter((variable) => Object.hasOwn(env, variable))
      .map((variable) => `env sets ${variable}, which follows from the workload's name, its version and the platform`),
  ];
}

function sizeProblems({ ports = {}, replicas = 2, logVolumeGib = 1, resources }: WorkloadSpec<unknown>): string[] {
  const whole = (value: number, least: number, most = Number.MAX_SAFE_INTEGER) =>
    Number.isInteger(value) && value >= least && value <= most;
  const { cpuMillicores, memoryMib } = resources;
  const entries = Object.entries(ports);
  return [
    ...entries.flatMap(([name, port]) => [
      ...problemsOfPortName(name),
      ...(whole(port, 1, 65_535) ? [] : [`port ${shownName(name)} must be a whole number from 1 to 65535`]),
    ]),
    ...entries
      .filter(([, port], index) => entries.findIndex(([, other]) => other === port) < index)
      .map(([name, port]) => `port ${shownName(name)}: ${port} has a name already, and a Service takes a number once`),
    ...(whole(replicas, 0) ? [] : [`replicas is ${replicas}, must be a whole number, 0 or more`]),
    ...(logVolumeGib > 0 ? [] : [`logVolumeGib is ${logVolumeGib}, must be more than 0: the pod would be evicted`]),
    ...(cpuMillicores >= 0 ? [] : [`resources.cpuMillicores is ${cpuMillicores}, must be 0 or more`]),
    ...(memoryMib > 0 ? [] : [`resources.memoryMib is ${memoryMib}, must be more than 0`]),
  ];
}

const logWays: readonly string[] = ["none", "daemonset", "sidecar"] satisfies WorkloadSpec["logs"][];

/** Programs in other languages know no types, and hand the sidecar over apart. */
function logProblems(
  { conventions }: PlatformContract,
  service: string,
  { logs, ports = {} }: WorkloadSpec<unknown>,
): string[] {
  if (!logWays.includes(logs)) return [`logs is ${shownName(String(logs))}, must be one of ${logWays.join(", ")}`];
  const sidecar: SidecarContract | undefined = conventions.logFiles.sidecar;
  if (logs !== "sidecar") return [];
  if (sidecar === undefined) return ['logs "sidecar" needs the platform\'s output platformSidecar, too'];
  // It starts first, so that the application would find the port in use.
  const taken = ((sidecar.container.ports ?? []) as { containerPort: number }[]).map(
    ({ containerPort }) => containerPort,
  );
  return [
    ...(service === sidecar.container.name
      ? [`"${service}" is the sidecar's container: give the service another name`]
      : []),
    ...Object.entries(ports)
      .filter(([, port]) => taken.includes(port))
      .map(([name, port]) => `port ${shownName(name)}: ${port} is the sidecar's, in the same pod`),
  ];
}

const languages: readonly string[] = ["java", "nodejs", "python", "go"] satisfies Instrumentation["language"][];

function instrumentationProblems({ instrumentation }: WorkloadSpec<unknown>): string[] {
  if (instrumentation === undefined) return [];
  if (!languages.includes(instrumentation.language))
    return [`instrumentation must have a language, one of ${languages.join(", ")}`];
  return instrumentation.language === "go"
    ? missingFrom(instrumentation, "executable").map((missing) => `instrumentation.${missing}: the program's path`)
    : [];
}

function ownershipProblems(
  { tenants, cluster }: PlatformContract,
  { tenant: id, namespace }: WorkloadSpec<unknown>,
): string[] {
  if (namespace === cluster.namespace)
    return [`namespace "${namespace}" is the platform's own: what is not of it is cut off there, and deleted with it`];
  // Own properties only: `constructor` is an id like any other.
  const tenant = Object.hasOwn(tenants, id) ? tenants[id] : undefined;
  if (tenant === undefined)
    return [`the platform has no tenant ${shownName(id)}; it has ${Object.keys(tenants).sort().join(", ")}`];
  const owner =
    Object.entries(tenants).find(([, { namespaces }]) => namespaces.includes(namespace))?.[0] ?? defaultTenant;
  if (owner === id) return [];
  const own =
    id === defaultTenant ? "every namespace that no other tenant lists" : tenant.namespaces.join(", ") || "none";
  return [`namespace "${namespace}" is tenant ${owner}'s, not ${id}'s: the namespaces of ${id} are ${own}`];
}
