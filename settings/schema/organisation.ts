// What an organisation prescribes for everything that runs in its clusters and accounts.
import { z } from "zod";
import { pinnableImages } from "../../conventions/versions";
import { documented } from "../documented";
import {
  annotationKey,
  annotationText,
  dnsName,
  ecrAccount,
  httpUrl,
  labelKey,
  objectName,
  port,
  secretName,
  wholeEcrAccount,
  withoutProxyPattern,
} from "./texts";

export const labelValue = z
  .string()
  .max(63)
  .regex(/^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/, "a Kubernetes label value");

export const toleration = z.strictObject({
  key: documented(labelKey, {
    means: "Key of the taint. Who tolerates every one stays on nodes that are gone or drained, so one is named",
    effect: "rolling",
    example: "dedicated",
  }),
  operator: documented(z.enum(["Equal", "Exists"]).default("Equal"), {
    means: "Whether the value counts",
    effect: "rolling",
    example: "Equal",
  }),
  value: documented(labelValue.optional(), { means: "Value of the taint", effect: "rolling", example: "platform" }),
  effect: documented(z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(), {
    means: "Effect of the taint; every one when absent",
    effect: "rolling",
    example: "NoSchedule",
  }),
});

/**
 * What public images come from, with the name of one who publishes some of them or without: none has what the others
 * have. Docker Hub and the projects' own take no path before an image's.
 */
const publishers = [...new Set(pinnableImages.map((image) => image.split("/")[0]))].join("|");
const publicRegistry =
  "(((index|registry|registry-1)\\.)?docker\\.(io|com)(:443)?(/.*)?|(registry\\.k8s|k8s\\.gcr)\\.io(:443)?(/.*)?|" +
  `(quay\\.io|ghcr\\.io|gcr\\.io|public\\.ecr\\.aws|mcr\\.microsoft\\.com)(:443)?(/(${publishers}))?)`;

const exampleDigest = `sha256:${"0123456789abcdef".repeat(4)}`;

export const images = z.strictObject({
  registry: documented(
    z
      .string()
      .max(512)
      .regex(
        new RegExp(`^${dnsName}(:${port})?(/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*$`),
        "a registry in lower case, without scheme or closing slash",
      )
      .regex(
        /^(?!localhost[:/])[^/]*[.:]/,
        "a host with a dot or a port in it: nodes look for any other at docker.io, and for localhost on themselves",
      )
      .regex(new RegExp(wholeEcrAccount()), ecrAccount)
      .regex(
        new RegExp(`^(?!${publicRegistry}$)`),
        "a registry with every image of the platform, which no public one has; without this key each comes from its own",
      )
      .optional(),
    {
      means: "Every image is pulled from here, under the path that it has at its public registry",
      effect: "rolling",
      example: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/mirror",
    },
  ),
  digests: documented(
    z
      .array(
        z.strictObject({
          image: documented(z.enum(pinnableImages), {
            means: "Image, as it is called below its public registry",
            effect: "rolling",
            example: "grafana/grafana",
          }),
          digest: documented(z.string().regex(/^sha256:[0-9a-f]{64}$/, "a digest, sha256: and 64 hexadecimal digits"), {
            means:
              "Its digest, of the version that the platform names; a newer platform wants a new one, or the old " +
              "image stays",
            effect: "rolling",
            example: exampleDigest,
          }),
        }),
      )
      .max(100)
      .default([]),
    {
      means: "Images that are pulled by digest beside their tag; the others by tag alone",
      effect: "rolling",
      example: [{ image: "grafana/grafana", digest: exampleDigest }],
    },
  ),
  pullSecrets: documented(z.array(secretName).max(10).default([]), {
    means:
      "Secrets in the platform's namespace with which images are pulled. Pods of tenants that are given an image of the " +
      "platform's, by an annotation for instrumentation or by the sidecar for log files, need one of their own",
    effect: "rolling",
    example: ["registry-credentials"],
  }),
});

