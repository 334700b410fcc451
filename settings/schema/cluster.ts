// The cluster, and who reaches it from outside.
import { z } from "zod";
import { documented } from "../documented";
import { hostname, secretName, securityGroupId } from "./texts";

export const cluster = documented(
  z.strictObject({
    name: documented(z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, "the name of an EKS cluster"), {
      means: "The existing EKS cluster to install on; VPC, subnets and OIDC issuer are looked up from it",
      effect: "fixed",
      example: "my-cluster",
    }),
    nodeSecurityGroupIds: documented(z.array(securityGroupId).min(1).max(20).optional(), {
      means:
        "Security groups of the nodes, or of pods where those have their own: brokers admit them beside the " +
        "cluster's " +
        "(msk). When absent, the groups of the VPC that carry the cluster's tag",
      effect: "in place",
      example: ["sg-0123456789abcdef0"],
    }),
    externalIngest: documented(
      z
        .strictObject({
          hostname: documented(hostname, {
            means: "DNS name under which senders outside the cluster reach the gateway",
            effect: "in place",
            example: "ingest.example.com",
          }),
          tlsSecret: documented(secretName, {
            means: "Existing Secret (tls.crt, tls.key) the gateway serves outside senders with",
            effect: "rolling",
            example: "ingest-tls",
          }),
        })
        .optional(),
      {
        means: "Opens an OTLP listener for VMs and other clusters: TLS, one bearer token per tenant. Off when absent",
        effect: "rolling",
        example: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" },
      },
    ),
  }),
  { means: "The cluster that carries the platform", effect: "fixed", example: { name: "my-cluster" } },
);
