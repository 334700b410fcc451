// What a change lets go of is said where the engine judges it, too.
import { dataTypes, recordType, sharedTypes } from "../../conventions/data-types";
import type { StackRule } from "../rule";
import { asList, asObject } from "../values";

/**
 * Says, and lets pass: the program has refused what the stack's file does not accept, and `preview-summary` what nobody
 * accepted by name. What the stack held before, the program reads from its state and hands over.
 */
export const lossesAreNamed: StackRule = {
  name: "losses-are-named",
  description:
    "Stored data that a change lets expire, and data, namespaces, claims and definitions that leave the stack, are named.",
  remedy: "Let it pass only if it is meant: docs/data.md, docs/operations/retire-a-tenant.md.",
  isAdvisory: true,
  checkStack(resources) {
    const planned = new Set(resources.map(({ urn }) => urn));
    return resources
      .filter(({ type }) => type === recordType)
      .flatMap(({ urn, props }) => {
        const { expiring, held } = asObject(props.change);
        return [
          ...asList(expiring).map((message) => ({ urn, message: `stored data goes: ${String(message)}` })),
          ...asList(held)
            .map(String)
            .filter((past) => !planned.has(past))
            .map((past) => ({ urn, message: leaving(past) })),
        ];
      });
  },
};

function leaving(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  const what = sharedTypes.has(type) ? "which others may use" : dataTypes.has(type) ? "which holds data" : "";
  return `${type.replace(/\/[^:]*:/, ":")} ${name}, ${what}, leaves the stack`;
}
