// Telemetry made storable that would otherwise cost others, or be dropped without a count. Plain data.
//
// Loki refuses a whole request for one attribute whose name has no letter or digit (`""`, `-`, `名前`), because nothing
// is left of it as a label. And what is larger than a batch may be (parts.ts), a queue drops: it writes a line, which
// alert CollectorItemsTooLarge reads, and counts nothing (Collector 0.165, exporterhelper). So what a record is made of
// is cut, and what stays is below the 512 KiB of a batch of logs: of body, attributes, resource and scope.
import { conventions } from "../../../conventions/names";
import { indexLabelAttributes, longestSentBytes } from "../../backends/loki/config";
import type { HelmValues } from "../../helm-values";
import { environmentAttribute, namespaceAttribute, withoutAny } from "../collector";

const longestLogAttributeBytes = 128_000;
/** Tempo keeps 2 KiB of each. */
const longestSpanAttributeBytes = 65_536;
/** All attributes of a record or a span. Loki takes 256 KB of a record. */
const mostAttributeBytes = 200_000;
/**
 * Of an event: of an exception with its stack trace. A span that has more of them than an SDK keeps has their names.
 */
const mostEventBytes = 28_000;
const mostEvents = 128;
const mostEventBytesOfMany = 500;
/** Of a span; the last ones stay. */
const mostEventsKept = 1_000;
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
 * @param longestOfOne Where one text may not be so long either: none is, unless all together are.
 */
const within = (context: string, bytes: number, longest: number, longestOfOne = bytes): HelmValues => ({
  context,
  conditions: [larger(`${context}.attributes`, longestOfOne)],
  statements: [
    ...(longestOfOne < bytes ? [`truncate_all(${context}.attributes, ${longestOfOne})`] : []),
    `truncate_all(${context}.attributes, ${longest}) where ${larger(`${context}.attributes`, bytes)}`,
    `set(${context}.attributes, {"attributes": Substring(${asText(`${context}.attributes`)}, 0, ${bytes}, true)}) where ` +
      larger(`${context}.attributes`, bytes),
  ],
});

/**
 * Maps and lists inside each other. The Collector's queue writes more than 32 and cannot read them back (protobuf is read to
 * 100 levels): it drops the whole request, without a count or a line. JSON alone brings so many: what comes as protobuf was
 * read to as many levels by the receiver, and is not looked at.
 */
