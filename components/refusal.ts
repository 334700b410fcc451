// How the program ends where settings are refused.

import { Refusal } from "../contract/refusal";
import { InvalidSettings } from "../settings/refusals/invalid-settings";
import type { Problem } from "../settings/refusals/problem";
import { told } from "../settings/secrets/disclosure";
import { withShownNames } from "../settings/secrets/shown-names";
import type { Settings } from "../settings/settings";
import { forTheFileNamed } from "./stack/find-file";

export const refusal = (message: string) => new Refusal(forTheFileNamed(message, process.env));

export const refusalOf = (problems: readonly Problem[], settings: Settings) =>
  refusal(withShownNames(new InvalidSettings(problems.map(told), settings.written).message, settings));
