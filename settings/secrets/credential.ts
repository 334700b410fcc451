// A credential on its way from the stack's configuration to the one Secret that holds it.
// Nothing prints, serialises or compares its text by accident.

/**
 * Text that must only ever reach a Kubernetes Secret or Secrets Manager. Every way of printing it shows a placeholder.
 */
export class Credential {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Wrap the result in `pulumi.secret` at once. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}
