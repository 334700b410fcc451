// Chart values of the user's own, by Helm release. Which of them may be set is judged where the charts are known
// (components/chart-values/).
import { z } from "zod";
import { documented } from "../documented";

/** What a chart takes: any JSON. */
const chartValues = z.record(z.string(), z.unknown());

export const overrides = documented(
  z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,52}$/, "the name of a Helm release, as in docs/releases.md"),
      chartValues,
    )
    .default({}),
  {
    means:
      "Chart values by Helm release, merged last: maps key by key, anything else is replaced. What may be set stands " +
      "in docs/overrides.md; everything else is refused. What no pod holds (`revisionHistoryLimit`, rules) restarts " +
      "none",
    effect: "rolling",
    example: { loki: { loki: { limits_config: { max_query_parallelism: 16 } } } },
  },
);
