// The gateway's listener for senders outside the cluster: TLS, and a bearer token that decides the tenant.
//
// A token is `<tenant>.<secret>`. The whole of it is compared with the list of valid tokens before anything is read, so
// the tenant in front of the dot is as trustworthy as the secret behind it, and needs no table of tokens in the
// configuration (identity.ts reads it there).
import { hostPort } from "../../../conventions/addresses";
import { tlsSecretKeys } from "../../../conventions/secrets";
import { ports } from "../../endpoints";
import type { HelmValues } from "../../helm-values";

const tokenAuth = "bearertokenauth/tenants";

/** Token of a tenant. */
export function externalToken(tenant: string, secret: string): string {
  return `${tenant}.${secret}`;
}

/** One token a line; read again when the file changes. */
export function externalExtensions({
  externalTokens,
}: {
  externalTokens: string;
}): Record<typeof tokenAuth, HelmValues> {
  return { [tokenAuth]: { filename: externalTokens } };
}

export function externalReceiver(
  { host, externalTls }: { host: string; externalTls: string },
  grpc: HelmValues,
): HelmValues {
  const listener = (port: number): HelmValues => ({
    endpoint: hostPort(host, port),
    tls: {
      cert_file: `${externalTls}/${tlsSecretKeys.certificate}`,
      key_file: `${externalTls}/${tlsSecretKeys.key}`,
      min_version: "1.2",
      reload_interval: "1h",
    },
    auth: { authenticator: tokenAuth },
    // The token is read from the request's metadata, once it has been found valid.
    include_metadata: true,
  });
  return {
    protocols: {
      grpc: { ...listener(ports.externalOtlpGrpc), ...grpc },
      http: listener(ports.externalOtlpHttp),
    },
  };
}
