// What tenants' monitors, rules and receivers may not say, as policies that the API server itself enforces: settings in, specs of
// ValidatingAdmissionPolicies out, in CEL.
//
// The operator confines a monitor to its namespace by its fields (agent-spec.ts) and a rule by its selectors. Left are
// the ways round: an address that relabelling makes, a proxy, a redirect, a prober of one's own, an address that gives
// tokens; the tenant that a rule writes on what it records, which nothing comes after; what an alert's texts ask
// Prometheus, where no selector is added; and files of Alertmanager's pod. Each expression is true for what is allowed.
import { conventions } from "../../../../conventions/names";
import { defaultTenantId } from "../../../../settings/rules/tenants";
import type { Settings } from "../../../../settings/settings";
import { prober } from "../../../endpoints";
import { monitorsHere, rulesHere, trustedNamespaces } from "../tenants";
import { decodable, ofEach, ofTargets, readable, type Validation } from "./readable";
import { ofKind, ofReceivers, tellable } from "./tellable";

/** ConfigMap in the platform's namespace: tenant by namespace. The policies look owners up in it. */
export const tenantTableName = "tenants-by-namespace";

export function tenantTable({ tenants, namespace }: Pick<Settings, "tenants" | "namespace">): Record<string, string> {
  const trusted = trustedNamespaces(namespace);
  return Object.fromEntries(
    tenants
      .flatMap(({ id, namespaces }) => namespaces.map((owned) => [owned, id] as const))
      .filter(([owned]) => !trusted.includes(owned)),
  );
}

export interface AdmissionPolicy {
  /** Resources of monitoring.coreos.com that it looks at. */
  resources: readonly string[];
  /** In which namespaces, all when absent: what nobody reads here, another stack may write as it likes. */
  namespaceSelector?: typeof rulesHere;
  /** For which objects at all. */
  condition: string;
  variables?: readonly { name: string; expression: string }[];
  validations: readonly Validation[];
}

const owner = "has(params.data) && request.namespace in params.data";
const absent = (of: string, ...fields: string[]) => fields.map((field) => `!has(${of}.${field})`).join(" && ");

/**
 * A label that relabelling may write: one that is stored, or one of those that say how a target is asked. Not
 * `__address__`, and no name that only the target's own labels decide.
 */
const writable = "^([a-zA-Z][a-zA-Z0-9_]*|__tmp_[a-zA-Z0-9_]*|__metrics_path__|__scheme__|__param_[a-zA-Z0-9_]+)$";
/** Names of Kubernetes' labels and annotations begin with a letter or digit, so what this copies does too. */
const copied =
  "^__meta_kubernetes_(pod|service|node|namespace|endpoints|endpointslice)_(label|annotation)_[(][.][+][)]$";

function relabels(rules: string): string {
  return (
    `${rules}.all(r, (!has(r.targetLabel) || r.targetLabel.matches('${writable}')) && ` +
    "(!has(r.action) || r.action.lowerAscii() != 'labelmap' || " +
    `(has(r.regex) && r.regex.matches('${copied}') && (!has(r.replacement) || r.replacement == '$1'))))`
  );
}

/**
 * The agent posts to `tokenUrl`, whatever that is: `/-/quit` of any Prometheus, its own among them.
 */
const noTokenUrl = (of: string): Validation => ({
  expression: of,
  message: "no oauth2: the agent would post to any address that it names. Targets take basicAuth or authorization",
});

const sameAddress: Omit<Validation, "expression"> = {
  message:
    "relabelings may not change where a target is: they write ordinary labels, __metrics_path__, __scheme__, " +
    "__param_* and __tmp_*, and labelmap copies labels or annotations as they are called",
};

/** ServiceMonitors and PodMonitors of tenants. */
function monitors(resource: string, endpointsField: string): AdmissionPolicy {
  const every = (condition: string) => ofEach(endpointsField, condition);
  return {
    resources: [resource],
    namespaceSelector: monitorsHere,
    condition: owner,
    validations: [
      { expression: every(`!has(e.relabelings) || ${relabels("e.relabelings")}`), ...sameAddress },
      {
        expression: every(absent("e", "proxyUrl", "proxyFromEnvironment", "proxyConnectHeader")),
        message: "a target is asked directly: no proxy",
      },
      noTokenUrl(every(absent("e", "oauth2"))),
      {
        expression: every("!has(e.filterRunning) || e.filterRunning"),
        message: "no filterRunning: false: a pod that has ended keeps its address, which is another's by then",
      },
      {
        expression: every("has(e.followRedirects) && !e.followRedirects"),
        message: `each of ${endpointsField} needs followRedirects: false, as a redirect leads to other namespaces`,
      },
    ],
  };
}