export const proxy = documented(
  z
    .strictObject({
      url: documented(
        httpUrl.regex(/^[^/]*\/\/[^/]*\/?$/, "the address of a proxy without a path: no PAC file is read"),
        {
          means: "Proxy of what leaves the cluster over HTTP and HTTPS: stores to S3, copies, Grafana, alerts",
          effect: "rolling",
          example: "http://proxy.example.com:3128",
        },
      ),
      noProxy: documented(
        z
          .array(
            z
              .string()
              .max(253)
              .regex(new RegExp(`^${withoutProxyPattern}$`), "a host, a domain or an address block"),
          )
          .max(100)
          .default([]),
        {
          means: "What is reached without it, besides the cluster's own names, Services and VPC, which are looked up",
          effect: "rolling",
          example: [".example.com", "10.0.0.0/8"],
        },
      ),
    })
    .optional(),
  {
    means: "Proxy between the cluster and the internet; none when absent",
    effect: "rolling",
    example: { url: "http://proxy.example.com:3128" },
  },
);

export const scheduling = z.strictObject({
  topologySpread: documented(z.enum(["ScheduleAnyway", "DoNotSchedule"]).default("ScheduleAnyway"), {
    means:
      "Whether replicas are spread over zones and nodes where that can be (ScheduleAnyway), or wait until it can " +
      "(DoNotSchedule): for good, when nodes come in another zone than those of their volumes",
    effect: "rolling",
    example: "ScheduleAnyway",
  }),
  nodeSelector: documented(z.record(labelKey, labelValue).default({}), {
    means:
      "Labels of the nodes that carry the platform, some in each zone where it has volumes; what runs on every node stays on " +
      "every node",
    effect: "rolling",
    example: { "node-group": "platform" },
  }),
  tolerations: documented(z.array(toleration).max(20).default([]), {
    means: "Taints of those nodes; what runs on every node tolerates all of them",
    effect: "rolling",
    example: [{ key: "dedicated", operator: "Equal", value: "platform", effect: "NoSchedule" }],
  }),
});

export const pods = z.strictObject({
  labels: documented(z.record(labelKey, labelValue).default({}), {
    means: "Labels of every pod of the platform, as admission policies may demand",
    effect: "rolling",
    example: { "cost-centre": "4711" },
  }),
  annotations: documented(z.record(annotationKey, annotationText).default({}), {
    means: "Annotations of every pod of the platform",
    effect: "rolling",
    example: { "example.com/owner": "observability" },
  }),
});

export const iam = z.strictObject({
  permissionsBoundary: documented(
    z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy\/[\w+=,.@/-]+$/, "the ARN of an IAM policy")
      .optional(),
    {
      means: "Boundary of every role that the platform makes",
      effect: "in place",
      example: "arn:aws:iam::111122223333:policy/boundary",
    },
  ),
  rolePath: documented(
    z
      .string()
      .max(512)
      .regex(/^\/([\w+=,.@-]+\/)*$/, "a path that begins and ends with /")
      .regex(/^(?!\/aws-)/, "a path other than those that AWS keeps for itself")
      .default("/"),
    {
      means:
        'Path of every role; another one with another `roleNamePrefix` alone: docs/operations/change.md, "Another path of roles"',
      effect: "replacement",
      example: "/platform/",
    },
  ),
  roleNamePrefix: documented(
    z
      .string()
      .max(27)
      .regex(/^[\w+=,.@-]*$/, "letters, digits and + = , . @ - _")
      .regex(
        /^(?![Aa][Ww][Ss]([Ss]ervice[Rr]ole[Ff]or|[Rr]eserved[Ss][Ss][Oo]))/,
        "a prefix other than those of AWS's own roles",
      )
      .default(""),
    {
      means: "What the name of every role begins with; with the environment's name at most 28 characters",
      effect: "replacement",
      example: "acme-",
    },
  ),
});

/** Fields of the whole configuration that name what is there already. */
export const existing = {
  storageClass: documented(objectName("the name of a StorageClass").optional(), {
    means: "Existing StorageClass of every volume; the platform's own, encrypted gp3, when absent",
    effect: "fixed",
    example: "encrypted-gp3",
  }),
  kmsKeyArn: documented(
    z
      .string()
      .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[\w-]+$/, "the ARN of a KMS key")
      .optional(),
    {
      means: "Existing KMS key of buckets, brokers and secrets; one of the platform's own when absent",
      effect: "fixed",
      example: "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000000",
    },
  ),
};
