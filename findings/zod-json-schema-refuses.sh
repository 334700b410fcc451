#!/usr/bin/env bash
# zod 4.6.7 and ajv 8.20.0 (npm): the JSON Schema of a zod schema refuses what that zod schema takes.
#
# Input:    toJSONSchema with `io: "input"` of a pattern with the flag i, of ipv6(), of `number().multipleOf(0.1)` and of a
#           number with catch(); values that each of them takes.
# Expected: the JSON Schema takes them too, or toJSONSchema throws, as it does for what "can't be represented".
# Seen:     flags of a pattern are left out: "PROD" is refused. The pattern of ipv6 has no addresses that end as IPv4, which
#           the check of ipv6 takes. 0.3 is no multiple of 0.1 by ajv's division. catch() takes anything, an absent key
#           as well; in the JSON Schema it is a required number. An editor marks a file red that the program loads.
# Here:     settings/json-schema.ts says what editors are told; its test puts stacks and made-up settings through both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 ajv@8.20.0
cat > compare.mjs <<'JS'
import Ajv from "ajv/dist/2020.js";
import { z } from "zod";

const ajv = new Ajv.default({ strict: false, validateFormats: false });
const tries = [
  ["/^prod$/i", z.string().regex(/^prod$/i), "PROD"],
  ["ipv6()", z.ipv6(), "::ffff:10.1.2.3"],
  ["multipleOf(0.1)", z.number().multipleOf(0.1), 0.3],
  ["number().catch(1)", z.object({ size: z.number().catch(1) }), { size: "x" }],
  ["number().catch(1)", z.object({ size: z.number().catch(1) }), {}],
  ["number().default(1)", z.object({ size: z.number().default(1) }), {}],
];
for (const [name, schema, value] of tries) {
  const written = ajv.compile(z.toJSONSchema(schema, { io: "input" }));
  console.log(`${name} of ${JSON.stringify(value)}: zod ${schema.safeParse(value).success}, its JSON Schema ${written(value)}`);
}
JS
seen=$(node compare.mjs)
expected='/^prod$/i of "PROD": zod true, its JSON Schema false
ipv6() of "::ffff:10.1.2.3": zod true, its JSON Schema false
multipleOf(0.1) of 0.3: zod true, its JSON Schema false
number().catch(1) of {"size":"x"}: zod true, its JSON Schema false
number().catch(1) of {}: zod true, its JSON Schema false
number().default(1) of {}: zod true, its JSON Schema true'
echo "zod 4.6.7, ajv 8.20.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
