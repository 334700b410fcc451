#!/usr/bin/env bash
# @kubernetes/client-node 1.4.0 (npm) and sigs.k8s.io/yaml v1.6.0 (kubectl, Helm): `defaultMode: 0400` of a manifest is another
# mode in each, and each takes it.
#
# Input:    `defaultMode: 0400`, as Kubernetes' page on Secrets writes it ("YAML accepts both octal and decimal"), and 0o400.
# Expected: 256, owner may read, from whatever applies the manifest; or an error.
# Seen:     kubectl's reader: 256. loadYaml, the client's own way to read manifests: 400, which is 0620 and allowed: the group
#           may write. Both read 0o400 as 256; PyYAML 6.0.3 makes a text of that one, and 256 of the other, so no notation
#           in octal is the same number in all three.
# Here:     no object of components/ has a mode; one that gets one has it in decimals.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf 'secret: { defaultMode: 0400 }\nother: { defaultMode: 0o400 }\n' > volume.yaml
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @kubernetes/client-node@1.4.0
cat > load.mjs <<'JS'
import { readFileSync } from "node:fs";
import { loadYaml } from "@kubernetes/client-node";

const { secret, other } = loadYaml(readFileSync("volume.yaml", "utf8"));
console.log("client-node:", JSON.stringify([secret.defaultMode, other.defaultMode]));
JS
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	text, _ := os.ReadFile("volume.yaml")
	var read map[string]map[string]any
	if err := yaml.Unmarshal(text, &read); err != nil {
		panic(err)
	}
	fmt.Println("sigs.k8s.io/yaml:", read["secret"]["defaultMode"], read["other"]["defaultMode"])
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get sigs.k8s.io/yaml@v1.6.0 2> /dev/null
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check PyYAML==6.0.3
seen=$(node load.mjs && go run . && python/bin/python -c '
import json, yaml
read = yaml.safe_load(open("volume.yaml"))
print("PyYAML:", json.dumps([read["secret"]["defaultMode"], read["other"]["defaultMode"]]))')
expected='client-node: [400,256]
sigs.k8s.io/yaml: 256 256
PyYAML: [256, "0o400"]'
echo "@kubernetes/client-node 1.4.0, sigs.k8s.io/yaml v1.6.0, PyYAML 6.0.3"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
