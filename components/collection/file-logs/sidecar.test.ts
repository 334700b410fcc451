// What a sidecar and a machine outside the cluster are given to send their files with.
import assert from "node:assert/strict";
import { parse } from "yaml";
import { settingsOf } from "../../../test/support/settings-of";
import { ports } from "../../endpoints";
import { sidecarConfig, sidecarContainer } from "./sidecar";
import { vmConfig, vmTokenVariable } from "./vm";

interface FluentBit {
  service: Record<string, unknown>;
  pipeline: { inputs: Record<string, unknown>[]; outputs: Record<string, unknown>[] };
}

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
    const {
      host,
      port,
      tls,
      "tls.verify": verify,
      "tls.verify_hostname": name,
      header,
    } = config.pipeline.outputs[0] ?? {};
    assert.deepEqual(
      { host, port, tls, verify, name },
      { host: "ingest.example.com", port: ports.externalOtlpHttp, tls: true, verify: true, name: true },
    );
    assert.equal(header, `Authorization Bearer \${${vmTokenVariable}}`);
  });

  it("serves its own metrics to the machine only", () => assert.equal(config.service.http_listen, "127.0.0.1"));
  it("reads every file that was named", () =>
    assert.equal(config.pipeline.inputs[0]?.path, "/var/log/app/*.log,/srv/app/log/*.log"));
});
