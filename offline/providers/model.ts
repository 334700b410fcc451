// The shape in which a stand-in provider is described: data and pure functions only.

import type { Account } from "./account";
import type { Autoname } from "./autoname";
import type { Subject } from "./subject";
import type { Properties, Value } from "./values";

export interface Failure {
  property: string;
  reason: string;
}

export interface ResourceModel {
  required: readonly string[];
  optional: readonly string[];
  /** Dotted paths, without list indexes, of inputs that cannot change in place. */
  replaceOn: readonly string[];
  autoname?: Autoname;
  /** Values the service takes for inputs that are not given. */
  defaults?: Properties;
  check?: (inputs: Properties) => Failure[];
  id: (subject: Subject) => string;
  /** Where an import names the object otherwise: its id by that name. Throws what the provider says of any other form. */
  idOfImport?: (name: string) => string;
  /** Outputs beside the inputs, each computed on its own so that one unknown does not hide the others. */
  outputs?: Record<string, (subject: Subject) => Value | undefined>;
  secretOutputs?: readonly string[];
  /** What Create does when an object with this id exists: fail with a message, take it over, or try the next id. */
  existing: ((id: string) => string) | "overwrite" | "another";
  /** The service's reason not to delete the object now, if it has one. */
  refuseDelete?: (id: string, inputs: Properties) => string | undefined;
  /** What is gone with the object: those of this type whose id begins so. */
  takesAlong?: (id: string) => { type: string; beginning: string };
  /** How long the real service takes, the same for all or by inputs. Only waited for when a time scale is set. */
  seconds?: Durations | ((inputs: Properties) => Durations);
}

/** Of each operation, in seconds; none when absent. */
export interface Durations {
  create?: number;
  update?: number;
  delete?: number;
}

/** How long the operations on an object with these inputs take. */
export function durationsOf({ seconds = {} }: ResourceModel, inputs: Properties): Durations {
  return typeof seconds === "function" ? seconds(inputs) : seconds;
}

export interface ProviderModel {
  /** Package name, as in resource types. */
  name: string;
  /** As in "stand-in for the ... provider". */
  title: string;
  /** Version of the SDK package that is stood in for: the engine compares it with what the program asks for. */
  version: string;
  /** What the user must know, logged once for each time the provider is configured. */
  notice: string;
  /** Where a missing type or property is to be added. */
  typesFile: string;
  /** Its objects exist in the stack's state and nowhere else. */
  stateOnly?: boolean;
  configKeys: readonly string[];
  /** Configuration keys whose change means other objects altogether, so that all are replaced. */
  configReplaceOn: readonly string[];
  resource: (type: string, config: Properties) => ResourceModel | undefined;
  lookups: Record<string, (args: Properties, config: Properties, account: Account) => Properties>;
}
