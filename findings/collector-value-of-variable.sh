#!/usr/bin/env bash
# go.opentelemetry.io/collector/confmap v1.71.0 (Collector 0.165): what an environment variable holds is expanded again.
#
# Input:    `password: ${env:PASSWORD}`, and a variable that holds `pa$$word`.
# Expected: the value of the variable, letter for letter: `$$` is an escape of the configuration's text, not of what
#           stands in the environment, where no shell and no kubelet would read it so.
# Seen:     `pa$word`, alone and within a text. A credential from a Secret that holds two dollars in a row reaches
#           its system with one, and is refused there.
# Here:     components/collection/copies/fanout.ts writes each dollar of a credential twice; of Secrets that the platform
#           does not make, settings/schema/kafka.ts tells it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
)

func main() {
	for _, uri := range []string{"yaml:password: ${env:PASSWORD}", `yaml:password: "Bearer ${env:PASSWORD}"`} {
		resolver, err := confmap.NewResolver(confmap.ResolverSettings{
			URIs:              []string{uri},
			ProviderFactories: []confmap.ProviderFactory{envprovider.NewFactory(), yamlprovider.NewFactory()},
		})
		if err != nil {
			panic(err)
		}
		settings, err := resolver.Resolve(context.Background())
		if err != nil {
			panic(err)
		}
		fmt.Println(settings.Get("password"))
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
for module in confmap confmap/provider/envprovider confmap/provider/yamlprovider; do
  go get "go.opentelemetry.io/collector/$module@v1.71.0" 2> /dev/null
done
# shellcheck disable=SC2016 # the dollars are the point
seen=$(PASSWORD='pa$$word' go run .)
# shellcheck disable=SC2016
expected='pa$word
Bearer pa$word'
echo "confmap v1.71.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
