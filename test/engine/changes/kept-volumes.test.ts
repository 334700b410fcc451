// The steps of docs/data.md that take up volumes which outlived a destroyed stack, on the real API server with the
// binder of volumes. No volume is mounted: nothing runs pods here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dataStorage, dataVolume } from "../../../components/pods/storage-class";
import { dataStorageClass } from "../../../conventions/names";
import { KubeApi } from "../../servers/kube-api";
import { settingsOf } from "../../support/settings-of";

interface Volume {
  metadata: { name: string };
  spec: { claimRef?: { name: string; namespace: string; uid?: string; resourceVersion?: string } };
  status?: { phase?: string };
}
interface Claim {
  spec: { volumeName?: string };
  status?: { phase?: string };
}

const namespace = "observability";
const claimName = "state-otel-gateway-0";
const volumeName = "pvc-kept";

describe("a volume that outlived its stack", function () {
  this.timeout(120_000);
  let api: KubeApi;
  const core = (path: string) => `/api/v1/${path}`;
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const { status, body: answer } = await api.request(method, path, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer as T;
  };
  const volume = () => ask<Volume>("GET", core(`persistentvolumes/${volumeName}`));
  const claim = () => ask<Claim>("GET", core(`namespaces/${namespace}/persistentvolumeclaims/${claimName}`));
  const until = async (what: string, holds: () => Promise<boolean>) => {
    const deadline = Date.now() + 60_000;
    while (!(await holds())) {
      assert.ok(Date.now() < deadline, what);
      await sleep(200);
    }
  };
  /** As the StatefulSet of a collector makes it. */
  const makeClaim = () =>
    ask("POST", core(`namespaces/${namespace}/persistentvolumeclaims`), {
      metadata: { name: claimName },
      ...dataVolume(10),
    });

  before(async function () {
    this.timeout(1_800_000);
    api = await KubeApi.start();
    await ask("POST", core("namespaces"), { metadata: { name: namespace } });
    await ask("POST", "/apis/storage.k8s.io/v1/storageclasses", {
      metadata: { name: dataStorageClass },
      ...dataStorage({ ...settingsOf(), protect: true }),
    });
    await makeClaim();
    // What the driver makes once a pod waits for the claim.
    const { metadata } = await ask<{ metadata: { uid: string } }>(
      "GET",
      core(`namespaces/${namespace}/persistentvolumeclaims/${claimName}`),
    );
    await ask("POST", core("persistentvolumes"), {
      metadata: { name: volumeName },
      spec: {
        capacity: { storage: "10Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: dataStorageClass,
        persistentVolumeReclaimPolicy: "Retain",
        claimRef: { kind: "PersistentVolumeClaim", namespace, name: claimName, uid: metadata.uid },
        csi: { driver: "ebs.csi.aws.com", volumeHandle: "vol-0123456789abcdef0" },
      },
    });
    await until("bound at first", async () => (await claim()).status?.phase === "Bound");
    await ask("DELETE", core(`namespaces/${namespace}/persistentvolumeclaims/${claimName}`));
    await until("released with its claim", async () => (await volume()).status?.phase === "Released");
  });

  after(async () => api.stop());

  it("is not taken up by itself, and is by the documented step", async () => {
    await makeClaim();
    await sleep(3_000);
    assert.notEqual((await claim()).status?.phase, "Bound");

    const page = readFileSync(join(__dirname, "../../../docs/data.md"), "utf8");
    const [, patch = ""] = /kubectl patch pv "\$volume" --type json -p '([^']+)'/.exec(page) ?? [];
    const kept = await volume();
    for (const { op, path } of JSON.parse(patch) as { op: string; path: string }[]) {
      assert.equal(op, "remove");
      const keys = path.split("/").slice(1);
      const holder = keys
        .slice(0, -1)
        .reduce<Record<string, unknown>>(
          (value, key) => value[key] as Record<string, unknown>,
          kept as unknown as Record<string, unknown>,
        );
      assert.ok(delete holder[keys.at(-1) ?? ""]);
    }
    await ask("PUT", core(`persistentvolumes/${volumeName}`), kept);
    await until("taken up", async () => (await claim()).status?.phase === "Bound");
    assert.equal((await claim()).spec.volumeName, volumeName);
  });
});