function probes(address: string): AdmissionPolicy {
  return {
    resources: ["probes"],
    namespaceSelector: monitorsHere,
    condition: owner,
    validations: [
      {
        expression:
          `object.spec.prober.url == '${address}' && ` +
          "(!has(object.spec.prober.path) || object.spec.prober.path == '/probe') && " +
          absent("object.spec.prober", "proxyUrl", "proxyFromEnvironment", "proxyConnectHeader"),
        message: `prober.url is ${address}, the platform's, without a proxy and with the path /probe`,
      },
      noTokenUrl(absent("object.spec", "oauth2")),
      { expression: ofTargets("staticConfig", relabels), ...sameAddress },
      { expression: ofTargets("ingress", relabels), ...sameAddress },
    ],
  };
}

/**
 * A call of `query`, whose answer is of every namespace, in a template of an alert's label or annotation. Within an
 * action, that is: not in a string (quotes are spelled in hexadecimal, for CEL's sake), no field and no variable.
 */
const quoted = String.raw`\x22([^\x22\\]|\\.)*\x22|\x27([^\x27\\]|\\.)*\x27|\x60[^\x60]*\x60`;
const queryCall = String.raw`(?s)\{\{(([^\x22\x27\x60}]|${quoted})*([^\x22\x27\x60}.$\w]|${quoted}))?query\b`;

/** Its argument, or that it is one of a pipe: short, as an expression's cost grows with the length of both. */
const queryArgument = String.raw`query\s+[\x22\x60$.(]|[|]\s*query`;

/** What a request may cost is limited: a thousand alerts whose texts all speak of queries pass. */
const asksNothing = (texts: string) => {
  const text = `${texts}[k]`;
  const asks = ["contains('query')", `matches(r'${queryArgument}')`, `matches(r'${queryCall}')`];
  return `(!has(${texts}) || ${texts}.all(k, ${asks.map((one) => `!${text}.${one}`).join(" || ")}))`;
};

/**
 * Every namespace but the trusted ones. Where a tenant owns it, each rule says so, and no label of its expression
 * counts beside; elsewhere a rule says nothing of a tenant, and one that makes up labels says that it is nobody's.
 */
function rules(namespace: string): AdmissionPolicy {
  const label = conventions.tenantAttribute;
  const named = (of: string) => `(has(${of}.labels) && '${label}' in ${of}.labels)`;
  const inEach = (condition: string) =>
    `!has(object.spec.groups) || object.spec.groups.all(g, !has(g.rules) || g.rules.all(r, ${condition}))`;
  const value = `(${named("r")} ? r.labels['${label}'] : ${named("g")} ? g.labels['${label}'] : '')`;
  // Of what is absent, `absent` makes the labels that its matchers name, by whatever spelling.
  const makesUpLabels =
    "string(r.expr).matches(r'(?is)(label_replace|label_join|count_values|\\binfo\\s*[(]|" +
    `absent.*(${label}|\\\\))')`;
  // A label of the rule has the last word over those of its expression.
  const ofNobody = `${value} == '${defaultTenantId}' || (${value} == '' && !${makesUpLabels})`;
  return {
    resources: ["prometheusrules"],
    namespaceSelector: rulesHere,
    condition: notTrusted(namespace),
    variables: [{ name: "tenant", expression: `${owner} ? params.data[request.namespace] : ''` }],
    validations: [
      {
        // The operator makes it the name of a file, with namespace and uid, in a ConfigMap of all rules: 253 characters.
        expression: "object.metadata.name.size() <= 140",
        message: "the name has 140 characters at most",
      },
      {
        // The operator judges them as if they were not there, and writes them all the same (seen, 0.93.1): with one of
        // them Prometheus reads no change of any rule, and does not start anew.
        expression:
          "!has(object.spec.groups) || object.spec.groups.all(g, (!has(g.interval) || g.interval != '') && " +
          "(!has(g.rules) || g.rules.all(r, !('for' in r) || r['for'] != '')))",
        message: "for and interval are durations: leave out what is empty",
      },
      {
        expression: `variables.tenant == '' || (${inEach(`${value} == variables.tenant`)})`,
        messageExpression:
          `"each group (or rule) needs labels: { ${label}: " + variables.tenant + ` +
          `" }: what it records and alerts on is that tenant's"`,
      },
      {
        expression: `variables.tenant != '' || (${inEach(ofNobody)})`,
        message:
          `no tenant owns this namespace: its rules name no other than ${defaultTenantId}; where an expression makes ` +
          `up labels, as label_replace does, they say labels: { ${label}: ${defaultTenantId} }`,
      },
      {
        expression:
          `!has(object.spec.groups) || object.spec.groups.all(g, ${asksNothing("g.labels")} && (!has(g.rules) || ` +
          `g.rules.all(r, ${asksNothing("r.labels")} && ${asksNothing("r.annotations")})))`,
        message:
          "labels and annotations may not call query, which is answered with the series of all tenants: " +
          "$labels and $value are the rule's own",
      },
    ],
  };
}

