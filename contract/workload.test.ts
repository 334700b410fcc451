// The workload component: what an application gets from a contract and a specification, and what it is told when they
// don't fit.
import assert from "node:assert/strict";
import { platformContract } from "../components/platform-contract";
import { only, registrationsOf } from "../test/support/mock-stack";
import { namesFor } from "../test/support/place";
import { settingsOfStack, settingsWith } from "../test/support/stack-configuration";
import { Workload, type WorkloadArgs } from "./workload";
import { type WorkloadSpec, workloadManifests } from "./workload-manifests";
import { problemsOf } from "./workload-problems";

const settings = settingsOfStack("prod");
const platform = platformContract(settings, namesFor(settings), "b-1.k:9096");
const spec: WorkloadSpec = {
  tenant: "payments",
  namespace: "ledger",
  image: "registry.example.com/go-service:1.4.2",
  version: "1.4.2",
  ports: { http: 8080 },
  metricsPort: "http",
  logs: "daemonset",
  resources: { cpuMillicores: 100, memoryMib: 128 },
};
const render = (more: Partial<WorkloadSpec> = {}) => workloadManifests(platform, "go-service", { ...spec, ...more });
const podOf = (more: Partial<WorkloadSpec> = {}) => render(more).deployment.spec.template.spec;
const containerOf = (more: Partial<WorkloadSpec> = {}) => {
  const [container] = podOf(more).containers;
  assert.ok(container);
  return container;
};
const environmentOf = (more: Partial<WorkloadSpec> = {}) =>
  Object.fromEntries(containerOf(more).env.map(({ name, value }) => [name, value]));
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

