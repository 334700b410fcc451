// What roles may do is spelled out.
import type { ResourceRule } from "../rule";
import { shown } from "../shown";
import { isDocument, statementsOf } from "../values";

const documents: Readonly<Record<string, string>> = {
  "aws:iam/policy:Policy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:iam/groupPolicy:GroupPolicy": "policy",
};

/** `arn:...:bucket/*` and a log group's streams: for objects and streams AWS has no other form. */
const endsInObjects = /^arn:[^*]+(\/|:log-stream:)\*$/;

export const permissionsAreExact: ResourceRule = {
  name: "permissions-are-exact",
  description:
    "No action or resource that a role is allowed is a wildcard, but for objects of a bucket and streams of a log " +
    "group.",
  remedy: "Name actions and ARNs, as components/cloud/identity/permissions.ts does.",
  check({ type, props }) {
    const document = documents[type];
    if (document === undefined) return [];
    if (!isDocument(props[document])) return ["the policy is no JSON"];
    return statementsOf(props[document])
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ actions, resources, negated }) => [
        ...negated.map((element) => `${element} allows everything else`),
        ...actions
          .filter((action) => String(action).includes("*"))
          .map((action) => `action ${shown(action, /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/)} is a wildcard`),
        ...resources
          .map(String)
          .filter((arn) => arn.includes("*") && !endsInObjects.test(arn))
          .map((arn) => `resource ${shown(arn, /^(\*|arn:[\w*?:/.${}-]+)$/)} is a wildcard`),
      ]);
  },
};
