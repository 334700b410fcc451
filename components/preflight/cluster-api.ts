// Asks the cluster's API server what is there, before anything is planned: read only, as the AWS provider's identity,
// and without an answer within seconds it is simply not known. Reads the network.
import type { ClientRequest } from "node:http";
import * as https from "node:https";
import { isIP } from "node:net";
import { platformNamespaceLabels } from "../../conventions/names";
import type { Settings } from "../../settings/settings";
import type { ClusterFacts } from "../cloud/eks-facts";
import { platformPriorityClass } from "../pods/priority";
import { type ClusterFindings, type Known, notAdmitted, type OtherRole } from "./findings";
import { judgeNodes, type NodesFound, nextPage, nodesOf, nodesPath } from "./nodes";
import { secretsNamed } from "./secrets-named";
import { storageClassesOf } from "./storage-classes";
import { definitionPath, operatorNames, operatorsOf, otherOwner, ownRoles, versionOf } from "./there-already";

/** A private endpoint that cannot be reached from here answers nothing at all. */
const patienceMilliseconds = 4_000;
/** One that answers byte by byte is given up. */
const mostMilliseconds = 15_000;
/** Of twenty nodes each, as many as are asked for until one is found that takes pods. */
const mostPages = 10;

export type Get = (path: string) => Promise<{ status: number; body: unknown }>;

/** @param token Bearer token of `eks:GetToken`. */
export function clusterReader(cluster: Pick<ClusterFacts, "endpoint" | "certificateAuthority">, token: string): Get {
  const agent = new https.Agent({ keepAlive: true, ca: Buffer.from(cluster.certificateAuthority, "base64") });
  return (path) =>
    answerOf(
      https.get(new URL(path, cluster.endpoint), {
        agent,
        timeout: patienceMilliseconds,
        headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      }),
    );
}

/** Status and JSON of what a request is answered; an answer that is no JSON is an empty one. */
export function answerOf(
  request: ClientRequest,
  milliseconds: number = mostMilliseconds,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => request.destroy(new Error("the API server does not end its answer")), milliseconds);
    request.on("close", () => clearTimeout(giveUp));
    request.on("timeout", () => request.destroy(new Error("the API server does not answer")));
    request.on("error", reject);
    request.on("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        try {
          resolve({ status, body: JSON.parse(Buffer.concat(parts).toString()) as unknown });
        } catch {
          resolve({ status, body: {} });
        }
      });
    });
  });
}

interface List {
  items?: { metadata?: { name?: string } }[];
}

const namesOf = (body: unknown) => ((body as List).items ?? []).map(({ metadata }) => metadata?.name ?? "");

const namespacesOf = (body: unknown) =>
  ((body as { items?: { metadata?: { name?: string; deletionTimestamp?: string } }[] }).items ?? []).flatMap(
    ({ metadata }) => (metadata?.deletionTimestamp === undefined ? [metadata?.name ?? ""] : []),
  );

/** A fact from an answer; `absent` where there is no such object. */
async function ask<T>(get: Get, path: string, read: (body: unknown) => T, absent?: T): Promise<Known<T>> {
  try {
    const { status, body } = await get(path);
    if (status === 404 && absent !== undefined) return { is: absent };
    if (status === 401) return { unknown: notAdmitted };
    if (status !== 200) return { unknown: `the API server answers ${status} for ${path.split("?")[0]}` };
    return { is: read(body) };
  } catch (cause) {
    if (cause instanceof TypeError)
      return { unknown: `the API server's answer for ${path.split("?")[0]} cannot be read` };
    return { unknown: cause instanceof Error ? cause.message : String(cause) };
  }
}

const isAvailable = (body: unknown) =>
  ((body as { status?: { conditions?: { type: string; status: string }[] } }).status?.conditions ?? []).some(
    ({ type, status }) => type === "Available" && status === "True",
  );

/** A slice may hold names in place of addresses. */
const addressesOf = (body: unknown) =>
  ((body as { items?: { endpoints?: { addresses?: string[] }[] }[] }).items ?? [])
    .flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses ?? []))
    .filter((address) => isIP(address) !== 0);

/** What stands in the place of an object's answer, a page of a proxy perhaps, is none. */
function metadataOf(body: unknown): { deletionTimestamp?: string } {
  const { metadata } = body as { metadata?: { name?: string; deletionTimestamp?: string } | null };
  if (typeof metadata?.name !== "string") throw new TypeError("no object");
  return metadata;
}

