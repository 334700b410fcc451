// The front door's own words to nginx, beside what Loki's chart writes: settings in, snippets of its configuration out.
//
// Who writes names the tenant in X-Scope-OrgID: the platform's collectors and shippers, which network policies let in
// and of which each takes it from a namespace or a token. Who reads proves to be the tenant's reader by a password
// (reads/), and X-Scope-OrgID is set from that, whatever was sent.
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { behindFrontDoor, operatorPrefixes, readPrefixes, tracesPath } from "../../endpoints";
import { hashesFile, operatorHashesFile } from "../reads/readers";

/**
 * Where the Secret of the readers' hashes is mounted. nginx opens the file at each request, so a change counts at once.
 */
export const hashesDirectory = "/etc/readers";

/**
 * Where Grafana reads, and nothing is written: a network policy lets it no further. People have Grafana send what they
 * like, with headers of their own (data source proxy, webhooks of contact points), and a write believes X-Scope-OrgID.
 */
export const readsPort = 8_090;

/** Where is written, to Loki by OTLP and by its own API: the only addresses that take the tenant from the header. */
const writes = ["/otlp/v1/logs", "/loki/api/v1/push", tracesPath];

/**
 * What is read: regular expressions of paths. Whatever is neither written nor read is refused: calls of operators
 * (flush, shutdown, forgetting a ring member) have no check of their own, and Grafana's data source proxy would pass
 * them on for any viewer. Of metrics the label proxy serves no more than it confines.
 */
const reads = [
  "^/loki/api/v1/",
  // Loki's ruler, as Grafana asks it.
  "^/prometheus/api/v1/(rules|alerts)$",
  `^${readPrefixes.tempo}/api/(echo$|status/buildinfo$|(v2/)?(traces/|search(/|$))|metrics/(query|query_range|summary)$)`,
  `^${readPrefixes.prometheus}/`,
  // Of all tenants, for the operators' reader: what Grafana asks. Nothing that ends, reloads, writes or deletes.
  `^${operatorPrefixes.prometheus}/api/v1/(query(_range|_exemplars)?|(format|parse)_query|series|labels|label/[^/]+/values|metadata|rules|alerts|status/buildinfo)$`,
  `^${operatorPrefixes.alertmanager}/api/v2/(status|receivers|alerts(/groups)?|silences|silence/[^/]+)$`,
];

/** Of Alertmanager, whose paths are read and written: by method. Operators silence; nobody sends alerts this way. */
const heeded = "^(GET:|POST:.*/silences$|DELETE:.*/silence/)";

/** Readiness, and nginx's own numbers, which the chart's locations give to this pod alone. */
const own = ["/", "/stub_status"];

/**
 * Deletion on request, and what Loki's own parts ask each other about it. `deletion_mode` cannot refuse it without an
 * error in the log at every query (see config.ts).
 */
const deletions = "^/loki/api/v1/(delete|cache)(/|$)";

/**
 * Refusals of a write that a later try may overcome: an ingester that is gone (Loki says 500), a request that took too
 * long, a configuration under repair. Senders take each of them for final and drop the records; 503 they repeat. What
 * stays as it is: 400 and 413 (never stored, however often it comes) and 429.
 */
const passingRefusals = [401, 403, 404, 405, 408, 500, 501, 505];

const repeat = `error_page ${passingRefusals.join(" ")} =503 @try-again;`;

/** The store sees the tenant, and no password. */
const asTenant = [`proxy_set_header ${conventions.tenantHeader} $tenant;`, 'proxy_set_header Authorization "";'];

/** In nginx's block `http`. */
export const httpSnippet = [
  "map $uri $refused {",
  "  default 1;",
  // The first regular expression that fits counts.
  `  ~${deletions} 1;`,
  ...[...own, ...writes].map((path) => `  ${path} 0;`),
  ...reads.map((path) => `  "~${path}" 0;`),
  "}",
  // By the address as it was sent, not as nginx reads it: nothing that is written otherwise passes for a write.
  "map $request_uri $realm {",
  "  default tenant;",
  ...writes.map((path) => `  "~^${path}([?]|$)" off;`),
  "}",
  "map $uri $is_write {",
  ...writes.map((path) => `  ${path} 1;`),
  "}",
  'map "$server_port $is_write" $misplaced {',
  `  "${readsPort} 1" 1;`,
  "}",
  'map "$request_method:$uri" $meddled {',
  `  "~${heeded}" 0;`,
  `  "~:${operatorPrefixes.alertmanager}/" 1;`,
  "}",
  "map $realm $tenant {",
  "  default $remote_user;",
  "  off $http_x_scope_orgid;",
  "}",
  // Nobody writes for two tenants at once. Loki would try for 17 s and then answer 500.
  "map $http_x_scope_orgid $several {",
  '  "~[|]" 1;',
  "}",
  "map $realm $written {",
  "  off 1;",
  "}",
  "map $status $failed {",
  "  default 1;",
  "  ~^[23] 0;",
  "}",
  "map $request_uri $below_prefix {",
  `  "~^(${[...Object.values(readPrefixes), ...Object.values(operatorPrefixes)].join("|")})(?<rest>/.*)$" $rest;`,
  "}",
].join("\n");

/** In each of the chart's locations. `if`: reads keep Loki's own status and text. */
export const locationSnippet = [`if ($written) { ${repeat} }`, ...asTenant].join("\n");

/** In nginx's block `server`. */
export function serverSnippet(settings: Pick<Settings, "namespace" | "size" | "clusterKind">): string {
  const addresses = ["", ...(settings.clusterKind.ipFamily === "ipv6" ? ["[::]:"] : [])];
  const stores = behindFrontDoor(settings);
  const ofOperators = [`auth_basic_user_file ${hashesDirectory}/${operatorHashesFile};`];
  return [
    ...addresses.map((address) => `listen ${address}${readsPort};`),
    "if ($refused) { return 403; }",
    "if ($misplaced) { return 403; }",
    "if ($meddled) { return 403; }",
    `if ($several) { return 400 "${conventions.tenantHeader} names one tenant"; }`,
    // The word `off` asks for none.
    "auth_basic $realm;",
    `auth_basic_user_file ${hashesDirectory}/${hashesFile};`,
    "proxy_intercept_errors on;",
    'location @try-again { return 503 "could not be stored now"; }',
    `location = ${tracesPath} {`,
    `  ${repeat}`,
    // A variable: nginx starts while the name is unknown, and asks for it again.
    `  set $tempo "${stores.tempoOtlpHttp}";`,
    "  proxy_pass $tempo;",
    "}",
    ...reading(readPrefixes.tempo, stores.tempoQuery),
    ...reading(readPrefixes.prometheus, stores.prometheusByTenant),
    ...reading(operatorPrefixes.prometheus, stores.prometheus, ofOperators),
    ...reading(operatorPrefixes.alertmanager, stores.alertmanager, ofOperators),
  ].join("\n");
}

/**
 * A store that is read below a prefix. Its requests are in no metric of the chart's exporter, which would keep several
 * series for each path, and so for each trace.
 */
function reading(prefix: string, store: string, who: readonly string[] = []): string[] {
  return [
    `location ^~ ${prefix}/ {`,
    ...who.map((line) => `  ${line}`),
    "  access_log /dev/stderr main if=$failed;",
    ...asTenant.map((line) => `  ${line}`),
    `  set $store "${store}";`,
    "  proxy_pass $store$below_prefix;",
    "}",
  ];
}
