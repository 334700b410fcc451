// What the look into a cluster reads out of the answers of its API server.
import assert from "node:assert/strict";
import { answering, named } from "../../../test/support/api-server-answers";
import { dedicated, gp2, ingest } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { notAdmitted, notAllowed } from "../findings";
import { nodesPath } from "../nodes/nodes";
import { lookIntoCluster, nothingKnown } from "./look";
import { reviewPath } from "./rights";

describe("the API server", () => {
  const settings = settingsWith({ ...ingest });
  const helms = (name: string, namespace: string) => ({
    metadata: { name, annotations: { "meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": namespace } },
  });
  const aged = (kubeletVersion: string) => ({ nodeInfo: { kubeletVersion } });
  const exporter = (namespace: string, port?: object, hostNetwork?: boolean) => ({
    metadata: { namespace, name: "node-exporter" },
    spec: { template: { spec: { hostNetwork, containers: [{}, { ports: port === undefined ? null : [port] }] } } },
  });
  const revision = (name: string, version: number) => ({
    metadata: { name: `sh.helm.release.v1.${name}.v${version}`, labels: { owner: "helm", name } },
  });
  const monitor = (namespace: string, name: string, matchLabels: object) => ({
    metadata: { namespace, name },
    spec: { selector: { matchLabels } },
  });

  it("tells what is there and what is not", async () => {
    const found = await lookIntoCluster(
      settings,
      answering({
        csidrivers: [200, named("ebs.csi.aws.com")],
        "metrics.k8s.io": [200, { status: { conditions: [{ type: "Available", status: "True" }] } }],
        "kube-system/endpointslices": [
          200,
          { items: [{ endpoints: [{ addresses: ["10.0.3.7"] }] }, { endpoints: null }] },
        ],
        ingressclasses: [
          200,
          {
            items: [
              { metadata: { name: "alb" }, spec: { controller: "eks.amazonaws.com/alb" } },
              ...named("bare").items,
            ],
          },
        ],
        "configmaps/coredns": [200, { data: { Corefile: ".:53 {\n  kubernetes corp.local ip6.arpa {\n  }\n}" } }],
        "storageclasses/observability-gp3": [404],
        storageclasses: [
          200,
          {
            items: [
              {
                ...{ metadata: { name: "gp2" }, provisioner: "ebs.csi.aws.com", reclaimPolicy: "Retain" },
                ...{ volumeBindingMode: "WaitForFirstConsumer", allowVolumeExpansion: true },
              },
              { metadata: { name: "plain" } },
            ],
          },
        ],
        "namespaces?labelSelector=app": [
          200,
          { items: [...named("observability").items, { metadata: { name: "gone", deletionTimestamp: "2026-11-28" } }] },
        ],
        [nodesPath(settings)]: [
          200,
          {
            items: [
              { spec: { taints: [dedicated] }, status: aged("v1.28.15-eks-1") },
              { metadata: { labels: { "eks.amazonaws.com/compute-type": "auto" } }, spec: {}, status: null },
            ],
          },
        ],
        "secrets/ingest-tls": [200, { metadata: { name: "ingest-tls" }, data: { "tls.key": "NEVER-KEPT" } }],
        "component%3Dprometheus-operator": [
          200,
          { items: [{ metadata: { namespace: "team", name: "kps" }, spec: {} }] },
        ],
        "deployments?labelSelector=app%20in%20(kube-prometheus-stack-operator": [
          200,
          { items: [{ metadata: { namespace: "old", name: "kps-operator" }, spec: {} }] },
        ],
        "deployments?labelSelector=app.kubernetes.io%2Fname%20in": [
          200,
          {
            items: [
              { metadata: { namespace: "monitoring", name: "operator" }, spec: { replicas: 1 } },
              { metadata: { namespace: "monitoring", name: "asleep" }, spec: { replicas: 0 } },
              { metadata: { namespace: "otel", name: "default" }, spec: null },
            ],
          },
        ],
        "v1/deployments?": [200, named()],
        "alertmanagers.monitoring": [
          200,
          {
            metadata: { name: "alertmanagers", creationTimestamp: "2020-05-04T10:00:00Z" },
            spec: { preserveUnknownFields: true },
          },
        ],
        "servicemonitors.monitoring": [
          200,
          { metadata: { name: "servicemonitors", annotations: { "operator.prometheus.io/version": "0.94.1" } } },
        ],
        "instrumentations.opentelemetry": [200, { metadata: { name: "instrumentations", deletionTimestamp: "2026" } }],
        webhookconfigurations: [200, { items: [] }],
        "v1beta1/opentelemetrycollectors": [
          200,
          {
            items: [
              { metadata: { namespace: "tracing", name: "team" }, spec: { mode: "deployment" } },
              { metadata: { namespace: "tracing", name: "left-alone" }, spec: { managementState: "unmanaged" } },
              { metadata: { namespace: "observability", name: "own" }, spec: null },
            ],
          },
        ],
        "v1/servicemonitors": [
          200,
          {
            items: [
              monitor("monitoring", "nodes", { "app.kubernetes.io/name": "prometheus-node-exporter" }),
              monitor("monitoring", "grafana", { "app.kubernetes.io/name": "grafana" }),
              monitor("monitoring", "kubelet", { k8s: "kubelet" }),
              monitor("kube-system", "kps-kubelet", {}),
              monitor("observability", "kps-kube-state-metrics", {}),
              monitor("former", "node-exporter", {}),
              { metadata: { namespace: "monitoring", name: "odd" }, spec: null },
            ],
          },
        ],
        "v1/podmonitors": [200, { items: [monitor("agents", "kube-state-metrics", {})] }],
        "namespaces?labelSelector=observability.io%2Fmonitors%3Delsewhere": [200, named("former")],
        "validatingadmissionpolicies/observability-rules": [200, { metadata: { name: "observability-rules" } }],
        "validatingadmissionpolicybindings/observability-rules": [200, { metadata: { name: "observability-rules" } }],
        "validatingadmissionpolicybindings/observability-probes": [200, { metadata: { name: "observability-probes" } }],
        "v1/daemonsets": [
          200,
          {
            items: [
              ...[exporter("monitoring", { hostPort: 9100 }), exporter("other", { hostPort: 9200 }), exporter("bare")],
              ...[exporter("on-nodes", { containerPort: 9100 }, true), exporter("of-pods", { containerPort: 9100 })],
            ],
          },
        ],
        "clusterroles/alloy": [200, helms("alloy", "logging")],
        // What a release of that name makes without an override is called otherwise, but for this one.
        "clusterroles/kps-kube-state-metrics": [200, helms("kps", "monitoring")],
        "clusterroles/fluent-bit": [200, helms("fluent-bit", "observability")],
        "clusterroles/otel-gateway": [200, { metadata: { name: "otel-gateway", annotations: null } }],
        resourcequotas: [200, { items: [{ metadata: { name: "team" }, spec: { hard: { pods: "9" } } }] }],
        "observability/deployments?limit=5": [200, named("grafana")],
        "observability/statefulsets?limit=5": [200, { items: null }],
        "observability/daemonsets?limit=5": [200, named()],
        "observability/replicasets?limit=5": [200, named()],
        "observability/cronjobs?limit=5": [200, named("nightly")],
        "observability/jobs?limit=5": [200, named()],
        "observability/serviceaccounts": [200, named("default", "loki", "external-secrets")],
        "observability/services": [200, named("loki-gateway", "kafka")],
        "observability/secrets?labelSelector": [200, { items: [revision("grafana", 1), revision("grafana", 2)] }],
        "observability/pods?limit=5": [200, { items: [{ metadata: { name: "prometheus-0" } }] }],
        "observability/persistentvolumeclaims?limit=5": [200, { items: [{ metadata: { name: "data-0" } }] }],
        "namespaces/observability": [200, { metadata: { name: "observability", deletionTimestamp: "2026-11-28" } }],
      }),
    );
    assert.deepEqual(found, {
      forbidden: { unknown: `the API server answers 404 for ${reviewPath}` },
      volumeDrivers: { is: ["ebs.csi.aws.com"] },
      ...{ volumeController: { is: "none" }, policyPlugin: { is: "none" }, policyController: { is: false } },
      podIdentityAgent: { is: "none" },
      metricsApi: { is: "ready" },
      ...{ applications: { is: [] }, deadApis: { is: [] }, meshMarks: { is: [] }, certManager: { is: false } },
      nodePools: { is: [] },
      loadBalancerController: { is: "none" },
      ingressClasses: { is: [{ name: "alb", controller: "eks.amazonaws.com/alb" }, { name: "bare" }] },
      podAddresses: { is: ["10.0.3.7"] },
      storageClasses: {
        is: [
          gp2,
          {
            name: "plain",
            provisioner: "",
            shortcomings: [
              "volumeBindingMode is not WaitForFirstConsumer: a volume may be in a zone where its pod cannot be",
              "allowVolumeExpansion is off: no volume can grow",
              "reclaimPolicy is not Retain: volumes go with their claims, protect or not",
            ],
            neverGrows: true,
          },
        ],
      },
      platforms: { is: ["observability"] },
      nodes: {
        is: [
          { taints: [dedicated], kubelet: "v1.28.15-eks-1" },
          { taints: [], isAuto: true },
        ],
      },
      secrets: { is: [{ name: "ingest-tls", keys: ["tls.key"] }] },
      namespace: { is: "going" },
      namespaceRefused: { unknown: "a dry run tells nothing" },
      differing: { is: [] },
      bounds: { is: [{ name: "ResourceQuota team", of: "all", max: { pods: "9" } }] },
      inhabitants: {
        is: [
          ...["Deployment grafana", "CronJob nightly", "pod prometheus-0", "claim data-0"],
          ...["ServiceAccount loki", "Service loki-gateway", "Helm release grafana"],
        ],
      },
      priorityClass: { is: false },
      otherRoles: {
        is: [
          { name: "kps-kube-state-metrics", owner: "of release kps in namespace monitoring" },
          { name: "otel-gateway", owner: "of no release of Helm" },
          { name: "alloy", owner: "of release alloy in namespace logging" },
        ],
      },
      admissionPolicies: { is: ["observability-probes", "observability-rules"] },
      otherZones: { is: ["corp.local"] },
      definitions: {
        is: [
          { name: "alertmanagers.monitoring.coreos.com", keepsUnknownFields: true },
          { name: "servicemonitors.monitoring.coreos.com", version: "0.94.1" },
          { name: "instrumentations.opentelemetry.io", isGoing: true },
        ],
      },
      nodeExporters: {
        is: ["monitoring", "on-nodes"].map((namespace) => ({ namespace, name: "node-exporter" })),
      },
      managedCollectors: { is: [{ namespace: "tracing", name: "team" }] },
      deadWebhooks: { is: [] },
      readElsewhere: { is: [] },
      strayRules: { is: [] },
      unreadRules: { is: [] },
      versionsElsewhere: { is: [] },
      otherMonitors: {
        is: [
          { namespace: "monitoring", name: "nodes" },
          { namespace: "kube-system", name: "kps-kubelet" },
          { namespace: "agents", name: "kube-state-metrics" },
        ],
      },
      operators: {
        is: [
          { namespace: "monitoring", name: "operator" },
          { namespace: "otel", name: "default" },
          { namespace: "team", name: "kps" },
          { namespace: "old", name: "kps-operator" },
        ],
      },
    });
  });

  it("takes an API of metrics for there once it says that it is available", async () => {
    const metrics = async (...conditions: [type: string, status: string][]) =>
      (
        await lookIntoCluster(
          settings,
          answering({
            "metrics.k8s.io": [200, { status: { conditions: conditions.map(([type, status]) => ({ type, status })) } }],
          }),
        )
      ).metricsApi;
    assert.deepEqual(await metrics(["Other", "False"], ["Available", "True"]), { is: "ready" });
    assert.deepEqual(await metrics(["Available", "False"], ["Other", "True"]), { is: "not ready" });
  });

  it("sees collectors of an operator that knows the older version alone", async () => {
    const collectors = async (answers: Parameters<typeof answering>[0]) =>
      (await lookIntoCluster(settings, answering(answers))).managedCollectors;
    const one = { items: [{ metadata: { namespace: "tracing", name: "old" } }] };
    const found = { is: [{ namespace: "tracing", name: "old" }] };
    assert.deepEqual(await collectors({ "v1alpha1/opentelemetrycollectors": [200, one] }), found);
    assert.deepEqual(
      await collectors({ "v1beta1/opentelemetrycollectors": [200, named()], opentelemetrycollectors: [200, one] }),
      { is: [] },
    );
    assert.deepEqual(await collectors({ "v1beta1/opentelemetrycollectors": [403] }), { unknown: notAllowed });
    assert.deepEqual(await collectors({}), { is: [] });
  });

  it("reads lists that are null as empty", async () => {
    const { nodes, volumeDrivers } = await lookIntoCluster(settings, () =>
      Promise.resolve({ status: 200, body: { items: null } }),
    );
    assert.deepEqual([nodes, volumeDrivers], [{ is: [] }, { is: [] }]);
    for (const taints of [null, {}, "x", 1])
      assert.deepEqual(
        (
          await lookIntoCluster(settings, () =>
            Promise.resolve({ status: 200, body: { items: [{ spec: { taints } }] } }),
          )
        ).nodes,
        { is: [{ taints: [] }] },
        String(taints),
      );
  });

  it("leaves unknown, in words, what cannot be read, and takes no name for an address", async () => {
    const odd = await lookIntoCluster(settings, () => Promise.resolve({ status: 200, body: { items: [null] } }));
    const page = await lookIntoCluster(settings, () => Promise.resolve({ status: 200, body: {} }));
    const { namespace, priorityClass, otherRoles, secrets, definitions, admissionPolicies } = page;
    for (const fact of [namespace, priorityClass, otherRoles, secrets, definitions, admissionPolicies])
      assert.ok("unknown" in fact);
    assert.ok("unknown" in page.loadBalancerController);
    assert.deepEqual(odd.nodes, { unknown: "the API server's answer for /api/v1/nodes cannot be read" });
    const { podAddresses } = await lookIntoCluster(settings, () =>
      Promise.resolve({
        status: 200,
        body: { items: [{ endpoints: [{ addresses: ["dns.example.com", 0, "10.0.3.7"] }] }] },
      }),
    );
    assert.deepEqual(podAddresses, { is: ["10.0.3.7"] });
  });

  it("takes a namespace for a platform's by all labels of the platform's own", async () => {
    const paths: string[] = [];
    await lookIntoCluster(settings, (path) => {
      paths.push(decodeURIComponent(path));
      return Promise.resolve({ status: 404, body: {} });
    });
    assert.match(
      paths.find((path) => path.includes("namespaces?labelSelector")) ?? "",
      /part-of=observability,.*managed-by=pulumi,pod-security\.kubernetes\.io\/enforce=privileged,.*warn=restricted$/,
    );
  });

  it("leaves unknown what may not be asked, and all of it where it does not answer", async () => {
    const forbidden = await lookIntoCluster(settings, () => Promise.resolve({ status: 403, body: {} }));
    const mute = await lookIntoCluster(settings, () => Promise.reject(new Error("connect ETIMEDOUT")));
    const nobody = await lookIntoCluster(settings, () => Promise.resolve({ status: 401, body: {} }));
    const { forbidden: _, ...asked } = forbidden;
    for (const fact of Object.values(asked)) assert.deepEqual(fact, { unknown: notAllowed }, "one reason for all");
    for (const fact of Object.values(nobody)) assert.deepEqual(fact, { unknown: notAdmitted });
    for (const found of [forbidden, mute, await nothingKnown(settings, "no token")])
      for (const [what, fact] of Object.entries(found)) assert.ok("unknown" in fact, what);
    assert.deepEqual(mute.secrets, { unknown: "connect ETIMEDOUT" });
  });
});
