// How the program ends where settings are refused.
import { Refusal } from "../contract/refusal";
import { told } from "../settings/disclosure";
import { InvalidSettings } from "../settings/invalid-settings";
import type { Problem } from "../settings/problem";
import { forTheFileNamed } from "./find-stack-file";

export const refusal = (message: string) => new Refusal(forTheFileNamed(message, process.env));

export const refusalOf = (problems: readonly Problem[]) => refusal(new InvalidSettings(problems.map(told)).message);
