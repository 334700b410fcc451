#!/usr/bin/env bash
# github.com/pulumi/pulumi/sdk/v3 v3.274.1: of one key in its short and its long form a run takes either, by chance; of two
# documents in a stack's file it takes the first and says nothing of the second.
#
# Input:    settings with `demo:size` and `demo:config:size`, which are two forms of one name; settings in two documents.
# Expected: an error, as for a key that stands twice in a map of YAML; or one of them always.
# Seen:     both values, each in some of 200 readings. Of two documents the first is read, without an error; the CLI, which
#           writes what it has read, drops the other from the file.
# Here:     settings/stack-file/stack-file.ts refuses both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/encoding"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
)

func read(text string) string {
	settings := config.Map{}
	if err := encoding.YAML.Unmarshal([]byte(text), &settings); err != nil {
		return err.Error()
	}
	seen, _ := json.Marshal(settings)
	return string(seen)
}

func main() {
	seen := []string{}
	for range 200 {
		seen = append(seen, read("demo:size: small\ndemo:config:size: large\n"))
	}
	slices.Sort(seen)
	fmt.Println("two forms:", slices.Compact(seen))
	fmt.Println("same form:", read("demo:size: small\ndemo:size: large\n"))
	fmt.Println("two documents:", read("demo:size: small\n---\ndemo:zone: b\n"))
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/pulumi/pulumi/sdk/v3@v3.274.1 2> /dev/null
seen=$(go run .)
expected='two forms: [{"demo:size":"large"} {"demo:size":"small"}]
same form: invalid YAML file: could not unmarshal map: yaml: unmarshal errors:
  line 2: mapping key "demo:size" already defined at line 1
two documents: {"demo:size":"small"}'
echo "pulumi sdk v3.274.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