/** Fields of AlertmanagerConfigs that name a file which Alertmanager reads and sends, by receiver. */
export const receiverFiles: Readonly<Record<string, readonly string[]>> = {
  telegramConfigs: ["botTokenFile"],
  pushoverConfigs: ["tokenFile", "userKeyFile"],
};

/**
 * Alertmanager's files are the platform's webhooks and keys. With a body of a tenant's own it would post what any API
 * takes for its own: Alertmanager's, to itself, where no network policy holds. Its operator reads AlertmanagerConfigs of
 * every namespace.
 */
function receivers(namespace: string): AdmissionPolicy {
  const noFile = Object.entries(receiverFiles).map(([kind, fields]) => ofKind(kind, absent("c", ...fields)));
  return {
    resources: ["alertmanagerconfigs"],
    condition: notTrusted(namespace),
    validations: [
      {
        expression: ofReceivers(noFile.join(" && ")),
        message:
          "no files: they would be those of Alertmanager's pod. Credentials come from a Secret of this namespace",
      },
      {
        expression: ofReceivers(`!has(r.webhookConfigs) || r.webhookConfigs.all(c, ${absent("c", "payload")})`),
        message: "no payload: a webhook gets Alertmanager's own message, which no other API takes for a call",
      },
      ...tellable,
    ],
  };
}

function notTrusted(namespace: string): string {
  return `!(request.namespace in [${trustedNamespaces(namespace)
    .map((one) => `'${one}'`)
    .join(", ")}])`;
}

/** By name of the policy. */
export function admissionPolicies(settings: Settings): Record<string, AdmissionPolicy> {
  return {
    "service-monitors": monitors("servicemonitors", "endpoints"),
    "pod-monitors": monitors("podmonitors", "podMetricsEndpoints"),
    probes: probes(prober(settings.namespace)),
    readable: {
      resources: ["servicemonitors", "podmonitors", "probes"],
      namespaceSelector: monitorsHere,
      condition: notTrusted(settings.namespace),
      validations: readable,
    },
    decodable: {
      // ScrapeConfigs are nobody's to read here; the operator waits for all of them all the same.
      resources: [
        ...["servicemonitors", "podmonitors", "probes", "scrapeconfigs"],
        ...["prometheusrules", "alertmanagerconfigs"],
      ],
      condition: notTrusted(settings.namespace),
      validations: decodable,
    },
    rules: rules(settings.namespace),
    receivers: receivers(settings.namespace),
  };
}

/** Name of a policy and of its binding: the cluster's, so that the namespace is part of it. */
export const policyName = ({ namespace }: Pick<Settings, "namespace">, of: string): string => `${namespace}-${of}`;

export const ownPolicies = (settings: Settings): string[] =>
  Object.keys(admissionPolicies(settings)).map((of) => policyName(settings, of));

/** Spec of the ValidatingAdmissionPolicy. What cannot be judged is refused. */
export function policySpec({ resources, namespaceSelector, condition, variables = [], validations }: AdmissionPolicy) {
  return {
    failurePolicy: "Fail",
    paramKind: { apiVersion: "v1", kind: "ConfigMap" },
    matchConstraints: {
      ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
      resourceRules: [
        {
          apiGroups: ["monitoring.coreos.com"],
          apiVersions: ["*"],
          operations: ["CREATE", "UPDATE"],
          resources: [...resources],
        },
      ],
    },
    matchConditions: [{ name: "confined", expression: condition }],
    variables: variables.map((variable) => ({ ...variable })),
    validations: validations.map((validation) => ({ ...validation, reason: "Forbidden" })),
  };
}

/**
 * Spec of its binding. Without the table there is no platform that a monitor could deceive: somebody deleted its
 * namespace, and what stays of the policies stops nobody's work.
 */
export function bindingSpec(policyName: string, namespace: string) {
  return {
    policyName,
    validationActions: ["Deny"],
    paramRef: { name: tenantTableName, namespace, parameterNotFoundAction: "Allow" },
  };
}
