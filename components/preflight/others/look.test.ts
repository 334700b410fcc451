// What the look into a cluster asks of what others have there.
import assert from "node:assert/strict";
import { answering, named } from "../../../test/support/api-server-answers";
import { ingest } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { lookIntoCluster } from "../cluster/look";
import { notAllowed } from "../findings";

describe("the look at what others have", () => {
  const settings = settingsWith({ ...ingest });

  it("tells who lives in the namespace, whatever else may not be asked", async () => {
    const found = async (answers: Parameters<typeof answering>[0]) =>
      (await lookIntoCluster(settings, answering(answers))).inhabitants;
    assert.deepEqual(await found({ "observability/cronjobs": [200, named("nightly")], "observability/": [403] }), {
      is: ["CronJob nightly"],
    });
    assert.deepEqual(await found({ "observability/pods": [200, named()], "observability/": [403] }), {
      unknown: notAllowed,
    });
  });

  it("knows of labels by which the platform's own namespace is another Prometheus' to read", async () => {
    const found = async (labels: object) =>
      (
        await lookIntoCluster(
          settings,
          answering({ "namespaces/observability": [200, { metadata: { name: "observability", labels } }] }),
        )
      ).readElsewhere;
    assert.deepEqual(await found({ "observability.io/monitors": "elsewhere", "observability.io/rules": "here" }), {
      is: ["observability.io/monitors"],
    });
    assert.deepEqual(await found({}), { is: [] });
  });

  it("asks of Helm's records for those of the platform's releases, and not for what they hold", async () => {
    const asked: string[] = [];
    await lookIntoCluster(settings, (path, accept) => {
      if (path.includes("secrets?")) asked.push(`${decodeURIComponent(path)} ${accept}`);
      return Promise.resolve({ status: 404, body: {} });
    });
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? "", /owner=helm,name in \(.*\bkps\b.*\) .*;as=PartialObjectMetadataList;/);
  });

  it("reads whole definitions only of those that may be of before Kubernetes 1.22, and does not guess of them", async () => {
    const definitions = async (creationTimestamp: string, ofAll: number) => {
      const asked: string[] = [];
      const { definitions: found } = await lookIntoCluster(settings, (path, accept = "whole") => {
        if (!path.endsWith("probes.monitoring.coreos.com")) return Promise.resolve({ status: 404, body: {} });
        asked.push(accept);
        const body = { metadata: { name: "probes", creationTimestamp }, spec: { preserveUnknownFields: true } };
        return Promise.resolve(accept === "whole" ? { status: ofAll, body } : { status: 200, body });
      });
      return { found, asked: asked.filter((accept) => accept === "whole").length };
    };
    const name = "probes.monitoring.coreos.com";
    assert.deepEqual(await definitions("2026-01-01T00:00:00Z", 200), { found: { is: [{ name }] }, asked: 0 });
    assert.deepEqual(await definitions("2020-01-01T00:00:00Z", 200), {
      found: { is: [{ name, keepsUnknownFields: true }] },
      asked: 1,
    });
    assert.deepEqual(await definitions("2020-01-01T00:00:00Z", 403), { found: { unknown: notAllowed }, asked: 1 });
  });
});
