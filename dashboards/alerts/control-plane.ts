// Alerts on the way that logs of the EKS control plane take, where `logs.controlPlane` is on. What AWS knows of it, queues
// and Firehose, has no metrics in the cluster: that nothing comes is what can be seen of everything before the Collector.
import { alert, type Platform, type RuleGroup } from "./rule";

export function controlPlaneRules({ namespace }: Platform): RuleGroup[] {
  const reader = `up{namespace="${namespace}", job="control-plane-logs"}`;
  const read = `otelcol_receiver_accepted_log_records{namespace="${namespace}", receiver="awss3"}`;
  return [
    {
      name: "observability.control-plane",
      rules: [
        alert("ControlPlaneLogsSilent", {
          severity: "warning",
          expr: `count(${reader} == 1) > 0 unless on () sum(increase(${read}[1h])) > 0`,
          for: "30m",
          summary: "No log of the EKS control plane has come for more than an hour",
          description:
            "The subscription, Firehose, the bucket, the queue, or a right to one of them is missing. CloudWatch keeps " +
            "the records; Firehose gives up on what it cannot write for 24 hours.",
        }),
      ],
    },
  ];
}
