// Alloy's configuration for the cluster's events: settings in, Alloy syntax out.
//
// An event belongs to the namespace of the object that it is about, and so to that namespace's tenant; what is about a
// node or another object of no namespace is the default tenant's. One line a state of an event: what Kubernetes counts up
// comes again with the new count.
import { conventions } from "../../../conventions/names";
import { defaultTenantId } from "../../../settings/rules/tenants";
import type { Settings } from "../../../settings/settings";
import { pushToLoki } from "./alloy-config";
import { type AlloyBlock, alloyText, Expression } from "./alloy-syntax";
import { environmentLabel } from "./targets";

/** `service_name` of every event: what to ask Loki for. */
export const eventsService = "kubernetes-events";

const namespaceLabel = "k8s_namespace_name";
const tenantLabel = conventions.tenantAttribute;

export function eventsConfig(settings: Settings): string {
  return alloyText(eventsBlocks(settings));
}

function eventsBlocks(settings: Settings): AlloyBlock[] {
  const to = (component: string) => ({ forward_to: [new Expression(component)] });
  return [
    { name: "logging", attributes: { level: "warn", format: "json" } },
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
        rule({ target_label: "service_name", replacement: eventsService }),
        rule({ target_label: environmentLabel, replacement: settings.environment }),
        rule({ source_labels: ["namespace"], target_label: namespaceLabel }),
        ...tenantOf(settings),
        rule({ action: "labeldrop", regex: "namespace|job|instance" }),
      ],
    },
    {
      name: "loki.process",
      label: "events",
      attributes: to("loki.write.loki.receiver"),
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
        { name: "stage.tenant", attributes: { label: tenantLabel } },
        { name: "stage.label_drop", attributes: { values: [tenantLabel] } },
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

/** One rule for each tenant that owns namespaces, the first for everything that none owns. */
function tenantOf({ tenants }: Settings): AlloyBlock[] {
  return [
    rule({ target_label: tenantLabel, replacement: defaultTenantId }),
    ...tenants
      .filter(({ namespaces }) => namespaces.length > 0)
      .map(({ id, namespaces }) =>
        rule({
          source_labels: ["namespace"],
          regex: namespaces.join("|"),
          target_label: tenantLabel,
          replacement: id,
        }),
      ),
  ];
}

const rule = (attributes: NonNullable<AlloyBlock["attributes"]>): AlloyBlock => ({ name: "rule", attributes });
