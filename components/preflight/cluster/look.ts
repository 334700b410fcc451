// What the cluster's API server is asked before anything is planned, and what of its answers counts.
import { isIP } from "node:net";
import { conventions, platformNamespaceLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { ownPolicies } from "../../backends/prometheus/confinement/policies";
import { platformPriorityClass } from "../../pods/priority";
import { boundsOf, boundsPaths } from "../bounds/namespace";
import { mapped } from "../check";
import type { ClusterFindings, DefinitionFound, Known, ObjectName, OtherRole, Running } from "../findings";
import { judgeNodes, mostNodes, type NodesFound, nextPage, nodesOf, nodesPath, nodesPerPage } from "../nodes/nodes";
import { nodePoolsOf, nodePoolsPath } from "../nodes/pools";
import { areEnough } from "../nodes/room";
import { applicationsLikeReleases } from "../others/applications";
import { managedCollectors } from "../others/collectors";
import { addedApisPath, deadApisOf, metricsApi, stateOfApi } from "../others/dead-apis";
import {
  definitionOf,
  definitionPath,
  keepsUnknownFields,
  mayKeepUnknownFields,
  ownDefinitions,
} from "../others/definitions";
import {
  type AskedWebhook,
  askedWebhooks,
  endpointsPath,
  hasReadyEndpoint,
  webhookPaths,
} from "../others/failing-webhooks";
import { inhabitantsOf } from "../others/inhabitants";
import { meshMarksOf } from "../others/meshes";
import { clusterMonitorsOf, elsewhereLabelsOf, elsewherePath, monitorPaths } from "../others/monitors";
import { daemonSetsPath, nodeExportersOf } from "../others/node-exporters";
import { operatorPaths, operatorsOf } from "../others/operators";
import { rulesPath, strayRulesOf, unreadRulesOf } from "../others/rules";
import { versionsElsewhere } from "../others/served-versions";
import { differences, takenOver } from "../others/taken-over";
import { otherOwner, ownRoles } from "../others/there-already";
import { ask, type Get, isObject, itemsOf, metadataOf, metadataOnly, together } from "./api-server";
import { corefilePath, otherZonesOf } from "./domain";
import { ingressClassesOf } from "./ingress-class";
import { isPolicyControllerOn, policyControllerPath, policyPluginOf } from "./policy-plugins";
import { namespaceRefused } from "./refused-namespace";
import { forbiddenKinds } from "./rights";
import { agentRuns, anyRuns, controllersDefinition, controllersPath, volumeControllerPath } from "./running";
import { secretsNamed } from "./secrets-named";
import { storageClassesOf } from "./storage-classes";

interface Told {
  metadata?: { name?: string; deletionTimestamp?: string };
}

const namesOf = (body: unknown) => itemsOf<Told>(body).map(({ metadata }) => metadata?.name ?? "");

const namespacesOf = (body: unknown) =>
  itemsOf<Told>(body).flatMap(({ metadata }) =>
    metadata?.deletionTimestamp === undefined ? [metadata?.name ?? ""] : [],
  );

/** A slice may hold names in place of addresses. */
const addressesOf = (body: unknown) =>
  itemsOf<{ endpoints?: { addresses?: string[] }[] }>(body)
    .flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses ?? []))
    .filter((address) => isIP(address) !== 0);

const stateOf = (body: unknown) => (metadataOf(body).deletionTimestamp === undefined ? "there" : "going");

