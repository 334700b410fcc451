// The stand-in Kubernetes provider: objects of the listed kinds and Helm releases. No API server is asked and no chart
// is read, so nothing here shows that a cluster would accept what it is given.

import type * as kubernetes from "@pulumi/kubernetes";
import { type Kind, kinds } from "./kubernetes-kinds";
import { releaseModel } from "./kubernetes-release";
import type { Failure, ProviderModel, ResourceModel } from "./model";
import { sdkVersion } from "./sdk-version";
import { type Subject, uuid } from "./subject";
import { isProperties, type Properties, reveal, UNKNOWN, type Value } from "./values";

const AUTONAMED = "pulumi.com/autonamed";
const AUTONAME_DIGITS = 8;
const releaseType = "kubernetes:helm.sh/v3:Release";

/** Namespace of an object that names none. */
function defaultNamespace(config: Properties): string {
  const configured = reveal(config.namespace ?? null);
  return typeof configured === "string" && configured !== "" ? configured : "default";
}

function objectModel(token: string, kind: Kind, config: Properties): ResourceModel {
  const [groupVersion = "", kindName = ""] = token.split(":");
  const apiVersion = groupVersion.replace(/^core\//, "");

  function id(subject: Subject): string {
    const name = subject.text("metadata.name");
    const namespace = subject.text("metadata.namespace") || defaultNamespace(subject.config);
    return kind.clusterScoped ? name : `${namespace}/${name}`;
  }

  function metadata(subject: Subject): Value {
    const given = subject.partial("metadata");
    const full: Properties = isProperties(given) ? { ...given } : {};
    if (!kind.clusterScoped) {
      full.namespace ??= defaultNamespace(subject.config);
    }
    if (subject.exists) {
      full.uid = uuid(subject.digits(32, token, subject.id));
    }
    return full;
  }

  return {
    required: ["apiVersion", "kind"],
    optional: ["metadata", ...kind.fields],
    replaceOn: ["apiVersion", "kind", "metadata.name", "metadata.namespace", ...replacingFields(token, kind, config)],
    autoname: { fill: nameObject, isKept: isNameKept },
    check: (inputs) => [
      ...mustBe(inputs, "apiVersion", apiVersion),
      ...mustBe(inputs, "kind", kindName),
      ...checkMetadata(inputs, kind),
    ],
    id,
    // Server-side apply writes over what is there; a plain creation is refused.
    existing:
      String(config.enableServerSideApply ?? true) === "true"
        ? "overwrite"
        : (objectId) => `resource ${objectId} was not successfully created: ${kindName} "${objectId}" already exists`,
    outputs: { metadata, ...(token === "core/v1:Secret" ? { data: secretData } : {}) },
    secretOutputs: kind.secretFields,
    // Helm keeps its releases in Secrets there; one that the stack merely lets go of is gone as well.
    ...(token === "core/v1:Namespace"
      ? { takesAlong: (name: string) => ({ type: releaseType, beginning: `${name}/` }) }
      : {}),
    seconds: { create: 1, update: 1, delete: 1 },
  };
}

/** The provider's settings may allow what is in Secrets and ConfigMaps to change in place. */
function replacingFields(token: string, kind: Kind, config: Properties): readonly string[] {
  const setting = { "core/v1:Secret": "enableSecretMutable", "core/v1:ConfigMap": "enableConfigMapMutable" }[token];
  const isMutable = setting !== undefined && String(config[setting]) === "true";
  return (kind.replaceOn ?? []).filter((field) => !isMutable || field === "type");
}

type Fresh = (digits: number) => string | undefined;

/** An object without a name gets the logical name with a suffix, and an annotation that says so. */
function nameObject(news: Properties, olds: Properties, fresh: Fresh): Properties {
  const metadata = reveal(news.metadata ?? {});
  if (!isProperties(metadata) || (metadata.name !== undefined && metadata.name !== null)) {
    return news;
  }
  const before = reveal(olds.metadata ?? {});
  const kept = isProperties(before) && isAutonamed(before) ? before.name : undefined;
  const annotations = isProperties(metadata.annotations) ? metadata.annotations : {};
  const name = kept ?? fresh(AUTONAME_DIGITS);
  if (name === undefined) {
    return news;
  }
  return { ...news, metadata: { ...metadata, name, annotations: { ...annotations, [AUTONAMED]: "true" } } };
}

function isAutonamed(metadata: Properties): boolean {
  return isProperties(metadata.annotations) && metadata.annotations[AUTONAMED] === "true";
}

function isNameKept(olds: Properties, news: Properties): boolean {
  const [before, after] = [reveal(olds.metadata ?? null), reveal(news.metadata ?? null)];
  return (
    isProperties(before) &&
    isProperties(after) &&
    !isAutonamed(after) &&
    before.name === after.name &&
    (before.namespace ?? null) === (after.namespace ?? null)
  );
}

function mustBe(inputs: Properties, property: string, expected: string): Failure[] {
  const value = inputs[property];
  return value === expected || value === undefined
    ? []
    : [{ property, reason: `must be ${expected}, is ${JSON.stringify(reveal(value))}` }];
}

/** DNS-1123 subdomain, the rule for most names; RBAC names may also hold colons. */
const NAME = /^[a-z0-9]([-a-z0-9.:]{0,251}[a-z0-9])?$/;

function checkMetadata(inputs: Properties, kind: Kind): Failure[] {
  const metadata = reveal(inputs.metadata ?? {});
  if (metadata === UNKNOWN) {
    return [];
  }
  if (!isProperties(metadata)) {
    return [{ property: "metadata", reason: "must be an object" }];
  }
  const failures: Failure[] = [];
  const { name, namespace } = metadata;
  if (name !== UNKNOWN && (typeof name !== "string" || !NAME.test(name))) {
    failures.push({ property: "metadata.name", reason: `${JSON.stringify(name)} is not a Kubernetes name` });
  }
  if (kind.clusterScoped && namespace) {
    failures.push({ property: "metadata.namespace", reason: `${String(inputs.kind)} is not in a namespace` });
  }
  return failures;
}

/** The API server folds `stringData` into `data`. */
function secretData(subject: Subject): Value | undefined {
  const data = subject.input("data");
  const text = subject.input("stringData");
  if (!isProperties(text)) {
    return data;
  }
  const encoded = Object.entries(text).map(([key, value]) => [key, Buffer.from(String(value)).toString("base64")]);
  return { ...(isProperties(data) ? data : {}), ...Object.fromEntries(encoded) };
}

function resource(type: string, config: Properties): ResourceModel | undefined {
  const token = type.replace(/^kubernetes:/, "");
  if (token === "helm.sh/v3:Release") {
    return releaseModel;
  }
  const kind = Object.hasOwn(kinds, token) ? kinds[token] : undefined;
  return kind && objectModel(token, kind, config);
}

const configKeys: (keyof kubernetes.ProviderArgs)[] = [
  "cluster",
  "clusterIdentifier",
  "context",
  "deleteUnreachable",
  "enableConfigMapMutable",
  "enableSecretMutable",
  "enableServerSideApply",
  "helmReleaseSettings",
  "kubeClientSettings",
  "kubeconfig",
  "namespace",
  "skipUpdateUnreachable",
  "suppressDeprecationWarnings",
  "suppressHelmHookWarnings",
  "upsertExistingObjects",
];

export const kubernetesModel: ProviderModel = {
  name: "kubernetes",
  title: "Kubernetes",
  version: sdkVersion("@pulumi/kubernetes"),
  notice: "stand-in for the Kubernetes provider: no cluster is contacted, nothing runs and no chart is read",
  typesFile: "offline/providers/kubernetes-kinds.ts (releases: kubernetes-release.ts)",
  configKeys,
  configReplaceOn: ["clusterIdentifier"],
  resource,
  lookups: {},
};
