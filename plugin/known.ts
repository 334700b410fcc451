// Values that must be known before anything is registered, out of what a program in another language handed over.
import * as pulumi from "@pulumi/pulumi";

export interface Known {
  value: unknown;
  isSecret: boolean;
}

/** @throws pulumi.RunError where the value is not known before `up`. */
export async function known(name: string, input: unknown): Promise<Known> {
  const output: pulumi.Output<unknown> = pulumi.output(input);
  const isSecret = await pulumi.isSecret(output);
  // The SDK's types leave it out.
  const { isKnown } = output as unknown as { isKnown: Promise<boolean> };
  if (!(await isKnown)) {
    throw new pulumi.RunError(`${name} is not known before up, and the plan depends on it: give it a plain value`);
  }
  const value = await new Promise<unknown>((resolve) => {
    output.apply(resolve);
  });
  return { value, isSecret };
}
