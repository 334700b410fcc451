import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExternalKafkaSettings, Settings } from "../../../settings/settings";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { unknownPaths } from "../../chart-values/value-paths";
import { charts } from "../../charts";
import { kafkaMechanism } from "../../kafka-client/client";
import { loginScript } from "../../kafka-client/exporter-login";
import {
  blackboxExporterValues,
  kafkaExporterValues,
  platformProbes,
  probeModules,
  probeSpec,
} from "./exporters-values";

const external = (auth: object): Settings =>
  settingsOf({
    kafka: { mode: "external", bootstrapServers: ["broker-1.example.com:9096", "broker-2.example.com:9096"], ...auth },
  });
const kafkaOf = (settings: Settings) => {
  const mechanism = kafkaMechanism(settings, namesFor(settings));
  assert.ok(mechanism);
  return kafkaExporterValues(settings, settings.kafka as ExternalKafkaSettings, mechanism);
};
const scram = kafkaOf(external({ auth: "scram", existingSecret: "kafka-credentials" }));
const iam = kafkaOf(
  external({ auth: "iam", clusterArn: "arn:aws:kafka:us-east-1:111122223333:cluster/shared/1a2b3c4d-1" }),
);

describe("blackbox exporter", () => {
  const values = blackboxExporterValues(settingsOf());

  it("has every module that a probe may name", () => {
    const { modules } = values.config as { modules: object };
    assert.deepEqual(Object.keys(modules).sort(), Object.values(probeModules).sort());
  });

  it("sets only values that the chart knows", () =>
    assert.deepEqual(unknownPaths(charts.blackboxExporter.name, charts.blackboxExporter.version, values), []));
});

describe("the platform's own probes", () => {
  it("watch what is offered outside the cluster, and nothing when nothing is", () => {
    assert.deepEqual(platformProbes(settingsOf()), []);
    const offered = settingsOf({
      grafana: { hostname: "grafana.example.com" },
      cluster: { name: "c", externalIngest: { hostname: "ingest.example.com", tlsSecret: "t" } },
    });
    assert.deepEqual(platformProbes(offered), [
      { name: "grafana", module: "https_certificate", target: "https://grafana.example.com/api/health" },
      { name: "external-ingest", module: "tls_certificate", target: "ingest.example.com:14318" },
    ]);
  });

  it("see a certificate that has expired or that a private authority signed: the alert would be silent", () => {
    const { modules } = blackboxExporterValues(settingsOf()).config as {
      modules: Record<string, { http?: { tls_config?: object }; tcp?: { tls_config?: object } }>;
    };
    const trusts = ({ http, tcp }: { http?: { tls_config?: object }; tcp?: { tls_config?: object } } = {}) =>
      (http ?? tcp)?.tls_config;
    for (const { module } of platformProbes(
      settingsOf({
        grafana: { hostname: "grafana.example.com" },
        cluster: { name: "c", externalIngest: { hostname: "ingest.example.com", tlsSecret: "t" } },
      }),
    ))
      assert.deepEqual(trusts(modules[module]), { insecure_skip_verify: true }, module);
    assert.equal(trusts(modules[probeModules.http2xx]), undefined);
    assert.equal(trusts(modules[probeModules.tlsConnect]), undefined);
  });

  it("go through the exporter", () => {
    const spec = probeSpec(settingsOf(), { name: "x", module: "http_2xx", target: "https://x.example.com" });
    assert.equal(spec.jobName, "probe/x", "no part's name: its scrape fails when the exporter is down");
    assert.deepEqual(spec.prober, { url: "blackbox-exporter.observability.svc.cluster.local:9115" });
  });
});

describe("kafka exporter", () => {
  it("asks the brokers of the settings, over TLS, as the consumer", () => {
    assert.deepEqual(scram.kafkaServer, ["broker-1.example.com:9096", "broker-2.example.com:9096"]);
    assert.deepEqual(scram.serviceAccount, { create: false, name: "log-consumer" });
    for (const values of [scram, iam]) assert.equal((values.tls as { enabled: boolean }).enabled, true);
  });

  it("asks for the platform's groups alone: brokers that others share have thousands", () => {
    for (const { extraArgs } of [scram, iam])
      assert.ok((extraArgs as string[]).includes("--group.filter=^(otel-logs|otel-logs-apart)$"), String(extraArgs));
  });

  it("authenticates with SCRAM from the existing Secret, or with IAM for the brokers' region", () => {
    assert.deepEqual(scram.sasl, {
      enabled: true,
      scram: { enabled: true, mechanism: "scram-sha512", secretName: "kafka-credentials" },
    });
    assert.deepEqual(iam.sasl, { enabled: true, awsiam: { enabled: true, awsRegion: "us-east-1" } });
  });

  it("has its pods made anew for another kind of identity, where it has a role", () => {
    assert.equal(scram.annotations, undefined);
    for (const identity of ["irsa", "podIdentity"]) {
      const clusterArn = "arn:aws:kafka:us-east-1:111122223333:cluster/shared/1a2b3c4d-1";
      const settings = settingsOf({
        identity,
        kafka: { mode: "external", auth: "iam", bootstrapServers: ["broker-1.example.com:9098"], clusterArn },
      });
      assert.deepEqual(kafkaOf(settings).annotations, { "observability.io/identity": identity });
    }
  });

  it("asks the agent of Pod Identity through a program: its SDK is older than that", () => {
    assert.equal(scram.command, undefined);
    const irsa = external({
      auth: "iam",
      clusterArn: "arn:aws:kafka:us-east-1:111122223333:cluster/shared/1a2b3c4d-1",
    });
    assert.equal(kafkaOf({ ...irsa, identity: "irsa" }).command, undefined);
    assert.match(String(iam.command), /^\/bin\/sh,-ec,/);
    const folder = mkdtempSync(join(tmpdir(), "exporter-"));
    try {
      const answer = {
        AccessKeyId: "ASIA",
        SecretAccessKey: "secret",
        Token: "t+/=",
        Expiration: "2030-01-01T00:00:00Z",
      };
      const asked = join(folder, "asked");
      writeFileSync(join(folder, "token"), "proof");
      writeFileSync(join(folder, "wget"), `#!/bin/sh\necho "$@" > ${asked}\necho '${JSON.stringify(answer)}'\n`, {
        mode: 0o755,
      });
      writeFileSync(join(folder, "exporter"), '#!/bin/sh\necho "$AWS_CONFIG_FILE $*"\n', { mode: 0o755 });
      const env = {
        PATH: `${folder}:${process.env.PATH}`,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, "token"),
      };
      const script = loginScript(folder).replace("/bin/kafka_exporter", join(folder, "exporter"));
      const started = execFileSync("/bin/sh", ["-ec", script, "kafka_exporter", "--a", "--b"], {
        env,
        encoding: "utf8",
      });
      assert.equal(started, `${folder}/config --a --b\n`);
      const [, command = ""] =
        /^\[default\]\ncredential_process = (.*)\n$/.exec(readFileSync(join(folder, "config"), "utf8")) ?? [];
      const { Token: SessionToken, ...rest } = answer;
      const printed = execFileSync("/bin/sh", ["-c", command], { env, encoding: "utf8" });
      assert.deepEqual(JSON.parse(printed), { Version: 1, ...rest, SessionToken });
      assert.match(readFileSync(asked, "utf8"), /Authorization: proof http:\/\/169\.254\.170\.23\/v1\/credentials/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("sets only values that the chart knows", () => {
    for (const values of [scram, iam])
      assert.deepEqual(unknownPaths(charts.kafkaExporter.name, charts.kafkaExporter.version, values), []);
  });
});
