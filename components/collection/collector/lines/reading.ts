// Where a line is, and which of the times that are said of it are believed.
import { cached } from "./places";

/**
 * How far a line's own time may lie from the shipper's to be believed. Behind: a file is read late after an outage of
 * the shipper or of what it sends to. Ahead: clocks of containers are their node's. Anything else that is called `time`
 * is a duration, a date of the business, or a clock that is wrong.
 */
export const believedHours = 24;
const believedAheadMinutes = 5;

export const observed = "log.observed_time_unix_nano";
export const ahead = `Duration("${believedAheadMinutes}m")`;

/** Before the first of the numbers that are read as times. */
const neverSet = `${observed} < 1000000000000000000`;

/** Where a line is, and what is asked of its times. */
export interface Reading {
  line: string;
  /** Condition: the shipper said no time, or its clock was never set, or is far ahead. Then the line is read now. */
  unread: string;
  /**
   * Condition: Loki refuses the record for its age. A line whose shipper is younger is stored under the shipper's time.
   */
  isOld: string;
}

/** A line in `log.cache`, asked by itself. */
export const cachedLine = (oldestHours: number): Reading => ({
  line: cached("log"),
  unread: `${neverSet} or log.observed_time > Now() + ${ahead}`,
  isOld: `log.time < Now() - Duration("${oldestHours}h")`,
});

const hourNanos = 3_600_000_000_000;
const [latest, oldest] = ["read.latest", "read.oldest"].map((key) => `resource.attributes["${key}"]`);

/**
 * Lines that are bodies, many of them in one resource: between which times they are believed is worked out once for all
 * of them. `before` and `after` are statements of the context `resource`.
 */
export const bodies = (oldestHours: number): Reading & { before: string[]; after: string[] } => ({
  line: "log.body",
  unread: `${neverSet} or ${observed} > ${latest}`,
  isOld: `log.time_unix_nano < ${oldest}`,
  before: [
    `set(${latest}, UnixNano(Now()) + ${(believedAheadMinutes * hourNanos) / 60})`,
    `set(${oldest}, UnixNano(Now()) - ${oldestHours * hourNanos})`,
  ],
  after: ['delete_key(resource.attributes, "read.latest")', 'delete_key(resource.attributes, "read.oldest")'],
});
