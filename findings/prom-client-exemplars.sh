#!/usr/bin/env bash
# prom-client 15.1.3 (npm): with exemplars on, a counter that is counted as before loses its labels and what was added, and has
# another name.
#
# Input:    a counter `orders` with the label `shop`, risen by `labels("a").inc(5)`, `inc({ shop: "b" }, 5)` and `inc(5)`; once as it
#           is, once with `enableExemplars` and the OpenMetrics registry, which exemplars need.
# Expected: the same numbers under the same labels: exemplars are an addition, and none is given here. Or an error: the README says
#           that the calls "get a single object", `{labels, value, exemplarLabels}`, then; nothing of `labels(...)`.
# Seen:     all three calls count 1 without any label, and none of them throws (a histogram's observe does): each call on its own
#           looks like an object without labels and value. What was `orders` by the one registry is `orders_total` by the
#           other, so a rule for the one finds nothing.
# Here:     nothing of the platform; docs/applications.md leads services to OpenTelemetry, whose SDKs take exemplars from the span.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund prom-client@15.1.3
cat > count.cjs <<'JS'
const { Counter, Histogram, Registry } = require("prom-client");

const series = async (registry) => (await registry.metrics()).split("\n").filter((line) => /^[a-z]/.test(line));
const count = async (title, registry, options) => {
  const counter = new Counter({ name: "orders", help: "h", labelNames: ["shop"], registers: [registry], ...options });
  counter.labels("a").inc(5);
  counter.inc({ shop: "b" }, 5);
  counter.inc(5);
  console.log(title, (await series(registry)).join(", "));
};
(async () => {
  await count("as it is:", new Registry(), {});
  const openMetrics = () => {
    const registry = new Registry();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    return registry;
  };
  await count("OpenMetrics:", openMetrics(), {});
  await count("with exemplars:", openMetrics(), { enableExemplars: true });
  const histogram = new Histogram({ name: "d", help: "h", labelNames: ["shop"], registers: [openMetrics()], enableExemplars: true });
  try {
    histogram.observe({ shop: "a" }, 5);
  } catch (error) {
    console.log("a histogram:", error.message);
  }
})();
JS
seen=$(node count.cjs)
expected='as it is: orders{shop="a"} 5, orders{shop="b"} 5, orders 5
OpenMetrics: orders_total{shop="a"} 5, orders_total{shop="b"} 5, orders_total 5
with exemplars: orders_total 3
a histogram: Value is not a valid number: undefined'
echo "prom-client 15.1.3"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
