#!/usr/bin/env bash
# github.com/pulumi/pulumi/sdk/v3 v3.274.1: a number written over a quoted one in a stack file is a text again.
#
# Input:    a stack file with `quoted: "7"` and `plain: 7`; both are set to 30 with the type int, and the file is saved.
# Expected: two numbers: whoever names a type asks for that type in the file, whatever stood there.
# Seen:     `quoted: "30"` and `plain: 30`. The editor of the file keeps the style of the scalar that it replaces, so the
#           number is a text when the file is read next, with no error at any step. `pulumi config set --path --type int`
#           does the same, and can be repeated for ever. Removed first, the key becomes a number.
# Here:     settings/stack-file/quotes.ts: a command for what stands in quotes removes it first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

const before = `config:
  demo:quoted: "7"
  demo:plain: 7
`

func main() {
	file := "Pulumi.dev.yaml"
	must(os.WriteFile(file, []byte(before), 0o600))
	sink := diag.DefaultSink(os.Stderr, os.Stderr, diag.FormatOptions{Color: colors.Never})
	project := &workspace.Project{Name: tokens.PackageName("demo"), Runtime: workspace.NewProjectRuntimeInfo("yaml", nil)}
	stack, err := workspace.LoadProjectStack(sink, project, file)
	must(err)
	for _, name := range []string{"quoted", "plain"} {
		must(stack.Config.Set(config.MustMakeKey("demo", name), config.NewTypedValue("30", config.TypeInt), false))
	}
	must(stack.Save(file))
	text, _ := os.ReadFile(file)
	fmt.Print(string(text))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/pulumi/pulumi/sdk/v3@v3.274.1 2> /dev/null
seen=$(go run .)
expected='config:
  demo:quoted: "30"
  demo:plain: 30'
echo "pulumi sdk v3.274.1"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
