// The gateway's listener for senders outside the cluster: TLS, and a bearer token that decides the tenant.
//
// A token is `<tenant>.<secret>`. The whole of it is compared with the list of valid tokens before anything is read, so
// the tenant in front of the dot is as trustworthy as the secret behind it, and needs no table of tokens in the
// configuration (identity.ts reads it there).
import { hostPort } from "../../../conventions/addresses";
import { tlsSecretKeys } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import { ports } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { copiesOf } from "../copies/targets";

const tokenAuth = "bearertokenauth/tenants";

export function grpcServer(settings: Pick<Settings, "fanout">): HelmValues {
  const staysWithOne = copiesOf(settings).some(({ sendsGrowth }) => sendsGrowth);
  return {
    // As much as by HTTP, where it is the Collector's own limit. That of gRPC is 4 MiB, which 512 spans of stack traces, a
    // batch of any SDK, are more than; the SDK drops what is refused so, and nobody counts it.
    max_recv_msg_size_mib: 20,
    // An SDK keeps one connection for as long as it lives, which the Service led to one gateway: those that the autoscaler
    // adds, and the one that an update replaced last, would get nothing. A request that is under way is not cut off.
    ...(staysWithOne ? {} : { keepalive: { server_parameters: { max_connection_age: "2m" } } }),
  };
}

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
