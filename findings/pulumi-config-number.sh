#!/usr/bin/env bash
# @pulumi/pulumi 3.270.0 (npm): of a setting the number is what the text begins with, and the rest goes without a word.
#
# Input:    `getNumber` of the texts 10, 10Gi, 30d, 0x10, 1_000, 1,5 and 1e400, as `pulumi config set` keeps them.
# Expected: 10, and an error for what is no number: "If the value isn't a legal number, an error will be thrown", says the
#           function's documentation, and "is not a valid number" the error for `ten`. Pulumi's SDKs for Go and Python refuse
#           such texts.
# Seen:     10, 30, 0, 1, 1 and Infinity. A retention of `30d` is 30 of whatever unit the program has, 0x10 is nothing at all.
# Here:     settings/load.ts takes each setting as JSON has it, and leaves its type to the schema.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @pulumi/pulumi@3.270.0
cat > numbers.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");

for (const text of ["10", "10Gi", "30d", "0x10", "1_000", "1,5", "1e400", "ten"]) {
  pulumi.runtime.setConfig("demo:size", text);
  try {
    console.log(`${text} is ${new pulumi.Config("demo").getNumber("size")}`);
  } catch (error) {
    console.log(`${text}: ${error.message}`);
  }
}
JS
seen=$(node numbers.cjs)
expected="10 is 10
10Gi is 10
30d is 30
0x10 is 0
1_000 is 1
1,5 is 1
1e400 is Infinity
ten: Configuration 'demo:size' value 'ten' is not a valid number"
echo "@pulumi/pulumi 3.270.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
