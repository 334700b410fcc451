// Whether a program has its settings from its stack's configuration: what a refusal's commands write is read there alone.
import * as pulumi from "@pulumi/pulumi";

/** Stacks of this process whose program reads theirs. */
const reading = new WeakSet<object>();

export function areFromStack(): void {
  const stack = pulumi.runtime.getStackResource();
  if (stack !== undefined) reading.add(stack);
}

export function isFromStack(): boolean {
  const stack = pulumi.runtime.getStackResource();
  return stack !== undefined && reading.has(stack);
}
