// The log consumer's configuration and values, as far as they can be judged without a Collector.
import assert from "node:assert/strict";
import { cloudNames } from "../../components/cloud/names";
import { deadLetterReasons, logConsumerConfig } from "../../components/collection/log-consumer-config";
import { logConsumerValues } from "../../components/collection/log-consumer-values";
import type { Settings } from "../../settings/settings";
import { settingsWith } from "../support/stack-configuration";

const settingsOf = (more: Record<string, unknown> = {}) => settingsWith({
  tenants: [{ id: "payments", namespaces: ["payments"], minimumSeverity: "warn" }, { id: "idle" }], ...more,
}, ["fanout"]);
const names = (settings: Settings) => cloudNames(settings, { accountId: "111122223333", region: "eu-central-1", partition: "aws" });
const configOf = (settings: Settings) => logConsumerConfig(settings, names(settings));

describe("log consumer", () => {
  it("commits an offset only behind what is on disk or with the brokers: nothing on the way holds records in memory", () => {
    const { receivers, processors, exporters } = configOf(settingsOf());
    assert.deepEqual(receivers.kafka?.message_marking, { after: true, on_error: false, on_permanent_error: true });
    assert.equal(receivers.kafka?.initial_offset, "earliest");
    assert.ok(!Object.keys(processors).some((id) => id.startsWith("batch")));
    for (const [id, exporter] of Object.entries(exporters)) {
      const queue = exporter?.sending_queue as { storage?: string; enabled?: boolean; block_on_overflow?: boolean };
      if (id.startsWith("kafka/")) assert.equal(queue.enabled, false, id);
      else assert.deepEqual([queue.storage, queue.block_on_overflow], ["file_storage/queue", true], id);
    }
  });

  it("sends each tenant's records with its own header, from its own queue, and makes none for a tenant without namespaces", () => {
    const { exporters, service: { pipelines } } = configOf(settingsOf());
    assert.deepEqual(exporters["otlp_http/payments"]?.headers, { "X-Scope-OrgID": "payments" });
    assert.deepEqual(pipelines["logs/tenant-payments"]?.exporters, ["otlp_http/payments"]);
    assert.deepEqual(pipelines["logs/tenant-payments"]?.processors, ["filter/below-warn"]);
    assert.equal(exporters["otlp_http/idle"], undefined);
    assert.deepEqual(exporters["otlp_http/default"]?.headers, { "X-Scope-OrgID": "default" });
  });

  it("has an exporter to the dead-letter topic for each reason", () => {
    const { exporters } = configOf(settingsOf());
    for (const reason of deadLetterReasons) {
      assert.deepEqual(exporters[`kafka/${reason}`]?.record_headers, [{ name: "dead-letter-reason", value: reason }]);
    }
  });

  it("authenticates as the settings say, always over TLS", () => {
    const sasl = (settings: Settings) => (configOf(settings).receivers.kafka?.auth as { sasl: unknown }).sasl;
    assert.deepEqual(sasl(settingsOf()), { mechanism: "AWS_MSK_IAM_OAUTHBEARER", aws_msk: { region: "eu-central-1" } });
    const arn = "arn:aws:kafka:us-east-1:111122223333:cluster/shared/1a2b3c4d-1";
    const external = { mode: "external", auth: "iam", bootstrapServers: ["b:9098"], clusterArn: arn };
    assert.deepEqual(sasl(settingsOf({ kafka: external })), { mechanism: "AWS_MSK_IAM_OAUTHBEARER", aws_msk: { region: "us-east-1" } });
    const scram = settingsOf({ kafka: { mode: "external", auth: "scram", bootstrapServers: ["b:9096"], existingSecret: "kafka" } });
    assert.deepEqual(sasl(scram), { mechanism: "SCRAM-SHA-512", username: "${env:KAFKA_USERNAME}", password: "${env:KAFKA_PASSWORD}" });
    assert.deepEqual(configOf(scram).receivers.kafka?.tls, { insecure: false, ca_file: "/etc/kafka/ca.crt" });
  });

  it("writes to the search engine that takes Loki's place, and to Loki no more", () => {
    const fanout = { elasticsearch: { enabled: true, replacesLoki: true, endpoints: ["https://search.example.com:9200"] } };
    const { exporters } = configOf(settingsOf({ fanout }));
    assert.ok(exporters.elasticsearch);
    assert.ok(!Object.keys(exporters).some((id) => id.startsWith("otlp_http")));
  });

  it("never scales above the partitions, nor down by itself", () => {
    const settings = settingsOf({ size: "large", kafka: { partitions: 4 } });
    const values = logConsumerValues(settings, names(settings)) as { autoscaling: { maxReplicas: number; behavior: unknown } };
    assert.equal(values.autoscaling.maxReplicas, 4);
    assert.deepEqual(values.autoscaling.behavior, { scaleDown: { selectPolicy: "Disabled" } });
  });

  it("has no credential in its values", () => {
    const settings = settingsOf({ kafka: { auth: "scram" } });
    const variables = logConsumerValues(settings, names(settings)).extraEnvs as { name: string; value?: string }[];
    assert.deepEqual(variables.map(({ name }) => name), ["KAFKA_BROKERS", "KAFKA_USERNAME", "KAFKA_PASSWORD"]);
    assert.ok(variables.every(({ value }) => value === undefined));
  });

  it("may take its time to open a queue for each of many tenants: liveness waits for the start", () => {
    const settings = settingsOf();
    const probe = logConsumerValues(settings, names(settings)).startupProbe as { periodSeconds: number; failureThreshold: number; httpGet: { port: number } };
    assert.ok(probe.periodSeconds * probe.failureThreshold >= 600);
    assert.equal(probe.httpGet.port, 13_133);
  });
});
