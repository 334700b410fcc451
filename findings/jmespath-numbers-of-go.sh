#!/usr/bin/env bash
# github.com/jmespath-community/go-jmespath v1.1.1 (Alloy) and github.com/jmespath/go-jmespath v0.4.0 (Promtail): to_number
# takes words and Go's notations for numbers.
#
# Input:    `to_number(level)` for the texts inf, nan, 0x1p4, 1_0, .5 and 10.
# Expected: null but for 10: JMESPath says that a text is a number where it "conforms to the json-number production".
# Seen:     infinity, NaN, 16, 10 and 0.5. A level that is written `inf`, for info, is a number then, larger than every
#           bound of a filter; a result that holds it can't be written as JSON.
# Here:     components/collection/container-logs/levels.ts tells texts from numbers by type(), and never converts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	alloy "github.com/jmespath-community/go-jmespath"
	promtail "github.com/jmespath/go-jmespath"
)

func main() {
	for _, text := range []string{"inf", "nan", "0x1p4", "1_0", ".5", "10", "info"} {
		line := map[string]any{"level": text}
		a, errA := alloy.Search("to_number(level)", line)
		p, errP := promtail.Search("to_number(level)", line)
		_, unwritable := json.Marshal(a)
		fmt.Println(text, "is", a, errA, "and", p, errP, "as JSON:", unwritable)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/jmespath-community/go-jmespath@v1.1.1 github.com/jmespath/go-jmespath@v0.4.0 2> /dev/null
seen=$(go run .)
expected='inf is +Inf <nil> and +Inf <nil> as JSON: json: unsupported value: +Inf
nan is NaN <nil> and NaN <nil> as JSON: json: unsupported value: NaN
0x1p4 is 16 <nil> and 16 <nil> as JSON: <nil>
1_0 is 10 <nil> and 10 <nil> as JSON: <nil>
.5 is 0.5 <nil> and 0.5 <nil> as JSON: <nil>
10 is 10 <nil> and 10 <nil> as JSON: <nil>
info is <nil> <nil> and <nil> <nil> as JSON: <nil>'
echo "jmespath-community/go-jmespath v1.1.1, jmespath/go-jmespath v0.4.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
