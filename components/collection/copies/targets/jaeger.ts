// Jaeger, or whatever takes traces as OTLP over gRPC.
import { z } from "zod";
import { operatorUids } from "../../../../conventions/names";
import { documented } from "../../../../settings/documented";
import { askedFor } from "../../../../settings/refusals/problem";
import { atAnotherPort, type OtherPorts } from "../../../../settings/refusals/wrong-port";
import { hostAndPort, httpUrl } from "../../../../settings/schema/texts";
import { enabled } from "./enabled";
import { copyTarget } from "./target";

const ownGrpc = "Jaeger's own protocol over gRPC";
const overHttp = { 4318: "OTLP over HTTP", 14268: "Jaeger's own protocol over HTTP", 9411: "Zipkin's protocol" };
const endpointPorts: OtherPorts = {
  right: 4317,
  others: { ...overHttp, 14250: ownGrpc, 16686: "what people read traces with" },
};
const queryPorts: OtherPorts = {
  right: 16686,
  others: { ...overHttp, 4317: "OTLP over gRPC", 14250: ownGrpc, 16685: "the query service over gRPC" },
};

const schema = z
  .strictObject({
    enabled: enabled("Jaeger: traces"),
    endpoint: documented(hostAndPort.optional(), {
      means: "OTLP gRPC address of the Jaeger collector",
      effect: "rolling",
      example: "jaeger-collector.tracing:4317",
    }),
    queryUrl: documented(httpUrl.optional(), {
      means: "Jaeger's query address; adds a Grafana data source",
      effect: "rolling",
      example: "http://jaeger-query.tracing:16686",
    }),
    insecure: documented(z.boolean().default(false), {
      means: "Plaintext instead of TLS to the endpoint",
      effect: "rolling",
      example: true,
    }),
  })
  .prefault({});

export const jaeger = copyTarget({
  title: "Jaeger",
  schema,
  refusals: ({ enabled, endpoint, queryUrl }, at) => [
    ...(enabled && endpoint === undefined
      ? [askedFor([...at, "endpoint"], undefined, "is required while fanout.jaeger.enabled is true")]
      : []),
    ...(endpoint === undefined ? [] : atAnotherPort([...at, "endpoint"], endpoint, endpointPorts)),
    ...(queryUrl === undefined ? [] : atAnotherPort([...at, "queryUrl"], queryUrl, queryPorts)),
  ],
  copy: ({ endpoint, insecure, queryUrl }) => ({
    signals: ["traces"],
    exporter: { exporter: "otlp_grpc/jaeger", definition: { endpoint, tls: { insecure } } },
    reaches: endpoint === undefined ? [] : [endpoint],
    ...(queryUrl === undefined
      ? {}
      : {
          dataSource: {
            body: {
              uid: operatorUids.jaeger,
              name: "Jaeger",
              type: "jaeger",
              url: queryUrl,
              access: "proxy",
              jsonData: { nodeGraph: { enabled: true } },
            },
          },
        }),
  }),
});
