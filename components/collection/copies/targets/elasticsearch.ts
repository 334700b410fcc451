// Elasticsearch and OpenSearch: logs, beside Loki or in its place (`logStore` in ../fanout.ts).
import { z } from "zod";
import { hopOf } from "../../../../conventions/hops";
import { operatorUids } from "../../../../conventions/names";
import { documented } from "../../../../settings/documented";
import { askCommand, type Problem, setSecretCommand, setTo, takenAway } from "../../../../settings/refusals/problem";
import { openSearchServerless, takesSignedAlone } from "../../../../settings/refusals/signed-alone";
import { atAnotherPort, type OtherPorts } from "../../../../settings/refusals/wrong-port";
import { credential, httpUrl } from "../../../../settings/schema/texts";
import { inTheClear } from "../../../../settings/secrets/cleartext";
import type { HelmValues } from "../../../helm-values";
import { enabled } from "./enabled";
import { type Behind, type Components, type CopyDataSource, copyTarget, type Sink } from "./target";

const ports: OtherPorts = {
  right: 9200,
  others: { 9300: "what nodes say to each other", 5601: "Kibana, or OpenSearch Dashboards" },
};

const schema = z
  .strictObject({
    enabled: enabled("Elasticsearch or OpenSearch: logs"),
    engine: documented(z.enum(["elasticsearch", "opensearch"]).default("elasticsearch"), {
      means: "Which of the two it is",
      effect: "rolling",
      example: "opensearch",
    }),
    endpoints: documented(z.array(httpUrl).max(20).default([]), {
      means: "Addresses of the nodes; beside a user https, or a Service of the cluster, name.namespace.svc",
      effect: "rolling",
      example: ["https://search.example.com:9200"],
    }),
    // RFC 7617: the first colon ends the user, so a password would begin there, in plain text.
    username: documented(
      z
        .string()
        .max(256)
        .regex(/^[^:\s\p{Cc}]+$/u, "a user without colon and blanks")
        .optional(),
      {
        means: "User for basic authentication",
        effect: "rolling",
        example: "otel",
      },
    ),
    password: documented(credential.optional(), {
      means: "Its password (secret)",
      effect: "rolling",
      example: "<password>",
    }),
    replacesLoki: documented(z.boolean().default(false), {
      means:
        "Logs of files and by OTLP go there instead of to Loki, not beside it; those of stdout stay in Loki. " +
        "Elasticsearch alone",
      effect: "rolling",
      example: false,
    }),
  })
  .prefault({});

type SearchSettings = z.output<typeof schema>;

/** OpenSearch's exporter has no user of its own and takes basic authentication from an extension. */
const searchAuth = "basicauth/search";

/**
 * Elasticsearch's exporter knows no `retry_on_failure`: after a few requests it gives up, and what it had taken from a
 * queue on disk is gone. So logs wait in an OTLP exporter's queue and reach it over loopback; its errors travel back.
 */
const searchHop = hopOf("search");

/**
 * Answers after which Elasticsearch's exporter may try again; without them all but 429 are final. 401 and 403 are for
 * people to mend.
 */
const passingStatuses = [401, 403, 429, 500, 502, 503, 504];

/**
 * Elasticsearch refuses single documents in an answer that is 200 itself, which is no failure to its exporter: those of a
 * busy node, a disk above its watermark or a shard that moves it tries again, by default twice within half a second, and
 * drops what was refused then. So often that the wait of the queue in front ends before: it sends all of them again.
 */
const documentRetries = {
  retry_on_document_status: [429, 503],
  initial_interval: "1s",
  max_interval: "30s",
  max_retries: 20,
};

/**
 * What its exporter reads of a record, its scope and its resource: where to write it, and in which form. One that asks for
 * a form that there is not would cost all that is sent with it, of whatever tenant.
 */
const controls = [
  "elastic.mapping.mode",
  "elasticsearch.index",
  "elasticsearch.mapping.hints",
  "data_stream.dataset",
  "data_stream.namespace",
  "data_stream.type",
];
const withoutControls: HelmValues = {
  error_mode: "ignore",
  log_statements: ["resource", "scope", "log"].map((context) => ({
    context,
    statements: [
      `delete_matching_keys(${context}.attributes, "^(${controls.join("|").replaceAll(".", "[.]")})$$")`,
      // Its own default, which it takes no more of the scope's name and format (data_stream_router.go, 0.157).
      ...(context === "resource" ? [`set(resource.attributes["data_stream.dataset"], "generic")`] : []),
    ],
  })),
};

