// The journal of the node (kubelet, container runtime, kernel) as logs of the platform's own tenant: settings in,
// blocks of Alloy out. The reader is the one of container logs, which is on every node and remembers how far it has
// read.
import { logfmtLevel, logfmtSigns } from "../../../conventions/line-keys";
import { klog, klogLetters, severityNumbers } from "../../../conventions/severity";
import { defaultTenantId } from "../../../settings/rules/tenants";
import type { Settings, Tenant } from "../../../settings/settings";
import { lokiReceiver, relabelBlock } from "./alloy-blocks";
import { stageBlock } from "./alloy-stages";
import { type AlloyBlock, Expression } from "./alloy-syntax";
import { numbersBelow } from "./levels";
import { dropReasons, levelFields, maskLine, readSeverity, textHolding } from "./pipeline";
import { environmentLabel, usualMinimum } from "./targets";

/** Where journald keeps what outlives a boot; a node that keeps it in memory alone has no such folder. */
export const journalPath = "/var/log/journal";

/** `service_name` of every record: what to ask Loki for. */
const journalService = "node-journal";

/** Priorities of syslog (RFC 5424), as regular expressions. */
const priorities: readonly [priority: string, severity: keyof typeof severityNumbers][] = [
  ["[0-2]", "fatal"],
  ["3", "error"],
  ["4", "warn"],
  ["[56]", "info"],
  ["7", "debug"],
];

/** Known of a record beside its labels; labels until the stages have made metadata of them. */
const metadata = ["k8s_node_name", "systemd_unit", "severity_number"] as const;

export function nodeJournal({ environment, tenants }: Pick<Settings, "environment" | "tenants">): AlloyBlock[] {
  return [
    {
      name: "loki.relabel",
      label: "journal",
      // Its rules alone are used, while the journal's own fields are still there.
      attributes: { forward_to: [] },
      blocks: [
        { from: ["__journal__systemd_unit"], to: "systemd_unit" },
        ...priorities.map(([regex, severity]) => ({
          from: ["__journal_priority"],
          regex,
          to: "severity_number",
          value: String(severityNumbers[severity]),
        })),
      ].map(relabelBlock),
    },
    {
      name: "loki.source.journal",
      label: "node",
      attributes: {
        path: journalPath,
        max_age: "12h",
        relabel_rules: new Expression("loki.relabel.journal.rules"),
        labels: {
          service_name: journalService,
          [environmentLabel]: environment,
          k8s_node_name: new Expression('sys.env("K8S_NODE_NAME")'),
        },
        forward_to: [new Expression("loki.process.journal.receiver")],
      },
    },
    {
      name: "loki.process",
      label: "journal",
      attributes: { forward_to: [new Expression(lokiReceiver)] },
      blocks: [
        ...saidByLine,
        ...left(tenants),
        { name: "stage.tenant", attributes: { value: defaultTenantId } },
        ...maskLine.map(stageBlock),
        { name: "stage.label_drop", attributes: { values: [...metadata, "job"] } },
        {
          name: "stage.structured_metadata",
          attributes: { values: Object.fromEntries(metadata.map((name) => [name, ""])) },
        },
      ],
    },
  ];
}

/**
 * What a line says of itself counts before its priority, which is that of all that a unit writes to stderr: kubelet's
 * and containerd's errors are "informational" to syslog. klog's letters are levels of the table of spellings.
 */
const saidByLine: readonly AlloyBlock[] = [
  ...logfmtSigns.map((sign) => ({
    name: "stage.match",
    attributes: { selector: textHolding(sign, `{service_name="${journalService}"}`) },
    blocks: [{ name: "stage.regex", attributes: { expression: logfmtLevel } }],
  })),
  stageBlock({ do: "parseJson", fields: levelFields }),
  // Last: what such a line quotes is no level.
  { name: "stage.regex", attributes: { expression: klog(`(?P<level>[${Object.keys(klogLetters).join("")}])`) } },
  ...readSeverity.map(stageBlock),
  { name: "stage.labels", attributes: { values: { severity_number: "" } } },
];

/** What the default tenant does not keep: all below its minimum, and but for its share what is below `info`. */
function left(tenants: readonly Tenant[]): AlloyBlock[] {
  const { debugSharePercent: percent = 100 } = tenants.find(({ id }) => id === defaultTenantId) ?? {};
  const minimum = numbersBelow(usualMinimum(tenants));
  const belowInfo = numbersBelow("info");
  const reason = (of: keyof typeof dropReasons) => ({ drop_counter_reason: dropReasons[of] });
  return [
    ...(minimum === undefined
      ? []
      : [
          { name: "stage.drop", attributes: { source: "severity_number", expression: minimum, ...reason("severity") } },
        ]),
    ...(percent === 100
      ? []
      : [
          {
            name: "stage.match",
            attributes: { selector: `{severity_number=~"${belowInfo}"}` },
            blocks: [{ name: "stage.sampling", attributes: { rate: percent / 100, ...reason("share") } }],
          },
        ]),
  ];
}
