// What is in the cluster before the platform, or was there and is no more: which of it stops an `up`, and how it is told.
import assert from "node:assert/strict";
import { type Change, checks, gp2, unknown, unmarked } from "../../../test/support/preflight-findings";
import type { Check, Verdict } from "../check";

const rowOf = (what: string, change: Change): Check | undefined => checks(change).find((check) => check.what === what);
const ofFirstDays = {
  definitions: {
    is: ["prometheuses", "servicemonitors"].map((kind) => ({
      name: `${kind}.monitoring.coreos.com`,
      keepsUnknownFields: true as const,
    })),
  },
};
const going = { definitions: { is: [{ name: "opentelemetrycollectors.opentelemetry.io", isGoing: true }] } } as const;
const foreign = { is: [{ namespace: "monitoring", name: "node-exporter" }] };
const left = { is: ["observability-rules"] };
const inhabitants = { is: ["pod prometheus-0", "claim data-prometheus-0"] };
const asleep = { is: ["Deployment grafana", "CronJob nightly", "Helm release grafana"] };
const many = { is: ["pod a", "pod b", "pod c", "pod d", "pod e", "claim a", "claim b"] };
const otel = { namespace: "tracing", name: "otel" };
/** The platform's own class, on a cluster that has taken on Auto Mode or given it up since. */
const madeWith = (provisioner: string) => ({ storageClasses: { is: [{ name: "observability-gp3", provisioner }] } });
const aged = (...kubelets: string[]) => ({ nodes: { is: kubelets.map((kubelet) => ({ taints: [], kubelet })) } });

