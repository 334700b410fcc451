// The gateway's listener for senders outside the cluster: TLS, and a bearer token that decides the tenant.
//
// A token is `<tenant>.<secret>`. The whole of it is compared with the list of valid tokens before anything is read, so
// the tenant in front of the dot is as trustworthy as the secret behind it, and needs no table of tokens in the
// configuration.
import { hostPort } from "../../../conventions/addresses";
import { conventions } from "../../../conventions/names";
import { ports } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { type Components, namespaceAttribute, outsideNamespace } from "../collector";

const tokenAuth = "bearertokenauth/tenants";

/** Token of a tenant. */
export function externalToken(tenant: string, secret: string): string {
  return `${tenant}.${secret}`;
}

/** One token a line; read again when the file changes. */
export function externalExtensions({ externalTokens }: { externalTokens: string }): Components<"extensions"> {
  return { [tokenAuth]: { filename: externalTokens } };
}

export function externalReceiver({ host, externalTls }: { host: string; externalTls: string }): HelmValues {
  const listener = (port: number): HelmValues => ({
    endpoint: hostPort(host, port),
    tls: {
      cert_file: `${externalTls}/tls.crt`,
      key_file: `${externalTls}/tls.key`,
      min_version: "1.2",
      reload_interval: "1h",
    },
    auth: { authenticator: tokenAuth },
    // The token is read from the request's metadata, once it has been found valid.
    include_metadata: true,
  });
  return { protocols: { grpc: listener(ports.externalOtlpGrpc), http: listener(ports.externalOtlpHttp) } };
}

const namespace = `attributes["${namespaceAttribute}"]`;
const token = 'otelcol.client.metadata["authorization"][0]';

/**
 * Sets the tenant from the token, whatever the sender says. Its own Kubernetes attributes stay: they are of another
 * cluster. So that its namespaces are never taken for this cluster's, they go by another name.
 */
export const externalTenant: HelmValues = {
  error_mode: "propagate",
  ...Object.fromEntries(
    ["log_statements", "metric_statements", "trace_statements"].map((signal) => [
      signal,
      [
        {
          context: "resource",
          statements: [
            `set(attributes["${conventions.tenantAttribute}"], ExtractPatterns(${token}, "^Bearer ` +
              `(?P<tenant>[a-z0-9-]+)\\\\.")["tenant"])`,
            `set(${namespace}, ${outsideNamespace(namespace)}) where ${namespace} != nil`,
          ],
        },
      ],
    ]),
  ),
};
