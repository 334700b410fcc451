#!/usr/bin/env bash
# @kubernetes/client-node 1.4.0 (npm) and k8s.io/client-go v0.37.2: with two files in KUBECONFIG the JavaScript client talks to
# another cluster than kubectl, or to none.
#
# Input:    files with one cluster each, a.yaml and b.yaml, both with a current context; then two that both have a cluster of one
#           name; then a name of which there is no file, before a.yaml.
# Expected: what Kubernetes' page on kubeconfig files says of KUBECONFIG: "the first file to set a particular value or map key
#           wins", for the current context as for clusters, and a file that is not there is no error.
# Seen:     client-go: the cluster of a.yaml each time. client-node: the current context of the last file, then
#           "Duplicate cluster", then ENOENT.
# Here:     nothing is read from a kubeconfig: components/platform.ts makes the provider's from the cluster's own facts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
write() { # file, name of cluster and context, server
  cat > "$1" <<YAML
apiVersion: v1
kind: Config
clusters: [{ name: $2, cluster: { server: "https://$3" } }]
users: [{ name: $2, user: { token: x } }]
contexts: [{ name: $2, context: { cluster: $2, user: $2 } }]
current-context: $2
YAML
}
write a.yaml one a.example.com
write b.yaml two b.example.com
write c.yaml one c.example.com
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @kubernetes/client-node@1.4.0
cat > load.mjs <<'JS'
import { KubeConfig } from "@kubernetes/client-node";

try {
  const config = new KubeConfig();
  config.loadFromDefault();
  console.log("client-node:", config.getCurrentCluster().server);
} catch (error) {
  console.log("client-node:", error.message);
}
JS
cat > main.go <<'GO'
package main

import (
	"fmt"

	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	config, err := clientcmd.NewDefaultClientConfigLoadingRules().Load()
	if err != nil {
		panic(err)
	}
	fmt.Println("client-go:", config.Clusters[config.Contexts[config.CurrentContext].Cluster].Server)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get k8s.io/client-go@v0.37.2 2> /dev/null
go build -o load .
seen=$(for files in a.yaml:b.yaml a.yaml:c.yaml missing.yaml:a.yaml; do
  echo "$files"
  KUBECONFIG=$files node load.mjs
  KUBECONFIG=$files ./load 2> /dev/null
done)
expected="a.yaml:b.yaml
client-node: https://b.example.com
client-go: https://a.example.com
a.yaml:c.yaml
client-node: Duplicate cluster: one
client-go: https://a.example.com
missing.yaml:a.yaml
client-node: ENOENT: no such file or directory, open 'missing.yaml'
client-go: https://a.example.com"
echo "@kubernetes/client-node 1.4.0, client-go v0.37.2"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
