// Alloy's configuration for the cluster's events: settings in, Alloy syntax out.
//
// An event belongs to the namespace of the object that it is about, and so to that namespace's tenant; what is about a
// node or another object of no namespace is the default tenant's. One line a state of an event: what Kubernetes counts
// up comes again with the new count.
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { logging, lokiReceiver, pushToLoki, relabelBlock } from "./alloy-blocks";
import { stageBlock } from "./alloy-stages";
import { type AlloyBlock, alloyText, Expression } from "./alloy-syntax";
import { belowMinimum, maskLine } from "./pipeline";
import { environmentLabel, minimumLabel, minimumRules, namespaceLabel, tenantRules } from "./targets";

/** `service_name` of every event: what to ask Loki for. */
const eventsService = "kubernetes-events";

const tenantLabel = conventions.tenantAttribute;

export function eventsConfig(settings: Settings): string {
  return alloyText(eventsBlocks(settings));
}

function eventsBlocks(settings: Settings): AlloyBlock[] {
  const to = (component: string) => ({ forward_to: [new Expression(component)] });
  return [
    logging,
    {
      name: "loki.source.kubernetes_events",
      label: "cluster",
      attributes: { job_name: eventsService, log_format: "json", ...to("loki.relabel.events.receiver") },
    },
    {
      name: "loki.relabel",
      label: "events",
      attributes: to("loki.process.events.receiver"),
      blocks: [
        ...[
          { to: "service_name", value: eventsService },
          { to: environmentLabel, value: settings.environment },
          { from: ["namespace"], to: namespaceLabel },
          ...tenantRules(settings.tenants),
          ...minimumRules(settings.tenants, settings.namespace),
        ].map(relabelBlock),
        { name: "rule", attributes: { action: "labeldrop", regex: "namespace|job|instance" } },
      ],
    },
    {
      name: "loki.process",
      label: "events",
      attributes: to(lokiReceiver),
      blocks: [
        {
          name: "stage.json",
          attributes: { expressions: { kind: "kind", name: "name", reason: "reason", type: "type" } },
        },
        // Kubernetes knows two types: Normal and Warning.
        {
          name: "stage.template",
          attributes: {
            source: "severity_number",
            template: '{{ if eq .type "Warning" }}13{{ else }}9{{ end }}',
          },
        },
        ...[...belowMinimum(settings.tenants), ...maskLine].map(stageBlock),
        { name: "stage.tenant", attributes: { label: tenantLabel } },
        { name: "stage.label_drop", attributes: { values: [tenantLabel, minimumLabel] } },
        {
          name: "stage.structured_metadata",
          attributes: {
            values: {
              k8s_object_kind: "kind",
              k8s_object_name: "name",
              k8s_event_reason: "reason",
              severity_number: "",
              [tenantLabel]: "",
            },
          },
        },
      ],
    },
    pushToLoki(settings),
  ];
}
