#!/usr/bin/env bash
# github.com/google/cel-go v0.31.0 (the API server), cel-python 0.5.0 (PyPI) and cel-js 0.8.2 (npm): one expression of CEL has
# other values in each.
#
# Input:    divisions of whole numbers, an `or` whose left side fails, and texts of a bool, a double, a duration and a time.
# Expected: the values of the language's definition, wherever a rule is tried out: `/` on ints truncates, `||` is true where
#           either side is true, string(true) is "true".
# Seen:     cel-go does so. cel-js has 2.5 for 5 / 2 and fails for the `or`. cel-python's texts are Python's: "True", "1.0", so
#           `string(ready) == "true"` is false; of 1.5 seconds and of half a second in a time the fraction is gone.
# Here:     components/backends/prometheus/confinement/: an API server checks these policies (test/long/operator/operator.test.ts), no library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > expressions.txt <<'TEXT'
replicas / 2
1 / 0 > 1 || ready
string(ready)
string(ready) == "true"
string(1.0)
string(duration("1.5s"))
string(timestamp("2024-01-01T00:00:00.5Z"))
TEXT
cat > main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/google/cel-go/cel"
)

func main() {
	environment, err := cel.NewEnv(cel.Variable("replicas", cel.IntType), cel.Variable("ready", cel.BoolType))
	if err != nil {
		panic(err)
	}
	file, _ := os.Open("expressions.txt")
	for lines := bufio.NewScanner(file); lines.Scan(); {
		ast, issues := environment.Compile(lines.Text())
		if issues.Err() != nil {
			panic(issues.Err())
		}
		program, _ := environment.Program(ast)
		value, _, err := program.Eval(map[string]any{"replicas": 5, "ready": true})
		if err != nil {
			panic(err)
		}
		fmt.Println("cel-go:", lines.Text(), "is", value)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/google/cel-go@v0.31.0 2> /dev/null
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check cel-python==0.5.0
cat > evaluate.py <<'PY'
import celpy

environment = celpy.Environment()
for line in open("expressions.txt"):
    program = environment.program(environment.compile(line.strip()))
    value = program.evaluate({"replicas": celpy.json_to_cel(5), "ready": celpy.json_to_cel(True)})
    print("cel-python:", line.strip(), "is", str(value))
PY
npm init -y > /dev/null
npm install --silent --no-audit --no-fund cel-js@0.8.2
cat > evaluate.mjs <<'JS'
import { evaluate } from "cel-js";

for (const expression of ["replicas / 2", "1 / 0 > 1 || ready"]) {
  try {
    console.log("cel-js:", expression, "is", evaluate(expression, { replicas: 5, ready: true }));
  } catch (error) {
    console.log("cel-js:", expression, "fails:", error.message);
  }
}
JS
seen=$(go run . 2> /dev/null && python/bin/python evaluate.py && node evaluate.mjs)
expected='cel-go: replicas / 2 is 2
cel-go: 1 / 0 > 1 || ready is true
cel-go: string(ready) is true
cel-go: string(ready) == "true" is true
cel-go: string(1.0) is 1
cel-go: string(duration("1.5s")) is 1.5s
cel-go: string(timestamp("2024-01-01T00:00:00.5Z")) is 2024-01-01T00:00:00.5Z
cel-python: replicas / 2 is 2
cel-python: 1 / 0 > 1 || ready is True
cel-python: string(ready) is True
cel-python: string(ready) == "true" is False
cel-python: string(1.0) is 1.0
cel-python: string(duration("1.5s")) is 1s
cel-python: string(timestamp("2024-01-01T00:00:00.5Z")) is 2024-01-01T00:00:00Z
cel-js: replicas / 2 is 2.5
cel-js: 1 / 0 > 1 || ready fails: Division by zero'
echo "cel-go v0.31.0, cel-python 0.5.0, cel-js 0.8.2"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
