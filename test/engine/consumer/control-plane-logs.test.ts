// What becomes of records of the EKS control plane in the real Collector, between the receiver and Loki. Receiver and
// decoder are not in its build: an OTLP receiver takes their place, and is sent what the decoder makes. The whole way
// was run once outside the tests (docs/design/control-plane-logs.md).
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type CollectorConfig, configTexts } from "../../../components/collection/collector/config";
import { controlPlaneConfig } from "../../../components/collection/control-plane-logs/config";
import { conventions } from "../../../conventions/names";
import { collectorBinary, RunningCollector } from "../../servers/collector-process";
import { onLoopback } from "../../servers/on-loopback";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { namesFor } from "../../support/place";
import { settingsWith } from "../../support/stack-configuration";

const generated = 4_318;

/** The configuration with what the build has in the place of what it has not. */
function withoutAws({ receivers: _, extensions, service, ...rest }: CollectorConfig): CollectorConfig {
  const { aws_logs_encoding: __, ...others } = extensions;
  const { logs, ...none } = service.pipelines;
  assert.ok(logs && Object.keys(none).length === 0);
  return {
    ...rest,
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${generated}` } } } },
    extensions: others,
    service: {
      ...service,
      extensions: service.extensions.filter((id) => id !== "aws_logs_encoding"),
      pipelines: { logs: { ...logs, receivers: ["otlp"] } },
    },
  };
}

const text = (stringValue: string) => ({ stringValue });
const list = (value: string) => ({ arrayValue: { values: [text(value)] } });
const replica = "0123456789abcdef0123456789abcdef";

/** As the decoder makes it of one document of CloudWatch Logs (awslogsencodingextension, subscription filter). */
function decoded(stream: string, lines: readonly string[], milliseconds: number) {
  return {
    resource: {
      attributes: [
        { key: "cloud.provider", value: text("aws") },
        { key: "cloud.account.id", value: text("111122223333") },
        { key: "aws.log.group.names", value: list("/aws/eks/test/cluster") },
        { key: "aws.log.stream.names", value: list(stream) },
      ],
    },
    scopeLogs: [{ logRecords: lines.map((line) => ({ timeUnixNano: `${milliseconds}000000`, body: text(line) })) }],
  };
}

describe("records of the EKS control plane", function () {
  this.timeout(120_000);
  const now = Date.now();
  const stored: Stored[] = [];
  let loki: RecordingLoki;
  let collector: RunningCollector;
  let port = 0;

  before(async function () {
    this.timeout(1_800_000);
    loki = await RecordingLoki.start((record) => stored.push(record));
    const settings = settingsWith({ logs: { controlPlane: true, minimumSeverity: "debug" } });
    const names = namesFor(settings);
    const made = await onLoopback(
      withoutAws(
        controlPlaneConfig(settings, names, {
          host: "127.0.0.1",
          statePath: "${env:STATE}",
          kubernetes: "kubeConfig",
          lokiOtlp: loki.address,
        }),
      ),
    );
    port = made.port(generated);
    collector = await RunningCollector.start(await collectorBinary(), configTexts(made.config));
  });
  after(async () => {
    await collector?.stop();
    await loki?.down();
  });

  it("are stored under the tenant default, with part, time and severity, and their secrets masked", async () => {
    const audit =
      '{"kind":"Event","verb":"get","annotations":{"password":"correct horse",' +
      '"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":"RBAC: allowed"}}';
    const cases: readonly [stream: string, part: string, line: string, severity: number | undefined][] = [
      [`kube-apiserver-audit-${replica}`, "kube-apiserver-audit", audit, undefined],
      [`kube-apiserver-${replica}`, "kube-apiserver", "E1128 03:04:05.678901      10 controller.go:1] no", 17],
      [`kube-scheduler-${replica}`, "kube-scheduler", "I1128 03:04:05.678901      10 schedule.go:1] bound", 9],
      [`kube-controller-manager-${replica}`, "kube-controller-manager", "W1128 03:04:05.678901 1 gc.go:1] slow", 13],
      [`authenticator-${replica}`, "authenticator", 'time="2026-11-28T03:04:05Z" level=error msg="denied"', 17],
      ["unheard-of", "unheard-of", "a line of its own", undefined],
      // What a line quotes, or a caller wrote into an address, says nothing of it.
      ["asked", "asked", 'I1128 03:04:05.678901 10 httplog.go:1] "HTTP" URI="/api?x= level=fatal "', 9],
      ["quoted", "quoted", 'time="2026-11-28T03:04:05Z" level=info msg="said level=fatal"', 9],
      ["panic", "panic", 'time="2026-11-28T03:04:05Z" level=panic msg="gone"', 21],
      ["debug", "debug", 'time="2026-11-28T03:04:05Z" level=debug msg="seen"', 5],
      ["level", "level", '{"kind":"Event","level":"RequestResponse","msg":"level=error"}', undefined],
    ];
    const resourceLogs = cases.map(([stream, , line]) => decoded(stream, [line], now));
    const response = await fetch(`http://127.0.0.1:${port}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceLogs }),
    });
    assert.equal(response.status, 200);
    for (let waited = 0; waited < 60_000 && stored.length < cases.length; waited += 100) await sleep(100);
    assert.equal(stored.length, cases.length);
    for (const [, part, line, severity] of cases) {
      const one = stored.find(({ resource }) => resource["eks.control_plane.part"] === part);
      assert.ok(one, part);
      assert.deepEqual(one.resource, {
        "eks.control_plane.part": part,
        "service.name": "eks-control-plane",
        "deployment.environment.name": "test",
      });
      assert.equal(one.tenant, "default");
      assert.equal(one.timeUnixNano, `${now}000000`);
      assert.equal(one.severityNumber, severity, line);
      assert.equal(one.body.stringValue, line.replace('"correct horse"', '"****"'));
    }
  });

  it("are dated on arrival where they waited for longer than Loki takes, and keep their own time beside", async () => {
    const sentAt = Date.now();
    const waited = { week: sentAt - 8 * 86_400_000, day: sentAt - 86_400_000 };
    const resourceLogs = Object.entries(waited).map(([name, at]) => decoded(`waited-${name}`, [`for a ${name}`], at));
    const response = await fetch(`http://127.0.0.1:${port}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceLogs }),
    });
    assert.equal(response.status, 200);
    const found = (name: string) => stored.find(({ body }) => body.stringValue === `for a ${name}`);
    for (let passed = 0; passed < 60_000 && !(found("week") && found("day")); passed += 100) await sleep(100);
    assert.equal(found("day")?.timeUnixNano, `${waited.day}000000`);
    const { timeUnixNano = "", attributes = [], resource } = found("week") ?? {};
    const arrived = Number(timeUnixNano.slice(0, 13));
    assert.ok(arrived >= sentAt && arrived <= Date.now(), timeUnixNano);
    const own = attributes.find(({ key }) => key === conventions.sentTimeKey)?.value.stringValue ?? "";
    assert.equal(Date.parse(own), waited.week);
    assert.deepEqual(Object.keys(resource ?? {}).sort(), [
      "deployment.environment.name",
      "eks.control_plane.part",
      "service.name",
    ]);
  });
});
