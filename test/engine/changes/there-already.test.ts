// A first preview of a cluster in which something has the platform's names already, and one that does not know who asks:
// refused before anything is planned. Real engine and API server; AWS is a stand-in.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clusterReader } from "../../../components/preflight/cluster/api-server";
import { lookIntoCluster } from "../../../components/preflight/cluster/look";
import type { Fixture } from "../../../offline/providers/fixture";
import { KubeApi } from "../../servers/kube-api";
import { alb, external, ingest, pulling } from "../../support/preflight-findings";
import { settingsWith } from "../../support/stack-configuration";
import type { EngineRoom } from "../stack/engine-room";
import { EngineStack, openEngineRoom } from "../stack/engine-stack";

describe("a first preview, with others in the cluster", function () {
  this.timeout(600_000);
  let api: KubeApi;
  let room: EngineRoom;
  let stack: EngineStack;

  before(async () => {
    api = await KubeApi.start();
    room = await openEngineRoom(api);
    stack = await EngineStack.create(room, "dev", "dev", { grafana: {} });
  });
  after(async () => {
    stack?.close();
    room?.close();
    await api?.stop();
  });

  const asked = (token: string) => {
    const file = join(room.directory, "fixture.json");
    const fixture = JSON.parse(readFileSync(file, "utf8")) as Fixture;
    const clusters = fixture.clusters.map((cluster) => ({ ...cluster, token }));
    writeFileSync(file, JSON.stringify({ ...fixture, clusters }));
  };
  const told = async (): Promise<string> => {
    try {
      return JSON.stringify((await stack.preview()).length);
    } catch (error) {
      return String(error);
    }
  };
  const make = async (path: string, object: object) => {
    const { status, body } = await api.request("POST", path, object);
    assert.equal(status, 201, JSON.stringify(body));
  };

  it("plans where there is nothing of its names", async () => {
    asked(api.token);
    assert.match(await told(), /^\d{2,}$/);
  });

  it("knows all that it asks for", async () => {
    const settings = settingsWith({ ...ingest, ...external, ...alb, ...pulling });
    const cluster = { endpoint: api.server, certificateAuthority: readFileSync(api.caFile, "base64") };
    const found = await lookIntoCluster(settings, clusterReader(cluster, api.token));
    assert.deepEqual(
      Object.entries(found).filter(([, fact]) => "unknown" in fact),
      [],
    );
  });

  it("is refused where the API server does not know who asks", async () => {
    asked("nobody");
    const text = await told();
    assert.match(text, /access to the cluster: 401 of the API server: the cluster does not know this identity, needs/);
    assert.match(text, /aws eks create-access-entry --region eu-central-1 --cluster-name dev /);
    assert.doesNotMatch(text, /\n\s+at .*\.[jt]s:\d/);
  });

  it("is refused with all that has its names, and takes over what it may when it is told to", async () => {
    asked(api.token);
    await make("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "observability" } });
    const roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    const annotations = { "meta.helm.sh/release-name": "alloy", "meta.helm.sh/release-namespace": "logging" };
    await make(roles, {
      ...{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" },
      metadata: { name: "alloy", annotations },
      rules: [],
    });
    const classes = "/apis/storage.k8s.io/v1/storageclasses";
    const storageClass = {
      ...{ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name: "observability-gp3" } },
      provisioner: "ebs.csi.aws.com",
    };
    await make(classes, storageClass);
    const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const definition = `${definitions}/instrumentations.opentelemetry.io`;
    await make(definitions, {
      ...{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
      metadata: { name: "instrumentations.opentelemetry.io", finalizers: ["example.com/held"] },
      spec: {
        ...{ group: "opentelemetry.io", scope: "Namespaced" },
        names: { kind: "Instrumentation", plural: "instrumentations" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
      },
    });
    await api.request("DELETE", definition);
    const text = await told();
    assert.match(text, /namespace observability: there, needs none of the name/);
    assert.match(text, /StorageClass observability-gp3: there, needs none/);
    assert.match(text, /ClusterRole alloy of release alloy in namespace logging, needs none/);
    assert.doesNotMatch(text, /PriorityClass/);
    assert.match(text, /definitions of the operators: being deleted: instrumentations\.opentelemetry\.io, needs none/);

    await api.request("PATCH", definition, { metadata: { finalizers: null } }, "application/merge-patch+json");
    await api.request("DELETE", `${roles}/alloy`);
    process.env.PULUMI_K8S_UPSERT_EXISTING_OBJECTS = "true";
    try {
      assert.match(
        await told(),
        /taken over: StorageClass observability-gp3 \(parameters\.type, .*, volumeBindingMode\)/,
      );
      await api.request("DELETE", `${classes}/observability-gp3`);
      const asMade = { parameters: { type: "gp3", encrypted: "true" }, volumeBindingMode: "WaitForFirstConsumer" };
      await make(classes, { ...storageClass, ...asMade });
      assert.match(await told(), /^\d{2,}$/);
    } finally {
      delete process.env.PULUMI_K8S_UPSERT_EXISTING_OBJECTS;
    }
  });
});
