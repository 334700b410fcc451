#!/usr/bin/env bash
# k8s.io/apimachinery v0.37.2 (util/strategicpatch, the patch of `kubectl apply`, Helm 3 and kubectl edit): a container that has a variable
# twice can be made, and not be changed.
#
# Input:    a container whose chart sets GOMEMLIMIT from its limit of memory, and whose user sets it once more, to a number. The
#           API server takes it with a warning, and the last one counts.
# Expected: a patch from the one to the other, and from one number to the next, leads to what is wanted.
# Seen:     variables are merged by their names, so the number is written into the one that comes from the limit: a variable with
#           `value` and `valueFrom`, which the API server refuses ("may not be specified when `value` is not empty"). The first
#           installation works, each upgrade fails.
# Here:     components/backends/grafana/values.ts sets GOGC in its place; the charts tier refuses a variable twice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	limit := core.EnvVar{Name: "GOMEMLIMIT", ValueFrom: &core.EnvVarSource{ResourceFieldRef: &core.ResourceFieldSelector{Resource: "limits.memory"}}}
	container := func(env ...core.EnvVar) []byte {
		return must(json.Marshal(core.PodSpec{Containers: []core.Container{{Name: "app", Env: env}}}))
	}
	number := func(value string) core.EnvVar { return core.EnvVar{Name: "GOMEMLIMIT", Value: value} }
	meta := must(strategicpatch.NewPatchMetaFromStruct(core.PodSpec{}))
	for _, each := range []struct {
		name          string
		before, after []byte
	}{
		{"a second one", container(limit), container(limit, number("870MiB"))},
		{"another number", container(limit, number("870MiB")), container(limit, number("1740MiB"))},
	} {
		patch := must(strategicpatch.CreateThreeWayMergePatch(each.before, each.after, each.before, meta, true))
		var made core.PodSpec
		if err := json.Unmarshal(must(strategicpatch.StrategicMergePatch(each.before, patch, core.PodSpec{})), &made); err != nil {
			panic(err)
		}
		for _, variable := range made.Containers[0].Env {
			fmt.Printf("%s: value %q, from the limit: %t\n", each.name, variable.Value, variable.ValueFrom != nil)
		}
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get k8s.io/api@v0.37.2 k8s.io/apimachinery@v0.37.2 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
expected='a second one: value "870MiB", from the limit: true
another number: value "1740MiB", from the limit: true
another number: value "870MiB", from the limit: false'
echo "k8s.io/apimachinery v0.37.2"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
