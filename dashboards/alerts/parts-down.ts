// Parts of the platform of which nothing is left, as PromQL.

import { probeJobs } from "../../conventions/names";

/** Kinds of workload: how many pods it wants, and how many are ready, by kube-state-metrics. */
const kinds = [
  ["statefulset", "kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"],
  ["deployment", "kube_deployment_spec_replicas", "kube_deployment_status_replicas_ready"],
  ["daemonset", "kube_daemonset_status_desired_number_scheduled", "kube_daemonset_status_number_ready"],
] as const;

/** Loki's ingesters are three workloads and one part, which a lost zone does not take away. */
const zone = "(?:-zone-[a-c])?";
/** What kinds of workload put behind their name in those of their pods. */
const podSuffix = "(?:-[0-9]+|(?:-[0-9a-z]{8,10})?-[0-9a-z]{5})";

/**
 * Parts that do not answer, by `job` and `container` or by `workload`, each once. A sidecar that answers does not
 * stand for the part; nor does a probe of the part's address, which is down when the prober is.
 *
 * What answers no scrape is not all: a pod without an address, pending or never made, is no target, and two workloads may
 * be one job. So whoever wants pods and has none that is ready is down too; and kube-state-metrics,
 * which says so, where it says nothing.
 */
export function partsDown(own: string): string {
  const target = `up{${own}, job!~"${probeJobs}.+"}`;
  const silent = `max by (job, container) (${target}) == 0`;
  const pods = (number: 1 | 2) =>
    kinds.map((kind) => `label_replace(${kind[number]}{${own}}, "workload", "$1", "${kind[0]}", "(.+?)${zone}")`);
  const sum = (number: 1 | 2) => `sum by (workload) (\n  ${pods(number).join("\n  or ")}\n)`;
  const ofSilent =
    `label_replace(${target} and on (job, container) (${silent}), ` +
    `"workload", "$1", "pod", "(.+?)${zone}${podSuffix}")`;
  const unseen =
    `count(up{${own}}) unless on () count(kube_statefulset_replicas{${own}}) ` +
    `unless on () max(up{${own}, job="kube-state-metrics"}) == 0`;
  return `${silent}
or (
  ${sum(1)} > 0 and ${sum(2)} == 0
  unless on (workload) ${ofSilent}
)
or label_replace(${unseen}, "workload", "kube-state-metrics", "", "")`;
}
