#!/usr/bin/env bash
# github.com/aws/aws-sdk-go-v2 v1.48.0, @smithy/signature-v4 5.7.5 and aws4 1.13.2 (npm): an address with two slashes in a row is
# signed otherwise in Go than by the others.
#
# Input:    GET requests of `aps` (Amazon Managed Prometheus) with the paths /workspaces/ws-1/api/v1/query, the same with two
#           slashes before `api`, as an address that ends with a slash makes them, and with `/./`; one key, one time.
# Expected: one signature for a path: AWS' page on signing says to "remove redundant and relative path components" first, for all
#           services but S3.
# Seen:     both of JavaScript sign the clean path for all three. Go signs what stands there, so the second and third have
#           signatures of their own, of which at most one can be the one that AWS computes.
# Here:     components/backends/prometheus/long-term-store.ts makes the address of a workspace without a slash at its end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '%s\n' /workspaces/ws-1/api/v1/query /workspaces/ws-1//api/v1/query /workspaces/ws-1/./api/v1/query > paths.txt
npm init -y > /dev/null
npm install --silent --no-audit --no-fund aws4@1.13.2 @smithy/signature-v4@5.7.5 @aws-crypto/sha256-js@5.2.0
cat > sign.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { Sha256 } = require("@aws-crypto/sha256-js");
const { SignatureV4 } = require("@smithy/signature-v4");
const aws4 = require("aws4");

const key = { accessKeyId: "example", secretAccessKey: "example" };
const host = "aps-workspaces.eu-west-1.amazonaws.com";
const signature = (authorization) => /Signature=(\w{8})/.exec(authorization)[1];

async function main() {
  for (const path of readFileSync("paths.txt", "utf8").trim().split("\n")) {
    const headers = { Host: host, "X-Amz-Date": "20240101T000000Z" };
    const one = aws4.sign({ host, path, service: "aps", region: "eu-west-1", headers }, key);
    const signer = new SignatureV4({ credentials: key, region: "eu-west-1", service: "aps", sha256: Sha256, applyChecksum: false });
    const other = await signer.sign(
      { method: "GET", protocol: "https:", hostname: host, path, query: {}, headers: { host } },
      { signingDate: new Date("2024-01-01T00:00:00Z") },
    );
    console.log(path, "aws4", signature(one.headers.Authorization), "smithy", signature(other.headers.authorization));
  }
}

main();
JS
cat > main.go <<'GO'
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

func main() {
	key := aws.Credentials{AccessKeyID: "example", SecretAccessKey: "example"}
	nothing := sha256.Sum256(nil)
	file, _ := os.Open("paths.txt")
	for lines := bufio.NewScanner(file); lines.Scan(); {
		request, err := http.NewRequest(http.MethodGet, "https://aps-workspaces.eu-west-1.amazonaws.com"+lines.Text(), nil)
		if err != nil {
			panic(err)
		}
		if err := v4.NewSigner().SignHTTP(context.Background(), key, request, hex.EncodeToString(nothing[:]), "aps", "eu-west-1",
			time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			panic(err)
		}
		fmt.Println(lines.Text(), "Go", regexp.MustCompile(`Signature=(\w{8})`).FindStringSubmatch(request.Header.Get("Authorization"))[1])
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/aws/aws-sdk-go-v2@v1.48.0 2> /dev/null
seen=$(node sign.cjs && go run . 2> /dev/null)
expected='/workspaces/ws-1/api/v1/query aws4 a1440065 smithy a1440065
/workspaces/ws-1//api/v1/query aws4 a1440065 smithy a1440065
/workspaces/ws-1/./api/v1/query aws4 a1440065 smithy a1440065
/workspaces/ws-1/api/v1/query Go a1440065
/workspaces/ws-1//api/v1/query Go 3460f92a
/workspaces/ws-1/./api/v1/query Go d70a0244'
echo "aws-sdk-go-v2 v1.48.0, @smithy/signature-v4 5.7.5, aws4 1.13.2"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
