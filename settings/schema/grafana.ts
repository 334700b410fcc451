// How people reach Grafana.
import { z } from "zod";
import { documented } from "../documented";
import { annotationKey, annotationText, hostname, objectName, secretName } from "./texts";

export const grafana = z.strictObject({
  hostname: documented(hostname.optional(), {
    means: "Public host name of Grafana",
    effect: "rolling",
    example: "grafana.example.com",
  }),
  ingress: documented(
    z
      .strictObject({
        className: documented(objectName("an ingress class"), {
          means: "Ingress class. Another one leads to another load balancer, to which the host name must point then",
          effect: "in place",
          example: "alb",
        }),
        controller: documented(z.enum(["alb", "nginx", "other"]).optional(), {
          means:
            "Who serves the class, and so what it must be told: AWS Load Balancer Controller or EKS Auto Mode (alb), " +
            "ingress-nginx (nginx); by the class's name when absent",
          effect: "in place",
          example: "alb",
        }),
        certificateArn: documented(
          z
            .string()
            .regex(
              /^arn:aws[a-z-]*:(acm:[a-z0-9-]+|iam:):[0-9]{12}:(server-)?certificate\/[\w+=,.@/-]+$/,
              "the ARN of a certificate",
            )
            .optional(),
          {
            means: "Certificate of the load balancer (alb); when absent the controller looks for one of the host name",
            effect: "in place",
            example: "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d-0000-4000-8000-000000000000",
          },
        ),
        annotations: documented(z.record(annotationKey, annotationText).default({}), {
          means: "Annotations for the ingress controller; they win over the platform's own",
          effect: "in place",
          example: { "alb.ingress.kubernetes.io/scheme": "internal" },
        }),
        tlsSecret: documented(secretName.optional(), {
          means: "Secret with the certificate, where the controller serves one of the cluster (not alb)",
          effect: "in place",
          example: "grafana-tls",
        }),
      })
      .optional(),
    { means: "Ingress for Grafana; none when absent", effect: "in place", example: { className: "alb" } },
  ),
});

type Ingress = NonNullable<z.output<typeof grafana>["ingress"]>;

/** `internal-alb`, `albpublic`: begins or ends a word, as in `globalbalancer` it does not. */
const namedAlb = /(^|[^a-z])alb|alb([^a-z]|$)/;

/** Who serves an Ingress of Grafana's. */
export function ingressController({ controller, className }: Ingress): NonNullable<Ingress["controller"]> {
  return controller ?? (namedAlb.test(className) ? "alb" : className.includes("nginx") ? "nginx" : "other");
}

/** Whether a load balancer of AWS is to carry other Ingresses, too, as far as the annotations say. */
export const isInGroup = ({ annotations }: Pick<Ingress, "annotations">): boolean =>
  annotations["alb.ingress.kubernetes.io/group.name"] !== undefined;
