// Rings: in a new stack members tell their own by a name; one that stands without is changed in no rollout.
import assert from "node:assert/strict";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { own, type Resource, stateOf } from "../../test/support/stack-state";
import { valueAt } from "../../test/support/value-at";
import { platformLogAlerts } from "../backends/loki/alerts";
import { lokiValues } from "../backends/loki/values";
import { prometheusValues } from "../backends/prometheus/values";
import { tempoDistributedValues } from "../backends/tempo/distributed-values";
import { cloudNames } from "../cloud/names";
import { historyOf } from "./history";

const settings = settingsWith({ size: "large" });
const lokiOf = (values: unknown): Resource => [own, "kubernetes:helm.sh/v3:Release", { name: "loki", values }];

/** Values of the three that have rings, in a run on a stack with this state. */
function valuesOn(state: readonly Resource[], cluster = "test") {
  const { rings } = historyOf(stateOf(state));
  const names = cloudNames({ ...settings, cluster: { name: cluster } }, { ...place, ...(rings && { rings }) });
  const loki = lokiValues(settings, names, platformLogAlerts(settings));
  return {
    loki,
    labels: [
      valueAt(loki, "loki.extraMemberlistConfig.cluster_label"),
      valueAt(tempoDistributedValues(settings, names), "memberlist.cluster_label"),
      valueAt(prometheusValues(settings, names), "alertmanager.alertmanagerSpec.clusterLabel"),
    ],
  };
}

describe("rings", () => {
  it("of a new stack have names that no other engine and no other stack has", () => {
    const labels = [...valuesOn([]).labels, ...valuesOn([], "other").labels];
    assert.equal(new Set(labels).size, 6);
    for (const label of labels) assert.match(String(label), /^test-observability-(loki|tempo|alertmanager)-\w{8}$/);
  });

  it("keep their names, and stay without where Loki stands without: half of them would be another ring", () => {
    const first = valuesOn([]);
    assert.deepEqual(valuesOn([lokiOf(first.loki)]).labels, first.labels);
    const before = valuesOn([lokiOf({ loki: { commonConfig: { replication_factor: 3 } } })]);
    assert.deepEqual(before.labels, [undefined, undefined, undefined]);
    assert.deepEqual(valuesOn([lokiOf(before.loki)]).labels, before.labels);
  });
});
