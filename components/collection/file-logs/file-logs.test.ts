// What Fluent Bit on each node reads and keeps.
import assert from "node:assert/strict";
import { conventions } from "../../../conventions/names";
import { type FileLogValues, input, output, valuesOf } from "../../../test/support/file-log-values";
import { settingsOf } from "../../../test/support/settings-of";
import { kafkaMessageBytes, longestRecordKib } from "./config";

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
    assert.match(script, /\["billing"\] = "team-pay",\n {2}\["payments"\] = "team-pay",/);
    assert.match(script, /default_tenant = "default"/);
  });
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

  it("may have as many files open as the node allows, of which each chunk that waits takes one", () => {
    const script = String((valuesOf().luaScripts as Record<string, string>)["pods.lua"]);
    assert.match(script, /limit\.now = limit\.most\s+ffi\.C\.setrlimit\(open_files, limit\)/);
  });

  it("ends by a handler where nobody answers: process 1 of a container gets no signal without one", () => {
    const script = String((valuesOf().luaScripts as Record<string, string>)["pods.lua"]);
    assert.match(script, /^ffi\.C\.signal\(14, ffi\.C\._exit\)$.*ffi\.C\.alarm\(180\)/ms);
  });

  it("keeps offsets on the node's disk, and tells a new file from an old one of the same inode", () => {
    const { db } = input(valuesOf());
    assert.equal(db, "${STORAGE_PATH}/files.db");
    assert.equal(input(valuesOf())["db.compare_filename"], true);
  });

  it("reads a renamed file long enough for a backlog, and not again under lumberjack's name for it", () => {
    const { rotate_wait, exclude_path } = input(valuesOf());
    assert.ok(Number(rotate_wait) >= 600);
    const passedOver = (name: string) =>
      new RegExp(`^${String(exclude_path).replaceAll(".", "[.]").replaceAll("?", ".").replace("*", ".*")}$`).test(name);
    assert.deepEqual(
      ["app-2026-11-29T20-48-57.123.log", "app.log", "app-2026-11-29.log", "app.2026-11-29.0.log"].map(passedOver),
      [true, false, false, false],
    );
  });

  it("retries without end, and no output may delete chunks to stay below a size", () => {
    for (const values of [valuesOf(), valuesOf({ kafka: { mode: "none" } })]) {
      assert.equal(output(values).retry_limit, "no_limits");
      assert.equal(output(values)["storage.total_limit_size"], undefined);
      assert.equal(values.config.service["storage.keep.rejected"], true);
    }
  });

  it("cuts a long line instead of skipping it", () => {
    assert.equal(input(valuesOf()).truncate_long_lines, true);
  });

  it("takes for one Kafka message the most that one read of lines of 45 bytes adds to a chunk", () => {
    // Seen in Fluent Bit 5.1.1: 16,348 lines of 32 bytes are one read of a buffer that a long line has made as large as it gets.
    const [chunk, identity, line] = [2_048_000, 430, 45];
    const lines = (longestRecordKib * 1_024) / line;
    assert.ok(chunk + lines * (identity + line) < Number(output(valuesOf())["rdkafka.message.max.bytes"]));
  });

  it("sends a chunk to the gateway in one request, as it heeds the answer to the last alone, and no larger one than is taken", () => {
    const most = Number(output(valuesOf({ kafka: { mode: "none" } })).batch_size);
    const [chunk, identity, line] = [2_048_000, 430, 45];
    const record = identity + line;
    assert.ok(
      most > chunk / record + (longestRecordKib * 1_024) / line,
      "lines of 45 bytes, that one read added to a chunk",
    );
    assert.ok(most * record < 20 * 1_024 * 1_024);
  });

  it("has no more chunks under way to the gateway than its memory holds", () => {
    for (const size of ["small", "medium", "large"]) {
      const { memoryMib } = settingsOf({ size }).sizing.fileLogs;
      const atOnce = Number(output(valuesOf({ size, kafka: { mode: "none" } }))["net.max_worker_connections"]);
      assert.ok(atOnce > 0 && 20 + 20 * atOnce < memoryMib / 2, `${size}: ${atOnce}`);
    }
  });

  it("waits for no answer without end", () => {
    assert.equal(output(valuesOf({ kafka: { mode: "none" } }))["net.io_timeout"], "120s");
  });

  it("starts Fluent Bit anew where its Kafka client has given up for good, and for nothing else", () => {
    const probed = (configuration?: Record<string, unknown>) => {
      const { livenessProbe, readinessProbe, config } = valuesOf(configuration) as FileLogValues & {
        livenessProbe: { httpGet?: { path: string } };
        readinessProbe: { httpGet: { path: string } };
      };
      return [livenessProbe.httpGet?.path, config.service.health_check, readinessProbe.httpGet.path];
    };
    assert.deepEqual(probed(), ["/api/v1/health", true, "/"]);
    assert.deepEqual(probed({ kafka: { mode: "none" } }), [undefined, undefined, "/"]);
  });

  it("is given the time to read what waits in its buffer before anybody asks whether it lives", () => {
    for (const kafka of [{}, { mode: "none" }])
      for (const bufferGib of [2, 100]) {
        const { livenessProbe } = valuesOf({ kafka, sizing: { fileLogs: { bufferGib } } });
        assert.ok(Number((livenessProbe as Record<string, unknown>).initialDelaySeconds) * 50 > bufferGib * 1_024);
      }
  });

  it("lets no message expire in the Kafka client, and bounds what a kill can lose", () => {
    const {
      "rdkafka.message.timeout.ms": timeout,
      "rdkafka.queue.buffering.max.kbytes": kib,
      queue_full_retries: retries,
      workers,
    } = output(valuesOf());
    assert.deepEqual({ timeout, kib, retries, workers }, { timeout: 0, kib: 8_192, retries: 0, workers: 1 });
  });

  it("leaves room in that bound for the largest message, which would block the output for ever", () => {
    assert.ok(Number(output(valuesOf())["rdkafka.queue.buffering.max.kbytes"]) * 1_024 > kafkaMessageBytes);
  });

  it("has time to drain before it is killed", () => {
    const values = valuesOf();
    assert.ok(Number(values.terminationGracePeriodSeconds) > Number(values.config.service.grace));
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
