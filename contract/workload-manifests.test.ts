// What an application gets from a contract and a specification.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { platform, spec } from "../test/support/go-service";
import { type WorkloadSpec, workloadManifests } from "./workload-manifests";

const render = (more: Partial<WorkloadSpec> = {}) => workloadManifests(platform, "go-service", { ...spec, ...more });
const podOf = (more: Partial<WorkloadSpec> = {}) => render(more).deployment.spec.template.spec;
const containerOf = (more: Partial<WorkloadSpec> = {}) => {
  const [container] = podOf(more).containers;
  assert.ok(container);
  return container;
};
const environmentOf = (more: Partial<WorkloadSpec> = {}) =>
  Object.fromEntries(containerOf(more).env.map(({ name, value }) => [name, value]));

/** Keeps of a manifest what a page shows of it: its keys, and of lists the entries with its names. */
function asShown(made: unknown, shown: unknown): unknown {
  if (Array.isArray(made) && Array.isArray(shown))
    return shown.map((each: { name?: string }, index) => {
      const named = made.find(({ name }: { name?: string }) => name !== undefined && name === each.name);
      return asShown(named ?? made[index], each);
    });
  if (typeof made !== "object" || made === null || typeof shown !== "object" || shown === null) return made;
  return Object.fromEntries(
    Object.entries(shown).map(([key, value]) => [key, asShown((made as Record<string, unknown>)[key], value)]),
  );
}

const tmp = { name: "tmp", emptyDir: {} };
const tmpMount = { name: "tmp", mountPath: "/tmp" };

