// Credentials reach charts by the name of a Secret: Helm stores values in clear text with every revision.
import { releaseType } from "../../conventions/data-types";
import type { ResourceRule } from "../rule";
import { asObject, entriesOf } from "../values";

/** Keys that hold a credential itself; those that say where one is (`passwordKey`, `existingSecret`) end otherwise. */
const credentialKey =
  /(^|[a-z_-])(password|passwd|token|(api|secret|secret_?access|private|routing)_?key|client_?secret)$/i;
/** A reference that the container, or the engine that reads the configuration, resolves. */
const reference = /^\$(\{|__|[A-Z_(])|^\{\{|^<.*>$/;
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\bAKIA[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@${]+:[^\s/:@${]+@/i, "an address with a password"],
];
/** `password: value` inside a configuration file that is itself a value. */
const credentialLine = new RegExp(
  `^[ \\t-]*["']?[a-z_]*(?:password|secret_access_key|client_secret|bearer_token)["']?[ \\t]*[:=]` +
    `[ \\t]*["']?([^\\s"']+)`,
  "gim",
);

export const credentialsAreReferences: ResourceRule = {
  name: "credentials-are-references",
  description: "Helm values hold no password, token or key.",
  remedy: "Put it into a Secret and name that Secret in the values.",
  check({ type, props }) {
    if (type !== releaseType) return [];
    return [...entriesOf(asObject(props.values))].flatMap(({ path, key, value }) => {
      if (typeof value !== "string" || value === "") return [];
      if (credentialKey.test(key) && !reference.test(value)) return [`values.${path} is a credential in clear text`];
      // The message says what it looks like and where, never the value.
      return [
        ...shapes.filter(([shape]) => shape.test(value)).map(([, what]) => `values.${path} holds ${what}`),
        ...[...value.matchAll(credentialLine)]
          .filter(([, found = ""]) => !reference.test(found))
          .map(() => `values.${path} holds a line with a credential`),
      ];
    });
  },
};
