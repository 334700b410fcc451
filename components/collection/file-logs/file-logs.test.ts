import assert from "node:assert/strict";
import { parse } from "yaml";
import { conventions } from "../../../conventions/names";
import { unknownFluentBitKeys } from "../../../test/support/fluent-bit";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { fileTraces, firstLines, stackTraces } from "../../../test/support/stack-traces";
import { ports } from "../../endpoints";
import { kafkaMessageBytes, longestRecordKib } from "./config";
import { stackTraceParser } from "./multiline";
import { sidecarConfig, sidecarContainer } from "./sidecar";
import { fileLogsValues, kafkaSecret } from "./values";
import { vmConfig, vmTokenVariable } from "./vm";

interface FluentBit {
  service: Record<string, unknown>;
  multilineParsers: { name: string }[];
  pipeline: { inputs: Record<string, unknown>[]; outputs: Record<string, unknown>[] };
}

interface Values {
  config: FluentBit;
  env?: { name: string; valueFrom: { secretKeyRef?: { name: string; key: string } } }[];
  serviceAccount: { name: string; annotations?: Record<string, string> };
  extraVolumes: { name: string; hostPath?: { path: string }; secret?: { secretName: string } }[];
  extraVolumeMounts: { name: string; readOnly?: boolean; mountPropagation?: string }[];
  [key: string]: unknown;
}

function valuesOf(configuration: Record<string, unknown> = {}): Values {
  const settings = settingsOf(configuration);
  return fileLogsValues(settings, namesFor(settings)) as unknown as Values;
}

const externalScram = {
  mode: "external",
  auth: "scram",
  bootstrapServers: ["broker-1.example.com:9096"],
  existingSecret: "kafka-credentials",
};
const input = (values: Values) => values.config.pipeline.inputs[0] ?? {};
const output = (values: Values) => values.config.pipeline.outputs[0] ?? {};

describe("file logs: what is read", () => {
  it("is files of one emptyDir of every pod, from their start, path in `file`", () => {
    const { path, path_key, read_from_head, tag } = input(valuesOf());
    assert.equal(path, `/var/lib/kubelet/pods/*/volumes/kubernetes.io~empty-dir/${conventions.logVolume}/*.log`);
    assert.deepEqual({ path_key, read_from_head, tag }, { path_key: "file", read_from_head: true, tag: "files" });
  });

  it("may be read whoever wrote them: root's power to read, and every category of SELinux", () => {
    const { capabilities, seLinuxOptions, ...rest } = valuesOf().securityContext as Record<string, unknown>;
    assert.deepEqual(capabilities, { drop: ["ALL"], add: ["DAC_READ_SEARCH"] });
    assert.deepEqual(seLinuxOptions, { level: "s0:c0.c1023" });
    assert.equal(rest.privileged, undefined);
    assert.equal(rest.allowPrivilegeEscalation, false);
  });

  it("joins stack traces before anything else, unbuffered, by the parser that it brings along", () => {
    const values = valuesOf();
    const [first] = (input(values).processors as { logs: Record<string, unknown>[] }).logs;
    assert.deepEqual([first?.name, first?.buffer], ["multiline", false]);
    assert.deepEqual(
      values.config.multilineParsers.map(({ name }) => name),
      [first?.["multiline.parser"]],
    );
    assert.equal(input(values).skip_empty_lines, undefined);
  });

  it("is mounted read-only, with volumes that are mounted later", () => {
    const mount = valuesOf().extraVolumeMounts.find(({ name }) => name === "pods");
    assert.deepEqual([mount?.readOnly, mount?.mountPropagation], [true, "HostToContainer"]);
  });

  it("names the pod from kubelet's folders, and asks the API server for those records alone that say so", () => {
    const values = valuesOf();
    const processors = (input(values).processors as { logs: Record<string, unknown>[] }).logs.slice(2);
    assert.deepEqual(
      processors.map(({ name, call }) => [name, call]),
      [
        ["lua", "ask"],
        ["kubernetes", undefined],
        ["lua", "enclose"],
      ],
    );
    assert.ok(processors[1]?.condition);
    assert.deepEqual(values.rbac, { create: true });
    assert.equal(values.extraVolumeMounts.find(({ name }) => name === "pod-logs")?.readOnly, true);
  });

  it("knows each namespace's tenant, and the default one for every other namespace", () => {
    const values = valuesOf({ tenants: [{ id: "team-pay", namespaces: ["payments", "billing"] }] });
    const script = String((values.luaScripts as Record<string, string>)["pods.lua"]);
    assert.match(script, /\["payments"\] = "team-pay",\n {2}\["billing"\] = "team-pay",/);
    assert.match(script, /default_tenant = "default"/);
  });
});

