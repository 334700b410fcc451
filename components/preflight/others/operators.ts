// Operators of others that act on the platform's objects, or on the pods that its own acts on. Pure.
import type { Settings } from "../../../settings/settings";
import { type Check, none, ofOthers } from "../check";
import { namedWhere } from "../cluster/api-server";
import type { Findings, ObjectName } from "../findings";

/** Of other charts and of the makers' own manifests. */
const names = ["prometheus-operator", "kube-prometheus-stack-prometheus-operator", "opentelemetry-operator"];

/** What a chart is called is its users' to say (`nameOverride`, an alias); what its Deployment is a part of is not. */
const selectors = [
  `app.kubernetes.io/name in (${names.join(",")})`,
  "app.kubernetes.io/component=prometheus-operator",
  // Of the charts before 2023, which say neither name nor component.
  "app in (kube-prometheus-stack-operator,prometheus-operator-operator)",
  "app.kubernetes.io/part-of=opentelemetry-operator",
  // EKS's add-on for CloudWatch: a child of the one of OpenTelemetry, that heeds the same annotations of pods.
  "app.kubernetes.io/name=amazon-cloudwatch-observability,control-plane=controller-manager",
];

/** Lists of Deployments, in which one may be twice. */
export const operatorPaths = selectors.map(
  (selector) => `/apis/apps/v1/deployments?labelSelector=${encodeURIComponent(selector)}`,
);

interface Deployment {
  spec?: { replicas?: number } | null;
}

/** Operators that run, by namespace and name. */
export const operatorsOf = (body: unknown): ObjectName[] =>
  namedWhere<Deployment>(body, ({ spec }) => spec?.replicas !== 0);

/** Each may be told to leave other namespaces alone, so that this refuses nothing. */
export function operators({ namespace }: Settings, { cluster: { operators: found } }: Findings): Check {
  return none(
    {
      what: "other operators",
      needed: `none that acts on objects of namespace ${namespace}, or injects into the same pods`,
      mend: "docs/operations/migrate.md, “Two operators” and “Rules”",
    },
    ofOthers(found, namespace),
    "lacking",
  );
}
