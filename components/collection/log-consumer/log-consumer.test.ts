// The log consumer's configuration and values, as far as they can be judged without a Collector.
import assert from "node:assert/strict";
import { deadLetterReasons } from "../../../conventions/kafka";
import type { Settings } from "../../../settings/settings";
import { namesFor } from "../../../test/support/place";
import { settingsWith } from "../../../test/support/stack-configuration";
import { configTexts } from "../collector/config";
import { logConsumerConfig } from "./config";
import { logConsumerValues } from "./values";

const settingsOf = (more: Record<string, unknown> = {}) =>
  settingsWith(
    {
      tenants: [{ id: "payments", namespaces: ["payments"], minimumSeverity: "warn" }, { id: "idle" }],
      ...more,
    },
    ["fanout"],
  );
const everyCopy = {
  cloudwatch: { enabled: true },
  datadog: { enabled: true, apiKey: "key" },
  jaeger: { enabled: true, endpoint: "jaeger:4317" },
  elasticsearch: { enabled: true, endpoints: ["https://search.example.com"], username: "otel", password: "word" },
};
const configOf = (settings: Settings) => logConsumerConfig(settings, namesFor(settings));

describe("log consumer", () => {
  it(
    "commits an offset only behind what is on disk: what gathers records in memory " +
      "makes each of them wait for the answer",
    () => {
      const { receivers, processors, exporters } = configOf(settingsOf());
      for (const id of ["kafka", "kafka/chunks"] as const) {
        assert.deepEqual(receivers[id]?.message_marking, { after: true, on_error: false, on_permanent_error: true });
        assert.equal(receivers[id]?.initial_offset, "earliest");
        assert.deepEqual(receivers[id]?.metadata, { refresh_interval: "1m" }, "new partitions are read soon");
      }
      assert.ok(!Object.keys(processors).some((id) => id.startsWith("batch")));
      for (const [id, exporter] of Object.entries(exporters)) {
        const queue = exporter?.sending_queue as Record<string, unknown>;
        assert.equal(queue.block_on_overflow, true, id);
        if (id === "otlp_grpc/batches") assert.deepEqual([queue.storage, queue.wait_for_result], [undefined, true], id);
        else assert.deepEqual([queue.storage, queue.wait_for_result], ["file_storage/queue", undefined], id);
        assert.deepEqual(exporter?.retry_on_failure, { max_elapsed_time: 0 }, id);
      }
    },
  );

  it(
    "sends each tenant's records with its own header, from its own queue, also what a tenant wrote whose " +
      "namespaces have moved",
    () => {
      const {
        exporters,
        service: { pipelines },
      } = configOf(settingsOf());
      assert.deepEqual(exporters["otlp_http/logs/payments"]?.headers, { "X-Scope-OrgID": "payments" });
      assert.deepEqual(pipelines["logs/tenant-payments"]?.exporters, ["otlp_http/logs/payments"]);
      assert.deepEqual(pipelines["logs/tenant-payments"]?.processors, ["filter/below-warn"]);
      // What is below every tenant's minimum was dropped before it was routed.
      assert.deepEqual(pipelines["logs/tenant-idle"]?.processors, []);
      assert.ok(pipelines["logs/read"]?.processors.includes("filter/below-debug"));
      assert.deepEqual(exporters["otlp_http/logs/idle"]?.headers, { "X-Scope-OrgID": "idle" });
      assert.deepEqual(exporters["otlp_http/logs/default"]?.headers, { "X-Scope-OrgID": "default" });
    },
  );

  it("takes the gateway's records, which name their tenant in the resource, as they are", () => {
    const { connectors, service } = configOf(settingsOf());
    assert.deepEqual(connectors["routing/writers"]?.table, [
      { condition: 'resource.attributes["tenant"] != nil', pipelines: ["logs/gateway"] },
    ]);
    assert.deepEqual(service.pipelines["logs/gateway"], {
      receivers: ["routing/writers"],
      processors: ["filter/below-debug"],
      exporters: ["routing/logs-records"],
    });
  });

  it("leads a tenant that stands apart through its topic, and reads what is left of one that no longer does", () => {
    const routesOf = (logsApart: boolean) => {
      const { receivers, connectors, service } = configOf(
        settingsOf({ tenants: [{ id: "payments", namespaces: ["payments"], logsApart }] }),
      );
      const rows = (id: "routing/logs-records" | "routing/logs-namespaces" | "routing/logs-apart") =>
        ((connectors[id]?.table ?? []) as { condition: string; pipelines: string[] }[])
          .filter(({ pipelines }) => pipelines.includes("logs/apart-payments"))
          .map(({ condition }) => condition);
      assert.deepEqual(service.pipelines["logs/apart-payments"]?.exporters, ["kafka/apart"]);
      assert.deepEqual(service.pipelines["logs/apart"]?.exporters, ["routing/logs-apart"]);
      assert.deepEqual(rows("routing/logs-apart"), []);
      assert.equal(receivers["kafka/apart"]?.group_id, "otel-logs-apart");
      return [rows("routing/logs-records"), rows("routing/logs-namespaces")];
    };
    assert.deepEqual(routesOf(true), [
      ['resource.attributes["tenant"] == "payments"'],
      ['resource.attributes["k8s.namespace.name"] == "payments"'],
    ]);
    assert.deepEqual(routesOf(false), [["false"], []]);
    assert.equal(configOf(settingsOf()).receivers["kafka/apart"], undefined);
    const fallback = configOf(settingsOf({ tenants: [{ id: "default", logsApart: true }] }));
    assert.deepEqual(fallback.connectors["routing/logs-namespaces"]?.default_pipelines, ["logs/apart-default"]);
  });

  it("has an exporter to the dead-letter topic for each reason", () => {
    const { exporters } = configOf(settingsOf());
    for (const reason of deadLetterReasons) {
      assert.deepEqual(exporters[`kafka/${reason}`]?.record_headers, [{ name: "dead-letter-reason", value: reason }]);
    }
  });

  it("authenticates as the settings say, always over TLS", () => {
    const sasl = (settings: Settings) => (configOf(settings).receivers.kafka as { auth: { sasl: unknown } }).auth.sasl;
    assert.deepEqual(sasl(settingsOf()), { mechanism: "AWS_MSK_IAM_OAUTHBEARER", aws_msk: { region: "eu-central-1" } });
    const arn = "arn:aws:kafka:us-east-1:111122223333:cluster/shared/1a2b3c4d-1";
    const external = { mode: "external", auth: "iam", bootstrapServers: ["b:9098"], clusterArn: arn };
    assert.deepEqual(sasl(settingsOf({ kafka: external })), {
      mechanism: "AWS_MSK_IAM_OAUTHBEARER",
      aws_msk: { region: "us-east-1" },
    });
    const scram = settingsOf({
      kafka: { mode: "external", auth: "scram", bootstrapServers: ["b:9096"], existingSecret: "kafka" },
    });
    assert.deepEqual(sasl(scram), {
      mechanism: "SCRAM-SHA-512",
      username: "${env:KAFKA_USERNAME}",
      password: "${env:KAFKA_PASSWORD}",
    });
    assert.deepEqual(configOf(scram).receivers.kafka?.tls, { insecure: false, ca_file: "/etc/kafka/ca.crt" });
  });

  it("writes to the search engine that takes Loki's place, and to Loki no more", () => {
    const fanout = {
      elasticsearch: { enabled: true, replacesLoki: true, endpoints: ["https://search.example.com:9200"] },
    };
    const { exporters } = configOf(settingsOf({ fanout }));
    assert.ok(exporters.elasticsearch);
    assert.ok(!Object.keys(exporters).some((id) => id.startsWith("otlp_http")));
  });

  it("sends copies of logs to every target that takes logs, none of which can hold up or fail a record", () => {
    const {
      exporters,
      service: { pipelines },
    } = configOf(settingsOf({ fanout: everyCopy }));
    assert.deepEqual(pipelines["logs/named"]?.exporters, ["routing/logs-records", "forward/copies"]);
    assert.deepEqual(pipelines["logs/paths"]?.exporters, ["forward/named"]);
    for (const id of ["datadog", "otlp_grpc/search-queue", "otlp_grpc/cloudwatch-queue"] as const) {
      const queue = exporters[id]?.sending_queue as { storage: string; block_on_overflow: boolean };
      assert.deepEqual([queue.storage, queue.block_on_overflow], ["file_storage/queue", false], id);
      const own = Object.entries(pipelines).filter(([, pipeline]) => pipeline?.exporters.includes(id));
      assert.deepEqual(
        own.map(([, pipeline]) => [pipeline?.receivers, pipeline?.processors]),
        [[["forward/fanout-logs"], ["filter/below-debug", "batch/fanout"]]],
        id,
      );
    }
    assert.deepEqual(pipelines["logs/cloudwatch"]?.exporters, ["awscloudwatchlogs"]);
    // What answers before it has sent makes the queue on disk in front of it worth nothing.
    for (const id of ["awscloudwatchlogs", "elasticsearch"] as const)
      assert.deepEqual(exporters[id]?.sending_queue, { enabled: false }, id);
    assert.deepEqual(pipelines["logs/search"]?.exporters, ["elasticsearch"]);
    assert.equal(exporters.awsemf, undefined, "metrics come by the gateway alone");
    assert.equal(exporters["otlp_grpc/jaeger"], undefined, "so do traces");
    assert.doesNotThrow(() => configTexts(configOf(settingsOf({ fanout: everyCopy }))));
  });

  it("copies no dead letter", () => {
    const {
      processors,
      service: { pipelines },
    } = configOf(settingsOf({ fanout: everyCopy }));
    assert.deepEqual(pipelines["logs/copies"], {
      receivers: ["forward/copies"],
      processors: ["filter/dead-letters"],
      exporters: ["forward/fanout-logs"],
    });
    assert.deepEqual(processors["filter/dead-letters"]?.log_conditions, [
      'resource.attributes["dead_letter.reason"] != nil',
    ]);
  });

  it("keeps the volume for Loki but a quarter, and all of it without copies, or with those of traces alone", () => {
    const queueOf = (fanout: object) =>
      (
        configOf(settingsOf({ fanout, sizing: { logConsumer: { volumeGib: 4 } } })).exporters[
          "otlp_http/logs/payments"
        ] as {
          sending_queue: { queue_size: number };
        }
      ).sending_queue.queue_size;
    const jaeger = { jaeger: everyCopy.jaeger };
    assert.ok(Math.abs(queueOf(everyCopy) / queueOf({}) - 0.75) < 1e-6);
    assert.equal(queueOf(jaeger), queueOf({}));
    assert.deepEqual(configOf(settingsOf({ fanout: jaeger })), configOf(settingsOf()));
  });

  it("has a role of its own where it calls AWS: brokers with IAM, or a copy in CloudWatch", () => {
    const annotated = (more: Record<string, unknown>) => {
      const settings = settingsOf({ identity: "irsa", ...more });
      return (
        logConsumerValues(settings, namesFor(settings)).serviceAccount as { annotations?: Record<string, string> }
      ).annotations;
    };
    const own = {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/test-observability-log-consumer-66a9617e",
    };
    const fanout = { cloudwatch: { enabled: true } };
    assert.deepEqual(annotated({ kafka: { auth: "iam" } }), own);
    assert.deepEqual(annotated({ kafka: { auth: "scram" }, fanout }), own);
    assert.equal(annotated({ kafka: { auth: "scram" } }), undefined);
    assert.equal(annotated({ kafka: { auth: "iam" }, fanout, identity: "podIdentity" }), undefined);
  });

  it("never scales above the partitions, nor down by itself", () => {
    const settings = settingsOf({ size: "large", kafka: { partitions: 4 } });
    const values = logConsumerValues(settings, namesFor(settings)) as {
      autoscaling: { maxReplicas: number; behavior: unknown };
    };
    assert.equal(values.autoscaling.maxReplicas, 4);
    assert.deepEqual(values.autoscaling.behavior, { scaleDown: { selectPolicy: "Disabled" } });
  });

  it("has an autoscaler also where it adds none: with the chart's own number going, one pod would be left for a while", () => {
    for (const kafka of [{ partitions: 3 }, { partitions: 6 }]) {
      const settings = settingsOf({ kafka, sizing: { logConsumer: { replicas: 3, maxReplicas: 3 } } });
      const { autoscaling } = logConsumerValues(settings, namesFor(settings)) as { autoscaling?: object };
      assert.deepEqual({ enabled: true, minReplicas: 3, maxReplicas: 3, ...autoscaling }, autoscaling);
    }
  });

  it("has no credential in its values", () => {
    const settings = settingsOf({ kafka: { auth: "scram" }, fanout: everyCopy });
    const variables = logConsumerValues(settings, namesFor(settings)).extraEnvs as { name: string; value?: string }[];
    const own = variables.filter(({ name }) => !/^GO|_GO_/.test(name));
    assert.deepEqual(
      own.map(({ name }) => name),
      ["KAFKA_BROKERS", "KAFKA_USERNAME", "KAFKA_PASSWORD", "DATADOG_API_KEY", "SEARCH_USERNAME", "SEARCH_PASSWORD"],
    );
    assert.ok(own.every(({ value }) => value === undefined));
  });

  it("may take its time to open a queue for each of many tenants: liveness waits for the start", () => {
    const settings = settingsOf();
    const probe = logConsumerValues(settings, namesFor(settings)).startupProbe as {
      periodSeconds: number;
      failureThreshold: number;
      httpGet: { port: number };
    };
    assert.ok(probe.periodSeconds * probe.failureThreshold >= 600);
    assert.equal(probe.httpGet.port, 13_133);
  });
});
