// What a rule of the policy pack is: it sees plain values and says what is wrong, and knows nothing of Pulumi.

/** A resource as the engine is about to register it. */
export interface PlannedResource {
  urn: string;
  /** Type token, `aws:s3/bucket:Bucket`. */
  type: string;
  name: string;
  /** Inputs, secrets opened. */
  props: Readonly<Record<string, unknown>>;
  /** Whether Pulumi refuses to delete it. */
  protect: boolean;
}

/** A resource among those of its stack. */
export interface StackResource extends PlannedResource {
  /** URNs of the resources whose outputs its inputs are made of. */
  uses: readonly string[];
}

interface Violation {
  /** The resource at fault. */
  urn: string;
  message: string;
}

interface RuleText {
  /** Name in the engine's output and in a `--policy-pack-config` file. */
  name: string;
  /** One sentence: what must hold. */
  description: string;
  /** What to do about a violation. */
  remedy: string;
  /** It is said and stops nothing; every other rule does. */
  isAdvisory?: boolean;
}

/** Looks at one resource at a time, before anything is done to it. */
export interface ResourceRule extends RuleText {
  /** One message for each thing that is wrong. */
  check(resource: PlannedResource): string[];
}

/** Looks at all resources together, at the end of a preview or an update. */
export interface StackRule extends RuleText {
  checkStack(resources: readonly StackResource[]): Violation[];
}

export type Rule = ResourceRule | StackRule;
