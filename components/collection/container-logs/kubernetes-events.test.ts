import assert from "node:assert/strict";
import { alloyProblems, type ParsedBlock, parseAlloy } from "../../../test/support/alloy";
import { settingsOf } from "../../../test/support/settings-of";
import { unknownPaths } from "../../chart-values/value-paths";
import { charts } from "../../charts";
import { plannedReleases } from "../../releases";
import { eventsConfig } from "./events-config";
import { eventsValues } from "./events-values";
import { numbersBelow } from "./levels";
import { maskLine } from "./pipeline";

const settings = settingsOf({
  tenants: [
    { id: "payments", namespaces: ["payments", "payments-jobs"] },
    { id: "shop", namespaces: ["shop"] },
    { id: "outside" },
  ],
});
const blocks = parseAlloy(eventsConfig(settings));
const block = (name: string): ParsedBlock => {
  const found = blocks.find((one) => one.name === name);
  assert.ok(found, name);
  return found;
};

/** Labels of an event after the rules, as Prometheus applies them. */
function relabelled(namespace: string): Record<string, string> {
  const labels: Record<string, string> = { namespace, job: "kubernetes-events", instance: "any" };
  for (const { attributes } of block("loki.relabel").blocks) {
    const {
      action,
      source_labels,
      regex = "(.*)",
      target_label,
      replacement = "$1",
    } = attributes as {
      action?: string;
      source_labels?: string[];
      regex?: string;
      target_label?: string;
      replacement?: string;
    };
    const whole = new RegExp(`^(?:${regex})$`);
    if (action === "labeldrop") {
      for (const label of Object.keys(labels)) if (whole.test(label)) delete labels[label];
      continue;
    }
    const match = whole.exec((source_labels ?? []).map((label) => labels[label] ?? "").join(";"));
    if (match && target_label) labels[target_label] = replacement.replace("$1", match[1] ?? "");
  }
  return labels;
}

describe("events of the cluster", () => {
  it("are read by a configuration that Alloy's reference knows", () => {
    assert.deepEqual(alloyProblems(blocks), []);
    assert.equal(block("loki.source.kubernetes_events").attributes.namespaces, undefined, "of every namespace");
  });

  it("are their namespace's tenant's, and the default tenant's where nobody owns it or there is none", () => {
    for (const [namespace, tenant] of [
      ["payments-jobs", "payments"],
      ["shop", "shop"],
      ["shop-2", "default"],
      ["kube-system", "default"],
      ["", "default"],
    ] as const)
      assert.equal(relabelled(namespace).tenant, tenant, namespace);
    const stages = block("loki.process").blocks;
    assert.deepEqual(stages.find(({ name }) => name === "stage.tenant")?.attributes, { label: "tenant" });
  });

  it("are found under few labels, those of other logs", () => {
    assert.deepEqual(relabelled("shop"), {
      service_name: "kubernetes-events",
      deployment_environment_name: settings.environment,
      k8s_namespace_name: "shop",
      // Dropped once they have chosen the tenant and what is kept.
      tenant: "shop",
      minimum_severity: "debug",
    });
  });

  it("are kept from their tenant's minimum severity on, as the records of every path", () => {
    const tenants = [
      { id: "payments", namespaces: ["payments"], minimumSeverity: "warn" },
      { id: "shop", namespaces: ["shop"] },
    ];
    const process = parseAlloy(eventsConfig(settingsOf({ tenants }))).find(({ name }) => name === "loki.process");
    const drops = (process?.blocks ?? []).flatMap(({ name, attributes, blocks: [drop] }) =>
      name === "stage.match" ? [[attributes.selector, drop?.attributes.source, drop?.attributes.expression]] : [],
    );
    assert.deepEqual(drops, [
      ['{minimum_severity="debug"}', "severity_number", numbersBelow("debug")],
      ['{minimum_severity="warn"}', "severity_number", numbersBelow("warn")],
    ]);
  });

  it("have their secrets masked as other lines are", () => {
    const masks = block("loki.process").blocks.flatMap(({ name, attributes: { source, expression, replace } }) =>
      name === "stage.replace" && source === undefined ? [[expression, replace]] : [],
    );
    assert.deepEqual(
      masks,
      maskLine.flatMap((stage) => (stage.do === "mask" ? [[stage.expression, stage.to]] : [])),
    );
  });

  it("come once: from one pod that remembers how far it has read", () => {
    const { controller, alloy } = eventsValues(settings) as {
      controller: { type: string; replicas: number; volumeClaimTemplates: { metadata: { name: string } }[] };
      alloy: { storagePath: string; mounts: { extra: { name: string; mountPath: string }[] } };
    };
    assert.equal(controller.type, "statefulset");
    assert.equal(controller.replicas, 1);
    assert.equal(controller.volumeClaimTemplates[0]?.metadata.name, alloy.mounts.extra[0]?.name);
    assert.equal(alloy.storagePath, alloy.mounts.extra[0]?.mountPath);
    assert.throws(() => settingsOf({ sizing: { kubernetesEvents: { replicas: 2 } } }), /store each event twice/);
  });

  it("are read by a pod that is not root", () => {
    const { alloy } = eventsValues(settings) as { alloy: { securityContext: Record<string, unknown> } };
    assert.equal(alloy.securityContext.runAsNonRoot, true);
    assert.notEqual(alloy.securityContext.runAsUser, 0);
  });

  it("are all that it may read", () => {
    const { rbac } = eventsValues(settings) as { rbac: Record<string, { resources: string[]; verbs: string[] }[]> };
    const rules = [...(rbac.rules ?? []), ...(rbac.clusterRules ?? [])];
    assert.deepEqual([...new Set(rules.flatMap(({ resources }) => resources))], ["events"]);
    assert.deepEqual(rules.flatMap(({ verbs }) => verbs).sort(), ["get", "list", "watch"]);
  });

  it("are read by values that the pinned chart knows, and not at all where that is off", () => {
    const { name, version } = charts.kubernetesEvents;
    assert.deepEqual(unknownPaths(name, version, eventsValues(settings)), []);
    const planned = (kubernetesEvents: boolean) =>
      plannedReleases(settingsOf({ logs: { kubernetesEvents } })).map(([id]) => id);
    assert.ok(planned(true).includes("kubernetesEvents"));
    assert.ok(!planned(false).includes("kubernetesEvents"));
  });
});