/** Others may have namespaces of the same part, made by Pulumi too. */
const platformSelector = encodeURIComponent(
  Object.entries(platformNamespaceLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(","),
);

type Asked = { [Fact in keyof ClusterFindings]: Promise<ClusterFindings[Fact]> };

export async function lookIntoCluster(settings: Settings, server: Get): Promise<ClusterFindings> {
  const get = sharing(server);
  const ownPath = `/api/v1/namespaces/${settings.namespace}`;
  const slices = "/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices";
  const forbidden = forbiddenKinds(settings, get);
  const namespace = ask(get, ownPath, stateOf, "none");
  const asked: Asked = {
    forbidden,
    volumeDrivers: ask(get, "/apis/storage.k8s.io/v1/csidrivers", namesOf),
    volumeController: ask(get, volumeControllerPath, anyRuns),
    policyPlugin: ask(get, daemonSetsPath, policyPluginOf),
    policyController: ask(get, policyControllerPath, isPolicyControllerOn, false),
    podIdentityAgent: ask(get, daemonSetsPath, agentRuns),
    metricsApi: ask(get, `${addedApisPath}/${metricsApi}`, stateOfApi, "none"),
    loadBalancerController: controllerRuns(get),
    ingressClasses: ask(get, "/apis/networking.k8s.io/v1/ingressclasses", ingressClassesOf),
    podAddresses: ask(get, `${slices}?labelSelector=kubernetes.io%2Fservice-name%3Dkube-dns`, addressesOf),
    storageClasses: ask(get, "/apis/storage.k8s.io/v1/storageclasses", storageClassesOf),
    platforms: ask(get, `/api/v1/namespaces?labelSelector=${platformSelector}`, namespacesOf),
    nodes: nodesThere(settings, get),
    otherZones: ask(get, corefilePath, otherZonesOf, []),
    secrets: secretsThere(settings, get),
    namespace,
    namespaceRefused: namespaceRefused(settings, get, forbidden, namespace),
    bounds: together(boundsPaths(settings).map((path) => ask(get, path, boundsOf, []))),
    differing: together(takenOver(settings).map((one) => ask(get, one.path, (body) => differences(body, one), []))),
    inhabitants: inhabitantsOf(settings, get),
    priorityClass: ask(get, `/apis/scheduling.k8s.io/v1/priorityclasses/${platformPriorityClass}`, isObject, false),
    otherRoles: rolesOfOthers(settings, get),
    admissionPolicies: policiesThere(settings, get),
    definitions: definitionsThere(get),
    versionsElsewhere: versionsElsewhere(get),
    operators: together(operatorPaths.map((path) => ask(get, path, operatorsOf))),
    nodeExporters: ask(get, daemonSetsPath, nodeExportersOf),
    deadWebhooks: webhooksWithoutAnswer(settings, get),
    otherMonitors: readHere(
      get,
      conventions.monitorsLabel,
      together(monitorPaths.map((path) => ask(get, path, (body) => clusterMonitorsOf(body, settings), []))),
    ),
    strayRules: readHere(
      get,
      conventions.rulesLabel,
      ask(get, rulesPath, (body) => strayRulesOf(body, settings), []),
    ),
    unreadRules: readHere(get, conventions.rulesLabel, ask(get, rulesPath, unreadRulesOf, [])),
    applications: applicationsLikeReleases(settings, get),
    deadApis: ask(get, addedApisPath, deadApisOf, []),
    meshMarks: ask(get, ownPath, meshMarksOf, []),
    certManager: ask(get, definitionPath("certificates.cert-manager.io"), isObject, false),
    nodePools: ask(get, nodePoolsPath, nodePoolsOf, []),
    readElsewhere: ask(get, ownPath, elsewhereLabelsOf, []),
    managedCollectors: managedCollectors(settings, get),
  };
  const answers = Object.entries(asked).map(async ([fact, answer]) => [fact, await answer] as const);
  return Object.fromEntries(await Promise.all(answers)) as unknown as ClusterFindings;
}

/** Who asks for the same whole object or list at once shares the answer, which nobody keeps: a list may be large. */
function sharing(get: Get): Get {
  const underWay = new Map<string, ReturnType<Get>>();
  return (path, ...otherwise) => {
    if (otherwise.length > 0) return get(path, ...otherwise);
    const answer = underWay.get(path) ?? get(path).finally(() => underWay.delete(path));
    underWay.set(path, answer);
    return answer;
  };
}

/** Findings of a cluster that cannot be asked. */
export const nothingKnown = (settings: Settings, reason: string): Promise<ClusterFindings> =>
  lookIntoCluster(settings, () => Promise.reject(new Error(reason)));

/** Without the right to list Deployments the controller's definitions have to tell. */
async function controllerRuns(get: Get): Promise<Known<Running>> {
  const there = await ask(get, definitionPath(controllersDefinition), isObject, false);
  if ("unknown" in there) return there;
  if (!there.is) return { is: "none" };
  const running = await ask(get, controllersPath, anyRuns);
  return { is: "unknown" in running || running.is === "ready" ? "ready" : "not ready" };
}

/** Without what is in namespaces whose label keeps it to another Prometheus. */
async function readHere(
  get: Get,
  label: string,
  asked: Promise<Known<readonly ObjectName[]>>,
): Promise<Known<readonly ObjectName[]>> {
  const [found, elsewhere] = await Promise.all([asked, ask(get, elsewherePath(label), namesOf)]);
  if (!("is" in found) || found.is.length === 0) return found;
  if (!("is" in elsewhere)) return elsewhere;
  return { is: found.is.filter(({ namespace }) => !elsewhere.is.includes(namespace)) };
}

async function rolesOfOthers(settings: Settings, get: Get): Promise<Known<readonly OtherRole[]>> {
  return together(
    ownRoles(settings).map((role) =>
      ask(
        get,
        `/apis/rbac.authorization.k8s.io/v1/clusterroles/${role.name}`,
        (body) => {
          metadataOf(body);
          const owner = otherOwner(body, role, settings.namespace);
          return owner === undefined ? [] : [{ name: role.name, owner }];
        },
        [],
      ),
    ),
  );
}

async function definitionsThere(get: Get): Promise<Known<readonly DefinitionFound[]>> {
  const read = (path: string) => get(path, metadataOnly);
  const definition = async (name: string): Promise<Known<readonly DefinitionFound[]>> => {
    const path = definitionPath(name);
    const there = await ask(read, path, (body) => [metadataOf(body)], []);
    if ("unknown" in there) return there;
    const [metadata] = there.is;
    if (metadata === undefined) return { is: [] };
    const old = mayKeepUnknownFields(metadata) ? await ask(get, path, keepsUnknownFields, false) : { is: false };
    if ("unknown" in old) return old;
    return { is: [{ ...definitionOf(name, metadata), ...(old.is ? { keepsUnknownFields: true } : {}) }] };
  };
  return together(ownDefinitions.map(definition));
}

async function webhooksWithoutAnswer(settings: Settings, get: Get): Promise<Known<readonly AskedWebhook[]>> {
  const asked = await together(webhookPaths.map((path) => ask(get, path, (body) => askedWebhooks(body, settings))));
  if ("unknown" in asked) return asked;
  return together(
    asked.is.map((webhook) =>
      ask(get, endpointsPath(webhook.service), (body) => (hasReadyEndpoint(body) ? [] : [webhook])),
    ),
  );
}

/** Names of policies and of their bindings, which are the same. */
async function policiesThere(settings: Settings, get: Get): Promise<Known<readonly string[]>> {
  const api = "/apis/admissionregistration.k8s.io/v1";
  const paths = (name: string) =>
    ["policies", "policybindings"].map((kind) => `${api}/validatingadmission${kind}/${name}`);
  const found = await together(
    ownPolicies(settings).flatMap((name) =>
      paths(name).map((path) => ask(get, path, (body) => (isObject(body) ? [name] : []), [])),
    ),
  );
  return mapped(found, (names) => [...new Set(names)]);
}

async function nodesThere(settings: Settings, get: Get): Promise<Known<NodesFound>> {
  const found: NodesFound[number][] = [];
  let next = "";
  for (let page = 0; page < mostNodes / nodesPerPage; page++) {
    const answer = await ask(get, nodesPath(settings) + next, (body) => ({
      nodes: nodesOf(body),
      next: nextPage(body),
    }));
    if ("unknown" in answer) return answer;
    found.push(...answer.is.nodes);
    next = answer.is.next;
    if (next === "") return { is: found };
    if (areEnough(found, settings)) return { is: found };
  }
  return judgeNodes(found, settings).fits
    ? { is: found.map(({ room: _, ...node }) => node) }
    : { unknown: `none of the first ${found.length} takes pods of the platform` };
}

/** Which of the Secrets that the settings name are there, and with which keys; no content is kept. */
async function secretsThere(settings: Settings, get: Get): Promise<ClusterFindings["secrets"]> {
  return together(
    secretsNamed(settings).map(({ name }) =>
      ask(
        get,
        `/api/v1/namespaces/${settings.namespace}/secrets/${name}`,
        (body) => (isObject(body) ? [{ name, keys: Object.keys((body as { data?: object | null }).data ?? {}) }] : []),
        [],
      ),
    ),
  );
}
