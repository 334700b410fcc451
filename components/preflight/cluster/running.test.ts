// What is there and has no pod that is ready is told from what runs.
import assert from "node:assert/strict";
import { answering } from "../../../test/support/api-server-answers";
import { ingest } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { lookIntoCluster } from "./look";

describe("the look at what the platform leans on", () => {
  const settings = settingsWith({ ...ingest });
  const definition = { metadata: { name: "targetgroupbindings.elbv2.k8s.aws" } };

  it("tells an agent of which no pod is ready from one that is, and from one that no node wants, whatever it is called", async () => {
    const agent = async (...all: (object | undefined)[]) => {
      const labels = { "app.kubernetes.io/name": "eks-pod-identity-agent" };
      const items = all.map((status, index) => ({ metadata: { name: `of-release-${index}`, labels }, status }));
      const other = { metadata: { name: "other" }, status: { desiredNumberScheduled: 3, numberReady: 3 } };
      const body = { items: [other, ...items] };
      return (await lookIntoCluster(settings, answering({ "v1/daemonsets": [200, body] }))).podIdentityAgent;
    };
    const waits = { desiredNumberScheduled: 3, numberReady: 0 };
    const unwanted = { desiredNumberScheduled: 0, numberReady: 0 };
    assert.deepEqual(await agent(), { is: "none" });
    assert.deepEqual(await agent(waits), { is: "not ready" });
    // The add-on brings one for hybrid nodes beside it.
    assert.deepEqual(await agent(waits, unwanted), { is: "not ready" });
    assert.deepEqual(await agent(waits, { desiredNumberScheduled: 3, numberReady: 1 }), { is: "ready" });
    for (const status of [undefined, {}, unwanted]) assert.deepEqual(await agent(status), { is: "ready" });
  });

  it("tells a driver for EBS whose controller waits from one that runs, and from one of which nothing is labelled", async () => {
    const driver = async (...items: object[]) =>
      (await lookIntoCluster(settings, answering({ "aws-ebs-csi-driver": [200, { items }] }))).volumeController;
    assert.deepEqual(await driver({ status: { readyReplicas: 2 } }), { is: "ready" });
    assert.deepEqual(await driver({ status: { unavailableReplicas: 2 } }), { is: "not ready" });
    assert.deepEqual(await driver(), { is: "none" });
  });

  it("tells a load balancer controller that has gone from one that runs, and believes its definitions else", async () => {
    const controller = async (answer: [status: number, body?: unknown]) =>
      (
        await lookIntoCluster(
          settings,
          answering({ targetgroupbindings: [200, definition], "aws-load-balancer-controller": answer }),
        )
      ).loadBalancerController;
    const deployments = (...readyReplicas: (number | undefined)[]) => ({
      items: readyReplicas.map((ready) => ({ status: { readyReplicas: ready } })),
    });
    assert.deepEqual(await controller([200, deployments(2)]), { is: "ready" });
    assert.deepEqual(await controller([200, deployments()]), { is: "not ready" });
    assert.deepEqual(await controller([200, deployments(undefined)]), { is: "not ready" });
    assert.deepEqual(await controller([403]), { is: "ready" });
  });
});