describe("file logs: records of several lines", () => {
  const { rules } = stackTraceParser as { rules: { state: string; regex: string; next_state: string }[] };
  /** As Fluent Bit joins: by the rules of the state that the line before led to, else from the start. */
  const records = (text: string): string[] => {
    let state = "";
    return text.split("\n").reduce<string[]>((found, line) => {
      const from = (which: string) =>
        rules.find((rule) => rule.state === which && new RegExp(rule.regex.slice(1, -1)).test(line));
      const next = from(state);
      state = (next ?? from("start_state"))?.next_state ?? "";
      return next ? [...found.slice(0, -1), `${found.at(-1)}\n${line}`] : [...found, line];
    }, []);
  };
  const traceback = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    pay()\nValueError: x';

  for (const [language, trace] of Object.entries({ ...stackTraces, ...fileTraces, Python: traceback }))
    it(`are joined where ${language} writes them, and the records behind are not`, () => {
      for (const next of firstLines) assert.deepEqual(records(`a\n${trace}\n${next}`), ["a", trace, next]);
    });

  it("are told by expressions that Ruby's syntax reads as they are meant: no bracket opens a class inside a class", () => {
    // What is escaped, or a class; in a class of JavaScript a bracket stands for itself.
    for (const { regex } of rules)
      for (const [part] of regex.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/g))
        if (part.startsWith("[")) assert.doesNotMatch(part.slice(1).replace(/\\./g, ""), /\[|&&/, regex);
  });

  it("cost no more than in proportion to a line's length, whatever it holds", function () {
    this.timeout(60_000);
    const repeated = [
      "{'key': 'value(x)', 'n': 1}, ",
      '{"a":1},',
      "[error] x ",
      "': (A",
      "a.b",
      "/a.b",
      "(A) ",
      "[a] ",
      " ",
    ]
      .concat('"} ', "Error: ", "\t", "\tERROR", "Ab ", "created by a.b", "a:1:in `x", "#1 a(1", "panic: ", "1")
      .map((part) => (length: number) => part.repeat(length / part.length));
    const begun = ["", '"}', "a.b/c", "#1 ", "A ("];
    for (const { regex } of rules) {
      const expression = new RegExp(regex.slice(1, -1));
      const milliseconds = (length: number) => {
        const start = performance.now();
        for (const text of repeated) for (const begin of begun) expression.test(begin + text(length));
        return performance.now() - start;
      };
      // Four times as long, the best of three; below 20 ms it is the machine that is measured.
      const best = (length: number) => Math.min(...[1, 2, 3].map(() => milliseconds(length)));
      const [short, long] = [best(50_000), best(200_000)];
      assert.ok(long < 12 * Math.max(short, 20), `${regex} takes ${long / short} times as long`);
    }
  });

  it("are none of lines that begin one", () => assert.deepEqual(records(firstLines.join("\n")), firstLines));
});

describe("file logs: nothing is dropped", () => {
  it("pauses the input at the buffer's size, which lies on the node's disk", () => {
    for (const [size, gib] of [
      ["small", 2],
      ["medium", 5],
      ["large", 10],
    ] as const) {
      const values = valuesOf({ size });
      assert.equal(values.config.service["storage.max_chunks_up"], Math.floor((gib * 1_024) / 2.5));
      assert.equal(input(values)["storage.pause_on_chunks_overlimit"], true);
      assert.equal(input(values)["storage.type"], "filesystem");
      assert.deepEqual(values.storage, { enabled: true, hostPath: "/var/lib/observability/fluent-bit" });
    }
  });

  it("keeps offsets on the node's disk, and tells a new file from an old one of the same inode", () => {
    const { db } = input(valuesOf());
    assert.equal(db, "${STORAGE_PATH}/files.db");
    assert.equal(input(valuesOf())["db.compare_filename"], true);
  });

  it("retries without end, and no output may delete chunks to stay below a size", () => {
    for (const values of [valuesOf(), valuesOf({ kafka: { mode: "none" } })]) {
      assert.equal(output(values).retry_limit, "no_limits");
      assert.equal(output(values)["storage.total_limit_size"], undefined);
      assert.equal(values.config.service["storage.keep.rejected"], true);
    }
  });

  it(
    "cuts a long line instead of skipping it, short enough for one Kafka message " +
      "when JSON writes each byte as six",
    () => {
      assert.equal(input(valuesOf()).truncate_long_lines, true);
      assert.ok(longestRecordKib * 1_024 * 6 + 4_096 < kafkaMessageBytes);
    },
  );

  it("lets no message expire in the Kafka client, and bounds what a kill can lose", () => {
    const {
      "rdkafka.message.timeout.ms": timeout,
      "rdkafka.queue.buffering.max.kbytes": kib,
      queue_full_retries: retries,
      workers,
    } = output(valuesOf());
    assert.deepEqual({ timeout, kib, retries, workers }, { timeout: 0, kib: 4_096, retries: 0, workers: 1 });
  });

  it("leaves room in that bound for the largest message, which would block the output for ever", () => {
    assert.ok(Number(output(valuesOf())["rdkafka.queue.buffering.max.kbytes"]) * 1_024 > kafkaMessageBytes);
  });

  it("has time to drain before it is killed", () => {
    const values = valuesOf();
    assert.ok(Number(values.terminationGracePeriodSeconds) > Number(values.config.service.grace));
  });
});

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
    const from = (values: Values) =>
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

