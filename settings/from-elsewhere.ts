// Settings that a program of one's own has from somewhere else than a stack's configuration.
import type { StackConfiguration } from "./configuration";
import { loadSettings as load } from "./load";
import { InvalidSettings } from "./refusals/invalid-settings";
import { configurationNamespace } from "./refusals/problem";
import type { Settings } from "./settings";

/**
 * Reads settings from wherever a program has them.
 *
 * @throws InvalidSettings with every problem, each with path, what may be shown of the value, what is allowed and the
 *   command that mends it in a stack's configuration. The engine shows its message alone.
 */
export function loadSettings(stack: StackConfiguration): Settings {
  try {
    return load(stack);
  } catch (error) {
    if (error instanceof InvalidSettings) error.message = wherePrograms(error.message);
    throw error;
  }
}

const commands = new RegExp(`pulumi config [^\\n]*${configurationNamespace}:`);

/** A refusal with a word on the commands in it, which would write what the program does not read. */
export function wherePrograms(refusal: string): string {
  return commands.test(refusal)
    ? `${refusal}\n  the program may have its settings from elsewhere than the stack's configuration: then change there what each ` +
        "`pulumi config` names"
    : refusal;
}
