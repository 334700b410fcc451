// Definitions of both operators that are in the cluster already: whether `up` can take them over, and whose version they
// have. Pure.
import { chartImageTags } from "../../pods/chart-images";
import { type Check, foundOf, list } from "../check";
import type { Metadata } from "../cluster/api-server";
import type { DefinitionFound, Findings } from "../findings";

/** Those that the platform's charts bring: by group and version of the API. */
export const broughtDefinitions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "monitoring.coreos.com": {
    v1: [
      ...["alertmanagers", "podmonitors", "probes", "prometheuses", "prometheusrules"],
      ...["servicemonitors", "thanosrulers"],
    ],
    v1alpha1: ["alertmanagerconfigs", "prometheusagents", "scrapeconfigs"],
  },
  "opentelemetry.io": {
    v1alpha1: ["instrumentations", "opampbridges", "opentelemetrycollectors", "targetallocators"],
    v1beta1: ["opentelemetrycollectors"],
  },
};

export const ownDefinitions = Object.entries(broughtDefinitions).flatMap(([group, versions]) =>
  [...new Set(Object.values(versions).flat())].map((kind) => `${kind}.${group}`),
);

export const definitionPath = (name: string) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;

export function definitionOf(name: string, { annotations, deletionTimestamp }: Metadata): DefinitionFound {
  const version = annotations?.["operator.prometheus.io/version"];
  return {
    name,
    ...(typeof version === "string" ? { version } : {}),
    ...(deletionTimestamp === undefined ? {} : { isGoing: true }),
  };
}

/**
 * Whether it may be of apiextensions v1beta1, whose definitions keep fields that they do not know. API servers make none
 * since 1.22; EKS had the last older one in 2023.
 */
export const mayKeepUnknownFields = ({ creationTimestamp = "" }: Metadata): boolean => creationTimestamp < "2024";

/** Of a whole definition; some are of half a megabyte. */
export function keepsUnknownFields(body: unknown): boolean {
  const { spec } = body as { spec?: { preserveUnknownFields?: unknown } | null };
  return spec?.preserveUnknownFields === true;
}

const ownVersion = chartImageTags["prometheus-operator/prometheus-config-reloader"].slice(1);

const isNewer = (version: string, than: string) => version.localeCompare(than, "en", { numeric: true }) > 0;

/** Of which the platform has objects, in every version. */
const inUse = ["alertmanagers", "prometheusagents", "prometheuses", "prometheusrules", "servicemonitors"].map(
  (kind) => `${kind}.monitoring.coreos.com`,
);

/** A definition that is being deleted takes no new object, and goes when its last object has gone. */
export function definitions({ isMonitored, isAnother, cluster: { definitions: found } }: Findings): Check[] {
  const all = foundOf(found);
  const isLookedAt = isMonitored && !isAnother && "is" in found;
  const gone = isLookedAt ? inUse.filter((wanted) => all.every(({ name }) => name !== wanted)) : [];
  const going = all.flatMap(({ name, isGoing }) => (isGoing ? [name] : []));
  const old = all.flatMap(({ name, keepsUnknownFields: isOld }) => (isOld ? [name] : []));
  return [
    ...(gone.length === 0 ? [] : [deleted(gone)]),
    ...(going.length === 0 ? [] : [beingDeleted(going)]),
    ...(old.length === 0 ? [] : [ofFirstDays(old)]),
    ...newer(all),
  ];
}

/** The engine calls their release unchanged, whatever has become of them. */
function deleted(names: readonly string[]): Check {
  return {
    what: "definitions of the operators",
    found: `not there: ${list(names)}`,
    needed:
      "those that the platform has objects of: with a definition somebody deletes every object of it, in all namespaces",
    verdict: "lacking",
    mend: "docs/operations/troubleshooting.md, “Definitions that were deleted”",
  };
}

function beingDeleted(names: readonly string[]): Check {
  return {
    what: "definitions of the operators",
    found: `being deleted: ${list(names)}`,
    needed: "none that is being deleted: the API server makes no object of it, and what was there goes with it",
    verdict: "impossible",
    mend:
      "wait until it is gone, and what it had with it; what holds it is an object with a finalizer: kubectl get " +
      `${names[0]} -A -o custom-columns=NS:.metadata.namespace,NAME:.metadata.name,FINALIZERS:.metadata.finalizers`,
  };
}

/** Helm's update leaves the field as it is, and beside it the API server refuses defaults in a definition. */
function ofFirstDays(names: readonly string[]): Check {
  return {
    what: "definitions of the operators",
    found: `spec.preserveUnknownFields is true: ${list(names)}`,
    needed: "none that keeps unknown fields, as those made before Kubernetes 1.22 may: they cannot be raised",
    verdict: "impossible",
    mend: `kubectl patch crd ${names.join(" ")} --type merge -p '{"spec":{"preserveUnknownFields":false}}'`,
  };
}

/** `up` takes them over as its own version has them; all are of one version. */
function newer(found: readonly DefinitionFound[]): Check[] {
  const version = found.find(({ name }) => name === "servicemonitors.monitoring.coreos.com")?.version;
  if (version === undefined || !isNewer(version, ownVersion)) return [];
  return [
    {
      what: "definitions of the Prometheus operator",
      found: `version ${version}`,
      needed: `at most ${ownVersion}: they become that version, and objects of others lose what only newer ones know`,
      verdict: "lacking",
      mend: "upgrade the platform first, or see that nobody uses newer fields (docs/operations/migrate.md, “Hand-made Helm”)",
    },
  ];
}
