// The number that was meant by words, by a share or by one in another unit, and the nearest of those that are taken where
// nobody would doubt it. None is taken away: what holds without it is another number, or no limit at all.
import { z } from "zod";
import { documentationOf } from "../documented";
import { accepts, bareAt, documentationAt, optionsAt } from "../shape";
import { ask, takesFractions } from "./asked";
import { nearestOption } from "./nearest";
import { editByHand, type Path, setCommand } from "./problem";

/** How often a suffix holds the unit of a number. */
const suffixes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  days: { d: 1, day: 1, days: 1, w: 7 },
  hours: { h: 1, hour: 1, hours: 1, d: 24, day: 24, days: 24 },
  s: { s: 1, ms: 0.001 },
  MiB: { Mi: 1, MiB: 1, Gi: 1_024, GiB: 1_024 },
  GiB: { Gi: 1, GiB: 1, Ti: 1_024, TiB: 1_024 },
  MB: { MB: 1, GB: 1_000 },
  thousandths: { m: 1 },
  "%": { "%": 1 },
  percent: { "%": 1, percent: 1 },
};

export function numberMend(path: Path, value: string | number | boolean): string {
  const meant = readings(value, unitAt(path));
  const [first] = meant;
  // Nobody knows what was meant, and what stands there by default may be less than that; some mean nothing by 0 or -1, and
  // some that there is no end.
  if (first === undefined || first <= 0) return hasNoLimitWhenAbsent(path) ? editByHand(limitOrNone) : ask(path);
  // A number may be one of the options in any of its readings; of a text the unit says which.
  const exact = typeof value === "number" ? meant.find((one) => optionsAt(path).includes(one)) : undefined;
  if (isOfAnotherUnit(path, first, exact)) return ask(path);
  if (optionsAt(path).length > 0) return setCommand(path, exact ?? nearestOption(path, first) ?? first);
  // A wrong port says nothing of the right one; brokers and partitions are never fewer again.
  const isExact = typeof path.at(-1) === "number" || /port$|^(brokersPerZone|partitions)$/i.test(String(path.at(-1)));
  const right = (isExact ? [first] : meant).find((candidate) => accepts(path, candidate));
  if (right !== undefined) return setCommand(path, right);
  if (isExact) return ask(path);
  const [least, most] = [leastAt(path), mostAt(path)];
  const unit = unitAt(path) ?? "";
  // More memory or disk than there is was counted in another unit, and so was less memory or CPU than starts anything.
  if (most !== undefined && first > most)
    return ["MiB", "GiB", "MB"].includes(unit) ? ask(path) : setCommand(path, most);
  // Less than half of what is asked may be what is left to fail.
  const isCounted = !["MiB", "thousandths", "%", "percent"].includes(unit);
  return least !== undefined && first < least && isCounted ? setCommand(path, least) : ask(path);
}

const limitOrNone = "write the limit, or take the key away where none is meant";

const hasNoLimitWhenAbsent = (path: Path) => / No limit when absent$/.test(documentationAt(path).means ?? "");

/** Of 300 in place of 0.3 seconds, of a span in milliseconds and of half a day the nearest that is taken is far off. */
function isOfAnotherUnit(path: Path, first: number, exact: number | undefined): boolean {
  if (unitAt(path) === "s")
    return exact === undefined && optionsAt(path).every((option) => Number(option) * 10 <= first);
  return isSpan(path) && ((first > 0 && first < 1) || first > (mostAt(path) ?? first) * 100);
}

const isSpan = (path: Path) => ["days", "hours"].includes(unitAt(path) ?? "");

/** The largest number that is taken there. */
const mostAt = (path: Path) => boundAt(path, ({ maxValue }) => maxValue);
/** The smallest one. */
export const leastAt = (path: Path) => boundAt(path, ({ minValue }) => minValue);

function boundAt(path: Path, boundOf: (option: z.ZodNumber) => number | null): number | undefined {
  const [bound] = bareAt(path).flatMap((option) => {
    const found = option instanceof z.ZodNumber ? boundOf(option) : null;
    return found === null ? [] : [found];
  });
  return bound !== undefined && accepts(path, bound) ? bound : undefined;
}

/** `1.000` where whole numbers stand: one to YAML, a thousand to many, and nobody writes one so. */
export const isThousands = (path: Path, text: string): boolean =>
  /^[1-9]\d{0,2}\.\d{3}$/.test(text) &&
  !takesFractions(path) &&
  (bareAt(path).some((option) => option instanceof z.ZodNumber) ||
    optionsAt(path).some((option) => typeof option === "number"));

/** Numbers that a text or a number of the wrong kind may stand for. */
function readings(value: string | number | boolean, unit: string | undefined): number[] {
  if (typeof value === "number") {
    const inBytes = { MiB: 1_048_576, GiB: 1_073_741_824 }[unit ?? ""] ?? Number.NaN;
    const bytes = value % inBytes === 0 ? [value / inBytes] : [];
    // A share in place of per cent, milliseconds in place of seconds.
    const share = (unit === "%" || unit === "percent") && value > 0 && value < 1;
    const others = share ? [Number((value * 100).toPrecision(12))] : unit === "s" ? [value, value / 1_000] : [];
    return [...bytes, ...others, value, ...(value >= 1 ? [Math.ceil(value)] : [])];
  }
  const [, digits, suffix = ""] = /^\s*\+?(\d+(?:\.\d+)?)\s*([A-Za-z%]*)\s*$/.exec(String(value)) ?? [];
  if (digits === undefined) return [];
  const factor = suffix === "" ? 1 : suffixes[unit ?? ""]?.[suffix];
  return factor === undefined ? [] : [Number(digits) * factor, Math.ceil(Number(digits) * factor)];
}

function unitAt(path: Path): string | undefined {
  const { unit, means } = documentationAt(path);
  const words = [means, ...bareAt(path).map((inner) => documentationOf(inner).means)].join(" ");
  return unit ?? /\bin (MiB|GiB|MB|thousandths)\b/.exec(words)?.[1];
}
