// Keys that people look for in one place, because other programs and charts have them there, and that stand in another
// here: said in words, with the place. So are keys of the settings themselves that stand in the wrong place. The spelling
// doesn't matter: `bootstrap_servers`, `Brokers`. Pure.

import { z } from "zod";
import { allPlaces, bare, isCredential, isScalar, optionsAt, schemaAt, valueAt } from "../shape";
import { lettersOf } from "./key-names";
import { editByHand, type Path, type Problem } from "./problem";
import { meansOff } from "./switched-off";

/** Holder with `[]` for any entry, keys in lower case without what joins their words, the place, and why. */
type Row = readonly [holder: string, keys: string, place: string, why?: string];

const ofTheProvider = "the AWS provider reads it";

const rows: readonly Row[] = [
  ["tenants[].retention", "metricsdays metrics", "retention.metricsDays", "all tenants' metrics are in one store"],
  ["tenants[]", "metricsdays metricsretention", "retention.metricsDays", "all tenants' metrics are in one store"],
  ["tenants[]", "logsdays logretention logsretention", "tenants[].retention.logsDays"],
  ["tenants[]", "tracesdays traceretention tracesretention", "tenants[].retention.tracesDays"],
  ["tenants[]", "retentiondays retentionhours", "tenants[].retention"],
  ["tenants[]", "severity level loglevel", "tenants[].minimumSeverity"],
  ["tenants[]", "name tenantid orgid organization xscopeorgid", "tenants[].id"],
  ["tenants[]", "receivers alerts slack pagerduty webhook", "alerts.receivers", "each names its `tenant`"],
  ["tenants[]", "groups viewers editors members users", "tenants[].people"],
  ["tenants[].people", "admins administrators owners", "tenants[].people.editors", "no tenant has administrators"],
  ["tenants[].people", "groups members users readers", "tenants[].people.viewers"],
  ["signOn", "admins administrators", "signOn.operators"],
  ["signOn", "viewers editors members", "tenants[].people", "each tenant has its own"],
  ["tenants[]", "ratelimit ingestionratemb ingestionrate quota", "tenants[].limits"],
  ["tenants[].limits", "ingestionratemb ingestionrate", "tenants[].limits.logsMbPerSecond"],
  ["tenants[].limits", "ingestionburstsizemb ingestionburst", "tenants[].limits.logsBurstMb"],
  ["tenants[].limits", "maxglobalstreamsperuser maxstreamsperuser", "tenants[].limits.maxStreams"],
  ["kafka", "username password user sasl credentials", "kafka.existingSecret", "a Secret of the cluster holds them"],
  ["kafka", "tls ca cacert cacrt truststore", "kafka.existingSecret", "a Secret of the cluster holds its `ca.crt`"],
  ["kafka", "brokers bootstrap bootstrapbrokers hosts", "kafka.bootstrapServers"],
  ["kafka", "instancetype brokerinstancetype", "kafka.brokerType"],
  ["kafka", "storage volumesize disksize ebsvolumesize", "kafka.volumeGib"],
  ["kafka", "securitygroups securitygroupids", "cluster.nodeSecurityGroupIds", "brokers take those of the nodes"],
  ["kafka", "arn mskarn mskclusterarn", "kafka.clusterArn"],
  ["kafka", "replicas brokercount", "kafka.brokersPerZone", "it counts those of one of three zones"],
  ["sizing.kafka", "replicas brokercount", "sizing.kafka.brokersPerZone", "it counts those of one of three zones"],
  ["sizing.prometheus", "retention retentiondays retentiontime", "retention.metricsDays"],
  ["sizing.loki", "retention retentiondays retentionperiod", "retention.logsDays"],
  ["sizing.tempo", "retention retentiondays retentionperiod", "retention.tracesDays"],
  ["charts", "registry repository repo url", "charts.mirror"],
  ["images", "mirror repository repo", "images.registry"],
  ["images", "username password user credentials auth", "images.pullSecrets", "a Secret of the cluster holds them"],
  ["logs", "retention retentiondays logsdays days", "retention.logsDays"],
  ["logs", "level loglevel minlevel severity", "logs.minimumSeverity"],
  ["logs", "shipper agent collector", "logs.containerShipper"],
  ["logs", "events", "logs.kubernetesEvents"],
  ["grafana", "host domain url rooturl", "grafana.hostname"],
  ["grafana", "oauth oidc sso auth saml", "signOn"],
  ["grafana", "resources replicas", "sizing.grafana"],
  ["alerts", "slack pagerduty webhook route routes email", "alerts.receivers"],
  ["alerts", "watchdog heartbeat", "alerts.deadMansSwitch"],
  ["longTermMetrics", "password token bearertoken", "longTermMetrics.credential"],
  ["longTermMetrics", "orgid xscopeorgid tenantid thanostenant", "longTermMetrics.tenant"],
  ["longTermMetrics", "endpoint remotewrite remotewriteurl", "longTermMetrics.url"],
  [
    "longTermMetrics",
    "retention retentiondays",
    "retention.metricsDays",
    "that is the platform's own Prometheus; the store's is set in the store",
  ],
  ["retention", "retentiondays default", "retention.logsDays", "traces and metrics have keys of their own"],
  ["cluster", "retention retentiondays", "retention"],
  ["cluster", "environment env", "environment"],
  ["cluster", "region awsregion", "aws:region", ofTheProvider],
  ["cluster", "profile awsprofile", "aws:profile", ofTheProvider],
  ["cluster", "assumerole rolearn", "aws:assumeRoles", ofTheProvider],
  ["cluster", "tags defaulttags", "aws:defaultTags", ofTheProvider],
  ["cluster", "namespace", "namespace"],
  ["cluster", "securitygroups securitygroupids", "cluster.nodeSecurityGroupIds"],
  ["cluster", "clustername", "cluster.name"],
  ["", "clustername eks", "cluster.name"],
  ["", "region awsregion", "aws:region", ofTheProvider],
  ["", "profile awsprofile", "aws:profile", ofTheProvider],
  ["", "assumerole rolearn", "aws:assumeRoles", ofTheProvider],
  ["", "tags defaulttags", "aws:defaultTags", ofTheProvider],
  ["", "retentiondays", "retention"],
  ["", "tenant teams", "tenants"],
  ["", "loki prometheus tempo alertmanager", "sizing", "values of its chart stand under `overrides`"],
  ["", "alloy promtail fluentbit", "logs.containerShipper", "values of its chart stand under `overrides`"],
  ["", "values helmvalues chartvalues", "overrides"],
  ["", "remotewrite mimir thanos amp", "longTermMetrics"],
  ["", "oidc sso oauth auth saml", "signOn"],
  ["", "receivers slack pagerduty alerting", "alerts.receivers"],
  ["", "ingress domain", "grafana.ingress"],
  ["", "datadog cloudwatch elasticsearch opensearch jaeger otlp otlphttp", "fanout"],
  ["", "nodeselector tolerations affinity", "scheduling"],
  ["", "labels annotations podlabels podannotations", "pods"],
  ["", "imagepullsecrets pullsecrets", "images.pullSecrets"],
  ["", "imageregistry registry", "images.registry"],
  ["", "storageclassname", "storageClass"],
  ["", "kmskey kmskeyid", "kmsKeyArn"],
  ["", "loglevel minimumseverity", "logs.minimumSeverity"],
  ["", "msk brokers bootstrapservers", "kafka"],
  ["", "resources replicas", "sizing"],
  ["", "httpproxy httpsproxy noproxy", "proxy"],
];

