// What services of AWS refuse of tags, one after the other in the middle of an `up`, and without a word of which tag. Pure.
import { jsonOf } from "../../conventions/json";
import { isMap } from "../../conventions/maps";
import { editByHand, pathText, shellQuoted } from "../../settings/refusals/problem";
import { withoutCredential, withoutNamedCredential } from "../../settings/schema/plain-text";
import { hasFormOfCredential, isTokenOfAMaker } from "../../settings/secrets/credential-forms";
import { isScalar } from "../../settings/shape";

/** What IAM, S3, SQS, KMS, Secrets Manager, CloudWatch Logs and Firehose all take; MSK, EKS and EC2 take more. */
const taken = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;
const takenInWords = "letters, digits, blanks and _ . : / = + - @";
/** AWS lets no resource have more. */
const mostTags = 50;
/**
 * Of these the driver of volumes takes nine for its own on each (docs/tagging.md of aws-ebs-csi-driver: the cluster's,
 * the claim's), and controllers of load balancers four.
 */
const mostBesideControllers = 40;

interface Fault {
  key?: string;
  shown: string;
  allowed: string;
  command: string;
}

/**
 * Each problem of the provider's default tags in a line, as settings have theirs.
 *
 * @param text `aws:defaultTags`, no part of which is a Pulumi secret.
 * @param stands Whether the platform is there with what its controllers have tagged.
 */
export function tagProblems(text: string | undefined, stands = false): string[] {
  const { beside, given } = tagsIn(text);
  const faults = [
    ...besideTags(beside),
    ...given.flatMap(([key, value]) => faultsOf(key, value)),
    ...sameInIam(given.map(([key]) => key)),
  ];
  if (given.length > (stands ? mostTags : mostBesideControllers))
    faults.push({
      shown: `a map of ${given.length} keys`,
      allowed: `must have at most ${mostBesideControllers}: ${leftToControllers}`,
      command: editByHand("take some of aws:defaultTags.tags away"),
    });
  return faults.map(
    ({ key, shown, allowed, command }) =>
      `aws:${pathText(["defaultTags", "tags", ...(key === undefined || isHidden(key) ? [] : [key])])}: ${shown} - ` +
      `${allowed} - ${command}`,
  );
}

const leftToControllers = `volumes and load balancers have ${mostTags} with those of their controllers`;

/** What is said of so many tags that the next volume or load balancer may not be made; none of a platform is refused. */
export function tagsWarned(text: string | undefined): string | undefined {
  const { length } = tagsIn(text).given;
  return length > mostBesideControllers && length <= mostTags
    ? `aws:defaultTags.tags: a map of ${length} keys - should have at most ${mostBesideControllers}: ` +
        `${leftToControllers}, and with more none is made`
    : undefined;
}

function tagsIn(text: string | undefined) {
  const told = jsonOf(text ?? "");
  // The provider itself refuses what is no map.
  const { tags, ...beside } = isMap(told) ? told : {};
  return { beside, given: Object.entries(isMap(tags) ? tags : {}) };
}

const isHidden = (key: string) => isCredential(key) || hasFormOfCredential(key);

function isCredential(text: string): boolean {
  return isTokenOfAMaker(text) || !withoutCredential.test(text) || !withoutNamedCredential.test(text);
}

function besideTags(beside: Record<string, unknown>): Fault[] {
  return Object.keys(beside).map((key) => ({
    shown: isHidden(key) ? "a key beside it" : `${JSON.stringify(key)} beside it`,
    allowed: "must hold every tag: nobody reads what is beside tags",
    command: editByHand("write it below aws:defaultTags.tags"),
  }));
}

function faultsOf(key: string, value: unknown): Fault[] {
  const rename = editByHand("give that tag of aws:defaultTags.tags another key");
  const ask = `pulumi config set --path ${shellQuoted(`aws:${pathText(["defaultTags", "tags", key])}`)}`;
  const ofKey = (allowed: string) => [{ key, shown: "a key", allowed, command: rename }];
  const ofValue = (allowed: string, shown = "[not shown]") => [{ key, shown, allowed, command: ask }];
  if (isCredential(key)) return ofKey("must not be a credential, which its form says it is: every tag is read by many");
  if (/^aws:/i.test(key)) return ofKey("must not begin with aws:, which AWS keeps for itself");
  if (key === "" || key.length > 128 || !taken.test(key))
    return ofKey(`must have 1 to 128 characters, ${takenInWords}: S3 and IAM refuse others`);
  if (!isScalar(value)) return ofValue("must be text", "no text");
  const text = String(value);
  if (isCredential(text))
    return ofValue("must not be a credential, which its form says it is: every tag is read by many");
  return text.length <= 256 && taken.test(text)
    ? []
    : ofValue(
        `must have at most 256 characters, ${takenInWords}: S3 and IAM refuse others`,
        text.length > 80 || isHidden(text) ? "[not shown]" : JSON.stringify(text),
      );
}

/** Keys that differ in case alone are one to IAM, and two to other services. */
function sameInIam(keys: readonly string[]): Fault[] {
  return keys.flatMap((key, index) => {
    const first = keys.slice(0, index).find((other) => other.toLowerCase() === key.toLowerCase());
    if (first === undefined) return [];
    const allowed = `must not repeat ${isHidden(first) ? "another" : first} in another case: IAM knows none`;
    return [{ key, shown: "a key", allowed, command: editByHand("take one of the two away") }];
  });
}

/** What the program ends with; nothing where every tag is taken everywhere. */
export function tagsRefused(text: string | undefined, stands = false): string | undefined {
  const lines = tagProblems(text, stands);
  return lines.length === 0
    ? undefined
    : `the AWS provider's default tags have ${lines.length} problem${lines.length === 1 ? "" : "s"}; nothing was ` +
        `changed\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
