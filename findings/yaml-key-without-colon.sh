#!/usr/bin/env bash
# yaml 2.9.1 (npm): a key without a colon has the value null, and its node is said not to be there.
#
# Input:    one map with one key, as `a:`, as `{ a: }`, as `{ a }` and as `? a`. All are the same map: `{ "a": null }`.
# Expected: `get("a", true)`, which asks for the node to see what was written, gives a scalar of null for all of them,
#           as `toJS()` gives null and `has("a")` true.
# Seen:     a scalar for the two with a colon; undefined for the two without, as for a key that nobody wrote. So who looks
#           where a value was written finds it nowhere: `{ percent: 99,9 }` has a key 9 of that kind.
# Here:     settings/stack-file/stack-file.ts tells the two apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund yaml@2.9.1
cat > keys.mjs <<'JS'
import { isScalar, parseDocument } from "yaml";

for (const text of ["a:", "{ a: }", "{ a }", "? a", "{ b: 1 }"]) {
  const { contents } = parseDocument(text);
  const node = contents.get("a", true);
  const found = isScalar(node) ? `scalar of ${node.value}` : String(node);
  console.log(`${text} | ${JSON.stringify(contents.toJSON())} | has ${contents.has("a")} | ${found}`);
}
JS
seen=$(node keys.mjs)
expected='a: | {"a":null} | has true | scalar of null
{ a: } | {"a":null} | has true | scalar of null
{ a } | {"a":null} | has true | undefined
? a | {"a":null} | has true | undefined
{ b: 1 } | {"b":1} | has false | undefined'
echo "yaml 2.9.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