const deepest = 24;
const contentType = 'otelcol.client.metadata["content-type"][0]';
const asJson = `${contentType} != nil and not HasPrefix(${contentType}, "application/x-protobuf")`;
/** What has fewer of them in its text is not looked at any closer. */
const hasMany = (text: string) =>
  `${asJson} and (Index(${text}, "{") >= 0 or Index(${text}, "[") >= 0) and ` +
  `IsMatch(${text}, ${JSON.stringify(`(?:[^{\\[]*[{\\[]){${deepest}}`)})`;
/** A map or a list that is left in what was flattened so far: in a text of JSON a quote has a stroke before it. */
const isLeft = (context: string) => `IsMatch(String(${context}.cache), ${JSON.stringify('[^\\\\]":[{\\[]')})`;

/** @param ends Statement for what is deeper. */
const shallow = (context: string, what: string, text: string, ends: string): HelmValues => ({
  context,
  conditions: [hasMany(text)],
  statements: [
    `set(${context}.cache["in"], ${what})`,
    `flatten(${context}.cache, depth=${deepest})`,
    `${ends} where ${isLeft(context)}`,
  ],
});
const shallowAttributes = (context: string): HelmValues => {
  const attributes = `${context}.attributes`;
  return shallow(context, attributes, asText(attributes), `set(${attributes}, {"attributes": ${asText(attributes)}})`);
};

/** A large or deep resource keeps what names tenant, pod and service. */
const naming = 'keep_matching_keys(resource.attributes, "^((k8s|service|deployment)[.][a-z_.]{1,60}|tenant)$$")';
const shallowResource = shallow("resource", "resource.attributes", asText("resource.attributes"), naming);
const resourceWithin: HelmValues = {
  context: "resource",
  conditions: [larger("resource.attributes", mostResourceBytes)],
  statements: [naming, "truncate_all(resource.attributes, 256)"],
};

/** Loki's own limit of a label (`max_label_value_length`): a longer one is a 400 for the records of its stream. */
const longestLabelBytes = 2_048;
const labels = indexLabelAttributes.map((key) => cut(`resource.attributes["${key}"]`, longestLabelBytes));
const scopeNames = ["scope.name", "scope.version"].map((text) => cut(text, longestNameBytes));

/** @param dated Statements after which each has a time that Loki takes. */
export const storableLogs = (dated: readonly HelmValues[]): HelmValues => ({
  error_mode: "silent",
  log_statements: [
    { context: "resource", statements: [named("resource.attributes"), ...labels] },
    shallowResource,
    resourceWithin,
    { context: "scope", statements: [named("scope.attributes"), ...scopeNames] },
    shallowAttributes("scope"),
    within("scope", mostScopeBytes, longestNameBytes),
    shallow("log", "log.body", "String(log.body)", "set(log.body, String(log.body))"),
    {
      context: "log",
      conditions: ["not IsString(log.body)"],
      statements: [
        `set(log.body, String(log.body)) where Len(String(log.body)) > ${longestSentBytes}`,
        // JSON has no NaN: nothing has been made of such a body. Its text is that of its flat form.
        'set(log.cache["body"], log.body)',
        `delete_key(log.cache, "body") where ${asText("log.cache")} != "body="`,
        "flatten(log.cache)",
        `set(log.body, Substring(${asText("log.cache")}, 0, ${longestSentBytes}, true)) where ` +
          larger("log.cache", longestSentBytes),
      ],
    },
    {
      context: "log",
      statements: [
        named("log.attributes"),
        `set(log.body, Substring(log.body, 0, ${longestSentBytes}, true)) where Len(log.body) > ${longestSentBytes} ` +
          "and IsString(log.body)",
        ...["log.severity_text", "log.event_name"].map((text) => cut(text, longestNameBytes)),
      ],
    },
    ...dated,
    shallowAttributes("log"),
    within("log", mostAttributeBytes, longestOfManyBytes, longestLogAttributeBytes),
  ],
});

const tooManyEvents = `Len(span.events) > ${mostEventsKept}`;
/** Attribute of an event that goes; the span's `dropped_events_count` tells how many went. */
const droppedEvent = "gateway.dropped";

export const storableSpans: HelmValues = {
  error_mode: "silent",
  trace_statements: [
    shallowResource,
    resourceWithin,
    { context: "scope", statements: scopeNames },
    shallowAttributes("scope"),
    within("scope", mostScopeBytes, longestNameBytes),
    {
      context: "span",
      statements: [
        ...["span.name", "span.status.message", "span.trace_state"].map((text) => cut(text, longestNameBytes)),
        `set(span.dropped_events_count, 0) where ${tooManyEvents}`,
      ],
    },
    shallowAttributes("span"),
    within("span", mostAttributeBytes, longestOfManyBytes, longestSpanAttributeBytes),
    {
      context: "spanevent",
      statements: [
        `set(spanevent.attributes, {}) where Len(span.events) > ${mostEvents} and ` +
          larger("spanevent.attributes", mostEventBytesOfMany),
        cut("spanevent.name", longestNameBytes),
      ],
    },
    shallowAttributes("spanevent"),
    within("spanevent", mostEventBytes, longestOfManyBytes),
    // From the first on, until as many are left as may be: how a span ended is told by its last ones.
    {
      context: "spanevent",
      conditions: [`${tooManyEvents} and Len(span.events) - span.dropped_events_count > ${mostEventsKept}`],
      statements: [
        `set(spanevent.attributes, {"${droppedEvent}": true})`,
        "set(span.dropped_events_count, span.dropped_events_count + 1)",
      ],
    },
  ],
};

/**
 * What no store takes of spans. Tempo refuses all of a request for one span without an id of its own or of its trace.
 */
export const unstorableSpans: HelmValues = {
  error_mode: "ignore",
  trace_conditions: [
    `span.trace_id.string == "${"0".repeat(32)}" or span.span_id.string == "${"0".repeat(16)}"`,
    `${tooManyEvents} and spanevent.attributes["${droppedEvent}"] == true`,
  ],
};

/** Label of what a gateway counts up by itself: two of them that count for one series would each take it for reset. */
export const countedBy = "collector";
const isDelta = "metric.aggregation_temporality == AGGREGATION_TEMPORALITY_DELTA";

/** @param where Points whose series have that label by themselves. */
const renamed = (key: string, to: string, where = "true"): HelmValues => ({
  context: "datapoint",
  conditions: [`${where} and datapoint.attributes["${key}"] != nil`],
  statements: [
    `set(datapoint.attributes["${to}"], datapoint.attributes["${key}"]) where datapoint.attributes["${to}"] == nil`,
    withoutAny("datapoint.attributes", [key]),
  ],
});

/**
 * Labels that the platform or the translation to Prometheus sets, and the attribute of the resource that they are made of.
 * Without it a point's own label stays, and of `namespace` it is then told whose word it is (`stampPoints`).
 */
const setLabels: readonly (readonly [label: string, from: string])[] = [
  ["tenant", conventions.tenantAttribute],
  ["namespace", namespaceAttribute],
  ["environment", environmentAttribute],
  ["service", "service.name"],
  ["job", "service.name"],
  ["instance", "service.instance.id"],
];

/**
 * A point's own labels of these names, as Prometheus calls them where it scrapes. Points that nothing else tells apart were one
 * series, in which the first value of a request hides the others. What a Collector of a team's own has scraped and renamed
 * so stays: its `namespace` is then the target's, the same for all that `exported_namespace` tells apart.
 */
const ownLabels: HelmValues = {
  context: "datapoint",
  conditions: setLabels.map(([label]) => `datapoint.attributes["${label}"] != nil`),
  statements: setLabels.flatMap(([label, from]) => {
    const isSet = `where datapoint.attributes["${label}"] != nil and resource.attributes["${from}"] != nil`;
    return [
      `set(datapoint.attributes["exported_${label}"], datapoint.attributes["${label}"]) ${isSet} ` +
        `and datapoint.attributes["exported_${label}"] == nil`,
      `delete_key(datapoint.attributes, "${label}") ${isSet}`,
    ];
  }),
};

/**
 * A point is never larger than the request that brought it (parts.ts); what is put on each is not to make it so. Deltas
 * become series of the gateway that sums them up: a sender's may come to any.
 */
export const storablePoints = (replica: string): HelmValues => ({
  error_mode: "silent",
  metric_statements: [
    { context: "resource", statements: [named("resource.attributes")] },
    shallowResource,
    resourceWithin,
    shallowAttributes("scope"),
    // What describes a metric, and what an exemplar has beside its trace, is text at most.
    { context: "metric", conditions: [hasMany("String(metric.metadata)")], statements: ["set(metric.metadata, {})"] },
    shallowAttributes("datapoint"),
    {
      context: "exemplar",
      conditions: [hasMany(asText("exemplar.filtered_attributes"))],
      statements: ["set(exemplar.filtered_attributes, {})"],
    },
    // Names that no label of the series may have: Prometheus refuses the series, and the whole batch counts as lost.
    renamed("", "attribute"),
    renamed("le", "exported_le", "metric.type == METRIC_DATA_TYPE_HISTOGRAM"),
    renamed("quantile", "exported_quantile", "metric.type == METRIC_DATA_TYPE_SUMMARY"),
    renamed(countedBy, `exported_${countedBy}`, isDelta),
    ownLabels,
    {
      context: "datapoint",
      conditions: [isDelta],
      statements: [
        `set(datapoint.attributes["${countedBy}"], "${replica}")`,
        // SDKs send what was added as it was: whole, then broken. The processor of deltas forgets its sum where the type changes.
        "set(datapoint.value_double, datapoint.value_double + Double(datapoint.value_int)) where " +
          "metric.type == METRIC_DATA_TYPE_SUM",
      ],
    },
  ],
});
