// The Ingress of Grafana, as the controller of its class wants it: settings in, plain values out.
//
// Grafana's cookies go over TLS only and it asks for it by HSTS, so whatever the class, people come by HTTPS. Its `/`
// redirects to the login page; health is /api/health.
import { ingressController, isInGroup } from "../../../settings/schema/grafana";
import type { Settings } from "../../../settings/settings";
import { albTags } from "../../cloud/controller-tags";
import { type HelmValues, literalText } from "../../helm-values";

export const healthPath = "/api/health";

export function ingressValues({ grafana: { ingress: wanted, hostname }, clusterKind, tags }: Settings): HelmValues {
  if (wanted === undefined || hostname === undefined) return { enabled: false };
  const controller = ingressController(wanted);
  // A redirect would hold for every HTTP listener of the load balancer and all behind it, and a tag with two values ends the
  // controller's work for all (its guide, "Ingress annotations"): in a group both are for those who share it to say.
  const isShared = isInGroup(wanted);
  const alb: Record<string, string> = {
    // Pods are addressed themselves: the Service has no port on the nodes.
    "alb.ingress.kubernetes.io/target-type": "ip",
    "alb.ingress.kubernetes.io/listen-ports": isShared ? '[{"HTTPS":443}]' : '[{"HTTP":80},{"HTTPS":443}]',
    ...(isShared ? {} : { "alb.ingress.kubernetes.io/ssl-redirect": "443", ...albTags(tags) }),
    "alb.ingress.kubernetes.io/healthcheck-path": healthPath,
    ...(wanted.certificateArn === undefined
      ? {}
      : { "alb.ingress.kubernetes.io/certificate-arn": wanted.certificateArn }),
    // Targets with addresses of IPv6 need a load balancer of both families.
    ...(clusterKind.ipFamily === "ipv6" ? { "alb.ingress.kubernetes.io/ip-address-type": "dualstack" } : {}),
  };
  const annotations = { ...(controller === "alb" ? alb : {}), ...wanted.annotations };
  return {
    enabled: true,
    ingressClassName: wanted.className,
    annotations: Object.fromEntries(Object.entries(annotations).map(([key, text]) => [key, literalText(text)])),
    hosts: [hostname],
    ...tls(controller, hostname, wanted.tlsSecret),
  };
}

/** ALB looks for a certificate of these hosts in ACM; nginx redirects to HTTPS where there are any. */
function tls(controller: string, hostname: string, secretName: string | undefined): HelmValues {
  if (secretName === undefined && controller === "other") return {};
  return { tls: [{ ...(secretName === undefined ? {} : { secretName }), hosts: [hostname] }] };
}
