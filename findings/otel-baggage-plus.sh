#!/usr/bin/env bash
# opentelemetry-api 1.45.2 (PyPI) and go.opentelemetry.io/otel v1.47.0: what a service in Python puts into baggage with a blank
# arrives in Go with a plus, and what Go sends with a plus arrives in Python with a blank.
#
# Input:    the value `new york` and the value `1+1`, injected by one SDK as the header `baggage`, extracted by the other.
# Expected: the same values: W3C Baggage has percent-encoding of UTF-8, where a blank is %20 and a plus is a plus.
# Seen:     Python writes and reads as forms of HTML do: `k=new+york`, which Go reads as "new+york"; Go's `k=1+1` is "1 1" in
#           Python. Between two of one language all is well. Metadata behind a semicolon is part of Python's value, too.
# Here:     components/collection/instrumentation/values.ts lets services pass baggage on; the platform makes nothing of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check opentelemetry-api==1.45.2
cat > inject.py <<'PY'
import sys
from opentelemetry import baggage
from opentelemetry.baggage.propagation import W3CBaggagePropagator

if sys.argv[1] == "inject":
    headers = {}
    W3CBaggagePropagator().inject(headers, baggage.set_baggage("k", sys.argv[2]))
    print(headers["baggage"])
else:
    print(baggage.get_baggage("k", W3CBaggagePropagator().extract({"baggage": sys.argv[2]})))
PY
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"go.opentelemetry.io/otel/baggage"
)

func main() {
	if os.Args[1] == "inject" {
		member, _ := baggage.NewMemberRaw("k", os.Args[2])
		sent, _ := baggage.New(member)
		fmt.Println(sent)
		return
	}
	received, _ := baggage.Parse(os.Args[2])
	fmt.Println(received.Member("k").Value())
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get go.opentelemetry.io/otel@v1.47.0 2> /dev/null
go build -o go-service .
seen=$(for value in "new york" "1+1"; do
  of_python=$(python/bin/python inject.py inject "$value")
  of_go=$(./go-service inject "$value")
  echo "$value: Python sends $of_python, Go reads $(./go-service extract "$of_python")"
  echo "$value: Go sends $of_go, Python reads $(python/bin/python inject.py extract "$of_go")"
done
echo "with metadata: Go reads $(./go-service extract "k=1;unit=s"), Python $(python/bin/python inject.py extract "k=1;unit=s")")
expected='new york: Python sends k=new+york, Go reads new+york
new york: Go sends k=new%20york, Python reads new york
1+1: Python sends k=1%2B1, Go reads 1+1
1+1: Go sends k=1+1, Python reads 1 1
with metadata: Go reads 1, Python 1;unit=s'
echo "opentelemetry-api 1.45.2, otel v1.47.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
