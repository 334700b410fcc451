// Grafana's data sources, as the bodies that its HTTP API takes: settings in, plain data out.
//
// Correlation goes in all directions, within a tenant: exemplar -> trace, trace -> logs, trace -> metrics, log ->
// trace, service map and node graph. Everything refers to uids, which are constants per tenant and part of the
// contract.

import { conventions, operatorUids } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { copiesOf } from "../../collection/copies/targets";
import { type Endpoints, operatorReads } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { scrapeIntervalSeconds } from "../prometheus/agent-spec";
import { operatorsReader } from "../reads/readers";

export interface DataSource extends HelmValues {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
}

/** Uids of a tenant's data sources; the same in the tenant's organisation and in the operators'. */
export function tenantUids(tenant: string) {
  return { loki: `loki-${tenant}`, tempo: `tempo-${tenant}`, prometheus: `prom-${tenant}` };
}

/**
 * Metrics, logs and traces of one tenant, by the front door, which asks for the tenant's name and password.
 */
export function tenantDataSources(tenant: string, password: string, addresses: Endpoints): DataSource[] {
  const uids = tenantUids(tenant);
  const asTenant = {
    access: "proxy",
    basicAuth: true,
    basicAuthUser: tenant,
    secureJsonData: { basicAuthPassword: password },
  };
  return [
    {
      uid: uids.prometheus,
      name: `Prometheus ${tenant}`,
      type: "prometheus",
      url: addresses.prometheusByTenant.query,
      ...asTenant,
      jsonData: {
        ...prometheusQueries,
        timeInterval: `${pushIntervalSeconds}s`,
        // The label proxy tells no version: Alerting would take it for a ruler of another kind, and ask to write.
        manageAlerts: false,
        exemplarTraceIdDestinations: [{ name: conventions.traceIdKey, datasourceUid: uids.tempo }],
      },
    },
    {
      uid: uids.loki,
      name: `Loki ${tenant}`,
      type: "loki",
      url: addresses.loki.query,
      ...asTenant,
      jsonData: {
        ...patient,
        derivedFields: [
          {
            name: "trace",
            matcherType: "label",
            matcherRegex: conventions.traceIdKey,
            url: "${__value.raw}",
            datasourceUid: uids.tempo,
            urlDisplayLabel: "Open trace",
          },
        ],
      },
    },
    {
      uid: uids.tempo,
      name: `Tempo ${tenant}`,
      type: "tempo",
      url: addresses.tempo.query,
      ...asTenant,
      jsonData: {
        ...patient,
        tracesToLogsV2: logsOfTrace(uids.loki),
        tracesToMetrics: {
          datasourceUid: uids.prometheus,
          ...aroundTheSpan,
          tags: [{ key: "service.name", value: "service" }],
          queries: metricsOfSpan,
        },
        serviceMap: { datasourceUid: uids.prometheus },
        nodeGraph: { enabled: true },
      },
    },
  ];
}

/** What sees across tenants, by the front door, and what the stack copies data to. For operators. */
export function operatorDataSources(settings: Settings): DataSource[] {
  const addresses = operatorReads(settings);
  const asOperators = { access: "proxy", basicAuth: true, basicAuthUser: operatorsReader };
  return [
    {
      uid: operatorUids.prometheus,
      name: "Prometheus",
      type: "prometheus",
      url: addresses.prometheus,
      isDefault: true,
      ...asOperators,
      jsonData: { ...prometheusQueries, timeInterval: `${scrapeIntervalSeconds}s` },
    },
    {
      uid: operatorUids.alertmanager,
      name: "Alertmanager",
      type: "alertmanager",
      url: addresses.alertmanager,
      ...asOperators,
      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
    },
    ...copiesOf(settings).flatMap(({ dataSource }) => (dataSource === undefined ? [] : [dataSource.body])),
  ];
}

/**
 * Seconds that an answer may take: as long as the front door waits, and as any store may be given (docs/overrides.md).
 * After 30 s of its own Grafana would give up what Loki goes on with for five minutes.
 */
const patient: HelmValues = { timeout: 600 };

const prometheusQueries: HelmValues = { httpMethod: "POST", prometheusType: "Prometheus", ...patient };

/**
 * What SDKs push is this far apart unless they are told otherwise, and scraped twice as often. Grafana rates over four of
 * the distances: over two, a push that is a moment late would be a gap.
 */
const pushIntervalSeconds = 60;

/** Logs are shipped late and clocks differ. */
const aroundTheSpan: HelmValues = { spanStartTimeShift: "-5m", spanEndTimeShift: "5m" };

/**
 * Logs keep all 32 digits of a trace's id; Grafana leaves out the first 16 where they are zeros, as in 64-bit ids of B3 and Envoy
 * (pkg/tsdb/tempo/trace_transform.go).
 */
function logsOfTrace(loki: string): HelmValues {
  return {
    datasourceUid: loki,
    ...aroundTheSpan,
    customQuery: true,
    tags: [{ key: "service.name", value: "service_name" }],
    query: `{\${__tags}} | ${conventions.traceIdKey}=~"(0{16})?\${__trace.traceId}"`,
  };
}

/** Rate, errors and duration of the span's service, from Tempo's metrics generator, or the sampler of `large`. */
export const metricsOfSpan: readonly { name: string; query: string }[] = [
  { name: "Rate", query: "sum(rate(traces_spanmetrics_calls_total{$__tags}[5m]))" },
  { name: "Errors", query: 'sum(rate(traces_spanmetrics_calls_total{$__tags, status_code="STATUS_CODE_ERROR"}[5m]))' },
  {
    name: "p95",
    query: "histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{$__tags}[5m])))",
  },
];
