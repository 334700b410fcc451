// When a line was written, as it says itself or as its shipper does: OTTL statements.
import { instantPaths, timePaths } from "../../../../conventions/line-keys";
import { cached, firstOf, found, gathered, hasJson } from "./places";
import { ahead, believedHours, observed, type Reading } from "./reading";

const at = cached("at");
const date = cached("date");
const times = cached("times");
const epoch = cached("epoch");

/**
 * Epoch numbers of the years 2001 to 2286 by their digits, and their nanoseconds: rounded to microseconds, which a
 * double still tells apart.
 */
const epochs: readonly [least: string, nanoseconds: (of: string) => string][] = [
  ["1000000000", (of) => `Int(${of} * 1000000.0 + 0.5) * 1000`],
  ["1000000000000", (of) => `Int(${of} * 1000.0 + 0.5) * 1000`],
  ["1000000000000000", (of) => `Int(${of}) * 1000`],
  ["1000000000000000000", (of) => `Int(${of} / 1000.0 + 0.5) * 1000`],
];
/** The last of them ends where nanoseconds no longer fit into 64 bits. */
const latestEpoch = "9000000000000000000";

/** Sets a time in nanoseconds from a number, whatever its unit; of a number that is none it sets nothing. */
const epochStatements = (time: string, number: string): string[] =>
  epochs.map(
    ([least, nanoseconds], index) =>
      `set(${time}, ${nanoseconds(number)}) where ${number} >= ${least} and ${number} < ` +
      `${index === epochs.length - 1 ? latestEpoch : `${least}0`}`,
  );

/** A day, a blank or T, and the time of day. */
const zoneAt = "2026-11-27T10:00:00".length;
/** Not `20ms`, a day alone, or a time of nobody knows which zone: behind the seconds stands one. */
const isDateIn = (text: string) => {
  const rest = `Substring(${text}, ${zoneAt}, Len(${text}) - ${zoneAt})`;
  const zones = [
    ...["Z", " UTC", " GMT"].map((end) => `HasSuffix(${text}, "${end}")`),
    ...["+", "-"].map((sign) => `Index(${rest}, "${sign}") >= 0`),
  ];
  return `IsString(${text}) and HasPrefix(${text}, "20") and Len(${text}) > ${zoneAt} and (${zones.join(" or ")})`;
};
/**
 * Sets a time from a date of this century: others do not fit into 64 bits of nanoseconds, or are clocks that were never
 * set. Also as databases and Python write it: with a blank for the T, or the zone's name.
 *
 * @param date Place in the cache that holds the date, or nothing.
 */
const dateStatements = (time: string, date: string, isUnset: string): string[] => [
  `set(${time}, Time(${date}, "%Y-%m-%dT%H:%M:%S%z")) where ${date} != nil`,
  `set(${time}, Time(${date}, "%Y-%m-%d %H:%M:%S%z")) where ${date} != nil and ${isUnset}`,
  `set(${time}, Time(Substring(${date}, 0, Len(${date}) - 4), "%Y-%m-%d %H:%M:%S", "UTC")) where ` +
    `${date} != nil and ${isUnset} and (HasSuffix(${date}, " UTC") or HasSuffix(${date}, " GMT"))`,
];

/** What has the form of a time; what has not hides no key behind it. */
const timeLike =
  "(?m)^(?P<at>20\\d\\d-\\d\\d-\\d\\d[T ]\\S+(?:Z| UTC| GMT| ?[+-]\\d\\d:?\\d\\d)|[1-9]\\d{9,18}(?:\\.\\d+)?|[1-9]\\.\\d+[eE]\\+(?:09|1\\d))$";

const shippedAt = cached("@timestamp");
const shippedDate = cached("shipped_date");
const shippedEpoch = cached("shipped_epoch");
/**
 * When the shipper read the line, as it says in `@timestamp` of its record: a date, or a number of any unit, which is
 * believed only where the record would be stored under it. A record that says nothing of the kind has no such time.
 */
export const shippedTimeStatements = (oldestHours: number): readonly string[] => [
  `set(${shippedDate}, ${shippedAt}) where ${isDateIn(shippedAt)}`,
  ...dateStatements("log.observed_time", shippedDate, `${observed} == 0`),
  `set(${shippedEpoch}, Double(${shippedAt})) where ${shippedAt} != nil and ${shippedDate} == nil`,
  ...epochStatements(observed, shippedEpoch),
  `set(${observed}, 0) where ${shippedEpoch} != nil and log.observed_time < Now() - Duration("${oldestHours}h")`,
];

const isEpoch = (number: string) => `${number} >= ${epochs[0]?.[0]}`;
const isNoTime = `not (${isDateIn(at)}) and not (${isEpoch(at)})`;
/** The time that the line says, where it is believed; else the shipper's, or now. */
export const timeStatements = ({ unread, isOld }: Reading): readonly string[] => [
  `set(log.observed_time, Now()) where ${unread}`,
  "set(log.time_unix_nano, log.observed_time_unix_nano)",
  `set(${at}, ${firstOf(timePaths)}) where ${hasJson}`,
  ...gathered(times, timePaths, `${hasJson} and ${isNoTime}`),
  `set(${at}, ${found(times, timeLike, "at")}) where ${times} != nil`,
  `set(${date}, ${at}) where ${isDateIn(at)}`,
  `set(${epoch}, Double(${at})) where ${at} != nil and ${date} == nil`,
  `set(${epoch}, Double(${cached("app", ...instantPaths.seconds)}) + ` +
    `Double(${cached("app", ...instantPaths.nanos)}) / 1000000000.0) where ` +
    `not (${isEpoch(epoch)}) and ${date} == nil and ${cached("app", ...instantPaths.seconds)} != nil`,
  ...dateStatements("log.time", date, `log.time_unix_nano == ${observed}`),
  ...epochStatements("log.time_unix_nano", epoch),
  // Of a line that says no time this is not asked: it has the shipper's.
  "set(log.time, log.observed_time) where log.time_unix_nano != log.observed_time_unix_nano and " +
    `(log.time > log.observed_time + ${ahead} or log.time < log.observed_time - Duration("${believedHours}h") or ` +
    `${isOld})`,
];
