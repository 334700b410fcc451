// What running pods hold, and would go on holding, while no pod template says that it has changed: contents of Secrets and
// ConfigMaps that they read, and the role of their service account.
import * as pulumi from "@pulumi/pulumi";
import type { Registration } from "./mock-stack";

const releaseType = "kubernetes:helm.sh/v3:Release";
const sources: ReadonlySet<string> = new Set(["kubernetes:core/v1:Secret", "kubernetes:core/v1:ConfigMap"]);
const workloads = /^kubernetes:apps\/v1:(Deployment|StatefulSet|DaemonSet)$/;

/** Contents by key, secrets opened. */
function sourcesOf(all: readonly Registration[]): Map<string, Record<string, string>> {
  return new Map(
    all
      .filter(({ type }) => sources.has(type))
      .map(({ inputs }) => {
        const { metadata, stringData, data, binaryData } = opened(inputs) as Record<string, object> & {
          metadata: { name: string };
        };
        const entries = Object.entries({ ...stringData, ...data, ...binaryData });
        return [metadata.name, Object.fromEntries(entries.map(([key, value]) => [key, JSON.stringify(value)]))];
      }),
  );
}

function opened(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return opened(pulumi.runtime.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(opened);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, opened(each)]))
    : value;
}

/** What pods read at their start: a key of a source, or all of it. */
function environmentOf(value: unknown): { name: string; key?: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]): { name: string; key?: string }[] => {
    if (/^(secret|configMap)KeyRef$/.test(key)) return [each as { name: string; key: string }];
    return /^envFrom/.test(key) && Array.isArray(each)
      ? each.flatMap((one: Record<string, { name: string } | string>) =>
          Object.entries(one).flatMap(([field, held]) =>
            typeof held === "object" ? [{ name: held.name }] : field === "name" ? [{ name: held }] : [],
          ),
        )
      : environmentOf(each);
  });
}

/** Whether a source is a volume of theirs. */
function mounts(text: string, source: string): boolean {
  const name = source.replaceAll(".", "\\.");
  return (
    new RegExp(`"(secretName|configMapName|secret|existingSecret)":"${name}"`).test(text) ||
    new RegExp(`"(configMap|secret)":\\{[^}]*"(name|secretName)":"${name}"`).test(text)
  );
}

/** What AWS knows a service account by; of trusts each role has both kinds at once. */
function identitiesOf(all: readonly Registration[]): Map<string, string> {
  const associations = all.filter(({ type }) => type === "aws:eks/podIdentityAssociation:PodIdentityAssociation");
  return new Map(
    all
      .filter(({ type }) => type === "aws:iam/role:Role")
      .flatMap(({ name, inputs }) => {
        const { assumeRolePolicy = "", path, name: role } = inputs as Record<string, string | undefined>;
        const [, account] = /system:serviceaccount:[^:"]+:([^"\\]+)/.exec(assumeRolePolicy) ?? [];
        const isAssociated = associations.some((each) => each.name === name);
        return account === undefined ? [] : [[account, JSON.stringify([role, path, isAssociated])] as const];
      }),
  );
}

const usesAccount = (text: string, account: string) =>
  new RegExp(`"(serviceAccount":\\{[^}]*"name|serviceAccountName|serviceAccount)":"${account}"`).test(text);

const isPods = ({ type }: Registration) => type === releaseType || workloads.test(type);
const keyOf = ({ type, name }: Registration) => `${type} ${name}`;

export interface Unnoticed {
  /** Contents that pods read at their start: `otel-fanout in <release>`. */
  environment: string[];
  /** Contents of files, which some programs read again. */
  files: string[];
  identities: string[];
}

/** @param isRolled Whether the pods of a resource, by its key, are made anew. */
export function unnoticedBetween(
  before: readonly Registration[],
  after: readonly Registration[],
  isRolled: (key: string) => boolean,
): Unnoticed {
  const [had, has] = [sourcesOf(before), sourcesOf(after)];
  const isOther = (name: string, key?: string) => {
    const [was, is] = [had.get(name), has.get(name)];
    if (was === undefined || is === undefined) return false;
    return key === undefined ? JSON.stringify(was) !== JSON.stringify(is) : was[key] !== is[key];
  };
  const [were, are] = [identitiesOf(before), identitiesOf(after)];
  const others = [...are].filter(([account, now]) => were.has(account) && were.get(account) !== now);
  const staying = new Set(before.map(keyOf));
  const told: Unnoticed = { environment: [], files: [], identities: [] };
  for (const pods of after.filter((one) => isPods(one) && staying.has(keyOf(one)) && !isRolled(keyOf(one)))) {
    const text = JSON.stringify(pods.inputs);
    for (const { name, key } of environmentOf(pods.inputs))
      if (isOther(name, key)) told.environment.push(`${name} in ${pods.name}`);
    for (const name of has.keys()) if (isOther(name) && mounts(text, name)) told.files.push(`${name} in ${pods.name}`);
    for (const [account] of others) if (usesAccount(text, account)) told.identities.push(`${account} in ${pods.name}`);
  }
  return told;
}
