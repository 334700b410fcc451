#!/usr/bin/env bash
# github.com/jmespath-community/go-jmespath v1.1.1 (Alloy) and github.com/jmespath/go-jmespath v0.4.0 (Promtail): valid
# expressions of the older library mean another thing in the newer one, without an error.
#
# Input:    expressions that both take, in `stage.json` as in Promtail's `json` stage, on one line.
# Expected: one result, as Promtail's configuration is carried over to Alloy stage by stage.
# Seen:     a literal in single quotes loses every second of two backslashes in Alloy, so it names another text; a slice
#           of a text is a text there and null in Promtail, so `||` takes another branch; the mean of nothing is null
#           there, and NaN in Promtail.
# Here:     components/collection/container-logs/levels.ts uses what both agree on only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"

	alloy "github.com/jmespath-community/go-jmespath"
	promtail "github.com/jmespath/go-jmespath"
)

func main() {
	line := map[string]any{"path": `C:\\logs`, "level": "warning", "took": []any{}}
	for _, expression := range []string{`path == 'C:\\logs'`, "level[0:4] || 'none'", "avg(took)"} {
		a, errA := alloy.Search(expression, line)
		p, errP := promtail.Search(expression, line)
		fmt.Println(expression, "Alloy:", a, errA, "Promtail:", p, errP)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/jmespath-community/go-jmespath@v1.1.1 github.com/jmespath/go-jmespath@v0.4.0 2> /dev/null
seen=$(go run .)
expected='path == '"'C:\\\\logs'"' Alloy: false <nil> Promtail: true <nil>
level[0:4] || '"'none'"' Alloy: warn <nil> Promtail: none <nil>
avg(took) Alloy: <nil> <nil> Promtail: NaN <nil>'
echo "jmespath-community/go-jmespath v1.1.1, jmespath/go-jmespath v0.4.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
