#!/usr/bin/env bash
# @prometheus-io/lezer-promql 0.315.0: an offset behind the last operand is read as an offset of the whole expression.
#
# Input:    `a unless b offset 1m`, `a - b offset 1m` and `-a offset 1m`.
# Expected: the offset belongs to the selector before it, as in Prometheus' own parser ("the offset modifier always needs
#           to follow the selector immediately", its page on querying); BinaryExpr(a, OffsetExpr(b)).
# Seen:     OffsetExpr(BinaryExpr(a, b)) and OffsetExpr(UnaryExpr(a)). With parentheses around `b offset 1m` it is right.
#           Whoever walks this tree for what an alert looks back on, or rewrites it, takes `a` to be shifted too.
# Here:     test/support/query-languages.ts asks this grammar for errors only, never what an offset belongs to.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @prometheus-io/lezer-promql@0.315.0 @lezer/lr@1.4.12 @lezer/highlight@1.2.3
cat > parse.mjs <<'JS'
import { parser } from "@prometheus-io/lezer-promql";

const outline = (text) => {
  const kinds = [];
  parser.parse(text).iterate({ enter: ({ name }) => void (/Expr$/.test(name) && kinds.push(name)) });
  return kinds.filter((name) => name !== "OffsetDurationExpr" && name !== "ParenExpr").join(" > ");
};
for (const text of ["a unless b offset 1m", "a - b offset 1m", "-a offset 1m", "a unless (b offset 1m)"]) {
  console.log(`${text}: ${outline(text)}`);
}
JS
seen=$(node parse.mjs)
expected='a unless b offset 1m: OffsetExpr > BinaryExpr
a - b offset 1m: OffsetExpr > BinaryExpr
-a offset 1m: OffsetExpr > UnaryExpr
a unless (b offset 1m): BinaryExpr > OffsetExpr'
echo "@prometheus-io/lezer-promql 0.315.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
