// What a program ends with where a person has to mend something.
import * as pulumi from "@pulumi/pulumi";

/**
 * Refuses to go on, in one message that the engine shows as it stands.
 *
 * It knows its message alone, not where in the program it was thrown: the SDK would make a text of each frame before
 * it ends, which nobody reads, and by way of source maps that can take longer than anybody waits.
 */
export class Refusal extends pulumi.RunError {
  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}
