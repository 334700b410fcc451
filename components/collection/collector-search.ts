// Elasticsearch and OpenSearch as a target of logs: beside Loki, or in its place. Plain data. Pure.
import type { Settings, Tenant } from "../../settings/settings";
import type { HelmValues } from "../helm-values";
import type { Components } from "./collector-config";
import { lokiSink, type Sink } from "./collector-delivery";
import { diskQueue, queueShareBytes } from "./collector-parts";
import { fromSecret } from "./collector-values";

type SearchSettings = Settings["fanout"]["elasticsearch"];

/** OpenSearch's exporter has no user of its own and takes basic authentication from an extension. */
const searchAuth = "basicauth/search";

export function searchExtensions({ fanout: { elasticsearch } }: Pick<Settings, "fanout">): Components<"extensions"> {
  return elasticsearch.enabled && elasticsearch.engine === "opensearch" && elasticsearch.username !== undefined
    ? { [searchAuth]: { client_auth: { username: "${env:SEARCH_USERNAME}", password: "${env:SEARCH_PASSWORD}" } } }
    : {};
}

/** Exporter and its definition, still without a queue. */
export function searchSink({ engine, endpoints, username }: SearchSettings): Sink {
  const user = { user: "${env:SEARCH_USERNAME}", password: "${env:SEARCH_PASSWORD}" };
  return {
    exporter: engine,
    definition: engine === "elasticsearch"
      ? { endpoints, ...(username === undefined ? {} : user) }
      // The exporter takes one address: that of a load balancer, or of any node.
      : { http: { endpoint: endpoints[0], ...(username === undefined ? {} : { auth: { authenticator: searchAuth } }) } },
  };
}

/** Where logs are stored: each tenant's in Loki, or all of them in the search engine that takes Loki's place. */
export function logSink(settings: Settings, lokiOtlp: string, volumeGib: number): (tenant: Tenant) => Sink {
  const { fanout: { elasticsearch }, tenants } = settings;
  if (!elasticsearch.enabled || !elasticsearch.replacesLoki) return lokiSink(lokiOtlp, queueShareBytes(volumeGib, tenants.length));
  const { exporter, definition } = searchSink(elasticsearch);
  const sink = { exporter, definition: { ...definition, ...diskQueue({ bytes: queueShareBytes(volumeGib, 1), whenFull: "wait", batch: { seconds: 1 } }) } };
  return () => sink;
}

/** Variables that the definitions read. */
export function searchEnvironment({ fanout: { elasticsearch } }: Pick<Settings, "fanout">, secret: string): HelmValues[] {
  return elasticsearch.enabled && elasticsearch.username !== undefined
    ? ["SEARCH_USERNAME", "SEARCH_PASSWORD"].map((name) => fromSecret(name, secret, name))
    : [];
}
