// Records of stacks with given settings, and what a change of one is refused for.
import { refusedChanges } from "../../settings/history/changes";
import { recordOf, type StackRecord } from "../../settings/history/record";
import { pathText } from "../../settings/refusals/problem";
import { settingsWith } from "./stack-configuration";

export const cluster = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
export const today = "2026-11-27";

export type Overrides = Record<string, unknown>;

export function record(overrides: Overrides = {}, before?: StackRecord, day = today, arn = cluster): StackRecord {
  return recordOf(settingsWith(overrides), arn, before, day);
}

/** Paths and texts of what is refused when a stack with the first settings is given the second. */
export function refused(before: Overrides, after: Overrides, arn = cluster): string[] {
  const settings = settingsWith(after);
  const last = record(before);
  return refusedChanges({ record: last }, recordOf(settings, arn, last, today), settings, today).map(
    ({ path, allowed, command }) => `${pathText(path)} - ${allowed} - ${command}`,
  );
}

export const payments = { id: "payments", namespaces: ["payments"] };
export const search = { id: "search", namespaces: ["search"] };
