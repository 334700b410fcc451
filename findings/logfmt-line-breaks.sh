#!/usr/bin/env bash
# github.com/go-logfmt/logfmt v0.6.1 (Go) and logfmt 1.4.0 (npm): what the one writes the other reads otherwise, without an error.
#
# Input:    a record with a message of two lines, a path with backslashes and a query `a=b`, written by each, read by each; and
#           the line `query=a=b`.
# Expected: the record back, whoever writes and reads: values in quotes have escapes, as strings of JSON or Go have.
# Seen:     Go writes \n, of which npm's reader leaves the letter n ("firstnsecond"). npm's writer puts the line break itself
#           into the line, without quotes, so the record is two for Go's reader and for whatever reads lines. Of
#           `query=a=b`, which Go refuses, npm reads "ab".
# Here:     components/collection/collector/lines/ reads the level of such lines by a pattern, and keeps the line.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund logfmt@1.4.0
cat > logfmt.cjs <<'JS'
const { parse, stringify } = require("logfmt");

const [task, line] = process.argv.slice(2);
console.log(task === "read" ? JSON.stringify(parse(line)) : stringify({ msg: "first\nsecond", path: "C:\\new dir", query: "a=b" }));
JS
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/go-logfmt/logfmt"
)

func main() {
	if os.Args[1] == "write" {
		line, _ := logfmt.MarshalKeyvals("msg", "first\nsecond", "path", `C:\new dir`, "query", "a=b")
		fmt.Println(string(line))
		return
	}
	decoder := logfmt.NewDecoder(strings.NewReader(os.Args[2]))
	for decoder.ScanRecord() {
		record := map[string]string{}
		for decoder.ScanKeyval() {
			record[string(decoder.Key())] = string(decoder.Value())
		}
		text, _ := json.Marshal(record)
		fmt.Println(string(text))
	}
	if decoder.Err() != nil {
		fmt.Println(decoder.Err())
	}
}
GO
export GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/go-logfmt/logfmt@v0.6.1 2> /dev/null
go build -o go-logfmt .
seen=$(of_go=$(./go-logfmt write)
of_npm=$(node logfmt.cjs write)
echo "Go writes $of_go"
echo "npm reads $(node logfmt.cjs read "$of_go")"
echo "Go reads $(./go-logfmt read "$of_go")"
echo "npm writes $of_npm"
echo "Go reads $(./go-logfmt read "$of_npm")"
echo "query=a=b: npm $(node logfmt.cjs read query=a=b), Go $(./go-logfmt read query=a=b | tail -1)")
expected='Go writes msg="first\nsecond" path="C:\\new dir" query="a=b"
npm reads {"msg":"firstnsecond","path":"C:\\new dir","query":"a=b"}
Go reads {"msg":"first\nsecond","path":"C:\\new dir","query":"a=b"}
npm writes msg=first
second path="C:\\new dir" query="a=b"
Go reads {"msg":"first"}
{"path":"C:\\new dir","query":"a=b","second":""}
query=a=b: npm {"query":"ab"}, Go logfmt syntax error at pos 8 on line 1: unexpected '"'='"
echo "go-logfmt v0.6.1, logfmt 1.4.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
