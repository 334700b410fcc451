// The same volume at services that are paid by volume, at list price: settings and volume in, lines out.
import type { Settings } from "../settings/settings";
import { assumed, type DailyVolume } from "./assumptions";
import { type Line, lines } from "./lines";
import { meanDays } from "./object-storage";
import type { Region } from "./prices";

export interface Offer {
  name: string;
  lines: Line[];
  /** What it leaves out of what the platform does. */
  without: string;
}

export function offers(settings: Settings, volume: DailyVolume, region: Region): Offer[] {
  return [
    {
      name: "CloudWatch Logs and Amazon Managed Prometheus",
      lines: [...cloudwatchLogs(settings, volume, region), ...managedPrometheus(settings, volume, region)],
      without: "traces, collectors, Grafana",
    },
    {
      name: "Grafana Cloud",
      lines: grafanaCloud(settings, volume, region),
      without: "collectors, traffic out of AWS, more than 13 months of metrics",
    },
  ];
}

function cloudwatchLogs(settings: Settings, { logsGb }: DailyVolume, region: Region): Line[] {
  const line = lines("CloudWatch Logs", region);
  const monthly = logsGb * assumed("daysPerMonth");
  return [
    line("ingested", monthly, "cloudwatchLogsIngest"),
    line("stored", logsGb * meanDays(settings, "logsDays") * assumed("cloudwatchStoredShare"), "cloudwatchLogsStored"),
    line("searched", monthly * assumed("scannedShare"), "cloudwatchLogsScanned"),
  ];
}

/** Upper ends of the first two of three price steps, in units of ten million samples a month. */
const steps = { first: 200, next: 25_200 };

const samplesPerDay = ({ activeSeries }: DailyVolume) => (activeSeries * 86_400) / assumed("scrapeSeconds");

/** What Amazon Managed Prometheus asks for taking all samples in, under this group. */
export function managedPrometheusSamples(group: string, volume: DailyVolume, region: Region): Line[] {
  const line = lines(group, region);
  const tens = (samplesPerDay(volume) * assumed("daysPerMonth")) / 1e7;
  return [
    line("samples, first 2 billion", Math.min(tens, steps.first), "managedPrometheusFirst"),
    line("samples, next 250 billion", Math.max(0, Math.min(tens, steps.next) - steps.first), "managedPrometheusNext"),
    line("samples, beyond", Math.max(0, tens - steps.next), "managedPrometheusRest"),
  ];
}

function managedPrometheus({ retention }: Settings, volume: DailyVolume, region: Region): Line[] {
  const group = "Amazon Managed Prometheus";
  const line = lines(group, region);
  const perDay = samplesPerDay(volume);
  const monthly = perDay * assumed("daysPerMonth");
  return [
    ...managedPrometheusSamples(group, volume, region),
    line("stored", (perDay * retention.metricsDays * assumed("bytesPerSample")) / 1e9, "managedPrometheusStored"),
    line("read by queries and rules", (monthly * assumed("queriedPerIngested")) / 1e9, "managedPrometheusQueried"),
  ];
}

function grafanaCloud(settings: Settings, { logsGb, tracesGb, activeSeries }: DailyVolume, region: Region): Line[] {
  const line = lines("Grafana Cloud", region);
  const signal = (name: string, gbPerDay: number, days: number) => {
    const monthly = gbPerDay * assumed("daysPerMonth");
    // Retention is sold in pieces of 30 days.
    const pieces = Math.max(1, Math.ceil(days / 30));
    return [
      line(`${name} processed`, monthly, "grafanaProcessed"),
      line(`${name} written`, monthly, "grafanaWritten"),
      line(`${name} retained, ${pieces} x 30 days`, monthly * pieces, "grafanaRetained"),
    ];
  };
  return [
    ...signal("logs", logsGb, meanDays(settings, "logsDays")),
    ...signal("traces", tracesGb, meanDays(settings, "tracesDays")),
    line("metrics", (activeSeries * (60 / assumed("scrapeSeconds"))) / 1_000, "grafanaSeries"),
    line("users", assumed("users"), "grafanaUser"),
    line("platform", 1, "grafanaPlatform"),
  ];
}
