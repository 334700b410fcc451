// Logs and spans made storable that would otherwise cost others, or be dropped without a count. Plain data.
//
// Loki refuses a whole request for one attribute whose name has no letter or digit (`""`, `-`, `名前`), because nothing
// is left of it as a label. And what is larger than a batch may be (parts.ts), a queue drops: it writes a line, and
// counts nothing (Collector 0.165, exporterhelper). So what a record is made of is cut, and what stays is below the 512
// KiB of a batch of logs: of body, attributes, resource and scope.
import { indexLabelAttributes } from "../../backends/loki/config";
import type { HelmValues } from "../../helm-values";

/** Just above the longest line that Loki takes: it cuts the rest, and says so in the line. */
const longestBodyBytes = 270_000;
const longestLogAttributeBytes = 128_000;
/** Tempo keeps 2 KiB of each. */
const longestSpanAttributeBytes = 65_536;
/** All attributes of a record or a span. Loki takes 256 KB of a record. */
const mostAttributeBytes = 200_000;
/** Of an event: of an exception with its stack trace. A span that has more of them than an SDK keeps has their names. */
const mostEventBytes = 28_000;
const mostEvents = 128;
const mostEventBytesOfMany = 500;
/** Each text of attributes that are too large together. */
const longestOfManyBytes = 20_000;
const mostResourceBytes = 32_000;
const mostScopeBytes = 8_000;
/** Of names, and of texts that are to be short. */
const longestNameBytes = 1_024;

const named = (attributes: string) =>
  `replace_all_patterns(${attributes}, "key", "^([^a-zA-Z0-9]*)$$", "attribute$$1")`;

const cut = (text: string, bytes: number) =>
  `set(${text}, Substring(${text}, 0, ${bytes}, true)) where Len(${text}) > ${bytes}`;

/** Not as JSON, which has no NaN, and costs a copy. */
const asText = (attributes: string) => `ToKeyValueString(${attributes})`;
const larger = (attributes: string, bytes: number) => `Len(${asText(attributes)}) > ${bytes}`;

/**
 * Of attributes that are larger than this: long texts become short, and if they are still, by number or depth, they
 * become one attribute, the beginning of them as text.
 */
const within = (context: string, bytes: number, longest: number): HelmValues => ({
  context,
  conditions: [larger(`${context}.attributes`, bytes)],
  statements: [
    `truncate_all(${context}.attributes, ${longest})`,
    `set(${context}.attributes, {"attributes": Substring(${asText(`${context}.attributes`)}, 0, ${bytes}, true)}) where ` +
      larger(`${context}.attributes`, bytes),
  ],
});

/** A large resource keeps what names tenant, pod and service. */
const resourceWithin: HelmValues = {
  context: "resource",
  conditions: [larger("resource.attributes", mostResourceBytes)],
  statements: [
    'keep_matching_keys(resource.attributes, "^((k8s|service|deployment)[.][a-z_.]{1,60}|tenant)$$")',
    "truncate_all(resource.attributes, 256)",
  ],
};

/** Loki's own limit of a label (`max_label_value_length`): a longer one is a 400 for the records of its stream. */
const longestLabelBytes = 2_048;
const labels = indexLabelAttributes.map((key) => cut(`resource.attributes["${key}"]`, longestLabelBytes));
/** What says neither when it happened nor when it was seen: Loki would take it for one of 1970, and refuse it. */
const undated = "set(log.observed_time, Now()) where log.time_unix_nano == 0 and log.observed_time_unix_nano == 0";

const scopeNames = ["scope.name", "scope.version"].map((text) => cut(text, longestNameBytes));

export const storableLogs: HelmValues = {
  error_mode: "silent",
  log_statements: [
    { context: "resource", statements: [named("resource.attributes"), ...labels] },
    resourceWithin,
    { context: "scope", statements: [named("scope.attributes"), ...scopeNames] },
    within("scope", mostScopeBytes, longestNameBytes),
    {
      context: "log",
      statements: [
        undated,
        named("log.attributes"),
        `truncate_all(log.attributes, ${longestLogAttributeBytes})`,
        "set(log.body, String(log.body)) where not IsString(log.body) and " +
          `Len(String(log.body)) > ${longestBodyBytes}`,
        `set(log.body, Substring(log.body, 0, ${longestBodyBytes}, true)) where IsString(log.body) and ` +
          `Len(log.body) > ${longestBodyBytes}`,
        ...["log.severity_text", "log.event_name"].map((text) => cut(text, longestNameBytes)),
      ],
    },
    within("log", mostAttributeBytes, longestOfManyBytes),
  ],
};

export const storableSpans: HelmValues = {
  error_mode: "silent",
  trace_statements: [
    resourceWithin,
    { context: "scope", statements: scopeNames },
    within("scope", mostScopeBytes, longestNameBytes),
    {
      context: "span",
      statements: [
        `truncate_all(span.attributes, ${longestSpanAttributeBytes})`,
        ...["span.name", "span.status.message", "span.trace_state"].map((text) => cut(text, longestNameBytes)),
      ],
    },
    within("span", mostAttributeBytes, longestOfManyBytes),
    {
      context: "spanevent",
      statements: [
        `set(spanevent.attributes, {}) where Len(span.events) > ${mostEvents} and ` +
          larger("spanevent.attributes", mostEventBytesOfMany),
        cut("spanevent.name", longestNameBytes),
      ],
    },
    within("spanevent", mostEventBytes, longestOfManyBytes),
  ],
};
