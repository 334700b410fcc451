// Walks the targets, and what the youngest of them, OTLP/HTTP, refuses, sends and keeps secret.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { loadSettings } from "../../../../settings/load";
import { InvalidSettings } from "../../../../settings/refusals/invalid-settings";
import { variants } from "../../../../test/charts/variants";
import { namesFor } from "../../../../test/support/place";
import { settingsWith } from "../../../../test/support/stack-configuration";
import { networkPolicySpecs } from "../../../cluster/network-policy-specs";
import { gatewayConfig } from "../../gateway/config";
import { gatewayValues } from "../../gateway/values";
import { logConsumerConfig } from "../../log-consumer/config";
import { fanoutCredentials, fanoutEnvironment } from "..";
import { copiesOf, copyTargets } from ".";

const token = "a-token-that-nobody-may-see";
const vendor = (more: object = {}) =>
  settingsWith(
    {
      kafka: { mode: "msk", auth: "scram" },
      fanout: {
        otlpHttp: {
          enabled: true,
          endpoint: "https://otlp.example.com:8443/otlp",
          headers: { Authorization: `Bearer ${token}`, "X-Scope": token },
          ...more,
        },
      },
    },
    ["fanout"],
  );

function refusal(otlpHttp: object, secretKeys: readonly string[] = ["observability:fanout"]): string {
  const values = {
    "observability:environment": "test",
    "observability:cluster": '{"name":"eks"}',
    "observability:tenants": '[{"id":"payments","namespaces":["payments"]}]',
    "observability:fanout": JSON.stringify({ otlpHttp }),
  };
  try {
    loadSettings({ values, secretKeys: new Set(secretKeys) });
  } catch (error) {
    if (error instanceof InvalidSettings) return error.message;
    throw error;
  }
  return "";
}

describe("targets of copies", () => {
  it("are each in the list: one file, one line", () => {
    const files = readdirSync(__dirname).filter((file) => !/^(index|target|enabled)\.ts$|\.test\.ts$/.test(file));
    assert.equal(files.length, Object.keys(copyTargets).length, files.join());
  });

  it("are off until they are asked for, and none shares a name or a variable with another", () => {
    assert.deepEqual(copiesOf(settingsWith({})), []);
    const everything = variants.find(({ name }) => name === "large, everything on");
    assert.ok(everything);
    const all = copiesOf(everything.settings);
    assert.equal(all.length, Object.keys(copyTargets).length, "test/charts/variants.ts does not turn all of them on");
    const variables = all.flatMap(({ credentials = {} }) => Object.keys(credentials));
    assert.deepEqual(variables, [...new Set(variables)]);
    const exporters = all.flatMap(({ exporter }) => exporter?.exporter ?? []);
    assert.deepEqual(exporters, [...new Set(exporters)]);
    assert.equal(exporters.length, all.length);
  });
});

describe("copies over OTLP/HTTP", () => {
  it("go from the gateway, and logs that come by Kafka from the log consumer, with headers from the Secret", () => {
    const settings = vendor();
    const names = namesFor(settings);
    for (const config of [gatewayConfig(settings, names), logConsumerConfig(settings, names)]) {
      const exporter = config.exporters["otlp_http/copy"];
      assert.equal(exporter?.endpoint, "https://otlp.example.com:8443/otlp");
      assert.deepEqual(exporter.headers, {
        Authorization: "${env:OTLP_HTTP_AUTHORIZATION}",
        "X-Scope": "${env:OTLP_HTTP_X_SCOPE}",
      });
      assert.equal((exporter.sending_queue as { storage: string }).storage, "file_storage/queue");
    }
    const pipelines = gatewayConfig(settings, names).service.pipelines;
    for (const signal of ["logs", "metrics", "traces"] as const)
      assert.deepEqual(pipelines[`${signal}/fanout-0`]?.exporters, ["otlp_http/copy"]);
  });

  it("carry the signals that are asked for, and no others", () => {
    const settings = vendor({ signals: ["traces"] });
    const names = namesFor(settings);
    const { pipelines } = gatewayConfig(settings, names).service;
    assert.ok(pipelines["traces/fanout-0"] && !pipelines["logs/fanout-0"] && !pipelines["metrics/fanout-0"]);
    assert.ok(!("otlp_http/copy" in logConsumerConfig(settings, names).exporters));
  });

  it("keep the headers' values in the one Secret", () => {
    const settings = vendor();
    assert.deepEqual(fanoutCredentials(settings), {
      OTLP_HTTP_AUTHORIZATION: `Bearer ${token}`,
      OTLP_HTTP_X_SCOPE: token,
    });
    const names = namesFor(settings);
    assert.equal(fanoutEnvironment(settings).length, 2);
    const shown = [gatewayConfig(settings, names), logConsumerConfig(settings, names), gatewayValues(settings, names)];
    assert.ok(!JSON.stringify(shown).includes(token));
  });

  it("open the vendor's port to who sends", () => {
    const portsOut = (settings: ReturnType<typeof vendor>) =>
      JSON.stringify(
        Object.entries(networkPolicySpecs(settings))
          .filter(([, { egress }]) => JSON.stringify(egress ?? "").includes("8443"))
          .map(([name]) => name),
      );
    assert.match(portsOut(vendor()), /gateway.*consumer|consumer.*gateway/i);
    assert.doesNotMatch(portsOut(vendor({ signals: ["metrics"] })), /consumer/i);
    assert.equal(portsOut(settingsWith({})), "[]");
  });

  it("are refused without an address, without TLS, and with what belongs elsewhere in it", () => {
    const cases: [object, RegExp][] = [
      [{ enabled: true }, /fanout\.otlpHttp\.endpoint: \(not set\) - is required/],
      [{ enabled: true, endpoint: "http://otlp.example.com" }, /otlpHttp\.endpoint: .* an https:\/\/ address/],
      [
        { enabled: true, endpoint: `https://me:${token}@otlp.example.com` },
        /\[secret\] - must be an address without user, password or key/,
      ],
      [{ enabled: true, endpoint: `https://otlp.example.com/?q=${token}` }, /\[secret\] - must have no query/],
      [
        { enabled: true, endpoint: "https://otlp.example.com/otlp/v1/traces" },
        /must end before \/v1\/.* - pulumi config set --path \S+otlpHttp\.endpoint/,
      ],
      [{ signals: [] }, /fanout\.otlpHttp\.signals/],
      [{ signals: ["profiles"] }, /fanout\.otlpHttp\.signals\[0\]/],
      [{ headers: { "X Y": "v" } }, /fanout\.otlpHttp\.headers/],
      [
        { headers: { "X-Key": "v".repeat(8_000), "Y-Key": "w".repeat(8_000), "Z-Key": "x".repeat(400) } },
        /headers: .*- must have at most 16384 bytes together/,
      ],
      [{ headers: { "X-Key": "v", "x-key": "w" } }, /headers\.x-key: \[secret\] - must not repeat the header X-Key/],
    ];
    for (const [otlpHttp, expected] of cases) {
      const message = refusal(otlpHttp);
      assert.match(message, expected);
      assert.ok(!message.includes(token), message);
    }
    assert.equal(refusal({ enabled: true, endpoint: "https://otlp.example.com/otlp" }), "");
  });

  it("are refused with a header in plain text, and the message does not repeat it", () => {
    const message = refusal({ headers: { Authorization: token } }, []);
    assert.match(
      message,
      /otlpHttp\.headers\.Authorization: \[secret\] - must be a Pulumi secret, .* - pulumi config set --secret/,
    );
    assert.ok(!message.includes(token));
  });
});
