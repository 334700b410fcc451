#!/usr/bin/env bash
# k8s.io/apimachinery v0.35.4 (what Helm 3 makes its patches with): of a variable that stands twice in a container no change can be made.
#
# Input:    a Deployment whose container has the variable A from its memory limit (`valueFrom`), as a chart writes it, and one
#           with A a second time, as `value`, as a chart's list of further variables adds it; and a change of that value.
# Expected: what stands in the new manifest. The API server takes such a container when it is made, with a warning that the later
#           one counts, and Kubernetes' documentation of `env` names no rule against it.
# Seen:     the patch goes by the variable's name and is laid over the first: `value` and `valueFrom` in one, which the API server refuses
#           ("may not be specified when `value` is not empty"), at the upgrade that brings the second one and at each change of it.
# Here:     Grafana gets no GOMEMLIMIT of the platform's beside the chart's own (components/backends/grafana/values.ts), and
#           the charts tier refuses a variable that stands twice (test/charts/checks.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	apps "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

const first = `{"name":"A","valueFrom":{"resourceFieldRef":{"divisor":"1","resource":"limits.memory"}}}`

func deployment(env string) []byte {
	return []byte(`{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[` + env + `]}]}}}}`)
}

func show(what, before, after string) {
	lookup, err := strategicpatch.NewPatchMetaFromStruct(apps.Deployment{})
	if err != nil {
		panic(err)
	}
	patch, err := strategicpatch.CreateThreeWayMergePatch(deployment(before), deployment(after), deployment(before), lookup, true)
	if err != nil {
		panic(err)
	}
	merged, err := strategicpatch.StrategicMergePatch(deployment(before), patch, apps.Deployment{})
	if err != nil {
		panic(err)
	}
	var result apps.Deployment
	if err := json.Unmarshal(merged, &result); err != nil {
		panic(err)
	}
	for index, variable := range result.Spec.Template.Spec.Containers[0].Env {
		fmt.Printf("%s: entry %d, value %q, valueFrom %t\n", what, index, variable.Value, variable.ValueFrom != nil)
	}
}

func main() {
	show("a second one", first, first+`,{"name":"A","value":"1"}`)
	show("its change", first+`,{"name":"A","value":"1"}`, first+`,{"name":"A","value":"2"}`)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get k8s.io/apimachinery@v0.35.4 k8s.io/api@v0.35.4 2> /dev/null
seen=$(go run .)
echo "k8s.io/apimachinery v0.35.4"
echo "$seen"
expected='a second one: entry 0, value "1", valueFrom true
its change: entry 0, value "2", valueFrom true
its change: entry 1, value "1", valueFrom false'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
