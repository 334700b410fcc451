#!/usr/bin/env bash
# github.com/leodido/go-syslog/v4 v4.6.0 (Alloy's and the Collector's receivers of syslog): of RFC 5424's own examples an address is
# lost, and a path of Windows in structured data refuses the whole message.
#
# Input:    structured data `[origin ip="192.0.2.1" ip="192.0.2.129"]`, from section 7.2.4; `[x@1 path="C:\logs\new"]`; and
#           quotes, brackets and backslashes with the escapes of section 6.3.3.
# Expected: both addresses, as a parameter "MAY be repeated multiple times inside an SD-ELEMENT"; and the path as it stands: a
#           backslash before any other letter "MUST be treated as a regular backslash".
# Seen:     the second address alone, since a map holds the parameters. The path is an error, and there is no message, only what
#           is wrong with it. The three escapes are read.
# Here:     docs/vm-logs.md: machines send files by a collector of their own, and nothing of the platform listens for syslog.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/leodido/go-syslog/v4/rfc5424"
)

func main() {
	for _, data := range []string{
		`[origin ip="192.0.2.1" ip="192.0.2.129"]`, `[x@1 path="C:\logs\new"]`, `[x@1 said="\"a\" [b\] \\c"]`,
	} {
		read, err := rfc5424.NewParser().Parse([]byte("<34>1 2003-10-11T22:14:15.003Z host app 1 ID47 " + data + " text"))
		if err != nil {
			fmt.Println(data, "|", err, "| a message:", read != nil)
			continue
		}
		message := read.(*rfc5424.SyslogMessage)
		fmt.Println(data, "|", *message.StructuredData, "|", *message.Message)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/leodido/go-syslog/v4@v4.6.0 2> /dev/null
seen=$(go run . 2> /dev/null)
# shellcheck disable=SC2016 # the backquotes are the parser's
expected='[origin ip="192.0.2.1" ip="192.0.2.129"] | map[origin:map[ip:192.0.2.129]] | text
[x@1 path="C:\logs\new"] | expecting chars `]`, `"`, and `\` to be escaped within param value [col 61] | a message: false
[x@1 said="\"a\" [b\] \\c"] | map[x@1:map[said:"a" [b] \c]] | text'
echo "leodido/go-syslog v4.6.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
