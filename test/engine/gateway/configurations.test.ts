// Every kind of Collector configuration that the settings can lead to, checked by the real Collector.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { parse } from "yaml";
import { type CollectorConfig, configTexts } from "../../../components/collection/collector/config";
import { collectorNames, notInTestBuild } from "../../../components/collection/collector/names";
import { fanoutCredentials } from "../../../components/collection/copies";
import { gatewayConfig, gatewaySurroundings } from "../../../components/collection/gateway/config";
import { consumerSurroundings, logConsumerConfig } from "../../../components/collection/log-consumer/config";
import { samplerConfig, samplerSurroundings } from "../../../components/collection/sampler/config";
import { collectorPorts } from "../../../components/endpoints";
import { podAddress } from "../../../conventions/addresses";
import { imageParts, images } from "../../../conventions/versions";
import type { Settings } from "../../../settings/settings";
import {
  absentKubeconfig,
  collectorBinary,
  RunningCollector,
  resolved,
  validate,
} from "../../servers/collector-process";
import { namesFor } from "../../support/place";
import { settingsWith, sizingForThousandTenants } from "../../support/stack-configuration";

function settingsOf(tenants: number, more: Record<string, unknown>): Settings {
  const list = Array.from({ length: tenants }, (_, index) => ({
    id: `tenant-${index}`,
    namespaces: [`namespace-${index}`, `namespace-${index}-jobs`],
    ...(index % 3 === 0 ? { minimumSeverity: "warn" } : {}),
  }));
  return settingsWith({ tenants: list, sizing: sizingForThousandTenants(more), ...more }, ["fanout"]);
}

const external = { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" } };
const scram = {
  mode: "external",
  auth: "scram",
  bootstrapServers: ["broker.example.com:9096"],
  existingSecret: "kafka",
};
const jaeger = { jaeger: { enabled: true, endpoint: "jaeger.example.com:4317" } };

const otlpHttp = {
  otlpHttp: { enabled: true, endpoint: "https://otlp.example.com/otlp", headers: { "X-Api-Key": "key" } },
};

const cases: Record<string, Record<string, unknown>> = {
  "small, MSK with IAM": {},
  "medium, MSK with SCRAM": { size: "medium", kafka: { auth: "scram" } },
  "large, external brokers with SCRAM": { size: "large", kafka: scram },
  "without Kafka": { kafka: { mode: "none" } },
  "external senders": { cluster: external },
  "large, external senders, copies to Jaeger": { size: "large", cluster: external, fanout: jaeger },
  "copies over OTLP/HTTP": { kafka: { auth: "scram" }, fanout: otlpHttp },
};

/** Nobody in the cluster is a tenant's, for now or for good. */
const withoutNamespaces: Record<string, Record<string, unknown>[]> = {
  "no tenant has a namespace": [{ id: "shop" }, { id: "branches", namespaces: [] }],
  "every tenant is retired": [{ id: "shop", retired: true }],
};

function configsOf(settings: Settings): CollectorConfig[] {
  return [
    gatewayConfig(settings, namesFor(settings)),
    ...(settings.kafka.mode === "none" ? [] : [logConsumerConfig(settings, namesFor(settings))]),
    ...(settings.size === "large" ? [samplerConfig(settings)] : []),
  ];
}

const otlpNothing = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };

/** Nobody knows any pods here. */
function withoutWaiting(config: CollectorConfig): CollectorConfig {
  const processors = Object.entries(config.processors).map(([id, processor]) => [
    id,
    id.startsWith("k8s_attributes") ? { ...processor, wait_for_metadata: false } : processor,
  ]);
  return { ...config, processors: Object.fromEntries(processors) as CollectorConfig["processors"] };
}

