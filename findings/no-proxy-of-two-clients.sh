#!/usr/bin/env bash
# golang.org/x/net v0.62.0 (Go's NO_PROXY), proxy-from-env 2.1.0 and @npmcli/agent 4.0.2 (npm): of the usual entries of NO_PROXY
# two are read alike by the three.
#
# Input:    NO_PROXY with a network, a name, a name with a dot or an asterisk before it, a name with a port, two names with a
#           blank between them, and `*`; hosts behind each, asked by https.
# Expected: one list of hosts that are asked without the proxy, as one environment is written for all programs of a pod or of
#           a pipeline: 10.0.0.0/8 is a network, example.com has its subdomains with it or has not.
# Seen:     a network is one for Go alone. `example.com` has its subdomains for Go and npm's agent, and not for axios'
#           proxy-from-env. `.example.com` has example.com itself for npm's agent alone; `*.example.com` and `*` are nothing to
#           it, and a port ends every match. Blanks part names for proxy-from-env alone.
# Here:     components/preflight/cluster/proxy.ts goes by Go's rules, as the Kubernetes provider does, and gives npm's agent an
#           empty list.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > cases.txt <<'TEXT'
10.0.0.0/8
example.com
.example.com
*.example.com
api.example.com:443
example.org example.com
*
TEXT
npm init -y > /dev/null
npm install --silent --no-audit --no-fund proxy-from-env@2.1.0 @npmcli/agent@4.0.2
cat > ask.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { getProxyForUrl } = require("proxy-from-env");
const { getProxy } = require("@npmcli/agent/lib/proxy.js");

const hosts = ["10.1.2.3", "example.com", "api.example.com"];
process.env.HTTPS_PROXY = "http://proxy.example.net:3128";
for (const entry of readFileSync("cases.txt", "utf8").trim().split("\n")) {
  process.env.NO_PROXY = entry;
  const direct = (asked) => hosts.filter((host) => !asked(`https://${host}/`)).join(" ") || "none";
  console.log(`${entry} | proxy-from-env: ${direct(getProxyForUrl)}`);
  console.log(`${entry} | @npmcli/agent: ${direct((url) => getProxy(new URL(url), { noProxy: entry, proxy: process.env.HTTPS_PROXY }))}`);
}
JS
cat > main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

func main() {
	file, _ := os.Open("cases.txt")
	for lines := bufio.NewScanner(file); lines.Scan(); {
		proxyOf := (&httpproxy.Config{HTTPSProxy: "http://proxy.example.net:3128", NoProxy: lines.Text()}).ProxyFunc()
		direct := []string{}
		for _, host := range []string{"10.1.2.3", "example.com", "api.example.com"} {
			if proxy, err := proxyOf(&url.URL{Scheme: "https", Host: host, Path: "/"}); err == nil && proxy == nil {
				direct = append(direct, host)
			}
		}
		if len(direct) == 0 {
			direct = append(direct, "none")
		}
		fmt.Println(lines.Text(), "| Go:", strings.Join(direct, " "))
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get golang.org/x/net@v0.62.0 2> /dev/null
seen=$(go run . && node ask.cjs)
expected='10.0.0.0/8 | Go: 10.1.2.3
example.com | Go: example.com api.example.com
.example.com | Go: api.example.com
*.example.com | Go: api.example.com
api.example.com:443 | Go: api.example.com
example.org example.com | Go: none
* | Go: 10.1.2.3 example.com api.example.com
10.0.0.0/8 | proxy-from-env: none
10.0.0.0/8 | @npmcli/agent: none
example.com | proxy-from-env: example.com
example.com | @npmcli/agent: example.com api.example.com
.example.com | proxy-from-env: api.example.com
.example.com | @npmcli/agent: example.com api.example.com
*.example.com | proxy-from-env: api.example.com
*.example.com | @npmcli/agent: none
api.example.com:443 | proxy-from-env: api.example.com
api.example.com:443 | @npmcli/agent: none
example.org example.com | proxy-from-env: example.com
example.org example.com | @npmcli/agent: none
* | proxy-from-env: 10.1.2.3 example.com api.example.com
* | @npmcli/agent: none'
echo "golang.org/x/net v0.62.0, proxy-from-env 2.1.0, @npmcli/agent 4.0.2"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
