// Whether network policies are held, by the DaemonSets of plugins.
import assert from "node:assert/strict";
import { answering } from "../../../test/support/api-server-answers";
import { checks } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
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
    assert.deepEqual(await looked(daemonSet("aws-node", "--enable-network-policy=true")), { is: "on" });
    assert.deepEqual(await looked(off, daemonSet("kube-proxy")), { is: "off" });
    assert.deepEqual(await looked(daemonSet("aws-node")), { is: "off" });
    for (const other of ["cilium", "calico-node", "canal"])
      assert.deepEqual(await looked(off, daemonSet(other)), { is: "on" }, other);
    assert.deepEqual(await looked(daemonSet("other-plugin")), { is: "none" });
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
  });
});
