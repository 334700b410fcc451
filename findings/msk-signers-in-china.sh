#!/usr/bin/env bash
# aws-msk-iam-sasl-signer of Python 1.0.2, JavaScript 1.0.3 and Go v1.0.4: tokens for brokers in China name a host of
# another partition.
#
# Input:    the region cn-north-1, and credentials.
# Expected: the token is signed for MSK's host in that partition, which botocore, that Python's signer itself uses, calls
#           kafka.cn-north-1.amazonaws.com.cn.
# Seen:     all three put the region into one template, `kafka.<region>.amazonaws.com`. The token is made without an error;
#           users in China report that brokers there do not take it (aws-msk-iam-sasl-signer-python#16). No broker is asked
#           here.
# Here:     components/preflight/account warns of `kafka.auth: iam` in such a partition.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip --quiet install aws-msk-iam-sasl-signer-python==1.0.2 boto3==1.44.8 botocore==1.44.8
cat > signed.py <<'PY'
import base64
from urllib.parse import urlparse

import botocore.session
from aws_msk_iam_sasl_signer import MSKAuthTokenProvider
from botocore.credentials import CredentialProvider, Credentials


class Fixed(CredentialProvider):
    def load(self):
        return Credentials("AKIAEXAMPLE", "example")


client = botocore.session.get_session().create_client(
    "kafka", region_name="cn-north-1", aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="example"
)
print("botocore", urlparse(client.meta.endpoint_url).netloc)
token, _ = MSKAuthTokenProvider.generate_auth_token_from_credentials_provider("cn-north-1", Fixed())
print("python", urlparse(base64.urlsafe_b64decode(token + "==").decode()).netloc)
PY
npm init --yes > npm.log
npm install --silent aws-msk-iam-sasl-signer-js@1.0.3 >> npm.log
cat > signed.js <<'JS'
const { generateAuthTokenFromCredentialsProvider } = require("aws-msk-iam-sasl-signer-js");
const awsCredentialsProvider = async () => ({ accessKeyId: "AKIAEXAMPLE", secretAccessKey: "example" });
generateAuthTokenFromCredentialsProvider({ region: "cn-north-1", awsCredentialsProvider }).then(({ token }) =>
  console.log("javascript", new URL(Buffer.from(token, "base64url").toString()).host),
);
JS
cat > main.go <<'GO'
package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/url"

	"github.com/aws/aws-msk-iam-sasl-signer-go/signer"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

func main() {
	fixed := credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "example", "")
	token, _, err := signer.GenerateAuthTokenFromCredentialsProvider(context.Background(), "cn-north-1", fixed)
	if err != nil {
		panic(err)
	}
	signed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		panic(err)
	}
	address, err := url.Parse(string(signed))
	if err != nil {
		panic(err)
	}
	fmt.Println("go", address.Host)
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get github.com/aws/aws-msk-iam-sasl-signer-go@v1.0.4 2> /dev/null
go mod tidy 2> /dev/null
seen=$(
  python/bin/python signed.py
  node signed.js
  go run .
)
expected='botocore kafka.cn-north-1.amazonaws.com.cn
python kafka.cn-north-1.amazonaws.com
javascript kafka.cn-north-1.amazonaws.com
go kafka.cn-north-1.amazonaws.com'
echo "aws-msk-iam-sasl-signer: Python 1.0.2, JavaScript 1.0.3, Go v1.0.4"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
