// Elasticsearch and OpenSearch as a target of logs: beside Loki, or in its place. Plain data.
import type { Settings, Tenant } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import {
  type Components,
  diskQueue,
  fromSecret,
  lokiSink,
  type Pipelines,
  queueShareBytes,
  type Sink,
} from "../collector";

type SearchSettings = Settings["fanout"]["elasticsearch"];

/** OpenSearch's exporter has no user of its own and takes basic authentication from an extension. */
const searchAuth = "basicauth/search";

export function searchExtensions({ fanout: { elasticsearch } }: Pick<Settings, "fanout">): Components<"extensions"> {
  return elasticsearch.enabled && elasticsearch.engine === "opensearch" && elasticsearch.username !== undefined
    ? { [searchAuth]: { client_auth: { username: "${env:SEARCH_USERNAME}", password: "${env:SEARCH_PASSWORD}" } } }
    : {};
}

/** What stands behind a sink, where the sink itself does not write to the target. */
export interface Behind {
  receivers: Components<"receivers">;
  exporters: Components<"exporters">;
  pipelines: Pipelines;
}

const nothingBehind: Behind = { receivers: {}, exporters: {}, pipelines: {} };

/**
 * Elasticsearch's exporter knows no `retry_on_failure`: after a few requests it gives up, and what it had taken from a
 * queue on disk is gone. So logs wait in an OTLP exporter's queue and reach it over loopback; its errors travel back.
 */
const searchHop = "127.0.0.1:14391";

/**
 * Answers after which Elasticsearch's exporter may try again; without them all but 429 are final. 401 and 403 are for
 * people to mend.
 */
const passingStatuses = [401, 403, 429, 500, 502, 503, 504];

/** The way to the search engine from a queue on disk. @param queue As `diskQueue` makes it. */
export function searchWay(
  { engine, endpoints, username }: SearchSettings,
  queue: HelmValues,
): { sink: Sink; behind: Behind } {
  if (engine === "opensearch") {
    // The exporter takes one address: that of a load balancer, or of any node.
    const http = { endpoint: endpoints[0], ...(username === undefined ? {} : { auth: { authenticator: searchAuth } }) };
    return { sink: { exporter: "opensearch", definition: { http, ...queue } }, behind: nothingBehind };
  }
  const user = username === undefined ? {} : { user: "${env:SEARCH_USERNAME}", password: "${env:SEARCH_PASSWORD}" };
  return {
    // Longer than the 90 s that Elasticsearch's exporter gives a request, or both would write the same records.
    sink: {
      exporter: "otlp_grpc/search-queue",
      definition: { endpoint: searchHop, tls: { insecure: true }, timeout: "120s", ...queue },
    },
    behind: {
      receivers: { "otlp/search-queue": { protocols: { grpc: { endpoint: searchHop, max_recv_msg_size_mib: 32 } } } },
      exporters: {
        elasticsearch: {
          endpoints,
          ...user,
          retry: { retry_on_status: passingStatuses },
          sending_queue: { enabled: false },
        },
      },
      pipelines: { "logs/search": { receivers: ["otlp/search-queue"], processors: [], exporters: ["elasticsearch"] } },
    },
  };
}

/** Where logs are stored: each tenant's in Loki, or all of them in the search engine that takes Loki's place. */
export function logStore(
  settings: Settings,
  lokiOtlp: string,
  volumeGib: number,
): { sinkOf: (tenant: Tenant) => Sink; behind: Behind } {
  const {
    fanout: { elasticsearch },
    tenants,
  } = settings;
  if (!elasticsearch.enabled || !elasticsearch.replacesLoki) {
    return { sinkOf: lokiSink(lokiOtlp, queueShareBytes(volumeGib, tenants.length)), behind: nothingBehind };
  }
  const { sink, behind } = searchWay(
    elasticsearch,
    diskQueue({ bytes: queueShareBytes(volumeGib, 1), whenFull: "wait", batch: { seconds: 1 } }),
  );
  return { sinkOf: () => sink, behind };
}

/** Variables that the definitions read. */
export function searchEnvironment(
  { fanout: { elasticsearch } }: Pick<Settings, "fanout">,
  secret: string,
): HelmValues[] {
  return elasticsearch.enabled && elasticsearch.username !== undefined
    ? ["SEARCH_USERNAME", "SEARCH_PASSWORD"].map((name) => fromSecret(name, secret, name))
    : [];
}
