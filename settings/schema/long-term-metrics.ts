// A store outside the platform that keeps metrics longer than Prometheus does.
import { z } from "zod";
import { documented } from "../documented";
import { credential, httpUrl } from "./texts";

const storeType = (example: string) =>
  ({ means: "What the store is, and so which of the others it takes", effect: "rolling", example }) as const;

const amp = z.strictObject({
  type: documented(z.literal("amp"), storeType("amp")),
  workspaceArn: documented(
    z
      .string()
      .max(200)
      .regex(
        /^arn:aws(-us-gov)?:aps:[a-z]{2}(-[a-z]+)+-\d:\d{12}:workspace\/ws-[A-Za-z0-9-]{1,60}$/,
        "the ARN of a workspace, arn:aws:aps:<region>:<account>:workspace/ws-<id>",
      ),
    {
      means: "Workspace of Amazon Managed Service for Prometheus; Prometheus gets a role that may write to it alone",
      effect: "in place",
      example: "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1a2b3c4d-0000-4000-8000-000000000001",
    },
  ),
});

const remoteWrite = z.strictObject({
  type: documented(z.enum(["mimir", "thanos"]), storeType("mimir")),
  url: documented(httpUrl, {
    means:
      "Address that takes remote writes, with its path (/api/v1/push of Mimir, /api/v1/receive of Thanos); beside a " +
      "credential https, or a Service of the cluster, name.namespace.svc",
    effect: "in place",
    example: "https://mimir.example.com/api/v1/push",
  }),
  tenant: documented(
    z
      .string()
      .max(150)
      .regex(/^[A-Za-z0-9_.-]+$/, "letters, digits and _ . -")
      // To samples of these Mimir answers with an error, each time.
      .regex(/^(?!(\.{1,2}|__mimir_cluster)$)/, "a tenant other than . and .. and Mimir's own __mimir_cluster")
      .optional(),
    {
      means: "The store's tenant, of all metrics alike: X-Scope-OrgID of Mimir, THANOS-TENANT of Thanos",
      effect: "in place",
      example: "platform",
    },
  ),
  username: documented(
    z
      .string()
      .max(255)
      .regex(/^[^\s:\p{Cc}]+$/u, "a user name without blanks and colons")
      .optional(),
    { means: "User of basic authentication", effect: "in place", example: "platform" },
  ),
  credential: documented(credential.optional(), {
    means: "Password of `username`, or a bearer token where there is none (secret)",
    effect: "in place",
    example: "<password>",
  }),
});

export const longTermMetrics = documented(z.discriminatedUnion("type", [amp, remoteWrite]).optional(), {
  means:
    "Store that Prometheus also writes all metrics to, `tenant` label included: amp, mimir or thanos (receive). None " +
    "when absent",
  effect: "rolling",
  example: {
    type: "amp",
    workspaceArn: "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1a2b3c4d-0000-4000-8000-000000000001",
  },
});
