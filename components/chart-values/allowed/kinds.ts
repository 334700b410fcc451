// Kinds of values that overrides may set: what each takes, in words and by its test, and one that is taken. Pure.
import { isDeepStrictEqual } from "node:util";
import type { HelmValue } from "../../helm-values";

export interface Kind {
  /** What is taken, as the end of "must be ...". */
  takes: string;
  /** @param before The platform's own value, if it has one. */
  fits(value: HelmValue, before: HelmValue | undefined): boolean;
  /** Of what is read and lies beyond a bound that bound: without it the chart's own would hold. */
  bound?(value: HelmValue, before: HelmValue | undefined): HelmValue | undefined;
  /** One that is taken in the place of the platform's own: the charts are rendered with it. */
  example(before: HelmValue | undefined): HelmValue;
}

export function wholeNumber(least: number, most: number): Kind {
  return {
    takes: `a whole number from ${least} to ${most}`,
    fits: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    bound: (value) => nearestBound(value, least, most),
    example: () => most,
  };
}

/** Some mean nothing by 0 or -1, and some that there is no end. */
function nearestBound(value: HelmValue, least: number, most: number): number | undefined {
  return Number.isInteger(value) && Number(value) > 0 ? Math.min(Math.max(Number(value), least), most) : undefined;
}

export const toggle: Kind = {
  takes: "true or false",
  fits: (value) => typeof value === "boolean",
  example: (before) => before !== true,
};

/** Only switched on: what it switches off otherwise is nobody's to miss. */
export const on: Kind = { takes: "true", fits: (value) => value === true, example: () => true };

export function oneOf(...options: readonly string[]): Kind {
  return {
    takes: `one of ${options.join(", ")}`,
    fits: (value) => typeof value === "string" && options.includes(value),
    example: () => options.at(-1) ?? "",
  };
}

/** Words that stand in a file of an engine's own syntax: no quotes, no breaks, no templates. */
export function words(takes: string, form: RegExp, example: string): Kind {
  return {
    takes: `${takes}, such as ${example}`,
    fits: (value) => typeof value === "string" && form.test(value),
    example: () => example,
  };
}

/**
 * In Prometheus' form, which Loki's limits have too. Go's own knows neither weeks nor days: where that reads it, `most`
 * is less than one.
 */
export function duration(least: string, most: string): Kind {
  return {
    takes: `a duration from ${least} to ${most}`,
    fits: (value) => {
      const length = seconds(value);
      return length !== undefined && length >= (seconds(least) ?? 0) && length <= (seconds(most) ?? 0);
    },
    bound: (value) => {
      const length = seconds(value);
      return length === undefined ? undefined : length < (seconds(least) ?? 0) ? least : most;
    },
    example: () => most,
  };
}

/** One number and one unit: Grafana's pages read no other. */
export function intervalOf(least: string, most: string): Kind {
  const { takes, fits, ...kind } = duration(least, most);
  return {
    ...kind,
    takes: `${takes}, of one unit`,
    fits: (value, before) => /^\d+[smh]$/.test(String(value)) && fits(value, before),
  };
}

/** What may only be longer than the platform's own, which follows from the settings. */
export function longerDuration(most: string): Kind {
  return {
    takes: `a duration from the platform's own to ${most}`,
    fits: (value, before) => duration(String(before), most).fits(value, before),
    bound: (value, before) => duration(String(before), most).bound?.(value, before),
    example: () => most,
  };
}

const units = [604_800, 86_400, 3_600, 60, 1, 0.001];

function seconds(value: HelmValue): number | undefined {
  const form =
    /^(?=\d)(?:([1-9]\d?)w)?(?:([1-9]\d{0,3})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?(?:(\d{1,9})ms)?$/;
  const counts = form.exec(typeof value === "string" ? value : "")?.slice(1);
  return counts?.reduce((sum, count = "0", index) => sum + Number(count) * (units[index] ?? 0), 0) || undefined;
}

/** Seconds that a pod may take to stop: what is not flushed by then is lost, and a release waits for it. */
export function longerGrace(least: number): Kind {
  const most = 600;
  const from = (before: HelmValue | undefined) => (typeof before === "number" ? before : least);
  return {
    takes: `seconds, a whole number from the platform's own (${least} where it has none) to ${most}`,
    fits: (value, before) => Number.isInteger(value) && Number(value) >= from(before) && Number(value) <= most,
    bound: (value, before) => nearestBound(value, from(before), most),
    example: () => most,
  };
}

/** A share of the nodes of a DaemonSet that are updated at once: their files wait on the nodes. */
export const updatedAtOnce: Kind = {
  takes: "a share of the nodes from 1% to 50%",
  fits: (value) => typeof value === "string" && /^([1-9]|[1-4]\d|50)%$/.test(value),
  bound: (value) => (typeof value === "string" && /^[1-9]\d{1,2}%$/.test(value) ? "50%" : undefined),
  example: () => "25%",
};

const mostCpuMillicores = 128_000;

/** With what it requests as its limit a pod still has what it is sized for. */
export function cpuLimit(requested: HelmValue | undefined): Kind {
  const least = millicores(requested ?? "1m") ?? 1;
  return {
    takes: `an amount of CPU such as 500m, from ${least}m to ${mostCpuMillicores}m`,
    fits: (value) => {
      const amount = millicores(value);
      return amount !== undefined && amount >= least && amount <= mostCpuMillicores;
    },
    bound: (value) => {
      const amount = millicores(value);
      if (amount === undefined) return undefined;
      if (amount < least) return `${least}m`;
      // More cores than any node has are millicores without their m.
      return `${String(value).endsWith("m") ? mostCpuMillicores : Math.max(Math.round(amount / 1_000), least)}m`;
    },
    example: () => `${least}m`,
  };
}

/** How many of each are a core; an exponent of ten stands in the place of a suffix. */
const cpuSuffixes: Readonly<Record<string, number>> = { "": 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3 };

/** A quantity of Kubernetes in thousandths of a core; it takes no less of one than that. */
function millicores(value: HelmValue): number | undefined {
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  const [, count, suffix = ""] = /^\+?(\d{1,9}\.?\d{0,9}|\.\d{1,9})([numk]|[eE][+-]?\d)?$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  const cores = Number(count) * (cpuSuffixes[suffix] ?? Number(`1${suffix}`));
  const amount = Number((cores * 1_000).toPrecision(12));
  return Number.isInteger(amount) && amount > 0 ? amount : undefined;
}

/** A list that keeps the platform's own entries. */
export function moreThanOwn(takes: string, areFine: (entries: readonly HelmValue[]) => boolean, more: HelmValue): Kind {
  const own = (before: HelmValue | undefined) => (Array.isArray(before) ? (before as readonly HelmValue[]) : []);
  return {
    takes: `${takes}, the platform's own among them`,
    fits: (value, before) =>
      Array.isArray(value) &&
      own(before).every((entry) => value.some((item) => isDeepStrictEqual(item, entry))) &&
      areFine((value as readonly HelmValue[]).filter((item) => !own(before).some((e) => isDeepStrictEqual(item, e)))),
    example: (before) => [...own(before), more],
  };
}
