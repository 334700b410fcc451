#!/usr/bin/env bash
# github.com/pulumi/pulumi/sdk/v3 v3.274.1: a date in a stack's file is a program's text "2024-01-01 00:00:00 +0000 UTC".
#
# Input:    settings without quotes: a day, a time, a version 1.10, and the numbers 010, 08 and 1_000, each alone and in a map.
# Expected: the day as it is written, as every other scalar that is no number or bool is kept, such as 10:30; or a time of
#           RFC 3339, as a time of YAML becomes in JSON elsewhere.
# Seen:     Go's own text of a time, which no parser of times takes without its format, for days and times alike, alone and in
#           maps. The version is 1.1; 010 is octal, and 08, which is no octal number, is 8.
# Here:     settings/stack-file/misread-scalars.ts asks for quotes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/encoding"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
)

func main() {
	for _, written := range []string{"2024-01-01", "2024-01-01T10:30:00+02:00", "10:30", "1.10", "010", "08", "1_000"} {
		settings := config.Map{}
		text := "demo:alone: " + written + "\ndemo:map: { x: " + written + " }\n"
		if err := encoding.YAML.Unmarshal([]byte(text), &settings); err != nil {
			panic(err)
		}
		fmt.Print(written)
		for _, name := range []string{"alone", "map"} {
			value, err := settings[config.MustMakeKey("demo", name)].Value(config.NopDecrypter)
			if err != nil {
				panic(err)
			}
			fmt.Print(" | ", value)
		}
		fmt.Println()
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/pulumi/pulumi/sdk/v3@v3.274.1 2> /dev/null
seen=$(go run . 2> /dev/null)
expected='2024-01-01 | 2024-01-01 00:00:00 +0000 UTC | {"x":"2024-01-01 00:00:00 +0000 UTC"}
2024-01-01T10:30:00+02:00 | 2024-01-01 10:30:00 +0200 +0200 | {"x":"2024-01-01 10:30:00 +0200 +0200"}
10:30 | 10:30 | {"x":"10:30"}
1.10 | 1.1 | {"x":1.1}
010 | 8 | {"x":8}
08 | 8 | {"x":8}
1_000 | 1000 | {"x":1000}'
echo "pulumi sdk v3.274.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