/** The places of the table, for its test. */
export const placesNamed = rows.map(([holder, keys, place]) => ({ holder, keys: keys.split(" "), place }));

/** A path as the table and the schema's places are written. */
function anyEntry(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}

/** The problem of a key whose place is another; undefined where the table has none. */
export function belongsElsewhere(holder: Path, key: string, raw: unknown): Problem | undefined {
  const at = anyEntry(holder);
  const letters = lettersOf(key);
  const isMeant = (word: string) => word === letters || word === `${letters}s` || `${word}s` === letters;
  const row = rows.find(([of, keys]) => of === at && keys.split(" ").some(isMeant));
  if (row === undefined) return undefined;
  const [, , place, why] = row;
  return misplaced([...holder, key], raw, place, why);
}

/** What these say is of whatever has them: the `region` of CloudWatch is no other service's. */
const ofAnything = "certificatearn endpoint hostname id key name region tenant type url username value".split(" ");

/** What one service knows somebody by, or is itself known by, is no other's, be it of the same group. */
const isOfOneService = (letters: string, found: readonly string[]) =>
  ofAnything.includes(letters) || found.some((place) => isCredential(stepsOf(place)));

export const isAmount = (value: unknown) =>
  isScalar(value) && /^\s*\d+(\.\d+)?\s*([A-Za-z]{1,3}|%)?\s*$/.test(String(value));

