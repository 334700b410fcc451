// Whether network policies are held, by the DaemonSets of plugins.
import assert from "node:assert/strict";
import { answering } from "../../../test/support/api-server-answers";
import { checks } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import type { Known } from "../findings";
import { lookIntoCluster } from "./look";

const daemonSet = (name: string, ...args: string[]) => ({
  metadata: { name },
  spec: { template: { spec: { containers: [{ name }, { name: "aws-eks-nodeagent", args }] } } },
});
const looked = async (...items: ReturnType<typeof daemonSet>[]) =>
  (await lookIntoCluster(settingsWith({}), answering({ "v1/daemonsets": [200, { items }] }))).policyPlugin;
const told = (change: Parameters<typeof checks>[0]) => checks(change).find(({ what }) => what === "network policies");

describe("network policies", () => {
  it("are held by the VPC CNI where its agent was told to, and by others always", async () => {
    const off = daemonSet("aws-node", "--enable-ipv6=false", "--enable-network-policy=false");
    assert.deepEqual(await looked(daemonSet("aws-node", "--enable-network-policy=true")), { is: "told" });
    assert.deepEqual(await looked(off, daemonSet("kube-proxy")), { is: "off" });
    assert.deepEqual(await looked(daemonSet("aws-node")), { is: "off" });
    for (const other of ["cilium", "calico-node", "canal"])
      assert.deepEqual(await looked(off, daemonSet(other)), { is: "on" }, other);
    assert.deepEqual(await looked(daemonSet("other-plugin")), { is: "none" });
  });

  it("are not held for nodes of EC2 by what runs on hybrid nodes alone", async () => {
    const on = (name: string, podSpec: object) => {
      const { metadata, spec } = daemonSet(name);
      return { metadata, spec: { template: { spec: { ...spec.template.spec, ...podSpec } } } };
    };
    const where = (operator: string, ...values: string[]) => {
      const matchExpressions = [{ key: "eks.amazonaws.com/compute-type", operator, values }];
      const required = {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
      };
      return { affinity: { nodeAffinity: required } };
    };
    const selected = { nodeSelector: { "eks.amazonaws.com/compute-type": "hybrid" } };
    const vpc = daemonSet("aws-node");
    for (const podSpec of [where("In", "hybrid"), selected]) {
      assert.deepEqual(await looked(vpc, on("cilium", podSpec)), { is: "off" });
      assert.deepEqual(await looked(on("cilium", podSpec)), { is: "on" });
      assert.deepEqual(await looked(daemonSet("aws-node", "--enable-network-policy"), on("calico-node", podSpec)), {
        is: "told",
      });
    }
    for (const podSpec of [where("NotIn", "hybrid"), where("In", "hybrid", "auto"), { affinity: null }])
      assert.deepEqual(await looked(vpc, on("cilium", podSpec)), { is: "on" });
  });

  it("are told of where nobody holds them, with the command that switches them on", () => {
    assert.equal(told({})?.verdict, "ok");
    const off = told({ cluster: { policyPlugin: { is: "off" } } });
    assert.deepEqual([off?.verdict, off?.found], ["lacking", "switched off in the VPC CNI"]);
    assert.match(
      off?.mend ?? "",
      /^add "enableNetworkPolicy": "true" to what aws eks describe-addon .* shows, and set all/,
    );
    assert.equal(told({ cluster: { policyPlugin: { is: "none" } } })?.verdict, "unknown");
    // Its agent and its controller are told apart.
    const agent = { policyPlugin: { is: "told" } } as const;
    const controlled = (policyController: Known<boolean>) => told({ cluster: { ...agent, policyController } })?.verdict;
    assert.deepEqual(
      [controlled({ is: true }), controlled({ unknown: "no right" }), controlled({ is: false })],
      ["ok", "ok", "lacking"],
    );
    const byOthers = { policyPlugin: { is: "on" }, policyController: { is: false } } as const;
    assert.equal(told({ cluster: byOthers })?.verdict, "ok");
  });

  it("are held by EKS Auto Mode where a ConfigMap says so", async () => {
    const controller = async (data?: object) =>
      (
        await lookIntoCluster(
          settingsWith({}),
          answering({ "configmaps/amazon-vpc-cni": [data ? 200 : 404, { data }] }),
        )
      ).policyController;
    assert.deepEqual(await controller({ "enable-network-policy-controller": "true" }), { is: true });
    assert.deepEqual(await controller({}), { is: false });
    assert.deepEqual(await controller(), { is: false });
    const off = told({ aws: { autoMode: true }, cluster: { policyController: { is: false } } });
    assert.equal(off?.verdict, "lacking");
    assert.match(off?.mend ?? "", /^kubectl -n kube-system create configmap amazon-vpc-cni /);
    // Nodes beside its own have the VPC CNI.
    const beside = { policyPlugin: { is: "off" }, nodes: { is: [{ taints: [] }] } } as const;
    const ownAlone = { ...beside, nodes: { is: [{ taints: [], isAuto: true }] } } as const;
    assert.equal(told({ aws: { autoMode: true }, cluster: beside })?.found, "switched off in the VPC CNI");
    for (const cluster of [ownAlone, { ...beside, policyPlugin: { is: "none" } } as const])
      assert.equal(told({ aws: { autoMode: true }, cluster })?.verdict, "ok");
  });
});