describe("a workload that doesn't fit the platform", () => {
  const problems = (more: Partial<WorkloadSpec>, service = "go-service") =>
    problemsOf(platform, service, { ...spec, ...more });

  it("is told which namespaces its tenant has, and whose the namespace is", () => {
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({ namespace: "search" }), [
      "namespace \"search\" is tenant search's, not payments's: the namespaces of payments are ledger, " +
        "payments, payments-jobs",
    ]);
    assert.match(problems({ namespace: "unheard-of" })[0] ?? "", /"unheard-of" is tenant default's, not payments's/);
  });

  it("may be the default tenant's only where no tenant owns the namespace", () => {
    assert.deepEqual(problems({ tenant: "default", namespace: "unheard-of" }), []);
    assert.match(
      problems({ tenant: "default" })[0] ?? "",
      /"ledger" is tenant payments's, not default's: .* every namespace that no other tenant lists/,
    );
  });

  it("is not put into the platform's own namespace, which no tenant owns", () =>
    assert.match(
      problems({ tenant: "default", namespace: platform.cluster.namespace }).join("; "),
      /^namespace "observability" is the platform's own: [^;]*$/,
    ));

  it("is told which tenants there are", () => {
    assert.match(
      problems({ tenant: "paymants" })[0] ?? "",
      /no tenant "paymants"; it has data, default, payments, search/,
    );
    for (const tenant of ["constructor", "__proto__", "toString"]) {
      assert.match(problems({ tenant })[0] ?? "", new RegExp(`no tenant "${tenant}"`));
    }
  });

  it("writes no files for an agent that the platform does not have", () => {
    const without = settingsWith({ kafka: { mode: "none" }, logs: { filePipeline: "none" } });
    const unread = platformContract(without, namesFor(without));
    const told = (logs: WorkloadSpec["logs"]) => problemsOf(unread, "app", { ...spec, namespace: "payments", logs });
    assert.deepEqual(told("daemonset"), [
      'logs "daemonset": the platform reads no log files on its nodes; choose "sidecar", or "none" and stdout',
    ]);
    assert.deepEqual([told("sidecar"), told("none")], [[], []]);
    // A platform that does not say so yet has the agent.
    const { readOnNodes: _, ...earlier } = unread.conventions.logFiles;
    const conventions = { ...unread.conventions, logFiles: earlier };
    assert.deepEqual(problemsOf({ ...unread, conventions }, "app", { ...spec, namespace: "payments" }), []);
  });

  it("has its log files read in one of three ways, and its own Fluent Bit only with the platform's part for it", () => {
    assert.deepEqual(problems({ logs: "sidecars" as "sidecar" }), [
      'logs is "sidecars", must be one of none, daemonset, sidecar',
    ]);
    const { logFiles } = platform.conventions;
    const without = {
      ...platform,
      conventions: { ...platform.conventions, logFiles: { ...logFiles, sidecar: undefined as never } },
    };
    assert.match(problemsOf(without, "go-service", { ...spec, logs: "sidecar" })[0] ?? "", /output platformSidecar/);
    assert.deepEqual(problemsOf(without, "go-service", spec), []);
    const { name } = logFiles.sidecar.container;
    assert.match(problemsOf(platform, name, { ...spec, logs: "sidecar" })[0] ?? "", /is the sidecar's container/);
    assert.deepEqual(problemsOf(platform, name, spec), []);
    const ports = { http: 8080, admin: 2020 };
    assert.deepEqual(problems({ logs: "sidecar", ports }), ['port "admin": 2020 is the sidecar\'s, in the same pod']);
    assert.deepEqual(problems({ ports }), []);
  });

  it("has ports, pods and sizes that Kubernetes takes", () => {
    for (const name of ["HTTP", "my_port", "a-very-long-port-name", "8080", "a--b", "-a"])
      assert.match(problems({ ports: { http: 8080, [name]: 8081 } })[0] ?? "", /cannot name a port/, name);
    for (const port of [0, -1, 70_000, 80.5, Number.NaN])
      assert.match(
        problems({ ports: { http: port } })[0] ?? "",
        /must be a whole number from 1 to 65535/,
        String(port),
      );
    const sizes: Partial<WorkloadSpec>[] = [
      { replicas: -1 },
      { replicas: 1.5 },
      { logVolumeGib: 0 },
      { resources: { cpuMillicores: -1, memoryMib: 64 } },
      { resources: { cpuMillicores: 10, memoryMib: 0 } },
    ];
    for (const size of sizes) assert.equal(problems(size).length, 1, JSON.stringify(size));
    assert.deepEqual(problems({ ports: { http: 8080, metrics: 8080 }, metricsPort: "metrics" }), [
      'port "metrics": 8080 has a name already, and a Service takes a number once',
    ]);
    assert.deepEqual(problems({ replicas: 0, logVolumeGib: 2, ports: { http: 8080, "grpc-2": 65_535 } }), []);
  });

  it("is told in words what is left out, where nobody checks types", () => {
    for (const key of ["tenant", "namespace", "image", "resources"])
      assert.deepEqual(problems({ [key]: undefined }), [`${key} is missing`]);
    const instrumented = (instrumentation: unknown) =>
      problems({ instrumentation } as Partial<WorkloadSpec>).join("; ");
    assert.match(instrumented("java"), /^instrumentation must have a language, one of java, nodejs, python, go$/);
    assert.match(instrumented({ language: "go" }), /^instrumentation.executable is missing/);
    assert.equal(instrumented({ language: "python" }), "");
  });

  it("cannot have a metrics port that it does not open, a name that no Service can have, or two names", () => {
    assert.deepEqual(problems({ metricsPort: "metrics" }), ['metricsPort "metrics" is not among the ports: "http"']);
    assert.match(problems({ metricsPort: "toString" })[0] ?? "", /metricsPort "toString" is not among the ports/);
    assert.match(problems({}, "Go_Service")[0] ?? "", /"Go_Service" cannot name a Service/);
    assert.match(problems({ env: { OTEL_SERVICE_NAME: "other" } })[0] ?? "", /env sets OTEL_SERVICE_NAME/);
  });
});

describe("the workload component", () => {
  const build = (more: Partial<WorkloadArgs> = {}) => new Workload("go-service", { platform, ...spec, ...more });

  it(
    "registers Deployment, Service and ServiceMonitor in the application's " + "namespace, and the sidecar's ConfigMap",
    async () => {
      const made = await registrationsOf(() => build({ logs: "sidecar" }));
      assert.deepEqual(made.map(({ type }) => type).sort(), [
        "kubernetes:apps/v1:Deployment",
        "kubernetes:core/v1:ConfigMap",
        "kubernetes:core/v1:Service",
        "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
        "obs:contract:Workload",
      ]);
      for (const { type, inputs } of made.filter(({ type }) => type.startsWith("kubernetes:"))) {
        assert.equal((inputs.metadata as { namespace: string }).namespace, "ledger", type);
      }
    },
  );

  it("takes another service name than the resource's", async () => {
    const { inputs } = only(await registrationsOf(() => build({ service: "pay" })), "kubernetes:apps/v1:Deployment");
    assert.equal((inputs.metadata as { name: string }).name, "pay");
  });

  it("refuses at construction, before anything is registered for the cluster", async () => {
    const made = await registrationsOf(() =>
      assert.throws(
        () => build({ namespace: "search" }),
        /workload "go-service": namespace "search" is tenant search's/,
      ),
    );
    assert.deepEqual(
      made.filter(({ type }) => type.startsWith("kubernetes:")),
      [],
    );
  });
});
