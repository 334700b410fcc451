#!/usr/bin/env bash
# helm.sh/helm/v3 v3.22.0: what a failed upgrade has added, and the next one has no more, stays in the cluster for ever.
#
# Input:    a release of one config map; an upgrade that adds two, of which the second is refused by the cluster; then the chart
#           without them, twice; then uninstall. An API server that knows config maps alone, within this script.
# Expected: after the next upgrade the first config map alone, and nothing after uninstall: Helm compares the old manifest, the new
#           one and the cluster ("three-way"), and has the failed revision, with the map that it made, in its history.
# Seen:     the old manifest is that of the last revision that succeeded, so the map in between is in neither of the two. Each
#           later upgrade says that all is well, uninstall too, and the map is still there. With --cleanup-on-fail it is not.
# Here:     components/chart-release.ts sets cleanupOnFail, with which the failed upgrade takes its own additions away.
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
	"sort"
	"strings"
	"sync"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/cli"
)

// An API server that knows config maps alone, and refuses those called "refused".
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
		name := made["metadata"].(map[string]any)["name"].(string)
		if name == "refused" {
			failure(403, "Forbidden")
			return
		}
		s.kept[name] = made
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

func (s *server) names() string {
	s.Lock()
	defer s.Unlock()
	names := []string{}
	for name := range s.kept {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, " ")
}

func chartOf(names ...string) *chart.Chart {
	it := &chart.Chart{Metadata: &chart.Metadata{Name: "it", Version: "1.0.0", APIVersion: "v2"}}
	for _, name := range names {
		it.Templates = append(it.Templates, &chart.File{Name: "templates/" + name,
			Data: []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: " + name + " }\n")})
	}
	return it
}

func run(cleanup bool) {
	cluster := &server{kept: map[string]map[string]any{}}
	listener := httptest.NewServer(cluster)
	defer listener.Close()
	settings := cli.New()
	settings.KubeAPIServer = listener.URL
	settings.SetNamespace("default")
	configuration := new(action.Configuration)
	if err := configuration.Init(settings.RESTClientGetter(), "default", "memory", func(string, ...any) {}); err != nil {
		panic(err)
	}
	install := action.NewInstall(configuration)
	install.ReleaseName, install.Namespace, install.DisableOpenAPIValidation = "it", "default", true
	_, err := install.Run(chartOf("first"), nil)
	fmt.Println("first:", err, "| in the cluster:", cluster.names())
	for _, names := range [][]string{{"first", "added", "refused"}, {"first"}, {"first"}} {
		upgrade := action.NewUpgrade(configuration)
		upgrade.Namespace, upgrade.DisableOpenAPIValidation, upgrade.CleanupOnFail = "default", true, cleanup
		_, err := upgrade.Run("it", chartOf(names...), nil)
		fmt.Println(strings.Join(names, " ")+":", err, "| in the cluster:", cluster.names())
	}
	uninstall := action.NewUninstall(configuration)
	uninstall.DisableHooks = true
	_, err = uninstall.Run("it")
	fmt.Println("uninstalled:", err, "| in the cluster:", cluster.names())
}

func main() {
	os.Setenv("KUBECONFIG", os.DevNull)
	run(false)
	fmt.Println("with CleanupOnFail")
	run(true)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get helm.sh/helm/v3@v3.22.0 2> /dev/null
seen=$(go run .)
expected='first: <nil> | in the cluster: first
first added refused: failed to create resource: Forbidden | in the cluster: added first
first: <nil> | in the cluster: added first
first: <nil> | in the cluster: added first
uninstalled: <nil> | in the cluster: added
with CleanupOnFail
first: <nil> | in the cluster: first
first added refused: failed to create resource: Forbidden | in the cluster: first
first: <nil> | in the cluster: first
first: <nil> | in the cluster: first
uninstalled: <nil> | in the cluster: '
echo "helm v3.22.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
