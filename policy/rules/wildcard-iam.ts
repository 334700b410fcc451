// What roles may do is spelled out.
import type { PlannedResource, ResourceRule } from "../rule";
import { shown } from "../shown";
import { asList, asObject, isDocument, statementsOf } from "../values";

const policyTypes = new Set([
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
]);

/** For objects of a bucket and streams of a log group AWS has no other form. */
const objectsOrStreams = /^arn:[a-z-]+:(s3:::[^*?/]+\/([^*?]+\/)?|logs:[^*?]+:log-stream:)\*$/;

const isWild = (text: string) => /[*?]/.test(text);

/** A role may have policies in itself. */
function documentsOf(type: string, props: PlannedResource["props"]): unknown[] {
  if (type === "aws:iam/role:Role") return asList(props.inlinePolicies).map((inline) => asObject(inline).policy);
  return policyTypes.has(type) ? [props.policy] : [];
}

export const permissionsAreExact: ResourceRule = {
  name: "permissions-are-exact",
  description:
    "No action or resource that a role is allowed is a wildcard, but for objects of a bucket and streams of a log " +
    "group.",
  remedy: "Name actions and ARNs, as components/cloud/identity/permissions.ts does.",
  check: ({ type, props }) => documentsOf(type, props).flatMap(wildcards),
};

function wildcards(document: unknown): string[] {
  if (!isDocument(document)) return ["the policy is no JSON"];
  return statementsOf(document)
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ actions, resources, negated }) => [
      ...negated.map((element) => `${element} allows everything else`),
      ...actions
        .map(String)
        .filter(isWild)
        .map((action) => `action ${shown(action, /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/)} is a wildcard`),
      ...resources
        .map(String)
        .filter((arn) => isWild(arn) && !objectsOrStreams.test(arn))
        .map((arn) => `resource ${shown(arn, /^(\*|arn:[\w*?:/.${}-]+)$/)} is a wildcard`),
    ]);
}
