// Which way the volume of a day takes: settings and volume in, GB a day out.
import { lokiCopies } from "../components/backends/loki/placement";
import { spanCopies } from "../components/backends/tempo/distributed-values";
import { mskBrokers } from "../components/kafka-client/client";
import type { Settings, Tenant } from "../settings/settings";
import { assumed, type DailyVolume } from "./assumptions";

/** Tenants among which the sheet spreads the volume: a retired one takes nothing new in. */
export function writingTenants({ tenants }: Pick<Settings, "tenants">): Tenant[] {
  return tenants.filter(({ retired }) => !retired);
}

/** Copies that the stores' ingesters hold of each log line and, in parts, of each span. */
export function ingesterCopies(settings: Settings): { logs: number; traces: number } {
  return { logs: lokiCopies(settings), traces: settings.size === "large" ? spanCopies : 1 };
}

/** Logs that Loki takes: all, or those of stdout alone where another store takes its place behind the Collectors. */
export function lokiGb({ fanout: { elasticsearch } }: Settings, { logsGb }: DailyVolume): number {
  return elasticsearch.enabled && elasticsearch.replacesLoki ? logsGb * (1 - assumed("fileShare")) : logsGb;
}

/** Spans that Tempo takes: all, or what the sampler keeps. */
export function tempoGb({ size }: Pick<Settings, "size">, { tracesGb }: DailyVolume): number {
  return size === "large" ? tracesGb * assumed("keptTraces") : tracesGb;
}

/** What is written to MSK: a detour through the topic `logs-apart` writes it twice. */
export function mskGb(settings: Settings, { logsGb }: DailyVolume): number {
  if (mskBrokers(settings) === undefined) return 0;
  const tenants = writingTenants(settings);
  const times = ({ otlpPipeline, logsApart }: Tenant) =>
    settings.logs.filePipeline === "kafka" || otlpPipeline === "kafka" ? (logsApart === true ? 2 : 1) : 0;
  const perTenant = (logsGb * assumed("fileShare")) / tenants.length;
  return tenants.reduce((sum, tenant) => sum + perTenant * times(tenant), 0);
}

/**
 * GB a day of logs and spans, once for each hop between pods: of those that compress (shippers, brokers, the gateway to
 * the samplers), and of those that do not (SDKs as they come, and Collectors to the front door and on to the store).
 * Metrics are left out.
 */
export function hopsGb(settings: Settings, volume: DailyVolume): { packed: number; plain: number } {
  const { logsGb, tracesGb } = volume;
  const files = logsGb * assumed("fileShare");
  const stdout = logsGb - files;
  const samplers = settings.size === "large" ? tracesGb : 0;
  return {
    // Each record in a broker is written and read.
    packed: 2 * stdout + Math.max(files, 2 * mskGb(settings, volume)) + samplers,
    plain: 2 * (lokiGb(settings, volume) - stdout) + tracesGb + 2 * tempoGb(settings, volume),
  };
}
