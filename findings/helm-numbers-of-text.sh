#!/usr/bin/env bash
# github.com/Masterminds/sprig/v3 v3.3.0 (Helm 3.22): `int "08"` is 0, `int "010"` is 8, and what is no standard Base64 decodes to
# the text of its error.
#
# Input:    int, int64 and atoi of the texts 7, 08, 010, 1.9 and 12; b64dec of `aGk=`, of `aGk` (no padding) and of `_-__`
#           (the alphabet for URLs), which are RFC 4648's other forms.
# Expected: one number by int and by atoi, both of which Sprig's page has for texts; or an error. A value or an error of b64dec.
# Seen:     int takes a leading zero for octal and gives 0 for what is no octal number, as for a fraction: an hour 08 or a build
#           010 is another, with no error. Of b64dec the value of a Secret is "illegal base64 data at input byte 0".
# Here:     values go to charts as numbers and Secrets as text (components/); no template of the platform's own converts any.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

func rendered(call string) string {
	var out strings.Builder
	it := template.Must(template.New("it").Funcs(sprig.TxtFuncMap()).Parse("{{ " + call + " }}"))
	if err := it.Execute(&out, nil); err != nil {
		return "an error"
	}
	return out.String()
}

func main() {
	for _, text := range []string{"7", "08", "010", "1.9", "12"} {
		fmt.Printf("%s: int %s, int64 %s, atoi %s\n",
			text, rendered("int `"+text+"`"), rendered("int64 `"+text+"`"), rendered("atoi `"+text+"`"))
	}
	for _, text := range []string{"aGk=", "aGk", "_-__"} {
		fmt.Printf("%s: b64dec %s\n", text, rendered("b64dec `"+text+"`"))
	}
}
GO
export GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/Masterminds/sprig/v3@v3.3.0 2> /dev/null
seen=$(go run .)
expected='7: int 7, int64 7, atoi 7
08: int 0, int64 0, atoi 8
010: int 8, int64 8, atoi 10
1.9: int 0, int64 0, atoi 0
12: int 12, int64 12, atoi 12
aGk=: b64dec hi
aGk: b64dec illegal base64 data at input byte 0
_-__: b64dec illegal base64 data at input byte 0'
echo "sprig v3.3.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
