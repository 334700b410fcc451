// No bucket can be read or written by the public.
import type { ResourceRule, StackRule } from "../rule";
import { shown } from "../shown";
import { isDocument, statementsOf } from "../values";

const locks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

/** Access control lists, policies and public-access blocks that open a bucket. */
export const bucketsOpenToNobody: ResourceRule = {
  name: "buckets-open-to-nobody",
  description: "Access lists and policies of a bucket admit no anonymous caller.",
  remedy: "Use SecureBucket, and name the roles that may read in their own policies.",
  check({ type, props }) {
    switch (type) {
      case "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock":
        return locks.filter((lock) => props[lock] !== true).map((lock) => `${lock} is not true`);
      case "aws:s3/bucketAcl:BucketAcl":
      case "aws:s3/bucket:Bucket":
        return /^(public-|authenticated-read$)/.test(String(props.acl ?? ""))
          ? [`acl ${shown(props.acl, /^[a-z-]{1,40}$/)} opens the bucket`]
          : [];
      case "aws:s3/bucketPolicy:BucketPolicy":
        if (!isDocument(props.policy)) return ["the policy is no JSON"];
        return statementsOf(props.policy)
          .filter(
            ({ effect, principals, negated, bound }) =>
              effect === "Allow" && !bound && (principals.includes("*") || negated.includes("NotPrincipal")),
          )
          .map(() => "the policy allows everybody something");
      default:
        return [];
    }
  },
};

/** A bucket without a public-access block of its own is as open as its account. */
export const bucketsAreLocked: StackRule = {
  name: "buckets-are-locked",
  description: "Every bucket has a public-access block.",
  remedy: "Use SecureBucket, which brings one.",
  checkStack: (resources) => {
    const locked = new Set(
      resources
        .filter(({ type }) => type === "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
        .flatMap(({ uses }) => uses),
    );
    return resources
      .filter(({ type, urn }) => type === "aws:s3/bucket:Bucket" && !locked.has(urn))
      .map(({ urn }) => ({ urn, message: "the bucket has no public-access block" }));
  },
};
