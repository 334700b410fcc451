#!/usr/bin/env bash
# github.com/jmespath-community/go-jmespath v1.1.1 (Alloy): positions that it finds are not those by which it cuts.
#
# Input:    `find_first(line, 'error')`, `find_last`, and `line[n:]` with what was found, on "Größe 7: error".
# Expected: one unit: what is cut at the position found begins with "error", as it does in a line of ASCII.
# Seen:     find_first and find_last count bytes, length() and slices count characters: 11 for the ninth, and the cut
#           begins two letters late. pad_left refuses a filling of one letter beyond ASCII, as one that is too long.
# Here:     components/collection/container-logs/levels.ts cuts nothing by JMESPath; lines are cut by RE2 groups.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/jmespath-community/go-jmespath"
)

func main() {
	for _, text := range []string{"Groesse 7: error", "Größe 7: error"} {
		line := map[string]any{"line": text}
		at, err := jmespath.Search("find_first(line, 'error')", line)
		last, _ := jmespath.Search("find_last(line, 'error')", line)
		length, _ := jmespath.Search("length(line)", line)
		cut, _ := jmespath.Search(fmt.Sprintf("line[%v:]", at), line)
		fmt.Printf("%s: length %v, found at %v and %v (%v), cut there %q\n", text, length, at, last, err, cut)
	}
	for _, filling := range []string{".", "·"} {
		padded, err := jmespath.Search("pad_left(line, `4`, '"+filling+"')", map[string]any{"line": "7"})
		fmt.Println(filling, padded, err != nil)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/jmespath-community/go-jmespath@v1.1.1 2> /dev/null
seen=$(go run .)
expected='Groesse 7: error: length 16, found at 11 and 11 (<nil>), cut there "error"
Größe 7: error: length 14, found at 11 and 11 (<nil>), cut there "ror"
. ...7 false
· <nil> true'
echo "jmespath-community/go-jmespath v1.1.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