/** More places than these tell nobody which is meant. */
const mostPlaces = 3;

/**
 * The problem of a key that the settings have in other places, those within the same group before all others: without
 * it the default would hold. Undefined where they have none, or too many.
 */
export function standsElsewhere(holder: Path, key: string, raw: unknown): Problem | undefined {
  places ??= allPlaces()
    .sort((a, b) => a.length - b.length)
    .map((place) => ({ place, letters: lettersOf(place.replace(/^.*\./, "")) }));
  const letters = lettersOf(key);
  const value = valueAt(raw, [...holder, key]);
  const called = places
    .filter((each) => each.letters === letters && isOfItsKind(each.place, value))
    .map(({ place }) => place);
  const holding = called.filter((place) => mayHold(place, value));
  // Where no place can have it, a text is meant for the map of that name, where nothing stands yet; below these it is an
  // image or a version, of `grafana` or `kafka`.
  const isFree = (place: string) =>
    !["images", "charts"].includes(anyEntry(holder)) && valueAt(raw, stepsOf(place)) === undefined;
  const all = holding.length > 0 || meansOff(value) || isAmount(value) ? holding : called.filter(isFree);
  // Another kind of the same entry has it.
  if (all.includes(anyEntry([...holder, key]))) return undefined;
  const ofRows = all.filter((place) => place.startsWith("sizing."));
  const named =
    ofRows.length > mostPlaces ? [...all.filter((place) => !ofRows.includes(place)), `sizing.<row>.${key}`] : all;
  const own = anyEntry(holder);
  const found = (isOfOneService(letters, all) ? [own] : [own, String(holder[0] ?? ""), ""])
    .map((group) => named.filter((place) => group === "" || place.startsWith(`${group}.`)))
    .find(({ length }) => length > 0 && length <= mostPlaces);
  return found && misplaced([...holder, key], raw, found.join(" or "));
}

/** Rows of sizes are called like programs, of which much else can be said; so are groups of settings. */
function isOfItsKind(place: string, value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return !/^sizing\.\w+$/.test(place);
  const keys = Object.keys(value);
  return keys.length === 0 || keys.some((key) => schemaAt([...stepsOf(place), key]) !== undefined);
}

const stepsOf = (place: string) => place.split(/\.|(?=\[)/).map((step) => (step === "[]" ? 0 : step));

/** No map takes a number or a text, no choice of words a number; of a list it may be the one entry, without brackets. */
function mayHold(place: string, value: unknown): boolean {
  if (!isScalar(value)) return true;
  const options = optionsAt(stepsOf(place));
  if (options.length > 0) return typeof value === "string" || options.some((option) => typeof option === typeof value);
  return bare(schemaAt(stepsOf(place)) ?? z.never()).some((kind) =>
    kind instanceof z.ZodArray
      ? mayHold(`${place}[]`, value)
      : !(kind instanceof z.ZodObject || kind instanceof z.ZodRecord),
  );
}

/** With the letters of their last key. */
let places: readonly { place: string; letters: string }[] | undefined;

/** Of a map that holds the settings as in a file of values, the problem of each: they stand a level higher. */
export function nestedSettings(key: string, raw: unknown, known: readonly string[]): Problem[] {
  const value = valueAt(raw, [key]);
  if (!["config", "observability", "settings"].includes(lettersOf(key)) || typeof value !== "object" || value === null)
    return [];
  const inside = known.filter((each) => Object.hasOwn(value, each));
  return inside.map((each) =>
    misplaced([key, each], raw, each, "each setting is a key of its own, `observability:<key>`"),
  );
}

function misplaced(path: Path, raw: unknown, place: string, why?: string): Problem {
  return {
    path,
    value: valueAt(raw, path),
    allowed: `unknown key: what it says belongs to ${place}${why === undefined ? "" : `, for ${why}`}`,
    command: editByHand(`write it at ${place}, and take this key away`),
    writes: place,
  };
}
