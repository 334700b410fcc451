// A line of the table of what overrides may set, and how such lines are written.

import { isMap } from "../../../conventions/maps";
import type { ChartId } from "../../charts";
import type { HelmValues } from "../../helm-values";
import type { Kind } from "./kinds";

/** One value of a chart, or each one below a map whose keys are the user's. */
export interface AllowedPath {
  path: readonly string[];
  /** Which keys may stand below the path, where the user names them. */
  keys?: { are: string; fit(key: string): boolean; example: string };
  kind: Kind;
  /** Part that must be in the platform's own values: others do not run in that size. */
  part?: string;
}

export type Knobs = Partial<Record<ChartId, readonly AllowedPath[]>>;

/** Kinds by path; keys are joined by dots, one with a dot of its own stands behind a slash: `grafana.ini/log.level`. */
export function knobsOf(kinds: Readonly<Record<string, Kind>>, part?: string): AllowedPath[] {
  return Object.entries(kinds).map(([text, kind]) => {
    const [whole, rest] = text.includes("/") ? (text.split("/") as [string, string]) : [undefined, text];
    const path = [...(whole === undefined ? [] : [whole]), ...rest.split(".")];
    return part === undefined ? { path, kind } : { path: [part, ...path], kind, part };
  });
}

/** Whether a part is in the stack's size: the platform gives it resources, or switches it on. */
export function isRun(own: HelmValues, part: string): boolean {
  const values = own[part];
  return isMap(values) && (values.resources !== undefined || values.enabled === true);
}
