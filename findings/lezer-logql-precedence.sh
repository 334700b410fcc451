#!/usr/bin/env bash
# @grafana/lezer-logql 0.4.2 (the newest) and 0.3.0: arithmetic is read from right to left, multiplication as addition.
#
# Input:    `2 * 3 + 4`, `rate({a="b"}[1m]) > 1 * 2`, `2 ^ 3 * 4` and `1 - 2 * 3 - 4`; and the label filters
#           `took > 1s size > 1KB`, as Loki's page says: `and` can be "a comma, a space or another pipe".
# Expected: ^ before * before + before comparisons, "left-associative" on one level, as Loki's page has the order of operators:
#           (2 * 3) + 4. And a tree without an error node.
# Seen:     2 * (3 + 4), (rate > 1) * 2, 2 ^ (3 * 4) and (1 - 2) * (3 - 4), each without an error; and an error node at the
#           second filter. Whoever walks this tree for what an alert compares, or rewrites it, has another query in hand.
# Here:     components/backends/loki/rule-check.ts and test/support/query-languages.ts ask this grammar for errors
#           alone, never for what is compared with what.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @lezer/lr@1.4.10 new@npm:@grafana/lezer-logql@0.4.2 old@npm:@grafana/lezer-logql@0.3.0
cat > parse.mjs <<'JS'
import { parser as newest } from "new";
import { parser as older } from "old";

/** The query with a pair of brackets around each operation of the tree. */
function bracketed(query, node) {
  const parts = [];
  for (let child = node.firstChild; child; child = child.nextSibling) parts.push(child);
  if (node.name === "BinOpExpr") return `(${parts.map((part) => bracketed(query, part)).filter(Boolean).join(" ")})`;
  if (["Expr", "MetricExpr"].includes(node.name) && parts.length === 1) return bracketed(query, parts[0]);
  return query.slice(node.from, node.to);
}

for (const query of ["2 * 3 + 4", 'rate({a="b"}[1m]) > 1 * 2', "2 ^ 3 * 4", "1 - 2 * 3 - 4"]) {
  const [a, b] = [newest, older].map((parser) => bracketed(query, parser.parse(query).topNode.firstChild));
  console.log(query, "is", a, a === b ? "in both" : b);
}
for (const filters of ["took > 1s and size > 1KB", "took > 1s, size > 1KB", "took > 1s size > 1KB"]) {
  const query = `{a="b"} | logfmt | ${filters}`;
  const errors = [newest, older].map((parser) => parser.parse(query).toString().includes("⚠"));
  console.log(filters, "has an error:", errors.join(" "));
}
JS
seen=$(node parse.mjs)
expected='2 * 3 + 4 is (2 * (3 + 4)) in both
rate({a="b"}[1m]) > 1 * 2 is ((rate({a="b"}[1m]) > 1) * 2) in both
2 ^ 3 * 4 is (2 ^ (3 * 4)) in both
1 - 2 * 3 - 4 is ((1 - 2) * (3 - 4)) in both
took > 1s and size > 1KB has an error: false false
took > 1s, size > 1KB has an error: false false
took > 1s size > 1KB has an error: true true'
echo "@grafana/lezer-logql 0.4.2 and 0.3.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
