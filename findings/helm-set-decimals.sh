#!/usr/bin/env bash
# helm.sh/helm/v3 v3.22.0: `--set` makes whole numbers numbers and fractions texts, so a chart's schema refuses its own default.
#
# Input:    `ratio: 0.5` and `count: 3` as a file of values, and `--set ratio=0.5,count=3`, checked by a schema with
#           `"type": "number"` for both; and `--set list={}`, where a list stands in braces.
# Expected: the same values: "The YAML equivalent of `--set name=value` is `name: value`", says Helm's page, where 0.5 is a
#           number as 3 is. And an empty list.
# Seen:     from --set ratio is the text "0.5" and refused: "got string, want number"; count is taken. In a template
#           it is a text as well. The list holds one entry, an empty text. `--set-json ratio=0.5,list=[]` gives both.
# Here:     no command that the program or its docs print sets a fraction by --set; releases get their values as objects.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/strvals"
)

const schema = `{"properties": {"ratio": {"type": "number"}, "count": {"type": "number"}}}`

func show(way string, values map[string]any, err error) {
	if err != nil {
		panic(err)
	}
	refused := "taken"
	if err := chartutil.ValidateAgainstSingleSchema(values, []byte(schema)); err != nil {
		refused = strings.TrimSpace(err.Error())
	}
	fmt.Printf("%s: ratio %#v, count %#v, %s\n", way, values["ratio"], values["count"], refused)
}

func main() {
	file, err := chartutil.ReadValues([]byte("ratio: 0.5\ncount: 3\n"))
	show("file", file, err)
	set, err := strvals.Parse("ratio=0.5,count=3")
	show("--set", set, err)
	list, err := strvals.Parse("list={}")
	fmt.Printf("--set list={}: %#v %v\n", list["list"], err)
	json := map[string]any{}
	err = strvals.ParseJSON("ratio=0.5,list=[]", json)
	fmt.Printf("--set-json: %#v %#v %v\n", json["ratio"], json["list"], err)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get helm.sh/helm/v3@v3.22.0 2> /dev/null
seen=$(go run .)
expected="file: ratio 0.5, count 3, taken
--set: ratio \"0.5\", count 3, - at '/ratio': got string, want number
--set list={}: []interface {}{\"\"} <nil>
--set-json: 0.5 []interface {}{} <nil>"
echo "helm v3.22.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
