// The rules as a policy pack that the Pulumi engine calls: `--policy-pack policy/bin/observability-policy`.
// Serves the engine on loopback until it ends; touches nothing else.
import { PolicyPack, type ResourceValidationPolicy, type StackValidationPolicy } from "@pulumi/policy";
import type { Rule } from "./rule";
import { rules } from "./rules";

/** A rule in the engine's terms: mandatory, unless it only tells. Taste is for reviewers. */
export function toPolicy(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
  const { name, description, remedy, isAdvisory = false } = rule;
  const enforcementLevel = isAdvisory ? ("advisory" as const) : ("mandatory" as const);
  const text = { name, description, remediationSteps: remedy, enforcementLevel };
  if ("check" in rule) {
    return {
      ...text,
      validateResource: ({ urn, type, name: of, props, opts }, report) => {
        for (const message of rule.check({ urn, type, name: of, props, protect: opts.protect }))
          report(`${message}. ${remedy}`);
      },
    };
  }
  return {
    ...text,
    validateStack: ({ resources }, report) => {
      const seen = resources.map(({ urn, type, name: of, props, opts, propertyDependencies }) => ({
        urn,
        type,
        name: of,
        props,
        protect: opts.protect,
        uses: Object.values(propertyDependencies)
          .flat()
          .map((used) => used.urn),
      }));
      for (const { urn, message } of rule.checkStack(seen)) report(`${message}. ${remedy}`, urn);
    },
  };
}

export function serve(): void {
  new PolicyPack("observability", { policies: rules.map(toPolicy), enforcementLevel: "mandatory" });
}
