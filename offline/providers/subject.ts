// What a resource model sees of one object: its inputs, its id, what it was before. Reading something that is not known
// yet throws `NotYetKnown`, which makes the output being computed unknown; reading a secret makes that output secret.

import { createHash } from "node:crypto";
import { valueAt } from "./diff";
import { containsSecret, containsUnknown, type Properties, reveal, secret, UNKNOWN, type Value } from "./values";

class NotYetKnown extends Error {}

export interface SubjectFacts {
  urn: string;
  /** Inputs as Check returned them. */
  inputs: Properties;
  /** The provider's configuration. */
  config: Properties;
  /** Outputs before this update; absent when the object is being created. */
  previous?: Properties;
  /** Absent until the object exists. */
  id?: string;
  preview: boolean;
  /** Counts up from 1 while ids are found taken. */
  attempt?: number;
}

export class Subject {
  private secretWasRead = false;

  constructor(private readonly facts: SubjectFacts) {}

  /** The resource's logical name, the last part of its URN. */
  get name(): string {
    return this.facts.urn.split("::").slice(3).join("::");
  }

  get id(): string {
    return this.facts.id ?? unknown();
  }

  /** Whether the object is there, so that what only the service assigns is known. */
  get exists(): boolean {
    return this.facts.id !== undefined;
  }

  get config(): Properties {
    return this.facts.config;
  }

  /** An input by dotted path, secrets opened; undefined when not set. */
  input(path: string): Value | undefined {
    const value = this.partial(path);
    return containsUnknown(value) ? unknown() : value;
  }

  /** Like `input`, but parts of the value may be unknown: the unknown stays where it is. */
  partial(path: string): Value | undefined {
    const keys = path.split(".");
    const raw = valueAt(this.facts.inputs, [keys[0] ?? path]);
    this.secretWasRead ||= containsSecret(raw);
    const value = raw === undefined ? undefined : valueAt(reveal(raw), keys.slice(1));
    return value === UNKNOWN ? unknown() : value;
  }

  text(path: string): string {
    return String(this.input(path) ?? "");
  }

  /** An output as it was before this update. */
  previous(output: string): Value | undefined {
    return this.facts.previous?.[output];
  }

  /** A value only the service assigns while it works: unknown at preview. */
  assigned<T extends Value>(make: () => T): T {
    return this.facts.preview ? unknown() : make();
  }

  /** Stable hexadecimal digits from the parts; other digits when an object with the first ones exists already. */
  digits(count: number, ...parts: string[]): string {
    const text = [this.facts.attempt ?? 1, ...parts].join("\n");
    return createHash("sha256").update(text).digest("hex").slice(0, count);
  }

  get urn(): string {
    return this.facts.urn;
  }

  /** Computes one output; undefined means the object has no such output. */
  compute(output: (subject: Subject) => Value | undefined): Value | undefined {
    this.secretWasRead = false;
    try {
      const value = output(this);
      return value !== undefined && this.secretWasRead ? secret(value) : value;
    } catch (error) {
      if (error instanceof NotYetKnown) {
        return UNKNOWN;
      }
      throw error;
    }
  }
}

/** 32 hexadecimal digits in the form of a UUID. */
export function uuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

function unknown(): never {
  throw new NotYetKnown();
}
