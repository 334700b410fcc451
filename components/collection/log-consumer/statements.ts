// What the log consumer reads in a record: OTTL statements for each form that lies in Kafka. Plain data.
//
// Today's form is a chunk, the records of a node in one message, read in place. The others are single records as JSON:
// of earlier releases, and dead letters that were mended and produced again.
import { reasonAttribute, resourceKey } from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { oldestSentHours } from "../../backends/loki/config";
import type { HelmValues } from "../../helm-values";
import {
  bodies,
  cachedLine,
  namespaceAttribute,
  parseStatements,
  podUidStatements,
  type Reading,
  shippedTimeStatements,
} from "../collector";

/** Loki cuts longer lines; here they stay whole, as dead letters. */
const longestLineBytes = 256 * 1_024;

/** Where a record lies in Kafka: what the receiver knows of a message, and the name of a dead letter's key. */
export const originAttributes = ["kafka.topic", "kafka.partition", "kafka.offset"] as const;

const reasonOf = `resource.attributes["${reasonAttribute}"]`;
const namespaceOf = `resource.attributes["${namespaceAttribute}"]`;
const cached = (key: string) => `log.cache["${key}"]`;
const line = cached("log");

/**
 * Sets the reason of what cannot be stored: of a chunk's records first an attribute of each, then of the resource of
 * those alike.
 */
const refusals = (reason: string, { line, isOld }: Reading): { form: string[]; age: string } => ({
  form: [
    `set(${reason}, "malformed") where not IsString(${line})`,
    `set(${reason}, "too-long") where Len(${line}) > ${longestLineBytes}`,
  ],
  age: `set(${reason}, "too-old") where ${reason} == nil and ${isOld}`,
});

/** Records of a chunk: the line is the body, when it was read the time, whose it is stands in attributes. */
export function chunkStatements(settings: Settings): HelmValues[] {
  const reading = bodies(oldestSentHours(settings));
  const { form, age } = refusals(`log.attributes["${reasonAttribute}"]`, reading);
  return [
    { context: "resource", statements: reading.before },
    {
      context: "log",
      statements: [...form, "set(log.observed_time_unix_nano, log.time_unix_nano)", ...parseStatements(reading), age],
    },
    { context: "resource", statements: reading.after },
    // Of a pod that Fluent Bit could not name.
    {
      context: "log",
      conditions: ['log.attributes["file"] != nil'],
      statements: podUidStatements('log.attributes["file"]', "log.attributes"),
    },
  ];
}

/** Records as JSON. Every one still has a resource of its own, so resource attributes can be set from it. */
export function recordStatements(settings: Settings): HelmValues[] {
  const reading = cachedLine(oldestSentHours(settings));
  const { form, age } = refusals(reasonOf, reading);
  const kubernetes = (attribute: string, path: string) =>
    `set(resource.attributes["${attribute}"], log.cache["kubernetes"]${path}) where ` +
    `IsString(log.cache["kubernetes"]${path})`;
  return [
    {
      context: "log",
      statements: [
        'merge_maps(log.cache, ParseJSON(Decode(log.body, "utf-8")), "upsert")',
        ...form,
        ...shippedTimeStatements(oldestSentHours(settings)),
        ...parseStatements(reading),
        age,
        `merge_maps(resource.attributes, ${cached(resourceKey)}, "upsert") where IsMap(${cached(resourceKey)})`,
        // A record whose pod is still to be found keeps its bytes: it may become a dead letter.
        `set(log.body, ${line}) where ${reasonOf} == nil and ${namespaceOf} != nil`,
      ],
    },
    // Records of earlier releases. Parsed once more, so that today's pass none of these.
    {
      context: "log",
      conditions: [`${namespaceOf} == nil and ${reasonOf} == nil`],
      statements: [
        'merge_maps(log.cache, ParseJSON(Decode(log.body, "utf-8")), "upsert")',
        ...podUidStatements(cached("file"), "resource.attributes"),
        kubernetes("k8s.namespace.name", '["namespace_name"]'),
        kubernetes("k8s.pod.name", '["pod_name"]'),
        kubernetes("k8s.pod.uid", '["pod_id"]'),
        kubernetes("k8s.container.name", '["container_name"]'),
        kubernetes("k8s.node.name", '["host"]'),
        kubernetes("service.name", '["container_name"]'),
        kubernetes("service.name", `["labels"]["${conventions.serviceLabel}"]`),
        `set(log.body, ${line}) where ${namespaceOf} != nil`,
      ],
    },
  ];
}

/** Dead letters of a chunk as the records that they would be in JSON, with where the chunk lies. */
export const deadLetterStatements: HelmValues[] = [
  {
    context: "log",
    conditions: ["IsString(log.body)"],
    statements: [
      `set(${line}, log.body)`,
      'set(log.cache["file"], log.attributes["file"])',
      `set(${cached(resourceKey)}, resource.attributes)`,
      ...[reasonAttribute, ...originAttributes].map((key) => `delete_key(${cached(resourceKey)}, "${key}")`),
      'set(log.cache["@timestamp"], FormatTime(log.observed_time, "%Y-%m-%dT%H:%M:%S.%fZ"))',
      ...originAttributes.map((key) => `set(log.cache["${key}"], resource.attributes["${key}"])`),
      "set(log.body, log.cache)",
    ],
  },
];

/**
 * Records that hold the path of their file and no more: of earlier releases, or of a pod that Fluent Bit could not
 * name. They are whose the API server says; the others are nobody's, and no tenant may see them.
 */
export const pathStatements: HelmValues[] = [
  {
    context: "log",
    statements: [
      `set(log.body, ParseJSON(Decode(log.body, "utf-8"))["log"]) where ${namespaceOf} != nil ` +
        "and not IsString(log.body)",
      `delete_key(log.attributes, "file") where ${namespaceOf} != nil`,
      `set(${reasonOf}, "unknown-pod") where ${namespaceOf} == nil`,
    ],
  },
];
