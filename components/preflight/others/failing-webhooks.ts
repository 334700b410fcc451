// Admission webhooks of others that nobody answers: the API server refuses what it would ask them about, and `up` stops at
// the first such object. Pure.
import { platformNamespaceLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { type Check, mapped, none } from "../check";
import { itemsOf } from "../cluster/api-server";
import type { Findings, ObjectName } from "../findings";

const kinds = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"];
export const webhookPaths = kinds.map((kind) => `/apis/admissionregistration.k8s.io/v1/${kind}`);

export const endpointsPath = ({ namespace, name }: ObjectName) =>
  `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=` +
  encodeURIComponent(`kubernetes.io/service-name=${name}`);

/** Kinds that `up` makes in the platform's namespace, by API group, those that it makes first before others. */
const madeInNamespace: Readonly<Record<string, readonly string[]>> = {
  "": ["configmaps", "secrets", "serviceaccounts", "services", "persistentvolumeclaims", "pods"],
  apps: ["deployments", "daemonsets", "statefulsets", "replicasets"],
  batch: ["jobs"],
  autoscaling: ["horizontalpodautoscalers"],
  policy: ["poddisruptionbudgets"],
  "networking.k8s.io": ["networkpolicies"],
  "rbac.authorization.k8s.io": ["roles", "rolebindings"],
  "monitoring.coreos.com": ["prometheusrules", "servicemonitors", "podmonitors", "probes", "prometheuses"],
  "opentelemetry.io": ["instrumentations"],
};

/** Those that `up` also deletes: pods that are replaced, Jobs of Helm's hooks. */
const goesInNamespace: typeof madeInNamespace = { "": ["pods"], batch: ["jobs"] };

/** Cluster-wide kinds: a webhook is asked about them whichever namespaces it selects. */
const madeOfNoNamespace: typeof madeInNamespace = {
  "rbac.authorization.k8s.io": ["clusterroles", "clusterrolebindings"],
  "storage.k8s.io": ["storageclasses"],
  "scheduling.k8s.io": ["priorityclasses"],
  "apiextensions.k8s.io": ["customresourcedefinitions"],
};

/** Cluster-wide too, but a webhook's namespace selector looks at the namespace's own labels. */
const ownNamespace: typeof madeInNamespace = { "": ["namespaces"] };
const ingress: typeof madeInNamespace = { "networking.k8s.io": ["ingresses"] };

interface Selector {
  matchLabels?: Readonly<Record<string, string>> | null;
  matchExpressions?: readonly { key?: string; operator?: string; values?: readonly string[] | null }[] | null;
}

interface Rule {
  operations?: readonly string[] | null;
  apiGroups?: readonly string[] | null;
  resources?: readonly string[] | null;
  /** `Cluster`, `Namespaced`; both when absent. */
  scope?: string;
}

interface Webhook {
  name?: string;
  failurePolicy?: string;
  clientConfig?: { service?: { namespace?: string; name?: string } | null };
  rules?: readonly Rule[] | null;
  namespaceSelector?: Selector | null;
  objectSelector?: Selector | null;
}

/** A webhook without whose answer the API server refuses what the platform makes. */
export interface AskedWebhook {
  name: string;
  service: ObjectName;
}

export function askedWebhooks(
  body: unknown,
  { namespace, grafana }: Pick<Settings, "namespace" | "grafana">,
): AskedWebhook[] {
  const labels = { ...platformNamespaceLabels, "kubernetes.io/metadata.name": namespace };
  return itemsOf<{ webhooks?: Webhook[] | null }>(body)
    .flatMap(({ webhooks }) => webhooks ?? [])
    .flatMap(({ name = "", failurePolicy, clientConfig, rules, namespaceSelector, objectSelector }) => {
      const service = clientConfig?.service;
      const isSelected = selects(namespaceSelector, labels);
      const inNamespace = isSelected ? [madeInNamespace, ...(grafana.ingress ? [ingress] : [])] : [];
      const ofNoNamespace = [madeOfNoNamespace, ...(isSelected ? [ownNamespace] : [])];
      const isAsked =
        failurePolicy !== "Ignore" &&
        selects(objectSelector, {}) &&
        (rules ?? []).some(
          (rule) =>
            (rule.scope !== "Cluster" &&
              (inNamespace.some((made) => isAbout(rule, made, ...written)) ||
                (isSelected && isAbout(rule, goesInNamespace, "DELETE")))) ||
            (rule.scope !== "Namespaced" && ofNoNamespace.some((made) => isAbout(rule, made, ...written))),
        );
      // The platform's own are made right by `up`; what is reached by an address is not the cluster's.
      return isAsked &&
        service?.namespace !== undefined &&
        service.name !== undefined &&
        service.namespace !== namespace
        ? [{ name, service: { namespace: service.namespace, name: service.name } }]
        : [];
    });
}

/** A later run updates what is there; Helm updates its own Secrets in the first run already. */
const written = ["CREATE", "UPDATE"];

function isAbout({ operations, apiGroups, resources }: Rule, made: typeof madeInNamespace, ...on: string[]): boolean {
  const has = (all: readonly string[] | null | undefined, ...names: string[]) =>
    (all ?? []).some((one) => names.includes(one));
  return (
    has(operations, ...on, "*") &&
    Object.entries(made).some(([group, own]) => has(apiGroups, group, "*") && has(resources, ...own, "*", "*/*"))
  );
}

/** Whether a selector takes what has these labels; one that says nothing takes all. */
function selects(selector: Selector | null | undefined, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector?.matchExpressions ?? []).every(({ key = "", operator, values }) => {
      const value = labels[key];
      const isOne = value !== undefined && (values ?? []).includes(value);
      if (operator === "In") return isOne;
      if (operator === "NotIn") return !isOne;
      return operator === "Exists" ? value !== undefined : value === undefined;
    })
  );
}

/** Whether a pod behind a Service answers. */
export function hasReadyEndpoint(body: unknown): boolean {
  interface Slice {
    endpoints?: { conditions?: { ready?: boolean | null } | null }[] | null;
  }
  return itemsOf<Slice>(body).some(({ endpoints }) =>
    (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false),
  );
}

/** Its pods may come back before `up`, so that this refuses nothing. */
export function failingWebhooks({ cluster: { deadWebhooks } }: Findings): Check {
  return none(
    {
      what: "webhooks of others",
      needed: "an answer: the API server refuses what it cannot ask them about, and up stops in the middle",
      mend:
        "see to its pods; one that is left of what was uninstalled: kubectl delete mutatingwebhookconfiguration," +
        "validatingwebhookconfiguration <its configuration>",
    },
    mapped(deadWebhooks, (dead) =>
      dead.map(({ name, service }) => `${name} (no pod of Service ${service.namespace}/${service.name})`),
    ),
    "lacking",
  );
}
