// Definition of the zone-aware disruption budgets of Loki's rollout operator, which waits at its start until it can list
// them; the platform has none. The chart brings the definition in `crds/`, which Helm takes at the first install of a
// release alone: one that grows to `large` later would never have it. Whatever a budget of others says is kept as it is.
import { type HelmValues, keptByHelm } from "../../helm-values";

const group = "rollout-operator.grafana.com";
const [kind, singular, plural] = [
  "ZoneAwarePodDisruptionBudget",
  "zoneawarepoddisruptionbudget",
  "zoneawarepoddisruptionbudgets",
];

export const zoneBudgetDefinition: HelmValues = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.${group}`, annotations: keptByHelm },
  spec: {
    group,
    scope: "Namespaced",
    names: { kind, plural, singular, shortNames: ["zpdb"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};