const stateOf = (body: unknown) => (metadataOf(body).deletionTimestamp === undefined ? "there" : "going");

const operatorSelector = encodeURIComponent(`app.kubernetes.io/name in (${operatorNames.join(",")})`);

/** Others may have namespaces of the same part, made by Pulumi too. */
const platformSelector = encodeURIComponent(
  Object.entries(platformNamespaceLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(","),
);

export async function lookIntoCluster(settings: Settings, get: Get): Promise<ClusterFindings> {
  const names = (path: string) => ask(get, path, namesOf);
  const slices = "/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices";
  const crd = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/targetgroupbindings.elbv2.k8s.aws";
  const [
    volumeDrivers,
    podIdentityAgent,
    metricsApi,
    loadBalancerController,
    ingressClasses,
    podAddresses,
    storageClasses,
    platforms,
    nodes,
    secrets,
    namespace,
    priorityClass,
    otherRoles,
    definitions,
    operators,
  ] = await Promise.all([
    names("/apis/storage.k8s.io/v1/csidrivers"),
    ask(get, "/apis/apps/v1/namespaces/kube-system/daemonsets/eks-pod-identity-agent", () => true, false),
    ask(get, "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io", isAvailable, false),
    ask(get, crd, () => true, false),
    names("/apis/networking.k8s.io/v1/ingressclasses"),
    ask(get, `${slices}?labelSelector=kubernetes.io%2Fservice-name%3Dkube-dns`, addressesOf),
    ask(get, "/apis/storage.k8s.io/v1/storageclasses", storageClassesOf),
    ask(get, `/api/v1/namespaces?labelSelector=${platformSelector}`, namespacesOf),
    nodesThere(settings, get),
    secretsThere(settings, get),
    ask(get, `/api/v1/namespaces/${settings.namespace}`, stateOf, "none"),
    ask(
      get,
      `/apis/scheduling.k8s.io/v1/priorityclasses/${platformPriorityClass}`,
      (body) => metadataOf(body) !== undefined,
      false,
    ),
    rolesOfOthers(settings, get),
    ask(get, definitionPath, versionOf, ""),
    ask(get, `/apis/apps/v1/deployments?labelSelector=${operatorSelector}`, operatorsOf),
  ]);
  return {
    volumeDrivers,
    podIdentityAgent,
    metricsApi,
    loadBalancerController,
    ingressClasses,
    podAddresses,
    storageClasses,
    platforms,
    nodes,
    secrets,
    namespace,
    priorityClass,
    otherRoles,
    definitions,
    operators,
  };
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

/** What all answers say; not known where one is not. */
async function together<T>(answers: readonly Promise<Known<readonly T[]>>[]): Promise<Known<readonly T[]>> {
  const all: T[] = [];
  for (const answer of await Promise.all(answers)) {
    if ("unknown" in answer) return answer;
    all.push(...answer.is);
  }
  return { is: all };
}

async function nodesThere(settings: Settings, get: Get): Promise<Known<NodesFound>> {
  const found: NodesFound[number][] = [];
  let next = "";
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask(get, nodesPath(settings) + next, (body) => ({
      nodes: nodesOf(body),
      next: nextPage(body),
    }));
    if ("unknown" in answer) return answer;
    found.push(...answer.is.nodes);
    next = answer.is.next;
    if (next === "" || judgeNodes(found, settings).fits) return { is: found };
  }
  return { unknown: `none of the first ${found.length} takes pods of the platform` };
}

/** Which of the Secrets that the settings name are there; no content is kept. */
async function secretsThere(settings: Settings, get: Get): Promise<Known<readonly string[]>> {
  return together(
    secretsNamed(settings).map(({ name }) =>
      ask(get, `/api/v1/namespaces/${settings.namespace}/secrets/${name}`, () => [name], []),
    ),
  );
}

/** Findings of a cluster that cannot be asked. */
export function nothingKnown(reason: string): ClusterFindings {
  const unknown = { unknown: reason };
  return {
    volumeDrivers: unknown,
    podIdentityAgent: unknown,
    metricsApi: unknown,
    loadBalancerController: unknown,
    ingressClasses: unknown,
    podAddresses: unknown,
    storageClasses: unknown,
    platforms: unknown,
    nodes: unknown,
    secrets: unknown,
    namespace: unknown,
    priorityClass: unknown,
    otherRoles: unknown,
    definitions: unknown,
    operators: unknown,
  };
}
