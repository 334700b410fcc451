// How Pulumi's engine reads scalars without quotes (go-yaml 3): numbers and dates of YAML 1.1, where others go by 1.2.
// Compared with the engine in test/engine/stack/settings-commands.test.ts. Text in, values out; pure.
import type { ScalarTag } from "yaml";

const whole = /^[-+]?(0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)$/;
const fraction = /^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9][0-9_]*)?$/;
const day = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const dayAndTime =
  /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d\d:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)| \d\d:\d{1,2}:\d{1,2}(\.\d+)?)$/;

/** A number with a zero in front, which is octal to the engine and decimal to people. */
const octal = /^[-+]?0[0-7_]*[1-7][0-7_]*$/;

/** Tags for `parse` of `yaml`, before its own. */
export const engineTags: ScalarTag[] = [
  {
    tag: "tag:yaml.org,2002:int",
    default: true,
    test: whole,
    resolve: (source) => numberIn(source) ?? source,
  },
  {
    tag: "tag:yaml.org,2002:float",
    default: true,
    test: fraction,
    resolve: (source) => numberIn(source) ?? source,
  },
  { tag: "tag:yaml.org,2002:timestamp", default: true, test: day, resolve: (source) => date(source) ?? source },
  {
    tag: "tag:yaml.org,2002:binary",
    default: false,
    resolve: (source) => Buffer.from(source.replace(/\s/g, ""), "base64").toString("utf8"),
  },
];

/** What of a scalar without quotes the engine makes another value than stands there to a reader. */
export type Misread = "octal" | "number" | "date" | "binary";

/** How the engine misreads what is written, given what it handed over; undefined where it takes it as it stands. */
export function misread(source: string, tag: string | undefined, value: unknown): Misread | undefined {
  if (tag === "tag:yaml.org,2002:binary") return "binary";
  // At the top every scalar is handed over as text: `1e3` as `1000`.
  if (typeof value === "string" && value !== source && String(numberIn(source)) === value) return "number";
  if (octal.test(source) && wholeNumber(source) === Number(value)) return "octal";
  return typeof value === "string" && (date(source) === value || dayAndTime.test(source)) ? "date" : undefined;
}

/** What has no digits, or more than a number bears, is text. */
function numberIn(source: string): number | undefined {
  if (!whole.test(source) && !fraction.test(source)) return undefined;
  const value = (whole.test(source) ? wholeNumber(source) : undefined) ?? Number(source.replaceAll("_", ""));
  return Number.isFinite(value) ? value : undefined;
}

function wholeNumber(source: string): number | undefined {
  const plain = source.replaceAll("_", "").toLowerCase();
  const sign = plain.startsWith("-") ? -1 : 1;
  const digits = plain.replace(/^[-+]/, "");
  const [, prefix = "", rest = ""] = /^(0[box]?)(.*)$/.exec(digits) ?? ["", "", digits];
  const base = { "0b": 2, "0o": 8, "0x": 16, "0": 8 }[prefix] ?? 10;
  if (prefix === "0" && /[89]/.test(rest)) return undefined;
  return rest === "" && prefix === "0" ? 0 : sign * Number.parseInt(rest, base);
}

/** `2026-01-01` as the engine hands it over; the 30th of February is text. */
function date(source: string): string | undefined {
  const [, year = "", month = "", at = ""] = day.exec(source) ?? [];
  const written = `${year}-${month.padStart(2, "0")}-${at.padStart(2, "0")}`;
  const utc = new Date(`${written}T00:00:00Z`);
  return utc.getTime() && utc.toISOString().startsWith(written) ? `${written} 00:00:00 +0000 UTC` : undefined;
}
