// What an organisation prescribes reaches every pod, role and volume; the charts tier proves it on the real charts.
import assert from "node:assert/strict";
import { cloudOf } from "../../test/support/cloud-of";
import { kindsOfCluster } from "../../test/support/kinds-of-cluster";
import { ofType, only, registrationsOf } from "../../test/support/mock-stack";
import { namesFor } from "../../test/support/place";
import { settingsOf } from "../../test/support/settings-of";
import { valueAt } from "../../test/support/value-at";
import { tenantAgentSpec } from "../backends/prometheus/agent-spec";
import { promLabelProxyDeployment } from "../backends/prometheus/label-proxy-manifests";
import { merged } from "../chart-values/overrides";
import { ClusterSetup } from "../cluster/setup";
import { sidecarContract } from "../collection/file-logs/sidecar";
import type { HelmValues } from "../helm-values";
import { plannedReleases, releases } from "../releases";
import { mirrored, pulled } from "./organisation";
import { places } from "./places";
import { noProxy } from "./proxy";

const registry = "registry.example.com/mirror";
const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000000";
const rules = {
  images: { registry, pullSecrets: ["registry-credentials"] },
  scheduling: {
    nodeSelector: { "node-group": "platform" },
    tolerations: [{ key: "dedicated", value: "platform", effect: "NoSchedule" }],
  },
  pods: { labels: { "cost-centre": "4711" } },
  iam: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary", rolePath: "/platform/" },
  storageClass: "encrypted-gp3",
  kmsKeyArn,
};

