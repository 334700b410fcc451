// Where Fluent Bit on each node sends what it reads, and by which credentials.
import assert from "node:assert/strict";
import { parse } from "yaml";
import { conventions } from "../../../conventions/names";
import { type FileLogValues, output, valuesOf } from "../../../test/support/file-log-values";
import { settingsOf } from "../../../test/support/settings-of";
import { ports } from "../../endpoints";
import { sidecarConfig } from "./sidecar";
import { kafkaSecret } from "./values";
import { vmConfig } from "./vm";

const externalScram = {
  mode: "external",
  auth: "scram",
  bootstrapServers: ["broker-1.example.com:9096"],
  existingSecret: "kafka-credentials",
};
describe("file logs: to Kafka", () => {
  it("writes the shape that the consumer reads: a chunk as one message of OTLP, and no key that would be the same for all", () => {
    const { format, message_key, message_key_field, otlp_logs_partition_by_resource, topics } = output(valuesOf());
    assert.deepEqual(
      { format, message_key, message_key_field, otlp_logs_partition_by_resource, topics },
      {
        format: "otlp_proto",
        message_key: undefined,
        message_key_field: undefined,
        // It would lose what the brokers don't take at once.
        otlp_logs_partition_by_resource: undefined,
        topics: conventions.chunkTopic,
      },
    );
  });

  it("signs with IAM for the region of MSK", () => {
    const { aws_msk_iam, aws_msk_iam_cluster_arn } = output(valuesOf());
    assert.deepEqual(
      [aws_msk_iam, aws_msk_iam_cluster_arn],
      [true, "arn:aws:kafka:eu-central-1:111122223333:cluster/test-observability-66a9617e"],
    );
  });

  it("signs for the region of external brokers that use IAM", () => {
    const clusterArn = "arn:aws:kafka:us-east-1:111122223333:cluster/shared/1a2b3c4d-1";
    const values = valuesOf({
      kafka: { mode: "external", auth: "iam", bootstrapServers: ["broker-1.example.com:9098"], clusterArn },
    });
    assert.equal(output(values).aws_msk_iam_cluster_arn, clusterArn);
  });

  it("takes addresses and credentials from Secrets, the external ones from theirs", () => {
    const from = (values: FileLogValues) =>
      values.env?.flatMap(({ name, valueFrom: { secretKeyRef } }) =>
        secretKeyRef === undefined ? [] : [`${name} ${secretKeyRef.name}/${secretKeyRef.key}`],
      );
    assert.deepEqual(from(valuesOf()), [`KAFKA_BROKERS ${kafkaSecret}/brokers`]);
    assert.deepEqual(from(valuesOf({ kafka: { auth: "scram" } })), [
      `KAFKA_BROKERS ${kafkaSecret}/brokers`,
      `KAFKA_USERNAME ${kafkaSecret}/username`,
      `KAFKA_PASSWORD ${kafkaSecret}/password`,
    ]);
    assert.deepEqual(from(valuesOf({ kafka: externalScram })), [
      `KAFKA_BROKERS ${kafkaSecret}/brokers`,
      "KAFKA_USERNAME kafka-credentials/username",
      "KAFKA_PASSWORD kafka-credentials/password",
    ]);
  });

  it("trusts the authority of external brokers, and the public ones for MSK", () => {
    assert.equal(output(valuesOf({ kafka: externalScram }))["rdkafka.ssl.ca.location"], "/fluent-bit/kafka-ca/ca.crt");
    assert.equal(
      valuesOf({ kafka: externalScram }).extraVolumes.find(({ name }) => name === "kafka-ca")?.secret?.secretName,
      "kafka-credentials",
    );
    assert.equal(
      output(valuesOf({ kafka: { auth: "scram" } }))["rdkafka.ssl.ca.location"],
      "/etc/ssl/certs/ca-certificates.crt",
    );
  });

  it("gets its role by annotation with IRSA, and by association otherwise", () => {
    assert.deepEqual(valuesOf({ identity: "irsa" }).serviceAccount.annotations, {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/test-observability-log-producer-66a9617e",
    });
    assert.equal(valuesOf().serviceAccount.annotations, undefined);
    assert.equal(valuesOf().serviceAccount.name, "fluent-bit");
  });
});

describe("file logs: to the gateway", () => {
  const values = valuesOf({ kafka: { mode: "none" } });

  it("uses the listener that trusts a record's path, with the line as body", () => {
    const { name, host, port, logs_body_key, logs_body_key_attributes } = output(values);
    assert.deepEqual(
      { name, host, port },
      { name: "opentelemetry", host: "otel-gateway.observability.svc.cluster.local", port: ports.fileLogsOtlpHttp },
    );
    assert.deepEqual(
      { logs_body_key, logs_body_key_attributes },
      { logs_body_key: "$log", logs_body_key_attributes: true },
    );
  });

  it("needs no AWS role and no Kafka credentials", () => {
    assert.deepEqual(
      values.env?.map(({ name }) => name),
      ["NODE_NAME"],
    );
    assert.equal(valuesOf({ kafka: { mode: "none" }, identity: "irsa" }).serviceAccount.annotations, undefined);
  });
});

describe("file logs: wherever they go", () => {
  it("there is a second output, or chunks that were refused would not count against the buffer's size", () => {
    const gib = { bufferGib: 1 };
    const texts = [
      valuesOf().config,
      valuesOf({ kafka: { mode: "none" } }).config,
      parse(sidecarConfig(settingsOf(), gib)),
      parse(vmConfig({ ingestHostname: "ingest.example.com", files: ["/var/log/app/*.log"], ...gib })),
    ] as { pipeline: { outputs: object[] } }[];
    for (const { pipeline } of texts)
      assert.deepEqual(pipeline.outputs.slice(1), [{ name: "null", alias: "nowhere", match: "*" }]);
  });
});
