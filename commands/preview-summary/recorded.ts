// What a stack's record tells a reviewer: the inputs of one step of a preview, before and after.

import { recordType } from "../../conventions/data-types";
import { recordSchema } from "../../settings/history/record";

interface Side {
  type: string;
  inputs?: unknown;
}

interface Step {
  oldState?: Side | undefined;
  newState?: Side | undefined;
}

/** Chart values that the stack sets itself, `release: path`, with what of them comes and goes. */
export interface OverriddenValues {
  paths: string[];
  added: string[];
  gone: string[];
}

/** What the stack's record says of chart values: all that hold after the change, what comes and what goes. */
export function overridesOf(steps: readonly Step[]): OverriddenValues {
  const step = steps.find(({ oldState, newState }) => (newState ?? oldState)?.type === recordType);
  const of = (inputs: unknown) => {
    const record = recordSchema.safeParse(inputs);
    return record.success ? (record.data.overrides ?? []) : [];
  };
  const [before, paths] = [of(step?.oldState?.inputs), of(step?.newState?.inputs)];
  return {
    paths,
    added: paths.filter((path) => !before.includes(path)),
    gone: before.filter((path) => !paths.includes(path)),
  };
}
