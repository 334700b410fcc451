// How the program ends where settings are refused, and how it warns. Beside its commands stands which file and
// stack they are for.

import { isAbsolute } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../contract/refusal";
import { wherePrograms } from "../settings/from-elsewhere";
import type { Problem } from "../settings/refusals/problem";
import { refusedLater } from "../settings/refusals/refused-later";
import { withShownNames } from "../settings/secrets/shown-names";
import type { Settings } from "../settings/settings";
import { withWords } from "../settings/stack-file/written-as-text";
import { forTheFileNamed } from "./stack/find-file";
import { forTheStack } from "./stack/selected-stack";
import { isFromStack } from "./stack/settings-source";

export const refusal = (message: string) => new Refusal(withWhere(message));

export const refusalOf = (problems: readonly Problem[], settings: Settings) =>
  refusal(withShownNames(refusedLater(problems, settings).message, settings));

export const warn = (message: string): void => void pulumi.log.warn(withWhere(message));

/** Warns of settings: with their names and words as they are shown. */
export const warnOf = (message: string, settings: Settings): void =>
  warn(withWords(withShownNames(message, settings), settings.inWords));

function withWhere(message: string): string {
  const named = forTheFileNamed(message, process.env);
  const told = isRunByEngine() ? forTheStack(named, pulumi.getRootDirectory(), stackName(), process.env) : named;
  // A component package has an engine, and no project.
  return pulumi.runtime.getEngine() !== undefined && !isFromStack() ? wherePrograms(told) : told;
}

/** Under mocks there is no project, and no stack is selected. */
export const isRunByEngine = (): boolean => isAbsolute(pulumi.getRootDirectory());

/** As the CLI takes it: a backend of one's own has no organizations but this one. */
function stackName(): string {
  const organization = pulumi.getOrganization();
  return organization === "organization" ? pulumi.getStack() : `${organization}/${pulumi.getStack()}`;
}
