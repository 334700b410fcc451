// How the program ends where settings are refused, and how it warns. Beside its commands stands which file they are for.

import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../contract/refusal";
import type { Problem } from "../settings/refusals/problem";
import { refusedLater } from "../settings/refusals/refused-later";
import { withShownNames } from "../settings/secrets/shown-names";
import type { Settings } from "../settings/settings";
import { withWords } from "../settings/stack-file/written-as-text";
import { forTheFileNamed } from "./stack/find-file";

export const refusal = (message: string) => new Refusal(forTheFileNamed(message, process.env));

export const refusalOf = (problems: readonly Problem[], settings: Settings) =>
  refusal(withShownNames(refusedLater(problems, settings).message, settings));

export const warn = (message: string): void => void pulumi.log.warn(forTheFileNamed(message, process.env));

/** Warns of settings: with their names and words as they are shown. */
export const warnOf = (message: string, settings: Settings): void =>
  warn(withWords(withShownNames(message, settings), settings.inWords));
