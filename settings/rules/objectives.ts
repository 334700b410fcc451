// Objectives whose alerts could never fire: the share of requests that they allow grows with the days that they hold over.
import { slowestPagingRate } from "../../conventions/burn-rates";
import { type Path, type Problem, setCommand, setTo } from "../refusals/problem";
import { own, type Rule } from "./rule";

/** Days for which the workbook's rates are made. */
const rateDays = 30;

/** Below this percentage not even all requests failing burn fast enough; to a tenth. */
const leastPercent = (windowDays: number) =>
  Math.floor(1_000 - (1_000 * rateDays) / (slowestPagingRate * windowDays) + 1e-9) / 10 + 0.1;

/** With a percentage, the most days. */
const mostDays = (percent: number) => Math.ceil((100 * rateDays) / (slowestPagingRate * (100 - percent)) - 1e-9) - 1;

const because = "even if every request failed, no critical alert would fire";

function tooLow(path: Path, percent: number, windowDays: number): Problem[] {
  const least = Number(leastPercent(windowDays).toFixed(1));
  if (percent >= least) return [];
  const allowed = `must be at least ${least} over ${windowDays} days (windowDays): ${because}`;
  return [setTo(path, percent, allowed, least)];
}

const keys = ["availabilityPercent", "latencyPercent"] as const;

export const objectivesCanBeMissed: Rule = {
  reads: [...keys, "windowDays"].flatMap((key) => [
    ["objectives", key],
    ["tenants", own, "objectives", key],
  ]),
  check: ({ objectives, tenants }) => {
    const { platform, ...all } = objectives;
    return [
      ...keys.flatMap((key) => tooLow(["objectives", key], all[key], all.windowDays)),
      ...Object.entries(platform).flatMap(([key, percent]) =>
        tooLow(["objectives", "platform", key], percent, all.windowDays),
      ),
      ...tenants.flatMap(({ objectives: ofTenant }, index): Problem[] => {
        const at = (key: string): Path => ["tenants", index, "objectives", key];
        const days = ofTenant.windowDays ?? all.windowDays;
        const percents = keys.flatMap((key) => {
          const percent = ofTenant[key];
          return percent === undefined ? [] : tooLow(at(key), percent, days);
        });
        // What the stack says is told there, where it is too low for the stack's own days.
        const inherited = keys.filter((key) => ofTenant[key] === undefined).map((key) => all[key]);
        const lowest = Math.min(...inherited.filter((percent) => percent >= leastPercent(all.windowDays)), 100);
        const isTooLong = ofTenant.windowDays !== undefined && lowest < leastPercent(days);
        if (!isTooLong) return percents;
        const allowed = `must be at most ${mostDays(lowest)} with ${lowest} %, as objectives has it: ${because}`;
        const command = setCommand(at("windowDays"), mostDays(lowest));
        return [...percents, { path: at("windowDays"), value: days, allowed, command }];
      }),
    ];
  },
};
