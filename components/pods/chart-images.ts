// Versions of images that pinned charts bring, where the program must say them itself: a chart that takes a digest only
// behind the tag, and charts that bring one image in two versions, which one digest could not stand for.
// `npm run test:charts` fails where a chart has another version, and where two are left. Plain data.
import type { PinnableImage } from "../../conventions/versions";

export const chartImageTags = {
  "danielqsj/kafka-exporter": "v1.9.0",
  "grafana/promtail": "3.5.1",
  "grafana/rollout-operator": "v0.39.0",
  "grafana/tempo": "2.10.8",
  "jkroepke/access-log-exporter": "0.4.11",
  "library/busybox": "latest",
  "library/memcached": "1.6.45-alpine",
  "open-telemetry/opentelemetry-operator/opentelemetry-operator": "0.158.0",
  "prom/memcached-exporter": "v0.17.0",
  "prometheus-operator/prometheus-config-reloader": "v0.93.1",
} as const satisfies Partial<Record<PinnableImage, string>>;

export type ChartImage = keyof typeof chartImageTags;
