// Logs and spans made storable that would otherwise cost others, or be dropped without a count. Plain data.
//
// Loki refuses a whole request for one attribute whose name has no letter or digit (`""`, `-`, `名前`), because nothing
// is left of it as a label. And what is larger than a batch may be, a queue drops: it writes a line, and counts nothing
// (Collector 0.165, exporterhelper).
import type { HelmValues } from "../../helm-values";

/** Just above the longest line that Loki takes: it cuts the rest, and says so in the line. */
const longestBodyBytes = 270_000;
const longestLogAttributeBytes = 128_000;
/** Tempo keeps 2 KiB of each. */
const longestSpanAttributeBytes = 65_536;

const named = (attributes: string) =>
  `replace_all_patterns(${attributes}, "key", "^([^a-zA-Z0-9]*)$$", "attribute$$1")`;

export const storableLogs: HelmValues = {
  error_mode: "ignore",
  log_statements: [
    { context: "resource", statements: [named("resource.attributes")] },
    { context: "scope", statements: [named("scope.attributes")] },
    {
      context: "log",
      statements: [
        named("log.attributes"),
        `truncate_all(log.attributes, ${longestLogAttributeBytes})`,
        `set(log.body, Substring(log.body, 0, ${longestBodyBytes})) where IsString(log.body) and ` +
          `Len(log.body) > ${longestBodyBytes}`,
      ],
    },
  ],
};

export const storableSpans: HelmValues = {
  error_mode: "ignore",
  trace_statements: [
    { context: "span", statements: [`truncate_all(span.attributes, ${longestSpanAttributeBytes})`] },
    { context: "spanevent", statements: [`truncate_all(spanevent.attributes, ${longestSpanAttributeBytes})`] },
  ],
};
