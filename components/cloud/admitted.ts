// Whom brokers and the gateway admit by the stack's own state: security groups of nodes, address blocks. Pure.
import { z } from "zod";
import type { StackHistory } from "../../settings/history/changes";

type Own = readonly (readonly [urn: string, resource: { type: string; outputs?: unknown }])[];

const ruleSchema = z.object({ referencedSecurityGroupId: z.string() });

const policySchema = z.object({
  spec: z.object({
    ingress: z.array(
      z.object({ from: z.array(z.object({ ipBlock: z.object({ cidr: z.string() }).nullish() })).nullish() }),
    ),
  }),
});

/** @param own the platform's resources; rules of nodes' groups are named after them (kafka/kafka.ts). */
export function admittedIn(own: Own): Pick<StackHistory, "admittedGroups" | "admittedBlocks"> {
  const groups = own.flatMap(([urn, { type, outputs }]) => {
    if (type !== "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") return [];
    const id = ruleSchema.safeParse(outputs).data?.referencedSecurityGroupId;
    return id !== undefined && urn.endsWith(`-${id}`) ? [id] : [];
  });
  const blocks = own.flatMap(([, { type, outputs }]) =>
    type === "kubernetes:networking.k8s.io/v1:NetworkPolicy"
      ? (policySchema.safeParse(outputs).data?.spec.ingress ?? []).flatMap(({ from }) =>
          (from ?? []).flatMap(({ ipBlock }) => ipBlock?.cidr ?? []),
        )
      : [],
  );
  return {
    ...(groups.length === 0 ? {} : { admittedGroups: [...new Set(groups)].sort() }),
    // In the policy's order, in which pods have them in NO_PROXY, too.
    ...(blocks.length === 0 ? {} : { admittedBlocks: [...new Set(blocks)] }),
  };
}
