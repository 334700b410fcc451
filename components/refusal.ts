// How the program ends where settings are refused.
import { Refusal } from "../contract/refusal";
import { InvalidSettings } from "../settings/refusals/invalid-settings";
import type { Problem } from "../settings/refusals/problem";
import { told } from "../settings/secrets/disclosure";
import type { Settings } from "../settings/settings";
import { forTheFileNamed } from "./find-stack-file";

export const refusal = (message: string) => new Refusal(forTheFileNamed(message, process.env));

export const refusalOf = (problems: readonly Problem[], { written }: Pick<Settings, "written">) =>
  refusal(new InvalidSettings(problems.map(told), written).message);