describe("a workload", () => {
  it("has one name: Deployment, Service, pod label, OTEL_SERVICE_NAME and the metrics' `service`", () => {
    const { deployment, service, serviceMonitor } = render();
    assert.deepEqual(
      [deployment, service, serviceMonitor].map((each) => each?.metadata.name),
      ["go-service", "go-service", "go-service"],
    );
    assert.equal(deployment.spec.template.metadata.labels["app.kubernetes.io/name"], "go-service");
    assert.equal(environmentOf().OTEL_SERVICE_NAME, "go-service");
    assert.deepEqual(serviceMonitor?.spec.endpoints[0]?.relabelings, [
      { sourceLabels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], targetLabel: "service" },
    ]);
  });

  it("sends to the platform's gateway, and says its environment and version", () => {
    assert.deepEqual(environmentOf(), {
      OTEL_SERVICE_NAME: "go-service",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel-gateway.observability.svc.cluster.local:4317",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=prod,service.version=1.4.2",
    });
    assert.equal(environmentOf({ version: undefined }).OTEL_RESOURCE_ATTRIBUTES, "deployment.environment.name=prod");
  });

  it("is what docs/applications.md shows to those who write manifests", () => {
    const page = readFileSync(join(__dirname, "..", "docs", "applications.md"), "utf8");
    const [, text = ""] = /## A Deployment by hand\n.*?```yaml\n(.*?)```/s.exec(page) ?? [];
    const shown = parseAllDocuments(text).map((document) => document.toJS() as { apiVersion: string; kind: string });
    const { deployment, service, serviceMonitor } = render({ namespace: "payments" });
    assert.deepEqual(
      shown.map(({ kind }) => kind),
      ["Deployment", "Service", "ServiceMonitor"],
    );
    for (const [index, made] of [deployment, service, serviceMonitor].entries()) {
      const { apiVersion: _, kind, ...rest } = shown[index] ?? assert.fail();
      assert.deepEqual(rest, asShown(made, rest), kind);
    }
  });

  it("says whatever version it has in the one attribute", () => {
    const said = (version: string) => environmentOf({ version }).OTEL_RESOURCE_ATTRIBUTES?.split("service.version=")[1];
    assert.equal(said("1.4.2-rc.1+build/5:a@b"), "1.4.2-rc.1+build/5:a@b");
    assert.equal(said("1.4,host.name=x"), "1.4%2Chost.name%3Dx");
    for (const version of ["a=b;c", '2 "beta"', "50%25", "größer\n", "\\"]) {
      const text = said(version) ?? "";
      assert.match(text, /^[^,;=\s"\\\x80-\uffff]+$/);
      assert.equal(decodeURIComponent(text), version);
    }
  });

  it("lets its own variables win", () => {
    const { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, FEATURE: feature } = environmentOf({
      env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", FEATURE: "on" },
    });
    assert.deepEqual([protocol, feature], ["http/json", "on"]);
  });

  it("writes log files where the agent on the node looks, in a volume of limited size", () => {
    assert.deepEqual(podOf().volumes, [tmp, { name: "observability-logs", emptyDir: { sizeLimit: "1Gi" } }]);
    assert.deepEqual(containerOf().volumeMounts, [tmpMount, { name: "observability-logs", mountPath: "/var/log/app" }]);
    assert.equal(podOf().initContainers, undefined);
    assert.deepEqual(podOf({ logs: "none" }).volumes, [tmp]);
    assert.deepEqual(containerOf({ logs: "none" }).volumeMounts, [tmpMount]);
  });

  it("has its own Fluent Bit as a native sidecar, whose volume the agent on the node does not read too", () => {
    const pod = podOf({ logs: "sidecar", logVolumeGib: 2 });
    const [sidecar] = pod.initContainers ?? [];
    assert.deepEqual([sidecar?.name, sidecar?.restartPolicy], ["file-logs", "Always"]);
    assert.deepEqual(pod.volumes, [
      tmp,
      { name: "observability-logs-sidecar", emptyDir: { sizeLimit: "3Gi" } },
      { name: "file-logs-config", configMap: { name: "go-service-file-logs" } },
    ]);
    const mounts = sidecar?.volumeMounts as { name: string }[];
    assert.deepEqual(
      mounts.map(({ name }) => name),
      pod.volumes.slice(1).map(({ name }) => name),
    );
    assert.ok(pod.containers[0]?.volumeMounts.some(({ name }) => name === mounts[0]?.name));
    assert.ok(pod.terminationGracePeriodSeconds > 60, "the sidecar drains within the same grace period");
    assert.match(render({ logs: "sidecar" }).logConfig?.data["fluent-bit.yaml"] ?? "", /otel-gateway/);
  });

  it("rolls when the sidecar's configuration changes", () => {
    const revision = render({ logs: "sidecar" }).deployment.spec.template.metadata.annotations[
      "observability.io/file-logs-revision"
    ];
    assert.match(String(revision), /^[0-9a-f]{12}$/);
    assert.deepEqual(render().deployment.spec.template.metadata.annotations, {});
  });

  it("asks for an agent by annotation, and then speaks the protocol that every agent has", () => {
    const { annotations } = render({ instrumentation: { language: "java" } }).deployment.spec.template.metadata;
    assert.deepEqual(annotations, {
      "instrumentation.opentelemetry.io/inject-java": "observability/default",
      "instrumentation.opentelemetry.io/container-names": "go-service",
    });
    assert.deepEqual(render().deployment.spec.template.metadata.annotations, {});
    const environment = environmentOf({ instrumentation: { language: "java" } });
    assert.equal(environment.OTEL_EXPORTER_OTLP_PROTOCOL, "http/protobuf");
    assert.match(String(environment.OTEL_EXPORTER_OTLP_ENDPOINT), /:4318$/);
    const go = render({ instrumentation: { language: "go", executable: "/go-service" } }).deployment.spec.template
      .metadata.annotations;
    assert.equal(go["instrumentation.opentelemetry.io/otel-go-auto-target-exe"], "/go-service");
  });

  it("keeps to the restricted pod security standard, sidecar included", () => {
    const pod = podOf({ logs: "sidecar" });
    assert.deepEqual(pod.securityContext.seccompProfile, { type: "RuntimeDefault" });
    assert.equal(pod.automountServiceAccountToken, false);
    for (const { name, securityContext } of [...pod.containers, ...(pod.initContainers ?? [])] as {
      name: string;
      securityContext: Record<string, unknown>;
    }[]) {
      const { runAsNonRoot, allowPrivilegeEscalation, capabilities } = securityContext;
      assert.deepEqual(
        { runAsNonRoot, allowPrivilegeEscalation, capabilities },
        { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        name,
      );
    }
  });

  it("is scraped without following redirects, as the platform asks of every monitor of a tenant", () => {
    assert.deepEqual(
      render().serviceMonitor?.spec.endpoints.map(({ followRedirects }) => followRedirects),
      [false],
    );
  });

  it("limits memory to the request and leaves CPU unlimited", () => {
    assert.deepEqual(containerOf().resources, {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { memory: "128Mi" },
    });
  });

  it("has neither Service nor ServiceMonitor without ports", () => {
    const { service, serviceMonitor } = render({ ports: undefined, metricsPort: undefined });
    assert.deepEqual([service, serviceMonitor], [undefined, undefined]);
  });
});
