// What the operator takes from a monitor and Prometheus cannot read, as CEL that is true for what it can (each run with
// the real ones, operator 0.93.1 and Prometheus 3.16). All monitors are one configuration: with one of these none is
// read that came or changed after it, and an agent that starts anew does not start, whosever it is.

export interface Validation {
  expression: string;
  message?: string;
  messageExpression?: string;
}

/** For each of a list of the spec that a kind may not have. */
export const ofEach = (field: string, condition: string) =>
  `!has(object.spec.${field}) || object.spec.${field}.all(e, ${condition})`;

const endpoints = ["endpoints", "podMetricsEndpoints"];
const ofEndpoints = (condition: string) => endpoints.map((field) => `(${ofEach(field, condition)})`).join(" && ");

/** Judged by trying: an expression that none can be made of is an error, and what cannot be judged is refused. */
export const isRegex = (text: string) => `''.matches('^(?s:' + string(${text}) + ')$') in [true, false]`;

/** With a regex of its own, the default one too, Prometheus refuses two actions. Names of sources are looked at by nobody else. */
const relabels = (rules: string) =>
  `${rules}.all(r, (!has(r.action) || !r.action.lowerAscii().endsWith('equal') || !has(r.regex)) && ` +
  "(!has(r.sourceLabels) || r.sourceLabels.all(l, l != '')))";

/** For the relabelling of a Probe's targets of either kind, where it has any. */
export function ofTargets(kind: "staticConfig" | "ingress", condition: (rules: string) => string): string {
  const targets = `object.spec.targets.${kind}`;
  const rules = `${targets}.relabelingConfigs`;
  return `!has(object.spec.targets) || !has(${targets}) || !has(${rules}) || ${condition(rules)}`;
}

/** At most 262 years with all units together: both count to 292. */
export const isShort = (duration: string) =>
  `${duration}.matches('^(0|([0-9]{1,2}y)?([0-9]{1,3}w)?([0-9]{1,4}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?)$')`;
const shortDurations = (of: string) =>
  ["interval", "scrapeTimeout"].map((field) => `(!has(${of}.${field}) || ${isShort(`${of}.${field}`)})`).join(" && ");

const credentials = ["basicAuth", "authorization", "bearerTokenSecret", "oauth2"];

export const readable: readonly Validation[] = [
  {
    expression: ofEndpoints(
      ["port", "targetPort"].map((field) => `(!has(e.${field}) || ${isRegex(`e.${field}`)})`).join(" && "),
    ),
    message:
      "port and targetPort are regular expressions to Prometheus: name the port, or leave both out for all ports",
  },
  {
    expression: ["targetLabels", "podTargetLabels"].map((field) => `(${ofEach(field, "e != ''")})`).join(" && "),
    message: "targetLabels and podTargetLabels name labels: none is empty",
  },
  {
    expression: [
      ofEndpoints(
        ["relabelings", "metricRelabelings"]
          .map((field) => `(!has(e.${field}) || ${relabels(`e.${field}`)})`)
          .join(" && "),
      ),
      `(!has(object.spec.metricRelabelings) || ${relabels("object.spec.metricRelabelings")})`,
      `(${ofTargets("staticConfig", relabels)})`,
      `(${ofTargets("ingress", relabels)})`,
    ].join(" && "),
    message:
      "keepEqual and dropEqual take sourceLabels and targetLabel, and no regex, not even the default one; no sourceLabels are empty",
  },
  {
    expression: `${ofEndpoints(shortDurations("e"))} && ${shortDurations("object.spec")}`,
    message: "interval and scrapeTimeout are less than a hundred years",
  },
  {
    // Their definition takes `x1MB`: its pattern has no beginning.
    expression:
      "!has(object.spec.bodySizeLimit) || object.spec.bodySizeLimit.matches('^(0|([0-9]{0,9}[.])?[0-9]{1,9}([KMG]i?)?B)$')",
    message: "bodySizeLimit is a number of B, KB, MB or GB, of nine digits at most",
  },
  {
    // Of endpoints the operator counts them itself.
    expression: `[${credentials.map((field) => `has(object.spec.${field})`).join(", ")}].filter(x, x).size() <= 1`,
    message: `a Probe has one of ${credentials.join(", ")}`,
  },
];

/** Ten digits, or more as the API server counts them, are no int32. Long texts are looked at no further: that costs. */
const fitsNumber = (text: string) =>
  `(string(${text}).size() > 25 || !string(${text}).matches('^-?([0-9]{10,}|[0-9.]+e[+][0-9]+)$'))`;

/**
 * Numbers to which definitions set no bounds, and the operator's types do. An object that it cannot decode keeps it from all
 * of the kind, in every namespace, whoever else is to read them: it follows no change any more, and does not start anew.
 */
export const decodable: readonly Validation[] = [
  {
    expression: ofEndpoints(`!has(e.targetPort) || ${fitsNumber("e.targetPort")}`),
    message: "targetPort is a port's number, or a name",
  },
  {
    expression:
      "!has(object.spec.nativeHistogramMinBucketFactor) || " +
      "string(object.spec.nativeHistogramMinBucketFactor).matches('^[^eE]*(Ei?|[eE][+-]?[0-9]{1,2})?$')",
    message: "nativeHistogramMinBucketFactor has a whole exponent of two digits at most",
  },
  {
    expression: ofEach("groups", `!has(e.rules) || e.rules.all(r, ${fitsNumber("r.expr")})`),
    message: "an expr that is a number has nine digits at most",
  },
  {
    expression: ofEach(
      "receivers",
      "!has(e.webhookConfigs) || e.webhookConfigs.all(c, !has(c.maxAlerts) || c.maxAlerts <= 1000000)",
    ),
    message: "maxAlerts is a million at most",
  },
];
