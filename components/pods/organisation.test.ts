// What an organisation prescribes reaches every pod, role and volume; the charts tier proves it on the real charts.
import assert from "node:assert/strict";
import { cluster, namesFor, ofType, only, registrationsOf } from "../../test/support/mock-stack";
import { settingsOf } from "../../test/support/settings-of";
import { tenantAgentSpec } from "../backends/prometheus/agent-spec";
import { promLabelProxyDeployment } from "../backends/prometheus/label-proxy-manifests";
import { merged } from "../chart-values/overrides";
import { Cloud } from "../cloud/cloud";
import { ClusterSetup } from "../cluster/setup";
import { plannedReleases } from "../releases";
import { mirrored } from "./organisation";

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

  it("keep every pod on Linux, without being asked", () => {
    const settings = settingsOf({ size: "large" });
    for (const [id, { values }] of plannedReleases(settings)) {
      if (id !== "prometheusCrds")
        assert.match(JSON.stringify(values(settings, namesFor(settings))), /"kubernetes.io\/os":"linux"/, id);
    }
    const { spec } = promLabelProxyDeployment(settings).template as unknown as { spec: { nodeSelector: unknown } };
    assert.deepEqual(spec.nodeSelector, { "kubernetes.io/os": "linux" });
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
    const made = await registrationsOf(() => new Cloud("cloud", { settings, names, cluster }));
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
});
