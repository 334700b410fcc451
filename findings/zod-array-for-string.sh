#!/usr/bin/env bash
# zod 4.6.7: one wrong type can be two issues, the second about a length of what the schema does not hold.
#
# Input:    an empty list where `z.string().min(1)` stands, and the text "b" where `z.array(z.string()).min(2)` stands.
# Expected: one issue, invalid_type: the checks behind the type are for values of the type. So it is for `{}`, and for a
#           text that stands in place of a number.
# Seen:     two issues, invalid_type and too_small; too_small speaks of the value's own type ("expected array to have
#           >=1 items" for a schema of text). Whatever prints all issues gives advice that can't be followed.
# Here:     settings/refusals/invalid-settings.ts keeps one line for each mend.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund zod@4.6.7
cat > issues.mjs <<'JS'
import { z } from "zod";

const tries = {
  "text, given []": [z.string().min(1), []],
  "list, given \"b\"": [z.array(z.string()).min(2), "b"],
  "text, given {}": [z.string().min(1), {}],
  "number, given \"b\"": [z.number().min(2), "b"],
};
for (const [name, [schema, value]] of Object.entries(tries)) {
  const issues = schema.safeParse(value).error.issues;
  console.log(`${name}: ${issues.map(({ code, origin }) => [code, origin].filter(Boolean).join(" of ")).join(", ")}`);
}
JS
seen=$(node issues.mjs)
expected='text, given []: invalid_type, too_small of array
list, given "b": invalid_type, too_small of string
text, given {}: invalid_type
number, given "b": invalid_type'
echo "zod 4.6.7"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
