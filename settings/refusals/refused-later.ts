// Faults of settings that are told once the settings are read: by the account, the charts, what the stack was before.
import { told } from "../secrets/disclosure";
import type { Settings } from "../settings";
import { withoutLoss } from "../stack-file/written-as-text";
import { InvalidSettings } from "./invalid-settings";
import type { Problem } from "./problem";

export const refusedLater = (problems: readonly Problem[], { written, inWords }: Settings): InvalidSettings =>
  new InvalidSettings(
    problems.map((problem) => told(withoutLoss(problem, inWords))),
    written,
  );
