#!/usr/bin/env bash
# @opentelemetry/resources 2.12.1 (npm) and go.opentelemetry.io/otel/sdk v1.47.0: for an equals sign in one value the SDK for
# JavaScript drops all attributes of OTEL_RESOURCE_ATTRIBUTES, which the one for Go keeps.
#
# Input:    `service.version=1.4.2,build=sha256=ab12` and `service.version=1.4.2,share=50%`.
# Expected: two attributes each, or one for the second: the variable's form is W3C Baggage's, and there a value may hold an
#           equals sign (it is a baggage-octet), while a percent sign begins an escape.
# Seen:     Go: two attributes each, with `sha256=ab12` and `50%`. JavaScript: none of either, so the version is gone as well;
#           the reason is in its diagnostic log, which is off by default. Services of two languages with one environment differ.
# Here:     contract/workload-manifests.ts writes what it puts there in percent-encoding, equals signs included.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @opentelemetry/api@1.9.1 @opentelemetry/resources@2.12.1
cat > detect.cjs <<'JS'
const { envDetector } = require("@opentelemetry/resources");

console.log("JavaScript:", JSON.stringify(envDetector.detect().attributes));
JS
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
)

func main() {
	detected, err := resource.New(context.Background(), resource.WithFromEnv())
	fmt.Println("Go:", detected.Encoded(attribute.DefaultEncoder()), err)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get go.opentelemetry.io/otel/sdk@v1.47.0 2> /dev/null
seen=$(for variable in service.version=1.4.2,build=sha256=ab12 service.version=1.4.2,share=50%; do
  echo "$variable"
  OTEL_RESOURCE_ATTRIBUTES=$variable node detect.cjs
  OTEL_RESOURCE_ATTRIBUTES=$variable go run . 2> /dev/null
done)
expected='service.version=1.4.2,build=sha256=ab12
JavaScript: {}
Go: build=sha256\=ab12,service.version=1.4.2 <nil>
service.version=1.4.2,share=50%
JavaScript: {}
Go: service.version=1.4.2,share=50% <nil>'
echo "@opentelemetry/resources 2.12.1, otel/sdk v1.47.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
