#!/usr/bin/env bash
# prom-client 15.1.3 (npm): two series with different labels are counted as one, and one series is exposed twice.
#
# Input:    a counter with the labels `path` and `query`, risen once for { path: "a,query:b" } and twice for
#           { path: "a", query: "b" }; then once without a query and once with the query "".
# Expected: two series with 1 and 2: labels are data, a comma in them as any other letter. And one series with 2 for the last
#           two: Prometheus takes a label with an empty value for one that is not there.
# Seen:     one series with 3, under the labels that came first: series are told apart by a text of all labels, joined with
#           commas and colons and without escapes. The last two are two lines of one series, of which a server takes one
#           value and drops the other as a duplicate.
# Here:     of services' own metrics the platform stores what it is given; docs/labels.md says which labels are kept.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund prom-client@15.1.3
cat > count.cjs <<'JS'
const { Counter, register } = require("prom-client");

const count = new Counter({ name: "requests_total", help: "x", labelNames: ["path", "query"] });
count.inc({ path: "a,query:b" });
count.inc({ path: "a", query: "b" }, 2);
count.inc({ path: "c" });
count.inc({ path: "c", query: "" });
register.metrics().then((text) => console.log(text.trim()));
JS
seen=$(node count.cjs)
expected='# HELP requests_total x
# TYPE requests_total counter
requests_total{path="a,query:b"} 3
requests_total{path="c"} 1
requests_total{path="c",query=""} 1'
echo "prom-client 15.1.3"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
