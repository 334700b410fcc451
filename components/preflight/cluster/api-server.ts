// How the cluster's API server is asked, before anything is planned: as the AWS provider's identity, of which nothing is
// left behind, and without an answer within seconds it is simply not known. On the way that the Kubernetes provider takes,
// through HTTPS_PROXY but for NO_PROXY. Reads the network.
import type { ClientRequest, Agent as HttpAgent } from "node:http";
import * as https from "node:https";
import type { ClusterFacts } from "../../cloud/eks-facts";
import { type Known, notAdmitted, notAllowed, type ObjectName } from "../findings";
import { proxyFor } from "./proxy";

interface AgentOptions {
  timeouts: { connection: number };
  proxy: string | undefined;
  /** An empty list, or the agent asks the environment, by rules of its own. */
  noProxy: readonly string[];
}

// npm's own way through a proxy, of which nobody has written types.
const { Agent } = require("@npmcli/agent") as { Agent: new (options: AgentOptions) => HttpAgent };

/** A private endpoint that cannot be reached from here answers nothing at all. */
const patienceMilliseconds = 4_000;
/** One that answers byte by byte is given up. */
const mostMilliseconds = 15_000;

/**
 * @param accept form of the answer; the whole object when absent.
 * @param review a question of its own, which is posted: the API server keeps none of it.
 */
export type Get = (path: string, accept?: string, review?: object) => Promise<{ status: number; body: unknown }>;

/** An object's metadata alone: a definition with its schema may take a megabyte. */
export const metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
/** The same of a list: an API server refuses to make one out of the other. */
export const metadataOfEach = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** @param token Bearer token of `eks:GetToken`. */
export function clusterReader(cluster: Pick<ClusterFacts, "endpoint" | "certificateAuthority">, token: string): Get {
  const ca = Buffer.from(cluster.certificateAuthority, "base64");
  let agent: HttpAgent | undefined;
  const question: Get = async (path, accept = "application/json", review = undefined) => {
    agent ??= new Agent({
      timeouts: { connection: patienceMilliseconds },
      proxy: proxyFor(cluster.endpoint, process.env),
      noProxy: [],
    });
    const request = https.request(new URL(path, cluster.endpoint), {
      agent,
      // Of this request alone: a proxy with TLS has another authority.
      ca,
      timeout: patienceMilliseconds,
      method: review === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${token}`,
        accept,
        ...(review && { "content-type": "application/json" }),
      },
    });
    const answer = answerOf(request);
    request.end(review && JSON.stringify(review));
    return answer;
  };
  // The first question shows whether there is a way at all: where there is none, nobody waits for the others one by one.
  let way: ReturnType<Get> | undefined;
  return async (...asked) => {
    way ??= question("/version");
    await way;
    return question(...asked);
  };
}

/**
 * Status and JSON of what a request is answered; an answer that is no JSON is an empty one. The API server says in JSON
 * why it refuses, but for a group that it does not have: what does not is a proxy's.
 */
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
          resolve({ status, body: JSON.parse(Buffer.concat(parts).toString(), withoutNulls) ?? {} });
        } catch {
          if (status < 400 || status === 404) resolve({ status, body: {} });
          else reject(new Error(`${status} of what is between here and the API server, a proxy perhaps`));
        }
      });
    });
  });
}

/** What is null is absent, in lists too: API servers write both. */
const withoutNulls = (_key: string, value: unknown): unknown =>
  Array.isArray(value) ? value.filter((item) => item !== undefined) : (value ?? undefined);

/** A fact from an answer; `absent` where there is no such object. */
export async function ask<T>(get: Get, path: string, read: (body: unknown) => T, absent?: T): Promise<Known<T>> {
  try {
    const { status, body } = await get(path);
    if (status === 404 && absent !== undefined) return { is: absent };
    if (status === 401) return { unknown: notAdmitted };
    if (status === 403) return { unknown: notAllowed };
    if (status !== 200) return { unknown: `the API server answers ${status} for ${path.split("?")[0]}` };
    return { is: read(body) };
  } catch (cause) {
    if (cause instanceof TypeError)
      return { unknown: `the API server's answer for ${path.split("?")[0]} cannot be read` };
    return { unknown: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** The objects of a list, in the form that the caller expects of each; none where the answer has no `items`. */
export const itemsOf = <T>(body: unknown): readonly T[] => (body as { items?: readonly T[] }).items ?? [];

/** By namespace and name, the objects of a list of which this holds. */
export function namedWhere<T>(body: unknown, isMeant: (object: T, name: ObjectName) => boolean): ObjectName[] {
  return itemsOf<T & { metadata?: Partial<ObjectName> }>(body).flatMap((object) => {
    const named = { namespace: object.metadata?.namespace ?? "", name: object.metadata?.name ?? "" };
    return isMeant(object, named) ? [named] : [];
  });
}

export interface Metadata {
  creationTimestamp?: string;
  deletionTimestamp?: string;
  annotations?: Readonly<Record<string, unknown>> | null;
}

/** @throws TypeError where the answer is no object, but a proxy's page perhaps. */
export function metadataOf(body: unknown): Metadata {
  const { metadata } = body as { metadata?: (Metadata & { name?: string }) | null };
  if (typeof metadata?.name !== "string") throw new TypeError("no object");
  return metadata;
}

/** Of an answer to a question for one object. */
export const isObject = (body: unknown): boolean => metadataOf(body) !== undefined;

/** All answers in one list; not known where one of them is not. */
export async function together<T>(answers: readonly Promise<Known<readonly T[]>>[]): Promise<Known<readonly T[]>> {
  const all: T[] = [];
  for (const answer of await Promise.all(answers)) {
    if ("unknown" in answer) return answer;
    all.push(...answer.is);
  }
  return { is: all };
}
