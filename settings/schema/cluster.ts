// The cluster, and who reaches it from outside.
import { z } from "zod";
import { mostNodeSecurityGroups } from "../../conventions/kafka";
import { documented } from "../documented";
import { addressBlock, annotationKey, annotationText, hostname, secretName, securityGroupId } from "./texts";

/** A security group has 60 rules (docs.aws.amazon.com/vpc, "Amazon VPC quotas"), one for each of two ports and a block. */
const mostSourceRanges = 30;

const loadBalancer = z.strictObject({
  scheme: documented(z.enum(["internal", "internet-facing"]).default("internal"), {
    means: "Whether it has addresses of the VPC or of the internet. A change makes another load balancer",
    effect: "in place",
    example: "internal",
  }),
  sourceRanges: documented(z.array(addressBlock).min(1).max(mostSourceRanges), {
    means:
      "Address blocks of the senders; nobody else reaches the listener, unless an annotation names security groups of " +
      "your own, which say it then",
    effect: "in place",
    example: ["10.0.0.0/8"],
  }),
  annotations: documented(z.record(annotationKey, annotationText).default({}), {
    means: "Annotations for the controller of load balancers and others; they win over the platform's own",
    effect: "in place",
    example: { "external-dns.alpha.kubernetes.io/hostname": "ingest.example.com" },
  }),
});

/**
 * Ports in a row that the operators listen on, on each node that carries one (components/cluster/operator-ports.ts).
 */
export const operatorPortCount = 4;
/** What is above belongs to NodePorts, then to outgoing connections (kubernetes.io, "Ports and Protocols"; Linux). */
const firstNodePort = 30_000;

const operatorsOnNodes = z.strictObject({
  firstPort: documented(
    z
      .int()
      .min(1_024)
      .max(firstNodePort - operatorPortCount)
      .default(19_440),
    {
      means:
        "First of four ports in a row that are free on every node: webhooks of the Prometheus operator and of the " +
        "OpenTelemetry operator, to which security groups of the nodes must admit the control plane's, then the " +
        "latter's metrics and health",
      effect: "rolling",
      example: 19_440,
    },
  ),
});

export const cluster = documented(
  z.strictObject({
    name: documented(z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, "the name of an EKS cluster"), {
      means: "The existing EKS cluster to install on; VPC, subnets and OIDC issuer are looked up from it",
      effect: "fixed",
      example: "my-cluster",
    }),
    nodeSecurityGroupIds: documented(z.array(securityGroupId).min(1).max(mostNodeSecurityGroups).optional(), {
      means:
        "Security groups of all nodes, and of pods that have their own: brokers admit these beside the cluster's, and " +
        "no others (msk). When absent, the groups of the VPC that carry the cluster's tag, and those that brokers " +
        "admit already",
      effect: "in place",
      example: ["sg-0123456789abcdef0"],
    }),
    operatorsOnNodes: documented(operatorsOnNodes.optional(), {
      means:
        "Both operators run on their nodes' network, where the API server reaches their webhooks: for overlay " +
        "networks, whose pods it cannot reach. On the pods' network when absent",
      effect: "rolling",
      example: { firstPort: 19_440 },
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
          loadBalancer: documented(loadBalancer.optional(), {
            means: "A network load balancer before the listener; when absent the way to it is yours to make",
            effect: "in place",
            example: { sourceRanges: ["10.0.0.0/8"] },
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
  { means: "The cluster that carries the platform", effect: "by key", example: { name: "my-cluster" } },
);