/** The way to the search engine from a queue on disk. @param queue As `diskQueue` makes it. */
export function searchWay(
  { engine, endpoints, username }: SearchSettings,
  queue: HelmValues,
): { sink: Sink; behind: Behind } {
  if (engine === "opensearch") {
    // The exporter takes one address: that of a load balancer, or of any node. It has copies only, whose queue is theirs.
    const http = { endpoint: endpoints[0], ...(username === undefined ? {} : { auth: { authenticator: searchAuth } }) };
    return {
      sink: { exporter: "opensearch", definition: { http } },
      behind: { receivers: {}, exporters: {}, pipelines: {} },
    };
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
          retry: { retry_on_status: passingStatuses, ...documentRetries },
          sending_queue: { enabled: false },
        },
      },
      processors: { "transform/search-controls": withoutControls },
      pipelines: {
        "logs/search": {
          receivers: ["otlp/search-queue"],
          processors: ["transform/search-controls"],
          exporters: ["elasticsearch"],
        },
      },
    },
  };
}

function extensions({ engine, username }: SearchSettings): Components<"extensions"> {
  return engine === "opensearch" && username !== undefined
    ? { [searchAuth]: { client_auth: { username: "${env:SEARCH_USERNAME}", password: "${env:SEARCH_PASSWORD}" } } }
    : {};
}

function dataSource({ engine, endpoints: [node], username, password }: SearchSettings): CopyDataSource | undefined {
  if (engine !== "elasticsearch" || node === undefined) return undefined;
  return {
    body: {
      uid: operatorUids.elasticsearch,
      name: "Elasticsearch",
      type: "elasticsearch",
      url: node,
      access: "proxy",
      ...(username === undefined ? {} : { basicAuth: true, basicAuthUser: username }),
      // Fields of the exporter's own mapping, `otel` (Elasticsearch's template logs-otel@mappings).
      jsonData: {
        index: "logs-*",
        timeField: "@timestamp",
        logMessageField: "body.text",
        logLevelField: "severity_text",
      },
    },
    ...(password === undefined ? {} : { password: { variable: "ELASTICSEARCH_PASSWORD", credential: password } }),
  };
}

export const elasticsearch = copyTarget({
  title: "Elasticsearch or OpenSearch",
  schema,
  refusals: ({ enabled, engine, endpoints, username, password, replacesLoki }, at) => {
    const problems: Problem[] = [];
    if (enabled && endpoints.length === 0) {
      problems.push({
        path: [...at, "endpoints"],
        value: endpoints,
        allowed: "must have at least 1 entry while fanout.elasticsearch.enabled is true",
        command: askCommand([...at, "endpoints", 0]),
      });
    }
    if (engine === "opensearch") {
      const allowed = "must be the only one for opensearch, whose exporter takes one address: that of a load balancer";
      problems.push(
        ...endpoints.slice(1).map((value, index) => {
          const path = [...at, "endpoints", index + 1];
          return takenAway(path, value, allowed);
        }),
      );
    }
    problems.push(
      ...endpoints.flatMap((endpoint, index) => {
        const [holder] = endpoint.split(/\/_bulk\/?$/);
        if (holder === undefined || holder === endpoint) return [];
        const path = [...at, "endpoints", index];
        const allowed = "must end before /_bulk, which is appended";
        return [setTo(path, endpoint, allowed, holder)];
      }),
      ...endpoints.flatMap((endpoint, index) => {
        const path = [...at, "endpoints", index];
        return [...atAnotherPort(path, endpoint, ports), ...takesSignedAlone(path, endpoint, openSearchServerless)];
      }),
    );
    if ((username === undefined) !== (password === undefined)) {
      const absent = username === undefined ? "username" : "password";
      const path = [...at, absent];
      problems.push({
        path,
        value: undefined,
        allowed: "is required: username and password go together",
        command: absent === "password" ? setSecretCommand(path) : askCommand(path),
      });
    }
    if (enabled && (username ?? password) !== undefined) {
      // OpenSearch has one: of others it is said that they go.
      const used = engine === "opensearch" ? endpoints.slice(0, 1) : endpoints;
      problems.push(...used.flatMap((endpoint, index) => inTheClear([...at, "endpoints", index], endpoint)));
    }
    if (replacesLoki && !enabled) {
      problems.push(
        setTo(
          [...at, "replacesLoki"],
          true,
          "must be false while fanout.elasticsearch.enabled is false: logs would go nowhere",
          false,
        ),
      );
    }
    if (replacesLoki && enabled && engine === "opensearch") {
      problems.push(
        setTo(
          [...at, "replacesLoki"],
          true,
          "must be false for opensearch, whose exporter drops what a busy or closed OpenSearch refuses: it can have a copy, " +
            "beside Loki",
          false,
        ),
      );
    }
    return problems;
  },
  copy: (own) => {
    const { sink, behind } = searchWay(own, {});
    const { username, password } = own;
    const source = dataSource(own);
    return {
      signals: ["logs"],
      ...(own.replacesLoki ? {} : { exporter: sink, behind: () => behind }),
      extensions: extensions(own),
      ...(username === undefined || password === undefined
        ? {}
        : { credentials: { SEARCH_USERNAME: username, SEARCH_PASSWORD: password } }),
      reaches: own.endpoints,
      ...(source === undefined ? {} : { dataSource: source }),
    };
  },
});
