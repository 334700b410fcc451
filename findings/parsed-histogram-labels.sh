#!/usr/bin/env bash
# parse-prometheus-text-format 1.1.1 (npm): of a histogram or a summary with labels one series is left, made of all of them.
#
# Input:    a histogram in Prometheus' text format with a label `route`, for /a with 1 and 4 values in its buckets and for /b
#           with 7 and 9; and a counter with the same label.
# Expected: two histograms with their labels, buckets, sums and counts, as there are two counters with their labels.
# Seen:     one histogram without a label: the buckets are those of /b, sum and count are gone. A metric without the
#           label is read whole. No error, and nothing that says so.
# Here:     nothing of the platform reads expositions in JavaScript; tests look for single lines in them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund parse-prometheus-text-format@1.1.1
cat > parse.cjs <<'JS'
const parsed = require("parse-prometheus-text-format");

const parse = parsed.default ?? parsed;
const text = `# TYPE took histogram
took_bucket{route="/a",le="1"} 1
took_bucket{route="/a",le="+Inf"} 4
took_sum{route="/a"} 12
took_count{route="/a"} 4
took_bucket{route="/b",le="1"} 7
took_bucket{route="/b",le="+Inf"} 9
took_sum{route="/b"} 20
took_count{route="/b"} 9
# TYPE plain histogram
plain_bucket{le="1"} 1
plain_bucket{le="+Inf"} 2
plain_sum 3
plain_count 2
# TYPE asked counter
asked{route="/a"} 4
asked{route="/b"} 9
`;
for (const { name, metrics } of parse(text)) console.log(name, JSON.stringify(metrics));
JS
seen=$(node parse.cjs)
expected='took [{"buckets":{"1":"7","+Inf":"9"}}]
plain [{"buckets":{"1":"1","+Inf":"2"},"count":"2","sum":"3"}]
asked [{"value":"4","labels":{"route":"/a"}},{"value":"9","labels":{"route":"/b"}}]'
echo "parse-prometheus-text-format 1.1.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