const rows: [what: string, change: Change, verdict: Verdict | undefined, found?: string, mend?: RegExp][] = [
  ["other platforms in the cluster", { cluster: { platforms: { is: ["observability"] } } }, "ok"],
  [
    "other platforms in the cluster",
    { cluster: { platforms: { is: ["monitoring"] } } },
    "impossible",
    "monitoring",
    /destroy/,
  ],
  ["other platforms in the cluster", { isNew: true }, "ok"],
  ["other platforms in the cluster", { isNew: true, cluster: { platforms: { is: ["observability"] } } }, "impossible"],
  ["other platforms in the cluster", { cluster: { platforms: unknown } }, "unknown"],
  ["namespace observability", { isNew: true }, "ok"],
  [
    "namespace observability",
    { isNew: true, cluster: { namespace: { is: "there" } } },
    "impossible",
    "there",
    /PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true npm run up .*observability:namespace <namespace>/,
  ],
  ["namespace observability", { isNew: true, takesOver: true, cluster: { namespace: { is: "there" } } }, "ok"],
  [
    "namespace observability",
    { isNew: true, takesOver: true, cluster: { namespace: { is: "going" } } },
    "impossible",
    "being deleted",
    /wait until it is gone/,
  ],
  ["namespace observability", { isNew: true, cluster: { namespace: unknown } }, "unknown"],
  [
    "StorageClass observability-gp3",
    { isNew: true, cluster: { storageClasses: { is: [gp2, { ...gp2, name: "observability-gp3" }] } } },
    "impossible",
    "there",
    /kubectl delete storageclass observability-gp3/,
  ],
  ["StorageClass observability-gp3", { isNew: true }, "ok"],
  ["PriorityClass observability", { isNew: true, cluster: { priorityClass: { is: true } } }, "impossible"],
  ["PriorityClass observability", { isNew: true, takesOver: true, cluster: { priorityClass: { is: true } } }, "ok"],
  ["roles in the cluster", {}, "ok"],
  [
    "roles in the cluster",
    { cluster: { otherRoles: { is: [{ name: "alloy", owner: "of release alloy in namespace logging" }] } } },
    "impossible",
    "ClusterRole alloy of release alloy in namespace logging",
    /fullnameOverride/,
  ],
  ["roles in the cluster", { isNew: true, cluster: unmarked }, "impossible", undefined, /kubectl delete clusterrole/],
  ["roles in the cluster", { cluster: unmarked }, "ok"],
  ["other operators", {}, "ok"],
  [
    "other operators",
    { cluster: { operators: { is: [{ namespace: "monitoring", name: "prometheus-operator" }] } } },
    "lacking",
    "monitoring/prometheus-operator",
    /migrate\.md/,
  ],
  ["other operators", { cluster: { operators: { is: [otel, otel] } } }, "lacking", "tracing/otel"],
  ["namespace observability", { isInCluster: true, cluster: { namespace: { is: "there" } } }, "ok", "there"],
  [
    "namespace observability",
    { isInCluster: true, cluster: { namespace: { is: "none" } } },
    "impossible",
    "not there",
    /pulumi refresh/,
  ],
  [
    "namespace observability",
    { isInCluster: true, cluster: { namespace: { is: "going" } } },
    "impossible",
    "being deleted",
    /pulumi refresh/,
  ],
  [
    "namespace observability",
    { isInCluster: true, isAnother: true, cluster: { namespace: { is: "none" } } },
    "impossible",
    "not there",
    /^the commands of docs\/data\.md, “What the state has and the cluster has not”, for a cluster that was made anew: /,
  ],
  ["namespace observability", { isInCluster: true, cluster: { namespace: unknown } }, "unknown"],
  ["namespace observability", { cluster: { namespace: { is: "none" } } }, undefined],
  ["namespace observability", { isNew: true, cluster: { namespace: { is: "none" } } }, "ok", "none"],
  ["namespace observability", { isNew: true, cluster: { namespace: { is: "there" } } }, "impossible", "there"],
  [
    "namespace observability",
    { isNew: true, cluster: { namespace: { is: "there" }, platforms: { is: ["observability"] } } },
    "ok",
  ],
  [
    "namespace observability",
    { isNew: true, cluster: { namespace: { is: "there" }, inhabitants } },
    "impossible",
    "there, with pod prometheus-0, claim data-prometheus-0",
    /^name another(?!.*PULUMI_K8S_UPSERT)/,
  ],
  [
    "namespace observability",
    { isNew: true, takesOver: true, cluster: { namespace: { is: "there" }, inhabitants } },
    "impossible",
    "there, with pod prometheus-0, claim data-prometheus-0",
    /cut off, and destroy would delete/,
  ],
  ["namespace observability", { isNew: true, takesOver: true, cluster: { namespace: { is: "there" } } }, "ok"],
  [
    "namespace observability",
    { isNew: true, takesOver: true, cluster: { namespace: { is: "there" }, inhabitants: asleep } },
    "impossible",
    "there, with Deployment grafana, CronJob nightly, Helm release grafana",
    /stops where a name of the platform's is in use; a ServiceAccount/,
  ],
  [
    "namespace observability",
    { isNew: true, takesOver: true, cluster: { namespace: { is: "there" }, inhabitants: many } },
    "impossible",
    "there, with pod a, pod b, pod c, pod d, pod e, claim a, ...",
  ],
  [
    "namespace observability",
    { isNew: true, takesOver: true, cluster: { namespace: { is: "there" }, inhabitants: unknown } },
    "unknown",
  ],
  ["ValidatingAdmissionPolicies", { isNew: true }, "ok", "none"],
  [
    "ValidatingAdmissionPolicies",
    { isNew: true, cluster: { admissionPolicies: left } },
    "impossible",
    "observability-rules",
    /kubectl delete --ignore-not-found \S+policy,\S+policybinding observability-rules$/,
  ],
  ["ValidatingAdmissionPolicies", { isNew: true, takesOver: true, cluster: { admissionPolicies: left } }, "impossible"],
  ["ValidatingAdmissionPolicies", { isNew: true, cluster: { admissionPolicies: unknown } }, "unknown"],
  ["ValidatingAdmissionPolicies", { cluster: { admissionPolicies: left } }, undefined],
  ["PriorityClass observability", { isNew: true }, "ok", "none"],
  ["PriorityClass observability", { isNew: true, cluster: { priorityClass: { is: true } } }, "impossible", "there"],
  ["StorageClass observability-gp3", { isNew: true, settings: { storageClass: "gp2" } }, undefined],
  ["StorageClass observability-gp3", { isNew: true, cluster: { storageClasses: unknown } }, "unknown"],
  [
    "definitions of the operators",
    { cluster: going },
    "impossible",
    "being deleted: opentelemetrycollectors.opentelemetry.io",
    /kubectl get opentelemetrycollectors\.opentelemetry\.io -A .*finalizers/,
  ],
  [
    "definitions of the operators",
    { cluster: ofFirstDays },
    "impossible",
    "spec.preserveUnknownFields is true: prometheuses.monitoring.coreos.com, servicemonitors.monitoring.coreos.com",
    /^kubectl patch crd prometheuses\.monitoring\.coreos\.com servicemonitors\.monitoring\.coreos\.com --type merge -p '\{"spec":\{"preserveUnknownFields":false\}\}'$/,
  ],
  ["definitions of the operators", {}, undefined],
  [
    "definitions of the operators",
    { isMonitored: true },
    "lacking",
    "not there: alertmanagers.monitoring.coreos.com, prometheusagents.monitoring.coreos.com, " +
      "prometheuses.monitoring.coreos.com, prometheusrules.monitoring.coreos.com",
    /“Definitions that were deleted”/,
  ],
  ["definitions of the operators", { isMonitored: true, isAnother: true }, undefined],
  ["definitions of the operators", { isMonitored: true, cluster: { definitions: unknown } }, undefined],
  ["definitions of the operators", { cluster: { definitions: unknown } }, undefined],
  ["roles in the cluster", { cluster: { otherRoles: unknown } }, "unknown"],
  ["other operators", { cluster: { operators: unknown } }, "unknown"],
  ["volumes", { aws: { autoMode: true }, cluster: madeWith("ebs.csi.eks.amazonaws.com") }, "ok"],
  ["volumes", { aws: { autoMode: true }, cluster: { storageClasses: unknown } }, "ok"],
  [
    "volumes",
    { aws: { autoMode: true }, cluster: madeWith("ebs.csi.aws.com") },
    "lacking",
    "observability-gp3 (ebs.csi.aws.com)",
    /scheduling\.nodeSelector/,
  ],
  [
    "volumes",
    {
      settings: { scheduling: { nodeSelector: { a: "b" } } },
      aws: { autoMode: true },
      cluster: madeWith("ebs.csi.aws.com"),
    },
    "ok",
    "there",
  ],
  [
    "volumes",
    { cluster: madeWith("ebs.csi.eks.amazonaws.com") },
    "lacking",
    "observability-gp3 (ebs.csi.eks.amazonaws.com)",
    /switch its block storage on again/,
  ],
  ["volumes", { cluster: madeWith("ebs.csi.aws.com") }, "ok", "there"],
  ["other monitors", {}, "ok", "none"],
  [
    "other monitors",
    {
      cluster: {
        otherMonitors: {
          is: [
            { namespace: "monitoring", name: "node-exporter" },
            { namespace: "monitoring", name: "kube-state-metrics" },
            { namespace: "kube-system", name: "kubelet" },
          ],
        },
      },
    },
    "lacking",
    "monitoring/node-exporter, monitoring/kube-state-metrics, kube-system/kubelet",
    /^kubectl label namespace monitoring kube-system observability\.io\/monitors=elsewhere /,
  ],
  ["other monitors", { cluster: { otherMonitors: unknown } }, "unknown"],
  ["rules in namespaces", {}, "ok", "none"],
  [
    "rules in namespaces",
    { cluster: { strayRules: { is: [{ namespace: "payments", name: "slo" }] } } },
    "lacking",
    "payments/slo",
    /^give them their namespace's/,
  ],
  [
    "own monitors",
    { cluster: { readElsewhere: { is: ["observability.io/monitors", "observability.io/rules"] } } },
    "impossible",
    "observability.io/monitors=elsewhere, observability.io/rules=elsewhere",
    /^kubectl label namespace observability observability\.io\/monitors- observability\.io\/rules-$/,
  ],
  ["other collectors", { isNew: true }, "ok", "none"],
  [
    "other collectors",
    { isNew: true, cluster: { managedCollectors: { is: [otel, { namespace: "a", name: "b" }] } } },
    "lacking",
    "tracing/otel, a/b",
    /"unmanaged"\}\}' -n tracing otel$/,
  ],
  ["other collectors", { isNew: true, cluster: { managedCollectors: unknown } }, "unknown"],
  ["other collectors", { cluster: { managedCollectors: { is: [otel] } } }, undefined],
  ["other node-exporters", {}, "ok", "none"],
  [
    "other node-exporters",
    { cluster: { nodeExporters: foreign } },
    "lacking",
    "monitoring/node-exporter",
    /migrate\.md/,
  ],
  ["other node-exporters", { cluster: { nodeExporters: unknown } }, "unknown"],
  [
    "kubelets",
    { cluster: aged("v1.28.15-eks-1", "v1.27.9", "v1.31.2", "v1.28.1") },
    "lacking",
    "nodes of Kubernetes 1.27, 1.28",
    /aws eks update-nodegroup-version --cluster-name test --nodegroup-name <group>; /,
  ],
  ["kubelets", { cluster: aged("v1.29.0-eks-1", "v1.34.1", "latest") }, undefined],
  ["kubelets", { cluster: { nodes: unknown } }, undefined],
];

describe("the look at what is there already", () => {
  for (const [what, change, verdict, found, mend] of rows) {
    it(`finds ${what} ${verdict ?? "nothing to tell"}: ${JSON.stringify(change)}`, () => {
      const row = rowOf(what, change);
      assert.equal(row?.verdict, verdict);
      if (found !== undefined) assert.equal(row?.found, found);
      if (mend) assert.match(row?.mend ?? "", mend);
    });
  }

  it("says against what other platforms are counted", () => {
    const needed = (isNew: boolean) => rowOf("other platforms in the cluster", { isNew })?.needed;
    assert.deepEqual(
      [needed(true), needed(false)],
      ["none: this stack has made nothing yet", "none beside namespace observability"],
    );
  });

  it("says what became of a namespace that the state has", () => {
    const needed = (isAnother: boolean) =>
      rowOf("namespace observability", { isInCluster: true, isAnother, cluster: { namespace: { is: "none" } } })
        ?.needed;
    assert.match(needed(true) ?? "", /: somebody made the cluster anew$/);
    assert.match(needed(false) ?? "", /: somebody deleted it$/);
  });
});
