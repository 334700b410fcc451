// Times that Loki would refuse a record for give way to that of its arrival. Plain data.
import { conventions } from "../../../conventions/names";
import type { HelmValues } from "../../helm-values";

/** What says neither when it happened nor when it was seen: Loki would take it for one of 1970, and refuse it. */
const undated = "set(log.observed_time, Now()) where log.time_unix_nano == 0 and log.observed_time_unix_nano == 0";

const hour = 3_600_000_000_000;
/** Loki refuses what is dated further ahead than ten minutes (`creation_grace_period`). */
const mostAhead = (9 * hour) / 60;

/**
 * The times between which a record is believed, once for a resource: asked of each record, they cost three times as
 * much.
 */
const [oldest, latest] = ["oldest", "latest"].map((bound) => `resource.attributes["gateway.${bound}"]`);

const isRefused = `log.time_unix_nano > ${latest} or log.time_unix_nano < ${oldest}`;

/**
 * Statements after which every record has a time that Loki takes; its own is kept beside it. So the consumer does with
 * a line's time. Without a time of its own the record goes by when it was observed.
 * @param oldestHours Age of the oldest record that is sent as it is dated.
 */
export const datedOnArrival = (oldestHours: number): HelmValues[] => [
  {
    context: "resource",
    statements: [
      `set(${oldest}, UnixNano(Now()) - ${oldestHours * hour})`,
      `set(${latest}, UnixNano(Now()) + ${mostAhead})`,
    ],
  },
  {
    context: "log",
    conditions: [isRefused],
    statements: [
      undated,
      "set(log.time, log.observed_time) where log.time_unix_nano == 0",
      `set(log.attributes["${conventions.sentTimeKey}"], FormatTime(log.time, "%Y-%m-%dT%H:%M:%S.%fZ")) where ${isRefused}`,
      `set(log.time, Now()) where ${isRefused}`,
    ],
  },
  {
    context: "resource",
    statements: ["oldest", "latest"].map((bound) => `delete_key(resource.attributes, "gateway.${bound}")`),
  },
];
