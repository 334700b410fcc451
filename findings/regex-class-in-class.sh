#!/usr/bin/env bash
# vscode-oniguruma 2.0.1 (Oniguruma, whose syntax Fluent Bit reads), Go's regexp 1.27.3 (RE2, as Alloy and the Collector) and
# JavaScript: a bracket, or `&&`, inside a class means something else, without an error.
#
# Input:    `^[[a]b]$` and `^[a&&b]$`, and texts.
# Expected: one meaning: the languages of the shippers of one platform agree on what a class is, or one refuses it.
# Seen:     Go and JavaScript read `[[a]` as a class of `[` and `a`, and `&&` as a character. Oniguruma reads a class inside a
#           class, and the intersection of two: the one expression matches other texts, the other one none.
# Here:     the expressions of components/collection/file-logs/multiline.ts escape each bracket; its test reads them by Oniguruma.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > npm.log
npm install --silent vscode-oniguruma@2.0.1 >> npm.log
cat > match.js <<'JS'
const { readFileSync } = require("node:fs");
const { loadWASM, OnigScanner } = require("vscode-oniguruma");
const engine = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
loadWASM(new Uint8Array(engine).buffer).then(() => {
  for (const [expression, ...texts] of JSON.parse(process.argv[2])) {
    const scanner = new OnigScanner([expression]);
    const matched = (matches) => texts.filter(matches).join(" ");
    console.log("javascript", expression, "matches", matched((text) => new RegExp(expression).test(text)));
    console.log("oniguruma", expression, "matches", matched((text) => scanner.findNextMatchSync(text, 0) !== null));
  }
});
JS
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
)

func main() {
	cases := [][]string{}
	if err := json.Unmarshal([]byte(os.Args[1]), &cases); err != nil {
		panic(err)
	}
	for _, each := range cases {
		matched := []string{}
		for _, text := range each[1:] {
			if regexp.MustCompile(each[0]).MatchString(text) {
				matched = append(matched, text)
			}
		}
		fmt.Println("go", each[0], "matches", strings.Join(matched, " "))
	}
}
GO
export GOTOOLCHAIN=go1.27.3
go mod init finding 2> /dev/null
cases='[["^[[a]b]$", "a", "b", "ab]", "[b]"], ["^[a&&b]$", "a", "b", "&"]]'
seen=$(
  go run . "$cases"
  node match.js "$cases" | sed 's/ *$//'
)
expected='go ^[[a]b]$ matches ab] [b]
go ^[a&&b]$ matches a b &
javascript ^[[a]b]$ matches ab] [b]
oniguruma ^[[a]b]$ matches a b
javascript ^[a&&b]$ matches a b &
oniguruma ^[a&&b]$ matches'
echo "vscode-oniguruma 2.0.1, regexp of Go 1.27.3, JavaScript of Node $(node --version)"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
