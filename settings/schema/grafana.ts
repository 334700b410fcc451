// How people reach Grafana.
import { z } from "zod";
import { documented } from "../documented";
import { hostname, secretName } from "./texts";

/** A name, with a DNS name before it where it has a prefix (kubernetes.io, "Annotations": syntax). */
const annotationKey = z
  .string()
  .regex(
    new RegExp(
      String.raw`^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*/)?[A-Za-z0-9](` +
        "[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$",
    ),
    "the name of a Kubernetes annotation",
  )
  .max(317);

export const grafana = z.strictObject({
  hostname: documented(hostname.optional(), {
    means: "Public host name of Grafana",
    effect: "rolling",
    example: "grafana.example.com",
  }),
  ingress: documented(
    z
      .strictObject({
        className: documented(z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "an ingress class"), {
          means: "Ingress class",
          effect: "in place",
          example: "alb",
        }),
        annotations: documented(z.record(annotationKey, z.string().max(4_096)).default({}), {
          means: "Annotations for the ingress controller",
          effect: "in place",
          example: { "alb.ingress.kubernetes.io/scheme": "internal" },
        }),
        tlsSecret: documented(secretName.optional(), {
          means: "Secret with the certificate, where the controller does not bring its own",
          effect: "in place",
          example: "grafana-tls",
        }),
      })
      .optional(),
    { means: "Ingress for Grafana; none when absent", effect: "in place", example: { className: "alb" } },
  ),
});
