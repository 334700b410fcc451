// CPU of a pushed metric point on its way through the gateway into Prometheus, beside the plain way: one queue for all
// tenants, remote write 1, nothing that takes bad points aside. Real Collector, real Prometheus, loopback.
import { setTimeout as sleep } from "node:timers/promises";
import type { CollectorConfig } from "../components/collection/collector/config";
import { GatewayProcess, tokenOf } from "../test/servers/gateway-process";
import { PrometheusStore } from "../test/servers/prometheus-store";
import { metricsRequest, point } from "../test/support/otlp-json";
import { settingsWith } from "../test/support/stack-configuration";
import { cpuSeconds } from "./process-tree";
import { median, type Section, table } from "./section";

const tenants = Array.from({ length: 10 }, (_, index) => `team-${index}`);
const points = 200_000;
const seriesEach = 200;
const rounds = 3;
const target = 1.2;

/** The same gateway without what keeps bad points apart. */
function plain(config: CollectorConfig): CollectorConfig {
  const queue = config.exporters[`otlp_grpc/metrics/${tenants[0]}`] ?? {};
  const { protobuf_message: _, ...remoteWrite } = config.exporters.prometheus_remote_write ?? {};
  const isGuard = (id: string) =>
    /^(metrics\/(?!external|cluster|store)|(routing|count)\/(metrics|points|refused|exempl))/.test(id);
  const kept = <T extends object>(parts: T, drop: (id: string) => boolean) =>
    Object.fromEntries(Object.entries(parts).filter(([id]) => !drop(id))) as T;
  const pipelines = kept(config.service.pipelines, isGuard);
  for (const way of ["metrics/external", "metrics/cluster"] as const) {
    const pipeline = pipelines[way];
    if (pipeline !== undefined) pipelines[way] = { ...pipeline, exporters: ["otlp_grpc/metrics-queue"] };
  }
  pipelines["metrics/store"] = {
    receivers: ["otlp/metrics-queue"],
    processors: [],
    exporters: ["prometheus_remote_write"],
  };
  return {
    ...config,
    processors: kept(config.processors, (id) => /refused|exemplars/.test(id)),
    connectors: kept(config.connectors, isGuard),
    exporters: {
      ...kept(config.exporters, (id) => /metrics\/|exemplars/.test(id)),
      "otlp_grpc/metrics-queue": queue,
      prometheus_remote_write: remoteWrite,
    },
    service: { ...config.service, pipelines },
  };
}

interface Cost {
  gateway: number;
  prometheus: number;
}

async function run(change?: (config: CollectorConfig) => CollectorConfig): Promise<Cost> {
  const prometheus = await PrometheusStore.start();
  const gateway = await GatewayProcess.start({
    settings: settingsWith({
      tenants: tenants.map((id) => ({ id, namespaces: [id] })),
      cluster: { name: "bench", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
    }),
    loki: "http://127.0.0.1:1",
    tempo: "http://127.0.0.1:1",
    remoteWrite: prometheus.remoteWrite,
    change,
  });
  try {
    const before = [cpuSeconds(gateway.pid), cpuSeconds(prometheus.pid)] as const;
    const requests = points / tenants.length / seriesEach;
    const first = Date.now() - requests * 1_000;
    const sendAll = async (tenant: string) => {
      for (let request = 0; request < requests; request += 1) {
        const dataPoints = Array.from({ length: seriesEach }, (_, series) =>
          point(first + request * 1_000, request, { series: String(series), route: "/cart", method: "GET" }),
        );
        const content = metricsRequest([{ name: "good", gauge: { dataPoints } }], { "service.name": "shop" });
        await gateway.send("metrics", content, { authorization: `Bearer ${tokenOf(tenant)}` });
      }
    };
    await Promise.all(tenants.map(sendAll));
    const stored = async () => Number((await prometheus.query("sum(count_over_time(good[1h]))"))[0]?.value[1] ?? 0);
    while ((await stored()) < points) await sleep(500);
    return { gateway: cpuSeconds(gateway.pid) - before[0], prometheus: cpuSeconds(prometheus.pid) - before[1] };
  } finally {
    await gateway.stop();
    await prometheus.stop();
  }
}

export async function metricPoints(): Promise<Section> {
  const costs: { kept: Cost[]; plain: Cost[] } = { kept: [], plain: [] };
  for (let round = 0; round < rounds; round += 1) {
    costs.plain.push(await run(plain));
    costs.kept.push(await run());
    console.error(JSON.stringify({ plain: costs.plain.at(-1), kept: costs.kept.at(-1) }));
  }
  const of = (which: keyof typeof costs, part: keyof Cost) => median(costs[which].map((cost) => cost[part]));
  const micro = (seconds: number) => ((seconds / points) * 1e6).toFixed(1);
  const row = (name: string, which: keyof typeof costs) => [
    name,
    micro(of(which, "gateway")),
    micro(of(which, "prometheus")),
    micro(of(which, "gateway") + of(which, "prometheus")),
  ];
  const sum = (which: keyof typeof costs) => of(which, "gateway") + of(which, "prometheus");
  return {
    title: "Metric points",
    body: [
      `${points.toLocaleString("en")} gauge points of ${tenants.length} tenants by OTLP/HTTP as JSON over TLS, ` +
        `${seriesEach} a request, stored in a real Prometheus; medians of ${rounds}, microseconds of CPU a point.`,
      table(
        ["", "gateway", "Prometheus", "both"],
        [
          row("one queue, remote write 1, no guard: one bad point loses everybody's batch", "plain"),
          row("as generated: guard, a queue for each tenant, remote write 2", "kept"),
        ],
      ),
      `Ratio ${(sum("kept") / sum("plain")).toFixed(2)}, gateway alone ` +
        `${(of("kept", "gateway") / of("plain", "gateway")).toFixed(2)}; at most ${target} is asked for.`,
    ],
  };
}
