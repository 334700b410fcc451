// The store outside that keeps metrics longer: how Prometheus writes to it. Settings in, fields of the Prometheus
// resource out. Names: CRD monitoring.coreos.com/v1 of operator v0.93.1.
//
// Prometheus writes, not the agents: it alone has all, what the gateway and Tempo push and what rules record included,
// each series with its tenant. What the store has not taken yet waits in Prometheus' own log, for two hours at least while it runs.
import { longTermQueue } from "../../../conventions/names";
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import type { HelmValue, HelmValues } from "../../helm-values";
import { noProxy, type Proxied } from "../../pods/proxy";

type Store = NonNullable<Settings["longTermMetrics"]>;
type Writer = Proxied & Pick<Settings, "sizing" | "cluster">;

const secretKeys = { username: "username", credential: "credential" } as const;
const tenantHeaders = { mimir: "X-Scope-OrgID", thanos: "THANOS-TENANT" } as const;

/**
 * By which a store tells a pair's copies of a series apart, to keep one. AMP and Mimir expect this name beside
 * `cluster`; Thanos' querier is told it (`--query.replica-label`).
 */
const replicaLabels = { amp: "__replica__", mimir: "__replica__", thanos: "prometheus_replica" } as const;

/** Contents of the Secret that the operator reads; empty where nothing is secret. */
export function longTermCredentials({
  longTermMetrics: store,
}: Pick<Settings, "longTermMetrics">): Record<string, string> {
  if (store === undefined || store.type === "amp" || store.credential === undefined) return {};
  return {
    ...(store.username === undefined ? {} : { [secretKeys.username]: store.username }),
    [secretKeys.credential]: store.credential.reveal(),
  };
}

/** Fields of the Prometheus resource; none without a store. */
export function longTermSpec(settings: Writer): HelmValues {
  const { longTermMetrics: store, proxy, sizing } = settings;
  if (store === undefined) return {};
  return {
    // The operator takes it off alerts, which a pair has to tell alike.
    ...(sizing.prometheus.replicas > 1
      ? { replicaExternalLabelName: replicaLabels[store.type], replicaExternalLabelNameClear: false }
      : {}),
    remoteWrite: [
      {
        name: longTermQueue,
        ...address(store),
        sendNativeHistograms: true,
        metadataConfig: { send: true, sendInterval: "1m" },
        queueConfig: queue,
        writeRelabelConfigs: ownCluster(settings.cluster.name),
        ...(proxy === undefined ? {} : { proxyUrl: proxy.url, noProxy: noProxy(settings) }),
      },
    ],
  };
}

const foreign = "__tmp_cluster";

/**
 * A label of this name that a series brings along (a database's, another platform's) goes before the external one, and by the
 * first series of a request a store takes or drops all of it (github.com/grafana/mimir/issues/13583).
 */
const ownCluster = (name: string): HelmValue => [
  { sourceLabels: ["cluster"], targetLabel: foreign },
  { sourceLabels: [foreign], regex: name, targetLabel: foreign, replacement: "" },
  // Where it is a target's own, Prometheus has given the sample's that name already.
  { sourceLabels: ["exported_cluster", foreign], regex: ";(.+)", targetLabel: "exported_cluster", replacement: "$1" },
  { targetLabel: "cluster", replacement: name },
  { action: "labeldrop", regex: foreign },
];

/** Requests as AMP recommends them; a store that is asked for too much is asked again, and loses nothing. */
const queue: HelmValues = { maxSamplesPerSend: 1_000, capacity: 2_500, maxShards: 50, retryOnRateLimit: true };

function address(store: Store): HelmValues {
  if (store.type === "amp") {
    const [, , , region = "", , workspace = ""] = store.workspaceArn.split(":");
    const id = workspace.replace("workspace/", "");
    return {
      url: `https://aps-workspaces.${region}.amazonaws.com/workspaces/${id}/api/v1/remote_write`,
      sigv4: { region },
    };
  }
  return {
    url: store.url,
    ...(store.tenant === undefined ? {} : { headers: { [tenantHeaders[store.type]]: store.tenant } }),
    ...proof(store),
  };
}

function proof({ username, credential }: Exclude<Store, { type: "amp" }>): HelmValues {
  if (credential === undefined) return {};
  const from = (key: string) => ({ name: ownSecretNames.longTermMetrics, key });
  return username === undefined
    ? { authorization: { type: "Bearer", credentials: from(secretKeys.credential) } }
    : { basicAuth: { username: from(secretKeys.username), password: from(secretKeys.credential) } };
}