describe("an organisation's rules", () => {
  it("name an image below the registry as it is called at its public one", () => {
    assert.equal(mirrored("quay.io/a/b:v1", registry), `${registry}/a/b:v1`);
    assert.equal(mirrored("quay.io/a/b:v1", undefined), "quay.io/a/b:v1");
  });

  it("give way to what a release sets itself, key by key", () => {
    assert.deepEqual(merged({ a: { b: 1, c: [1] }, d: 1 }, { a: { c: [2] }, d: undefined }), {
      a: { b: 1, c: [2] },
      d: 1,
    });
  });

  it("leave no volume in the platform's own class, in any size, and make no such class", async () => {
    for (const size of ["small", "medium", "large"]) {
      const settings = settingsOf({ size, ...rules });
      for (const [id, { values }] of plannedReleases(settings))
        assert.doesNotMatch(JSON.stringify(values(settings, namesFor(settings))), /observability-gp3/, id);
      assert.match(JSON.stringify(tenantAgentSpec(settings)), /encrypted-gp3/);
    }
    const setup = (configuration: Record<string, unknown>) =>
      registrationsOf(() => new ClusterSetup("setup", { settings: settingsOf(configuration) }));
    const classes = "kubernetes:storage.k8s.io/v1:StorageClass";
    assert.equal(ofType(await setup(rules), classes).length, 0);
    assert.equal(ofType(await setup({}), classes).length, 1);
  });

  it("leave no pod without a priority, or the operator of what displaces applications would wait for room", () => {
    const classes = (size: string) => {
      const settings = settingsOf({ size });
      return plannedReleases(settings).flatMap(([id, { values }]) => {
        if (id === "prometheusCrds") return [];
        const { pods, everyNode } = places[id];
        return pods.map((path) => {
          const found = valueAt(values(settings, namesFor(settings)), `${path}.priorityClassName`.replace(/^\./, ""));
          assert.equal(found, everyNode ? "system-node-critical" : "observability", `${id} ${path}`);
          return id;
        });
      });
    };
    for (const size of ["small", "large"]) assert.ok(classes(size).length > 10);
    assert.match(JSON.stringify(promLabelProxyDeployment(settingsOf())), /"priorityClassName":"observability"/);
    assert.equal(tenantAgentSpec(settingsOf()).priorityClassName, "observability");
  });

  it("hand annotations on as they are where a chart takes them for templates", () => {
    const settings = settingsOf({ pods: { annotations: { "example.com/template": '{{ with secret "a" }}' } } });
    const values = (id: "gateway" | "prometheus" | "tempo") => releases[id].values(settings, namesFor(settings));
    const escaped = '{{`{{`}} with secret "a" }}';
    assert.match(JSON.stringify(values("gateway").podAnnotations), /\{\{`\{\{`\}\} with secret/);
    const { prometheus, alertmanager } = values("prometheus");
    assert.ok(JSON.stringify(prometheus).includes(JSON.stringify(escaped)));
    assert.doesNotMatch(JSON.stringify(alertmanager), /`/);
    assert.doesNotMatch(JSON.stringify(values("tempo")), /`/);
  });

  it("keep every pod on Linux, without being asked", () => {
    const settings = settingsOf({ size: "large" });
    for (const [id, { values }] of plannedReleases(settings)) {
      if (id !== "prometheusCrds")
        assert.match(JSON.stringify(values(settings, namesFor(settings))), /"kubernetes.io\/os":"linux"/, id);
    }
    const { spec } = promLabelProxyDeployment(settings).template as unknown as { spec: { nodeSelector: unknown } };
    assert.deepEqual(spec.nodeSelector, { "kubernetes.io/os": "linux" });
  });

  it("let what runs on every node run on every one, but on none that is one by name only", () => {
    for (const containerShipper of ["alloy", "promtail"]) {
      const settings = settingsOf({
        logs: { containerShipper, filePipeline: "kafka" },
        kafka: { mode: "msk" },
        ...rules,
      });
      const values = Object.fromEntries(
        plannedReleases(settings).map(([id, { values }]) => [id, values(settings, namesFor(settings))]),
      );
      const agents = [
        values.fileLogs,
        containerShipper === "alloy" ? values.alloy?.controller : values.promtail,
        values.prometheus?.["prometheus-node-exporter"],
      ];
      for (const agent of agents) {
        const { tolerations, affinity } = agent as HelmValues;
        assert.deepEqual(tolerations, [{ operator: "Exists" }]);
        assert.deepEqual(affinity, {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    { key: "eks.amazonaws.com/compute-type", operator: "NotIn", values: ["fargate"] },
                    { key: "type", operator: "NotIn", values: ["virtual-kubelet"] },
                  ],
                },
              ],
            },
          },
        });
      }
      assert.doesNotMatch(JSON.stringify(values.kubernetesEvents), /fargate/);
    }
  });

  for (const size of ["small", "medium", "large"])
    it(`reach the values of every chart: ${size}`, () => {
      const settings = settingsOf({ kafka: { mode: "msk" }, size, ...rules });
      const planned = plannedReleases(settings).filter(([id]) => id !== "prometheusCrds");
      assert.ok(planned.length > 8);
      for (const [id, { values: render }] of planned) {
        const text = JSON.stringify(render(settings, namesFor(settings)));
        assert.match(text, /"registry-credentials"/, id);
        assert.match(text, /"cost-centre":"4711"/, id);
        // An image names the registry or, in a key of its own, the path below it; a public registry none does.
        assert.match(text, /registry\.example\.com\/mirror/, id);
        assert.doesNotMatch(text, /(?:docker|quay|ghcr)\.io\/|registry\.k8s\.io|public\.ecr\.aws/, id);
        // What runs on every node stays on every node, and tolerates all taints.
        const isEverywhere = id !== "prometheusCrds" && places[id].everyNode === true;
        assert.equal(/"node-group":"platform"/.test(text), !isEverywhere, id);
        assert.match(text, isEverywhere ? /"operator":"Exists"/ : /"key":"dedicated"/, id);
      }
    });

  it("reach the pods that come without a chart", () => {
    const { metadata, spec } = promLabelProxyDeployment(settingsOf(rules)).template as unknown as {
      metadata: { labels: Record<string, string> };
      spec: Record<string, unknown> & { containers: { image: string }[] };
    };
    assert.equal(metadata.labels["cost-centre"], "4711");
    assert.match(spec.containers[0]?.image ?? "", /^registry\.example\.com\/mirror\/prometheuscommunity\//);
    assert.deepEqual(spec.imagePullSecrets, [{ name: "registry-credentials" }]);
    assert.deepEqual(spec.nodeSelector, { "kubernetes.io/os": "linux", "node-group": "platform" });
    assert.match(JSON.stringify(spec.tolerations), /"key":"dedicated"/);
  });

  it("bound every role, under their path, and make no key where one is named", async () => {
    const settings = settingsOf({ kafka: { mode: "msk" }, ...rules });
    const names = namesFor(settings);
    const made = await cloudOf(settings);
    const roles = ofType(made, "aws:iam/role:Role");
    assert.ok(roles.length >= 4);
    for (const { inputs } of roles) {
      assert.equal(inputs.permissionsBoundary, rules.iam.permissionsBoundary);
      assert.equal(inputs.path, "/platform/");
    }
    assert.match(names.roles.loki.arn, /:role\/platform\/test-observability-loki/);
    assert.equal(ofType(made, "aws:kms/key:Key").length, 0);
    const { encryptionInfo } = only(made, "aws:msk/cluster:Cluster").inputs;
    assert.equal((encryptionInfo as { encryptionAtRestKmsKeyArn: string }).encryptionAtRestKmsKeyArn, kmsKeyArn);
  });

  it("are the images that applications are given, too: the log sidecar, and what is put into pods that ask for it", () => {
    const settings = settingsOf(rules);
    assert.match(
      JSON.stringify(sidecarContract(settings).container),
      /"image":"registry\.example\.com\/mirror\/fluent\/fluent-bit:/,
    );
    const { manager } = releases.instrumentationOperator.values(settings) as { manager: Record<string, unknown> };
    const images = JSON.stringify([manager.collectorImage, manager.autoInstrumentationImage]);
    assert.equal(images.match(/"repository":"registry\.example\.com\/mirror\/open-telemetry\//g)?.length, 8);
  });

  it("pin an image where a digest is given, whatever the registry, and name what can be pinned", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const pin = (image: string) => ({ image, digest });
    const settings = settingsOf({ images: { digests: [pin("curlimages/curl"), pin("grafana/grafana")] } });
    assert.equal(
      pulled("docker.io/curlimages/curl:8.21.0", settings.images),
      `docker.io/curlimages/curl:8.21.0@${digest}`,
    );
    const { image, extraContainers } = releases.grafana.values(settings) as { image: unknown; extraContainers: string };
    assert.deepEqual(image, { sha: "a".repeat(64) });
    assert.ok(extraContainers.includes(`@${digest}`));
    assert.throws(
      () => settingsOf({ images: { digests: [pin("grafana/tempoo")] } }),
      (error: Error) => /images\.digests\[0\]\.image.*grafana\/grafana/.test(error.message),
    );
  });

  it("put a digest behind the tag where a chart takes none, and only there say the chart's own version", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const tagOf = (digests: object[]) => {
      const { tempo } = releases.tempo.values(settingsOf({ images: { digests } }), namesFor(settingsOf())) as {
        tempo: { tag?: string };
      };
      return tempo.tag;
    };
    assert.equal(tagOf([]), undefined);
    assert.equal(tagOf([{ image: "grafana/tempo", digest }]), `2.10.8@${digest}`);
    const java = "open-telemetry/opentelemetry-operator/autoinstrumentation-java";
    const { manager } = releases.instrumentationOperator.values(
      settingsOf({ images: { digests: [{ image: java, digest }] } }),
    ) as { manager: { autoInstrumentationImage: Record<string, { tag: string }> } };
    assert.deepEqual(Object.keys(manager.autoInstrumentationImage), ["java"]);
    assert.ok(manager.autoInstrumentationImage.java?.tag.endsWith(`@${digest}`));
  });

  it("lead what goes out through the proxy, and nothing else", () => {
    const settings = {
      ...settingsOf({
        size: "large",
        proxy: { url: "http://proxy.example.com:3128", noProxy: [".example.com"] },
        fanout: {
          jaeger: {
            enabled: true,
            endpoint: "jaeger-collector.tracing:4317",
            queryUrl: "http://jaeger-query.tracing:16686",
          },
        },
        longTermMetrics: { type: "mimir", url: "http://mimir.metrics:8080/api/v1/push" },
        grafana: { hostname: "grafana.example.com" },
        signOn: {
          clientId: "grafana",
          clientSecret: "the-client-secret",
          authUrl: "https://login.example.com/authorize",
          tokenUrl: "https://keycloak.login:8443/token",
          userInfoUrl: "https://keycloak-info.login:8443/userinfo",
          operators: ["platform"],
        },
      }),
      clusterKind: kindsOfCluster.ordinary,
    };
    const own = settings.clusterKind;
    const list = noProxy(settings).split(",");
    for (const direct of [
      own.serviceAddressBlock,
      ...own.nodeAddressBlocks,
      ".svc",
      ".cluster.local",
      "169.254.170.23",
      ".example.com",
      // Services by their short names, whoever asks them: Collectors, Prometheus, Grafana.
      "jaeger-collector.tracing",
      "jaeger-query.tracing",
      "mimir.metrics",
      "keycloak.login",
      "keycloak-info.login",
    ])
      assert.ok(direct !== undefined && list.includes(direct), direct);
    const through = plannedReleases(settings)
      .filter(([, { values }]) => JSON.stringify(values(settings, namesFor(settings))).includes("proxy.example.com"))
      .map(([id]) => id);
    assert.deepEqual(through, [
      "prometheus",
      "loki",
      "tempoDistributed",
      "grafana",
      "gateway",
      "sampler",
      "logConsumer",
    ]);
    // Beside the variables that the release sets itself.
    const { extraEnvs } = releases.logConsumer.values(settings, namesFor(settings)) as {
      extraEnvs: { name: string }[];
    };
    assert.ok(extraEnvs.length > 3, JSON.stringify(extraEnvs));
  });

  it("spread replicas as strictly as asked", () => {
    const strict = settingsOf({ size: "large", scheduling: { topologySpread: "DoNotSchedule" } });
    for (const [id, { values }] of plannedReleases(strict))
      assert.doesNotMatch(JSON.stringify(values(strict, namesFor(strict))), /"ScheduleAnyway"/, id);
    assert.doesNotMatch(JSON.stringify(promLabelProxyDeployment(strict)), /"ScheduleAnyway"/);
  });

  it("begin the names of roles, as far as 64 characters go", () => {
    const names = namesFor(settingsOf({ iam: { roleNamePrefix: "acme-" } }));
    assert.match(names.roles.logConsumer.name, /^acme-test-observability-log-consumer-[0-9a-f]{8}$/);
    const longest = namesFor(settingsOf({ environment: "a".repeat(20), iam: { roleNamePrefix: "12345678" } }));
    for (const { name } of Object.values(longest.roles)) assert.ok(name.length <= 64, name);
    assert.throws(
      () => settingsOf({ environment: "a".repeat(20), iam: { roleNamePrefix: "123456789" } }),
      (error: Error) => /iam\.roleNamePrefix.*at most 8 characters/.test(error.message),
    );
  });
});
