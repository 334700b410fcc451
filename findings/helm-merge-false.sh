#!/usr/bin/env bash
# github.com/Masterminds/sprig/v3 v3.3.0 (Helm 3.22): merge overwrites what the preferred map says, where it says false, 0 or "".
#
# Input:    `merge $own $defaults` and `mergeOverwrite $defaults $own`, as charts put a user's map over their defaults.
# Expected: the same map from both: merge gives "precedence to the dest dictionary", its first, mergeOverwrite to the last.
# Seen:     with mergeOverwrite own values are kept, false among them. With merge `enabled: false` is true, `replicas: 0` is 3 and
#           an empty name is the default's: what is zero counts as not there. Maps within, likewise. Nothing says so.
# Here:     components/chart-values/ gives charts whole values; what charts make of a false is seen in test/goldens/.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

const maps = `{{ $own := dict "enabled" false "replicas" 0 "name" "" "tls" (dict "verify" false) "port" 80 }}` +
	`{{ $defaults := dict "enabled" true "replicas" 3 "name" "x" "tls" (dict "verify" true) "port" 1 }}`

func main() {
	for _, call := range []string{"merge $own $defaults", "mergeOverwrite $defaults $own"} {
		it := template.Must(template.New("it").Funcs(sprig.TxtFuncMap()).Parse(maps + "{{ " + call + " | toJson }}"))
		fmt.Print(call, ": ")
		if err := it.Execute(os.Stdout, nil); err != nil {
			panic(err)
		}
		fmt.Println()
	}
}
GO
export GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/Masterminds/sprig/v3@v3.3.0 2> /dev/null
seen=$(go run .)
# shellcheck disable=SC2016 # the dollars are the templates'
expected='merge $own $defaults: {"enabled":true,"name":"x","port":80,"replicas":3,"tls":{"verify":true}}
mergeOverwrite $defaults $own: {"enabled":false,"name":"","port":80,"replicas":0,"tls":{"verify":false}}'
echo "sprig v3.3.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