describe("generated Collector configurations and the real Collector", function () {
  this.timeout(120_000);
  let binary = "";
  before(async function () {
    this.timeout(1_800_000);
    binary = await collectorBinary();
  });

  it("hands a target its credential as it was written, dollars and all", async () => {
    const credential = "pa$$word-$1-${env:HOME}";
    const headers = { "X-Api-Key": credential };
    const settings = settingsWith({ fanout: { otlpHttp: { ...otlpHttp.otlpHttp, headers } } }, ["fanout"]);
    const texts = configTexts(gatewayConfig(settings, namesFor(settings)));
    const { exporters } = (await resolved(binary, texts, fanoutCredentials(settings))) as {
      exporters: Record<string, { headers: { value: string }[] }>;
    };
    assert.deepEqual(
      exporters["otlp_http/copy"]?.headers.map(({ value }) => value),
      [credential],
    );
  });

  it("knows every name of the table, and is the version of the image", () => {
    const listed = parse(execFileSync(binary, ["components"], { encoding: "utf8" })) as Record<
      string,
      { name: string }[]
    > & { buildinfo: { version: string } };
    assert.equal(listed.buildinfo.version, imageParts(images.collector).tag);
    for (const [kind, known] of Object.entries(collectorNames)) {
      const built = (listed[kind] ?? []).map(({ name }) => name);
      const absent = notInTestBuild[kind as keyof typeof collectorNames] ?? [];
      for (const name of known) assert.ok(built.includes(name) || absent.includes(name), `${kind}: ${name}`);
    }
  });

  for (const [title, tenants] of Object.entries(withoutNamespaces)) {
    it(`accepts them: ${title}`, async () => {
      for (const size of ["small", "large"])
        for (const more of [{}, { kafka: { mode: "none" } }, { cluster: external }]) {
          const settings = settingsWith({ tenants, size, ...more });
          for (const config of configsOf(settings)) await validate(binary, configTexts(config));
        }
    });
  }

  for (const [title, more] of Object.entries(cases)) {
    for (const tenants of [1, 10, 100, 1_000]) {
      it(`accepts them: ${title}, ${tenants} tenants`, async () => {
        const settings = settingsOf(tenants, more);
        for (const config of configsOf(settings)) await validate(binary, configTexts(config));
      });
    }
  }

  for (const address of ["127.0.0.1", "::1"]) {
    it(`starts gateway, consumer and sampler in a pod whose address is ${address}`, async () => {
      const settings = settingsOf(2, { size: "large" });
      const loopback = { host: podAddress, statePath: "${env:STATE}", kubernetes: "kubeConfig" } as const;
      const configs = {
        gateway: gatewayConfig(settings, namesFor(settings), { ...gatewaySurroundings(settings), ...loopback }),
        consumer: logConsumerConfig(settings, namesFor(settings), { ...consumerSurroundings(settings), ...loopback }),
        sampler: samplerConfig(settings, { ...samplerSurroundings(settings), ...loopback }),
      };
      for (const [name, config] of Object.entries(configs)) {
        const collector = await RunningCollector.start(binary, configTexts(withoutWaiting(config)), {
          MY_POD_IP: address,
          KUBECONFIG: absentKubeconfig(),
        });
        try {
          const host = address === "::1" ? "[::1]" : address;
          const urls = [`http://${host}:${collectorPorts.health}/`, `http://${host}:${collectorPorts.metrics}/metrics`];
          for (const url of urls) assert.equal((await fetch(url)).status, 200, `${name} ${url}`);
          const otlp = name === "gateway" ? await fetch(`http://${host}:4318/v1/logs`, otlpNothing) : undefined;
          assert.ok(otlp === undefined || otlp.status === 200, `${name}: OTLP answers ${otlp?.status}`);
        } finally {
          await collector.stop();
        }
      }
    });
  }

  it("is really asked: a misspelt key is refused", async () => {
    const settings = settingsOf(1, {});
    const config = gatewayConfig(settings, namesFor(settings));
    const broken = {
      ...config,
      processors: { ...config.processors, memory_limiter: { ...config.processors.memory_limiter, limit_percent: 80 } },
    };
    await assert.rejects(validate(binary, configTexts(broken)), /limit_percent/);
  });
});
