#!/usr/bin/env bash
# @grafana/lezer-traceql 1.0.0 (the newest): no number that begins with its point, and no hint behind a metric.
#
# Input:    `{ } | quantile_over_time(duration, .99, .9)`, quantiles as Tempo's page on TraceQL metrics writes them, and
#           `{ } | rate() by (name) with (exemplars=true)`, its hint for exemplars.
# Expected: a tree without an error node, as for `0.99` and as for a hint behind spans, `{ } with (most_recent=true)`.
# Seen:     an error node at each such number (a leading point always begins an attribute), and at a hint behind a
#           metrics function. An editor or a check that goes by this grammar calls queries faulty that Tempo answers.
# Here:     test/support/query-languages.ts takes its errors for faults, so the TraceQL of dashboards does without both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @grafana/lezer-traceql@1.0.0 @lezer/lr@1.4.12
cat > parse.mjs <<'JS'
import { parser } from "@grafana/lezer-traceql";

const faulty = (text) => {
  let found = false;
  parser.parse(text).iterate({ enter: ({ type }) => void (found ||= type.isError) });
  return found;
};
for (const text of [
  "{ } | quantile_over_time(duration, 0.99, 0.9)",
  "{ } | quantile_over_time(duration, .99, .9)",
  "{ } with (most_recent=true)",
  "{ } | rate() by (name) with (exemplars=true)",
]) {
  console.log(`${text}: ${faulty(text) ? "error" : "no error"}`);
}
JS
seen=$(node parse.mjs)
expected='{ } | quantile_over_time(duration, 0.99, 0.9): no error
{ } | quantile_over_time(duration, .99, .9): error
{ } with (most_recent=true): no error
{ } | rate() by (name) with (exemplars=true): error'
echo "@grafana/lezer-traceql 1.0.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
