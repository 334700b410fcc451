// What an application is told when its specification doesn't fit the platform.
import assert from "node:assert/strict";
import { platformContract } from "../components/platform-contract";
import { platform, spec } from "../test/support/go-service";
import { namesFor } from "../test/support/place";
import { settingsWith } from "../test/support/stack-configuration";
import type { WorkloadSpec } from "./workload-manifests";
import { problemsOf } from "./workload-problems";

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
