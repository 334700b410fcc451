#!/usr/bin/env bash
# helm.sh/helm/v3 v3.22.0: helm.sh/resource-policy: keep is read from the cluster by an upgrade, and from the chart by uninstall.
#
# Input:    a release of two config maps, with `helm.sh/resource-policy: keep` in the chart, on the object in the cluster, on both or
#           on neither; then an upgrade without the second map, or uninstall. An API server within this script.
# Expected: one place that counts for both: the annotation "instructs Helm to skip deleting this resource when a helm operation
#           (such as helm uninstall, helm upgrade or helm rollback) would result in its deletion".
# Seen:     put on by `kubectl annotate` it saves the map from upgrades, and uninstall deletes it. In the chart, but taken off the
#           object, it is the other way round.
# Here:     components/helm-values.ts has charts write it, and never asks anybody to put it on by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/cli"
)

// An API server that knows config maps alone.
type server struct {
	sync.Mutex
	kept map[string]map[string]any
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	answer := func(code int, value any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(value)
	}
	failure := func(code int, reason string) {
		answer(code, map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code, "message": reason})
	}
	const place = "/api/v1/namespaces/default/configmaps"
	name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, place), "/")
	switch {
	case r.URL.Path == "/version":
		answer(200, map[string]any{"major": "1", "minor": "37", "gitVersion": "v1.37.2"})
	case r.URL.Path == "/api":
		answer(200, map[string]any{"kind": "APIVersions", "versions": []string{"v1"}})
	case r.URL.Path == "/apis":
		answer(200, map[string]any{"kind": "APIGroupList", "apiVersion": "v1", "groups": []any{}})
	case r.URL.Path == "/api/v1":
		answer(200, map[string]any{"kind": "APIResourceList", "groupVersion": "v1", "resources": []any{map[string]any{
			"name": "configmaps", "namespaced": true, "kind": "ConfigMap", "verbs": []string{"get", "create", "patch", "delete"}}}})
	case !strings.HasPrefix(r.URL.Path, place):
		failure(404, "NotFound")
	case r.Method == "POST":
		var made map[string]any
		_ = json.NewDecoder(r.Body).Decode(&made)
		s.kept[made["metadata"].(map[string]any)["name"].(string)] = made
		answer(201, made)
	case s.kept[name] == nil:
		failure(404, "NotFound")
	case r.Method == "DELETE":
		delete(s.kept, name)
		answer(200, map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Success"})
	default:
		answer(200, s.kept[name])
	}
}

const keep = "helm.sh/resource-policy"

func chartOf(annotated bool, names ...string) *chart.Chart {
	it := &chart.Chart{Metadata: &chart.Metadata{Name: "it", Version: "1.0.0", APIVersion: "v2"}}
	annotations := "{}"
	if annotated {
		annotations = "{ " + keep + ": keep }"
	}
	for _, name := range names {
		it.Templates = append(it.Templates, &chart.File{Name: "templates/" + name,
			Data: []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: " + name + ", annotations: " + annotations + " }\n")})
	}
	return it
}

// What is left of the release's second object: the chart has the annotation, or an operator has put it on or taken it off.
func left(inChart, inCluster bool, by string) string {
	cluster := &server{kept: map[string]map[string]any{}}
	listener := httptest.NewServer(cluster)
	defer listener.Close()
	settings := cli.New()
	settings.KubeAPIServer = listener.URL
	settings.SetNamespace("default")
	configuration := new(action.Configuration)
	must(configuration.Init(settings.RESTClientGetter(), "default", "memory", func(string, ...any) {}))
	install := action.NewInstall(configuration)
	install.ReleaseName, install.Namespace, install.DisableOpenAPIValidation = "it", "default", true
	_, err := install.Run(chartOf(inChart, "first", "second"), nil)
	must(err)
	metadata := cluster.kept["second"]["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	delete(annotations, keep)
	if inCluster {
		annotations[keep] = "keep"
	}
	if by == "upgrade" {
		upgrade := action.NewUpgrade(configuration)
		upgrade.Namespace, upgrade.DisableOpenAPIValidation = "default", true
		_, err = upgrade.Run("it", chartOf(inChart, "first"), nil)
	} else {
		uninstall := action.NewUninstall(configuration)
		uninstall.DisableHooks = true
		_, err = uninstall.Run("it")
	}
	must(err)
	if cluster.kept["second"] == nil {
		return by + " deletes it"
	}
	return by + " keeps it"
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	os.Setenv("KUBECONFIG", os.DevNull)
	for _, way := range []struct{ inChart, inCluster bool }{{true, true}, {false, true}, {true, false}, {false, false}} {
		fmt.Println("keep in the chart:", way.inChart, "on the object:", way.inCluster, "|",
			left(way.inChart, way.inCluster, "upgrade"), "|", left(way.inChart, way.inCluster, "uninstall"))
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get helm.sh/helm/v3@v3.22.0 2> /dev/null
seen=$(go run .)
expected='keep in the chart: true on the object: true | upgrade keeps it | uninstall keeps it
keep in the chart: false on the object: true | upgrade keeps it | uninstall deletes it
keep in the chart: true on the object: false | upgrade deletes it | uninstall keeps it
keep in the chart: false on the object: false | upgrade deletes it | uninstall deletes it'
echo "helm v3.22.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