describe("file logs: what may be written for a customer", () => {
  const script = (tenant: object) =>
    (
      valuesOf({
        tenants: [
          { id: "team-a", namespaces: ["a"], ...tenant },
          { id: "team-b", namespaces: ["b"] },
        ],
      }).luaScripts as Record<string, string>
    )["pods.lua"] ?? "";

  it("is counted for tenants that limit it, and for no other is a line searched", () => {
    const limited = script({ customerLinesPerSecond: 7 });
    assert.match(limited, /local customer_rates = \{\n {2}\["team-a"\] = 7,\n\}/);
    assert.match(limited, /return above_customer\(pod, line\)/);
    assert.ok(!script({}).includes("customer_rates"));
    assert.match(script({}), /if rate and spent\(pod, rate, burst\) then return true end\n {2}return false/);
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

describe("file logs: sidecar", () => {
  const settings = settingsOf();
  const config = parse(sidecarConfig(settings, { bufferGib: 1 })) as FluentBit;

  it("is a native sidecar that knows its pod from the downward API", () => {
    const container = sidecarContainer({
      image: "fluent-bit:5.1.1",
      configVolume: "fluent-bit",
      cpuMillicores: 50,
      memoryMib: 64,
    });
    assert.equal(container.restartPolicy, "Always");
    assert.deepEqual(
      (container.env as { name: string }[]).map(({ name }) => name),
      ["POD_NAME", "POD_NAMESPACE", "POD_UID"],
    );
  });

  it("sends to the gateway's ordinary listener, where the connection tells the tenant", () => {
    assert.deepEqual(
      [config.pipeline.outputs[0]?.name, config.pipeline.outputs[0]?.port],
      ["opentelemetry", ports.otlpHttp],
    );
  });

  it("reads the volume it shares with the application, and not its own state there", () => {
    assert.equal(config.pipeline.inputs[0]?.path, "/var/log/app/*.log");
    assert.match(String(config.pipeline.inputs[0]?.db), /^\/var\/log\/app\/\.fluent-bit\//);
  });
});

describe("file logs: machine outside the cluster", () => {
  const text = vmConfig({
    ingestHostname: "ingest.example.com",
    files: ["/var/log/app/*.log", "/srv/app/log/*.log"],
    bufferGib: 1,
  });
  const config = parse(text) as FluentBit;

  it("sends over verified TLS with the tenant's token, which the text does not hold", () => {
    const { host, port, tls, "tls.verify": verify, header } = config.pipeline.outputs[0] ?? {};
    assert.deepEqual(
      { host, port, tls, verify },
      { host: "ingest.example.com", port: ports.externalOtlpHttp, tls: true, verify: true },
    );
    assert.equal(header, `Authorization Bearer \${${vmTokenVariable}}`);
  });

  it("serves its own metrics to the machine only", () => assert.equal(config.service.http_listen, "127.0.0.1"));
  it("reads every file that was named", () =>
    assert.equal(config.pipeline.inputs[0]?.path, "/var/log/app/*.log,/srv/app/log/*.log"));
});

describe("Fluent Bit's configuration", () => {
  it("has only keys that Fluent Bit 5.1.1 knows, in every variant", () => {
    const configurations: FluentBit[] = [
      ...[{}, { kafka: { auth: "scram" } }, { kafka: externalScram }, { kafka: { mode: "none" } }].map(
        (each) => valuesOf(each).config,
      ),
      parse(sidecarConfig(settingsOf(), { bufferGib: 1 })) as FluentBit,
      parse(vmConfig({ ingestHostname: "ingest.example.com", files: ["/a.log"], bufferGib: 1 })) as FluentBit,
    ];
    for (const each of configurations) assert.deepEqual(unknownFluentBitKeys(each), []);
  });

  it("is checked: a misspelt key is found", () => {
    assert.deepEqual(
      unknownFluentBitKeys({
        service: { flsh: 1 },
        pipeline: { inputs: [{ name: "tail", pth: "x" }], outputs: [{ name: "kafka", topic: "x" }] },
      }),
      ["service.flsh", "inputs.tail.pth", "outputs.kafka.topic"],
    );
  });
});
