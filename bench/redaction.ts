// CPU of the search for secrets in the gateway: in all attributes, maps and lists included, and in lines that name
// them, beside the search for known forms alone and none at all. Real Collector, loopback.
import { logRedaction } from "../components/collection/collector";
import type { CollectorConfig } from "../components/collection/collector/config";
import { secretValues } from "../conventions/redaction";
import { type Run, Sink } from "./collector-run";
import { gatewayOnLoopback, runGateway } from "./gateway";
import { inTurns, mean, withCollector, without } from "./pipeline";
import { type Section, table } from "./section";

const records = 20_000;
const rounds = 5;
const tenants = 10;

const noLines = (config: CollectorConfig) => without(config, "transform/line-texts");

/** What has a known form, in texts, and attributes that are secret by their name. */
function formsOnly(config: CollectorConfig): CollectorConfig {
  const { redact_all_types: _, ...plain } = logRedaction as Record<string, unknown>;
  const redaction = { ...plain, blocked_values: secretValues } as CollectorConfig["processors"]["redaction"];
  return noLines({ ...config, processors: { ...config.processors, "redaction/logs": redaction } });
}

export function redaction(): Promise<Section> {
  return withCollector(async ({ binary, environment }) => {
    const sink = await Sink.start(records, () => "");
    try {
      const run = (change?: (config: CollectorConfig) => CollectorConfig) => async () =>
        runGateway({ binary, environment, records }, sink, await gatewayOnLoopback(tenants, sink.address), change);
      const runs = await inTurns(rounds, {
        none: run((config) => noLines(without(config, "redaction/logs"))),
        "known forms, in texts": run(formsOnly),
        "named values too, in maps and lists too": run(noLines),
        "as generated: lines by letters, so that JSON stays JSON, and the rest by pattern": run(),
      });
      return { title: "Redaction", body: body(runs) };
    } finally {
      sink.stop();
    }
  });
}

function body(runs: Record<string, Run[]>): string[] {
  const [none = 0] = Object.values(runs).map(mean);
  const rows = Object.entries(runs).map(([name, of]) => [
    name,
    mean(of).toFixed(2),
    (mean(of) / none).toFixed(2),
    (((mean(of) - none) / records) * 1e6).toFixed(0),
  ]);
  return [
    `${records.toLocaleString("en-US")} log records of 1 KiB by OTLP/HTTP through the generated gateway, ${tenants} ` +
      `tenants; medians of ${rounds} turns.`,
    table(["secrets are searched for", "CPU s", "ratio", "us a record"], rows),
  ];
}
