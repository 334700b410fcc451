// A generated Collector configuration, changed so far that it runs on this machine beside others: free ports for its
// listeners, and what reaches Loki's stand-in is JSON.
import type { CollectorConfig } from "../../components/collection/collector/config";
import { freePorts } from "./daemon";

export interface OnLoopback {
  config: CollectorConfig;
  /** Where each port of the generated configuration listens now. */
  port(generated: number): number;
}

/**
 * @param apiServer Whether there is one that knows the pods; else nothing waits for it.
 * @param jsonLogs Whether logs go to a stand-in, which reads JSON.
 */
export async function onLoopback(
  made: CollectorConfig,
  { apiServer = false, jsonLogs = true } = {},
): Promise<OnLoopback> {
  const listening = [
    ...new Set([...JSON.stringify(made.receivers).matchAll(/"127\.0\.0\.1:(\d+)"/g)].map(([, port]) => Number(port))),
  ];
  const free = await freePorts(listening.length);
  const moved = new Map(listening.map((port, index) => [port, free[index] ?? 0]));
  const text = JSON.stringify(made).replace(/"127\.0\.0\.1:(\d+)"/g, (whole, port: string) =>
    moved.has(Number(port)) ? `"127.0.0.1:${moved.get(Number(port))}"` : whole,
  );
  const config = JSON.parse(text) as CollectorConfig;
  const pods = Object.entries(config.processors)
    .filter(([id]) => id.startsWith("k8s_attributes"))
    .map(([id, processor]) => [id, { ...processor, wait_for_metadata: apiServer }]);
  const exporters = Object.entries(config.exporters).map(([id, exporter]) => [
    id,
    jsonLogs && id.startsWith("otlp_http/logs/") ? { ...exporter, encoding: "json" } : exporter,
  ]);
  return {
    config: {
      ...config,
      processors: { ...config.processors, ...(Object.fromEntries(pods) as CollectorConfig["processors"]) },
      exporters: Object.fromEntries(exporters) as CollectorConfig["exporters"],
      extensions: { ...config.extensions, health_check: { endpoint: "127.0.0.1:0" } },
      service: { ...config.service, telemetry: { metrics: { level: "none" } } },
    },
    port: (generated) => {
      const port = moved.get(generated);
      if (port === undefined) throw new Error(`nothing listens on port ${generated}`);
      return port;
    },
  };
}

/** The configuration with the Collector's own metrics on a port of this machine. */
export function withOwnMetrics(config: CollectorConfig, port: number): CollectorConfig {
  const readers = [{ pull: { exporter: { prometheus: { host: "127.0.0.1", port } } } }];
  return { ...config, service: { ...config.service, telemetry: { metrics: { level: "normal", readers } } } };
}
