// What is known of a container before a line of it is read.
import assert from "node:assert/strict";
import type { Settings } from "../../../settings/settings";
import { settings, settingsOf } from "../../../test/support/container-log-settings";
import { containerLogPipeline, streamLabels } from "./pipeline";
import type { RelabelRule } from "./targets";

/** Runs relabelling as Prometheus does, for the action `replace`. */
function relabelled(rules: readonly RelabelRule[], labels: Record<string, string>): Record<string, string> {
  const result = { ...labels };
  for (const { from = [], separator = ";", regex = "(.*)", to, value = "$1" } of rules) {
    const match = new RegExp(`^(?:${regex})$`, "s").exec(from.map((name) => result[name] ?? "").join(separator));
    if (match) result[to] = value.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? "");
  }
  return result;
}

const rules = (given: Settings) => {
  const { relabelling, ownership } = containerLogPipeline(given);
  return [...relabelling, ...ownership];
};
const target = (namespace: string, more: Record<string, string> = {}) =>
  relabelled(rules(settings), {
    __meta_kubernetes_namespace: namespace,
    __meta_kubernetes_pod_name: "api-7c9d8f6b5-x2x4z",
    __meta_kubernetes_pod_uid: "10ab3204",
    __meta_kubernetes_pod_container_name: "api",
    __meta_kubernetes_pod_node_name: "node-1",
    __meta_kubernetes_pod_controller_name: "api-7c9d8f6b5",
    ...more,
  });

describe("container logs: what relabelling decides once for each container", () => {
  it("labels a target alike whatever the settings say of its tenant, or Alloy would send its file once more", () => {
    const others = settingsOf([
      { id: "default", minimumSeverity: "trace", debugSharePercent: 50, customerLinesPerSecond: 5 },
      { id: "billing", namespaces: ["payments"], minimumSeverity: "error" },
    ]);
    assert.deepEqual(containerLogPipeline(others).relabelling, containerLogPipeline(settings).relabelling);
  });

  it("gives a container the tenant that lists its namespace", () => {
    assert.equal(target("payments").tenant, "payments");
    assert.equal(target("pay-batch").tenant, "payments");
    assert.equal(target("search").tenant, "search");
  });

  it("gives the tenant default what no tenant lists, the platform's own namespace included", () => {
    for (const namespace of ["observability", "kube-system", "payments-2", "my-search", "unknown"])
      assert.equal(target(namespace).tenant, "default");
  });

  it("takes no tenant from a label of the pod", () => {
    assert.equal(
      target("search", { __meta_kubernetes_pod_label_tenant: "payments", tenant: "payments" }).tenant,
      "search",
    );
  });

  it("gives each tenant its minimum severity", () => {
    assert.deepEqual(
      ["payments", "search", "lab", "unknown"].map((namespace) => target(namespace).minimum_severity),
      ["warn", "debug", "trace", "debug"],
    );
  });

  it(
    "names the service by app.kubernetes.io/name, else app, else the controller " + "without its hash, else the pod",
    () => {
      const name = "__meta_kubernetes_pod_label_app_kubernetes_io_name",
        app = "__meta_kubernetes_pod_label_app";
      assert.equal(target("search", { [name]: "checkout", [app]: "old" }).service_name, "checkout");
      assert.equal(target("search", { [app]: "old" }).service_name, "old");
      assert.equal(target("search").service_name, "api");
      assert.equal(target("search", { __meta_kubernetes_pod_controller_name: "" }).service_name, "api-7c9d8f6b5-x2x4z");
    },
  );

  describe("kubelet's file", () => {
    const hash = "__meta_kubernetes_pod_annotation_kubernetes_io_config_hash";
    const own = "/var/log/pods/search_api-7c9d8f6b5-x2x4z_10ab3204/api/*.log";

    it("lies in the pod's own folder, of static pods by their manifest's hash", () => {
      assert.equal(target("search").__path__, own);
      assert.equal(
        target("kube-system", { [hash]: "feed" }).__path__,
        "/var/log/pods/kube-system_api-7c9d8f6b5-x2x4z_feed/api/*.log",
      );
    });

    it("is no other pod's, whatever the pod says of its hash", () => {
      const otherPods = "c0ffee00-1111-2222-3333-444455556666";
      assert.equal(target("search", { [hash]: otherPods }).__path__, own.replace("10ab3204", otherPods));
      for (const said of ["*", "**", "x/../../shop_*", `*${otherPods}`, "../shop_cart_1", "{a,b}", "[a-z]", "?"])
        assert.equal(target("search", { [hash]: said }).__path__, own, said);
    });
  });

  it("gives each tenant the limit of its customers, and labels nothing where no tenant has one", () => {
    assert.deepEqual(
      ["payments", "search", "lab", "unknown"].map((namespace) => target(namespace).customer_lines_per_second),
      ["0", "0", "200", "0"],
    );
    const limits = (tenants: readonly object[], namespace: string) =>
      relabelled(rules(settingsOf(tenants)), { __meta_kubernetes_namespace: namespace }).customer_lines_per_second;
    const all = [
      { id: "default", customerLinesPerSecond: 5 },
      { id: "search", namespaces: ["search"] },
      { id: "lab", namespaces: ["lab"], customerLinesPerSecond: 200 },
    ];
    assert.deepEqual(
      ["unknown", "search", "lab"].map((namespace) => limits(all, namespace)),
      ["5", "0", "200"],
    );
    assert.equal(limits([{ id: "search", namespaces: ["search"] }], "search"), undefined);
  });

  it("keeps what the platform's own pods warn of, whatever others keep: alerts read it", () => {
    const severe = settingsOf([{ id: "default", minimumSeverity: "error" }]);
    const { stages } = containerLogPipeline(severe);
    const minimum = (namespace: string) =>
      relabelled(rules(severe), { __meta_kubernetes_namespace: namespace }).minimum_severity;
    assert.deepEqual([minimum(severe.namespace), minimum("elsewhere")], ["warn", "error"]);
    const dropsAt = stages.flatMap((stage) => (stage.do === "dropLines" ? stage.where.value : []));
    assert.deepEqual(dropsAt.sort(), ["error", "warn"]);
    assert.equal(target(settings.namespace).minimum_severity, target("unknown").minimum_severity);
  });

  it("leaves few labels on a stream", () => {
    const dropped = containerLogPipeline(settings).stages.flatMap((stage) =>
      stage.do === "dropLabels" ? stage.labels : [],
    );
    const visible = Object.keys(target("search")).filter((label) => !label.startsWith("__"));
    assert.deepEqual(visible.filter((label) => !dropped.includes(label)).sort(), [...streamLabels].sort());
  });
});
