#!/usr/bin/env bash
# github.com/pulumi/pulumi/sdk/v3 v3.274.1: an index far behind the end of a list is refused, unless the list is new.
#
# Input:    set `short[3]` in a list of one entry, and `fresh[3]` where there is no list yet.
# Expected: both are refused alike, or both make the list longer.
# Seen:     `short[3]`: "array index out of range". `fresh[3]`: accepted; the list begins with three nulls, which a
#           program then finds where it expects entries. `pulumi config set --path` does the same.
# Here:     test/support/pulumi-config.ts, the tests' model of these commands, does as the CLI does.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
)

func set(settings config.Map, path string) error {
	return settings.Set(config.MustMakeKey("demo", path), config.NewValue("x"), true)
}

func main() {
	settings := config.Map{}
	fmt.Println("new list:", set(settings, "fresh[3]"))
	fmt.Println("list of one:", set(settings, "short[0]"), set(settings, "short[3]"))
	text, _ := json.Marshal(settings)
	fmt.Println(string(text))
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/pulumi/pulumi/sdk/v3@v3.274.1 2> /dev/null
seen=$(go run .)
expected='new list: <nil>
list of one: <nil> short[3]: array index out of range
{"demo:fresh":[null,null,null,"x"],"demo:short":["x"]}'
echo "pulumi sdk v3.274.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
