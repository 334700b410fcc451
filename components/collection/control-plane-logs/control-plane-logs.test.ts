// The Collector that reads logs of the EKS control plane: what its configuration says. That the receiver and the
// decoder do what is asked of them is in docs/design/control-plane-logs.md: no Collector of the tests has the two.
import assert from "node:assert/strict";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { queueUrl } from "../../cloud/control-plane/transit";
import { plannedReleases } from "../../releases";
import { configTexts } from "../collector/config";
import { controlPlaneConfig } from "./config";
import { afterMasking, beforeMasking, klogStatements, streamStatements } from "./statements";
import { controlPlaneLogsValues } from "./values";

const on = settingsOf({ logs: { controlPlane: true } });
const config = controlPlaneConfig(on, namesFor(on));

/**
 * Keys of receiver and decoder that their sources at 0.158 read (config.go of awss3receiver and
 * awslogsencodingextension).
 */
const documented = {
  receiver: ["s3downloader", "sqs", "encodings", "notifications", "starttime", "endtime"],
  s3downloader: ["region", "s3_bucket", "s3_prefix", "endpoint", "endpoint_partition_id", "s3_force_path_style"],
  sqs: ["queue_url", "region", "endpoint", "wait_time_seconds", "max_number_of_messages"],
  encoding: ["extension", "suffix"],
  decoder: ["format"],
};

interface Receiver {
  s3downloader: Record<string, unknown>;
  sqs: Record<string, unknown>;
  encodings: { extension: string; suffix: string }[];
}
const receiver = config.receivers.awss3 as unknown as Receiver;

describe("logs of the EKS control plane", () => {
  it("are read only where that is asked for", () => {
    const planned = (controlPlane: boolean) =>
      plannedReleases(settingsOf({ logs: { controlPlane } })).map(([id]) => id as string);
    assert.ok(planned(true).includes("controlPlaneLogs"));
    assert.ok(!planned(false).includes("controlPlaneLogs"));
    assert.throws(
      () => settingsOf({ sizing: { controlPlaneLogs: { memoryMib: 512 } } }),
      /sizing\.controlPlaneLogs.*with logs\.controlPlane/,
    );
  });

  it("come from the stack's own bucket and queue, by keys that receiver and decoder know", () => {
    assert.doesNotThrow(() => configTexts(config));
    const unknown = (of: object, known: readonly string[]) => Object.keys(of).filter((key) => !known.includes(key));
    assert.deepEqual(
      [
        ...unknown(receiver, documented.receiver),
        ...unknown(receiver.s3downloader, documented.s3downloader),
        ...unknown(receiver.sqs, documented.sqs),
        ...receiver.encodings.flatMap((encoding) => unknown(encoding, documented.encoding)),
        ...unknown(config.extensions.aws_logs_encoding ?? {}, documented.decoder),
      ],
      [],
    );
    const { buckets, controlPlane } = namesFor(on);
    assert.equal(receiver.s3downloader.s3_bucket, buckets.controlPlane);
    assert.equal(receiver.sqs.queue_url, `https://sqs.eu-central-1.amazonaws.com/111122223333/${controlPlane.queue}`);
    assert.match(
      queueUrl({ accountId: "1", region: "cn-north-1", partition: "aws-cn" }, "q"),
      /amazonaws\.com\.cn\/1\/q$/,
    );
    const sovereign = { accountId: "1", region: "eusc-de-east-1", partition: "aws-eusc" };
    assert.equal(queueUrl(sovereign, "q"), "https://sqs.eusc-de-east-1.amazonaws.eu/1/q");
  });

  it("are acknowledged one object at a time, when they lie in a queue on disk that makes the receiver wait", () => {
    assert.equal(receiver.sqs.max_number_of_messages, 1);
    const { pipelines } = config.service;
    assert.deepEqual(Object.keys(pipelines), ["logs"]);
    assert.ok(!pipelines.logs?.processors.some((id) => id.startsWith("batch")), "nothing holds a record in memory");
    const [exporter] = Object.values(config.exporters) as { sending_queue: Record<string, unknown> }[];
    const { storage, block_on_overflow, batch } = exporter?.sending_queue ?? {};
    assert.deepEqual([storage, block_on_overflow], ["file_storage/queue", true]);
    assert.equal((batch as { max_size: number }).max_size, 4 * 1_024 * 1_024);
  });

  it("are the platform's own tenant's", () => {
    const exporters = Object.values(config.exporters) as { headers: object }[];
    assert.deepEqual(
      exporters.map(({ headers }) => headers),
      [{ "X-Scope-OrgID": "default" }],
    );
  });

  it("have their secrets masked, and the tenant's minimum", () => {
    assert.deepEqual(config.service.pipelines.logs?.processors, [
      "memory_limiter",
      "transform/records",
      "filter/below-debug",
      "transform/secrets",
      "transform/masked",
    ]);
  });

  it("say in OTTL where they are from, a dollar standing twice", () => {
    const text = [
      ...streamStatements("environment", "test"),
      ...klogStatements,
      ...beforeMasking,
      ...afterMasking,
    ].join("\n");
    assert.match(text, /"-\[0-9a-f\]\{32\}\$\$"/);
    assert.doesNotMatch(text.replaceAll("$$", ""), /\$/);
  });

  it("are read by a pod with a role of its own", () => {
    const values = controlPlaneLogsValues(on, namesFor(on)) as {
      serviceAccount: object;
      replicaCount: number;
      podAnnotations: Record<string, string>;
    };
    assert.deepEqual(values.serviceAccount, { create: true, name: "control-plane-logs" });
    assert.equal(values.replicaCount, 1);
    assert.equal(values.podAnnotations["observability.io/identity"], "podIdentity");
    const irsa = settingsOf({ identity: "irsa", logs: { controlPlane: true } });
    assert.match(JSON.stringify(controlPlaneLogsValues(irsa, namesFor(irsa)).serviceAccount), /role-arn.*control-logs/);
  });
});
