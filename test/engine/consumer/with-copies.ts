// The log consumer with copies to two targets, of which neither exporter is in the tests' Collector.
import assert from "node:assert/strict";
import type { CollectorConfig, PipelineId } from "../../../components/collection/collector/config";
import { settingsWith } from "../../support/stack-configuration";

/** Copies go to two targets; each kind of what is sent has a tenant of its own. */
export const settings = settingsWith({
  tenants: [
    { id: "team-pay", namespaces: ["payments"] },
    { id: "lines", namespaces: ["lines"] },
    { id: "secrets", namespaces: ["secrets"] },
    { id: "lines-in-chunk" },
    { id: "secrets-in-chunk" },
    { id: "share-in-chunk", debugSharePercent: 10 },
    { id: "shipped", namespaces: ["shipped"] },
    { id: "never-set" },
  ],
  fanout: {
    cloudwatch: { enabled: true },
    elasticsearch: { enabled: true, endpoints: ["https://search.example.com"] },
  },
  kafka: { auth: "scram" },
  logs: { minimumSeverity: "trace" },
});

/** In the place of the two exporters: one that answers, and one that has a full queue before it. */
export function withStandIns(config: CollectorConfig, cloudwatch: string): CollectorConfig {
  const { awscloudwatchlogs, awsemf, elasticsearch, ...exporters } = config.exporters;
  assert.ok(awscloudwatchlogs && elasticsearch && !awsemf);
  const standIn = (endpoint: string) => ({
    endpoint,
    encoding: "json",
    compression: "none",
    sending_queue: { enabled: false },
    retry_on_failure: { enabled: false },
  });
  const searchQueue = exporters["otlp_grpc/search-queue"] ?? {};
  // A batch wants more room than there is to be.
  const { batch: _, ...sendingQueue } = searchQueue.sending_queue as { batch?: object };
  const processorsOf = (pipeline: PipelineId) => config.service.pipelines[pipeline]?.processors ?? [];
  return {
    ...config,
    exporters: {
      ...exporters,
      "otlp_grpc/search-queue": {
        ...searchQueue,
        sending_queue: { ...sendingQueue, queue_size: 1 },
      },
      "otlp_http/cloudwatch": standIn(cloudwatch),
      "otlp_http/search": standIn("http://127.0.0.1:1"),
    },
    service: {
      ...config.service,
      pipelines: {
        ...config.service.pipelines,
        "logs/cloudwatch": {
          receivers: ["otlp/cloudwatch-queue"],
          processors: processorsOf("logs/cloudwatch"),
          exporters: ["otlp_http/cloudwatch"],
        },
        "logs/search": {
          receivers: ["otlp/search-queue"],
          processors: processorsOf("logs/search"),
          exporters: ["otlp_http/search"],
        },
      },
    },
  };
}
