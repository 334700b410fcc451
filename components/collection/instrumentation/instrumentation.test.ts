import assert from "node:assert/strict";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { prometheusCrdsValues, prometheusValues } from "../../backends/prometheus/values";
import { unknownPaths } from "../../chart-values/value-paths";
import { charts } from "../../charts";
import { instrumentationOperatorValues, instrumentationSpec } from "./values";

interface OperatorValues {
  replicaCount: number;
  pdb: { create: boolean };
  manager: { collectorImage: { repository: string; tag: string }; autoInstrumentation: { go: { enabled: boolean } } };
  admissionWebhooks: {
    certManager: { enabled: boolean };
    autoGenerateCert: { enabled: boolean; recreate: boolean; certPeriodDays: number };
  };
}

const valuesOf = (size: string) => instrumentationOperatorValues(settingsOf({ size })) as unknown as OperatorValues;

describe("OpenTelemetry Operator", () => {
  it("makes the webhook's certificate itself, once and for long: no cert-manager", () => {
    const { certManager, autoGenerateCert } = valuesOf("small").admissionWebhooks;
    assert.equal(certManager.enabled, false);
    assert.deepEqual(autoGenerateCert, { enabled: true, recreate: false, certPeriodDays: 3_650 });
  });

  it("leaves its definitions in the cluster when its release goes, as the Prometheus operator's: others' objects are of them", () => {
    const kept = { "helm.sh/resource-policy": "keep" };
    const { crds } = instrumentationOperatorValues(settingsOf()) as unknown as { crds: object };
    assert.deepEqual(crds, { create: true, annotations: kept });
    assert.deepEqual(prometheusCrdsValues, { crds: { annotations: kept } });
  });

  it("has a disruption budget where it has more than one replica", () => {
    assert.deepEqual(
      ["small", "medium", "large"].map((size) => [valuesOf(size).replicaCount, valuesOf(size).pdb.create]),
      [
        [1, false],
        [2, true],
        [2, true],
      ],
    );
  });

  it("has memory for the cluster's objects, which its controllers and its webhook hold", () => {
    const memory = (size: string) =>
      (instrumentationOperatorValues(settingsOf({ size })) as { manager: { resources: { limits: object } } }).manager
        .resources.limits;
    assert.deepEqual(["small", "medium", "large"].map(memory), [
      { memory: "256Mi" },
      { memory: "512Mi" },
      { memory: "1024Mi" },
    ]);
  });

  it("instruments Go, which is off by default", () =>
    assert.equal(valuesOf("small").manager.autoInstrumentation.go.enabled, true));

  it("goes onto its nodes' network where that is asked for, with four ports of its own and the other operator's", () => {
    const onNodes = settingsOf({ cluster: { name: "c", operatorsOnNodes: { firstPort: 20_000 } } });
    const values = instrumentationOperatorValues(onNodes) as unknown as {
      hostNetwork: true;
      manager: { ports: object };
    };
    assert.equal(values.hostNetwork, true);
    assert.deepEqual(values.manager.ports, { webhookPort: 20_001, metricsPort: 20_002, healthzPort: 20_003 });
    const { prometheusOperator } = prometheusValues(onNodes, namesFor(onNodes)) as unknown as {
      prometheusOperator: { hostNetwork: true; tls: object; strategy: object };
    };
    assert.equal(prometheusOperator.hostNetwork, true);
    assert.deepEqual(prometheusOperator.tls, { internalPort: 20_000 });
    assert.deepEqual(prometheusOperator.strategy, { type: "Recreate" });
    for (const both of [
      instrumentationOperatorValues(settingsOf()),
      prometheusValues(settingsOf(), namesFor(settingsOf())),
    ])
      assert.doesNotMatch(JSON.stringify(both), /hostNetwork/);
  });

  it("sets only values that the chart knows", () => {
    const { name, version } = charts.instrumentationOperator;
    assert.deepEqual(unknownPaths(name, version, instrumentationOperatorValues(settingsOf())), []);
  });
});

describe("Instrumentation", () => {
  const spec = instrumentationSpec(settingsOf()) as {
    exporter: { endpoint: string };
    apacheHttpd: { attrs: object[] };
    initContainerSecurityContext: { runAsNonRoot: boolean; runAsUser: number };
    sampler?: object;
    env: { name: string; value?: string; valueFrom?: object }[];
  };
  const env = Object.fromEntries(spec.env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));

  it("names a service by the label that all signals go by, where the operator would take a Helm release's name", () =>
    assert.deepEqual(env.OTEL_SERVICE_NAME, { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']" } }));

  it("sends to the gateway, over HTTP in every language, and from Apache, whose module has no other, by gRPC", () => {
    assert.equal(spec.exporter.endpoint, "http://otel-gateway.observability.svc.cluster.local:4318");
    assert.equal(env.OTEL_EXPORTER_OTLP_PROTOCOL, "http/protobuf");
    assert.deepEqual(spec.apacheHttpd.attrs, [
      {
        name: "ApacheModuleOtelExporterEndpoint",
        value: "http://otel-gateway.observability.svc.cluster.local:4317",
      },
    ]);
  });

  it("brings agents as a user that it names: their images are root's, which a container that may not be root cannot start", () => {
    const { runAsNonRoot, runAsUser } = spec.initContainerSecurityContext;
    assert.deepEqual([runAsNonRoot, runAsUser > 0], [true, true]);
  });

  it("samples everything, by a sampler whose ratio an application may lower: each variable for itself gives way", () => {
    assert.equal(spec.sampler, undefined);
    assert.deepEqual([env.OTEL_TRACES_SAMPLER, env.OTEL_TRACES_SAMPLER_ARG], ["parentbased_traceidratio", "1"]);
  });

  it("measures requests as rules and dashboards read them, in Python and Node.js too", () =>
    assert.equal(env.OTEL_SEMCONV_STABILITY_OPT_IN, "http"));

  it("sends no logs, which are read from stdout and files already", () => assert.equal(env.OTEL_LOGS_EXPORTER, "none"));
  it("does not depend on tenants", () => {
    assert.deepEqual(instrumentationSpec(settingsOf({ tenants: [{ id: "other", namespaces: ["other"] }] })), spec);
  });
});
