// What is there and can be taken over, and what another has set otherwise.
import assert from "node:assert/strict";
import { ownLabels, platformNamespaceLabels } from "../../../conventions/names";
import { checks } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { lookIntoCluster } from "../cluster/look";

const settings = settingsWith({ protect: true });
const ofClass = {
  ...{ provisioner: "ebs.csi.aws.com", parameters: { type: "gp3", encrypted: "true" }, reclaimPolicy: "Retain" },
  ...{ volumeBindingMode: "WaitForFirstConsumer", allowVolumeExpansion: true },
};

/** What differs of objects that the cluster has. */
async function differing(objects: Record<string, object>, more: Record<string, unknown> = {}) {
  const found = await lookIntoCluster({ ...settings, ...more }, (path) => {
    const [, object] = Object.entries(objects).find(([end]) => path.endsWith(end)) ?? [];
    const metadata = { name: path.split("/").at(-1), ...(object as { metadata?: object } | undefined)?.metadata };
    return Promise.resolve(
      object === undefined ? { status: 404, body: {} } : { status: 200, body: { ...object, metadata } },
    );
  });
  return found.differing;
}

describe("what a first run takes over", () => {
  const namespace = (labels: object) => ({ "/namespaces/observability": { metadata: { labels } } });

  it("may be a namespace of any labels, but for other values of the platform's", async () => {
    for (const labels of [{}, { team: "x" }, platformNamespaceLabels])
      assert.deepEqual(await differing(namespace(labels)), { is: [] });
    assert.deepEqual(await differing(namespace({ "pod-security.kubernetes.io/enforce": "restricted" })), {
      is: ["namespace observability (metadata.labels.pod-security.kubernetes.io/enforce)"],
    });
  });

  it("may be classes as the platform makes them, with its tags", async () => {
    const left = (more: object) => ({ "/storageclasses/observability-gp3": { ...ofClass, ...more } });
    assert.deepEqual(await differing(left({ metadata: { labels: ownLabels } })), { is: [] });
    assert.deepEqual(await differing(left({ reclaimPolicy: "Delete", parameters: { type: "gp2" } })), {
      is: ["StorageClass observability-gp3 (parameters.type, parameters.encrypted, reclaimPolicy)"],
    });
    assert.deepEqual(await differing(left({}), { tags: { team: "a" } }), {
      is: ["StorageClass observability-gp3 (parameters.tagSpecification_1)"],
    });
    assert.deepEqual(await differing({ "/priorityclasses/observability": { value: 5 } }), {
      is: ["PriorityClass observability (value)"],
    });
    assert.deepEqual(await differing(left({ reclaimPolicy: "Delete" }), { storageClass: "fast" }), { is: [] });
  });

  it("is refused where it is otherwise, and looked at by nobody else", () => {
    const cluster = { differing: { is: ["namespace observability (metadata.labels.a)"] } };
    const row = (isInCluster: boolean, takesOver: boolean) =>
      checks({ isInCluster, takesOver, cluster }).find(({ what }) => what === "what is taken over");
    assert.equal(row(false, true)?.verdict, "impossible");
    assert.match(row(false, true)?.mend ?? "", /kubectl label namespace observability <label>-/);
    assert.equal(row(true, true), undefined);
    assert.equal(row(false, false), undefined);
  });

  it("is told of a platform that runs where pod security would refuse its agents", async () => {
    const row = (is: readonly string[], isInCluster = true) =>
      checks({ isInCluster, cluster: { differing: { is } } }).find(({ what }) => what.startsWith("pod security"));
    const found = await differing(namespace({ "pod-security.kubernetes.io/enforce": "restricted" }));
    const differs = "is" in found ? found.is : [];
    assert.equal(row(differs)?.verdict, "lacking");
    assert.match(row(differs)?.mend ?? "", /namespace observability pod-security\.kubernetes\.io\/enforce=privileged;/);
    assert.equal(row(differs, false), undefined);
    assert.equal(row(["namespace observability (metadata.labels.pod-security.kubernetes.io/warn)"]), undefined);
  });
});
