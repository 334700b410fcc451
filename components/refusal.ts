// How the program ends where settings are refused.

import { Refusal } from "../contract/refusal";
import type { Problem } from "../settings/refusals/problem";
import { refusedLater } from "../settings/refusals/refused-later";
import { withShownNames } from "../settings/secrets/shown-names";
import type { Settings } from "../settings/settings";
import { forTheFileNamed } from "./stack/find-file";

export const refusal = (message: string) => new Refusal(forTheFileNamed(message, process.env));

export const refusalOf = (problems: readonly Problem[], settings: Settings) =>
  refusal(withShownNames(refusedLater(problems, settings).message, settings));
