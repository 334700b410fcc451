// Definition of the zone-aware disruption budgets of Loki's rollout operator, which waits at its start until it can list
// them; the platform has none. The chart brings the definition in `crds/`, which Helm takes at the first install of a
// release alone: one that grows to `large` later would never have it. Text of rollout-operator 0.51.1 in chart loki 18.11.0.
import { type HelmValues, keptByHelm } from "../../helm-values";

const text = { type: "string" } as const;
const whole = (minimum: number) => ({ type: "integer", minimum });

export const zoneBudgetDefinition: HelmValues = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "zoneawarepoddisruptionbudgets.rollout-operator.grafana.com", annotations: keptByHelm },
  spec: {
    group: "rollout-operator.grafana.com",
    scope: "Namespaced",
    names: {
      kind: "ZoneAwarePodDisruptionBudget",
      plural: "zoneawarepoddisruptionbudgets",
      singular: "zoneawarepoddisruptionbudget",
      shortNames: ["zpdb"],
    },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["selector"],
                properties: {
                  maxUnavailable: whole(0),
                  maxUnavailablePercentage: { ...whole(0), maximum: 100 },
                  selector: {
                    type: "object",
                    required: ["matchLabels"],
                    properties: { matchLabels: { type: "object", additionalProperties: text } },
                  },
                  podNamePartitionRegex: text,
                  podNameRegexGroup: whole(1),
                  crossZoneEvictionDelay: text,
                },
              },
            },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};
