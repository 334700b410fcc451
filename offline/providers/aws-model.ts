// Building blocks of the AWS type tables: models typed by the SDK, ARNs, tags, simulated durations.

import { fixture } from "./fixture";
import type { ResourceModel } from "./model";
import type { Subject } from "./subject";
import { isProperties, type Properties, reveal, type Value } from "./values";

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T] & string;
type OptionalKeys<T> = Exclude<keyof T & string, RequiredKeys<T>>;

/** A model whose property names the compiler checks against the SDK: `Args` for inputs, `State` for outputs. */
type AwsModel<Args, State> = Omit<ResourceModel, "required" | "optional" | "outputs"> & {
  required: RequiredKeys<Args>[];
  optional: OptionalKeys<Args>[];
  outputs?: { [K in keyof State & string]?: (subject: Subject) => Value | undefined };
};

/** A resource with a region of its own, which all have but those of IAM. */
export function regional<Args extends { region?: unknown }, State>(model: AwsModel<Args, State>): ResourceModel {
  const outputs: ResourceModel["outputs"] = { region, ...model.outputs };
  return {
    ...global(model),
    optional: [...model.optional, "region"],
    replaceOn: [...model.replaceOn, "region"],
    outputs: model.optional.includes("tags" as OptionalKeys<Args>) ? { tagsAll, ...outputs } : outputs,
  };
}

export function global<Args, State>(model: AwsModel<Args, State>): ResourceModel {
  const outputs = model.outputs as ResourceModel["outputs"];
  const tagged = model.optional.includes("tags" as OptionalKeys<Args>);
  return { ...model, outputs: tagged ? { tagsAll, ...outputs } : outputs };
}

export function configuredRegion(config: Properties): string {
  const value = reveal(config.region ?? null);
  return typeof value === "string" && value !== "" ? value : (process.env.AWS_REGION ?? fixture().region);
}

export function region(subject: Subject): string {
  return subject.text("region") || configuredRegion(subject.config);
}

/** Tags of the object together with the provider's default tags, which reach a plugin as a JSON string. */
function tagsAll(subject: Subject): Value {
  const defaults = subject.config.defaultTags;
  const parsed = typeof defaults === "string" ? (JSON.parse(defaults) as Value) : (defaults ?? null);
  const shared = isProperties(parsed) && isProperties(parsed.tags) ? parsed.tags : {};
  const own = subject.partial("tags");
  return { ...shared, ...(isProperties(own) ? own : {}) };
}

export function arn(service: string, inRegion: string, resource: string): string {
  const { partition, accountId } = fixture();
  return `arn:${partition}:${service}:${inRegion}:${accountId}:${resource}`;
}

export const id = (subject: Subject): string => subject.id;

export function input(property: string): (subject: Subject) => string {
  return (subject) => subject.text(property);
}
