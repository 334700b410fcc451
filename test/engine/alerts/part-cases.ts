// Parts of the platform that are down, in all the ways that there are, as the other cases.
import { type Case, own } from "./cases";

/** What kube-state-metrics says of a workload all the time. */
const workload = (name: string, wants: number, ready: number, kind = "statefulset") => {
  const [all, good] = {
    statefulset: ["kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"],
    deployment: ["kube_deployment_spec_replicas", "kube_deployment_status_replicas_ready"],
    daemonset: ["kube_daemonset_status_desired_number_scheduled", "kube_daemonset_status_number_ready"],
  }[kind] ?? ["", ""];
  return {
    [`${all}{${own}, ${kind}="${name}"}`]: `${wants}x400`,
    [`${good}{${own}, ${kind}="${name}"}`]: `${ready}x400`,
  };
};

/** In every case, so that kube-state-metrics is there. */
export const soundPart = workload("otel-gateway", 2, 1);

export const partCases: readonly Case[] = [
  {
    name: "a part of the platform is gone, another has one instance of two",
    series: {
      [`up{${own}, job="loki", instance="a"}`]: "0x120",
      [`up{${own}, job="tempo", instance="a"}`]: "0x120",
      [`up{${own}, job="tempo", instance="b"}`]: "1x120",
    },
    at: 60,
    firing: { PlatformPartDown: 1 },
  },
  {
    name: "Grafana is down, whatever probes its address; Alertmanager, whose sidecar answers",
    series: {
      [`up{${own}, job="grafana", container="grafana", instance="a"}`]: "0x120",
      [`up{${own}, job="probe/grafana", instance="https://grafana.example.com/api/health"}`]: "1x120",
      [`up{${own}, job="kps-alertmanager", container="alertmanager", instance="b"}`]: "0x120",
      [`up{${own}, job="kps-alertmanager", container="config-reloader", instance="c"}`]: "1x120",
    },
    at: 60,
    firing: { PlatformPartDown: 2 },
  },
  {
    name: "pods have no address: pending, never made, on no node; others want none",
    series: {
      ...workload("loki", 1, 0),
      ...workload("otel-operator", 1, 0, "deployment"),
      ...workload("alloy", 3, 0, "daemonset"),
      ...workload("sampler", 0, 0),
      'kube_statefulset_replicas{namespace="shop", statefulset="database"}': "1x120",
      'kube_statefulset_status_replicas_ready{namespace="shop", statefulset="database"}': "0x120",
    },
    at: 60,
    firing: { PlatformPartDown: 3 },
  },
  {
    name: "the prober is down: Grafana, whose address it asks, is not",
    series: {
      [`up{${own}, job="blackbox-exporter", container="blackbox-exporter", instance="a"}`]: "0x120",
      [`up{${own}, job="probe/grafana", instance="https://grafana.example.com/api/health"}`]: "0x120",
    },
    at: 60,
    firing: { PlatformPartDown: 1 },
  },
  {
    name: "one of two workloads that are one job",
    series: {
      [`up{${own}, job="observability/kps-agent", container="prometheus", pod="prom-agent-kps-agent-0"}`]: "1x120",
      [`up{${own}, job="observability/kps-agent", container="prometheus", pod="prom-agent-kps-tenants-0"}`]: "0x120",
      ...workload("prom-agent-kps-agent", 1, 1),
      ...workload("prom-agent-kps-tenants", 1, 0),
    },
    at: 60,
    firing: { PlatformPartDown: 1 },
  },
  {
    name: "what is not ready and does not answer is told once; pods of all kinds of workload",
    series: {
      [`up{${own}, job="tempo", pod="tempo-0"}`]: "0x120",
      ...workload("tempo", 1, 0),
      [`up{${own}, job="kps-operator", container="kube-prometheus-stack", pod="kps-operator-6f7c9d5b8-x2x4z"}`]:
        "0x120",
      ...workload("kps-operator", 1, 0, "deployment"),
      [`up{${own}, job="fluent-bit", container="fluent-bit", pod="fluent-bit-7vq2p"}`]: "0x120",
      ...workload("fluent-bit", 1, 0, "daemonset"),
    },
    at: 60,
    firing: { PlatformPartDown: 3 },
  },
  {
    name: "Loki's ingesters of one zone are gone, the two others take logs",
    series: {
      ...workload("loki-ingester-zone-a", 2, 0),
      ...workload("loki-ingester-zone-b", 2, 2),
      ...workload("loki-ingester-zone-c", 2, 2),
    },
    at: 60,
    firing: {},
  },
  {
    name: "kube-state-metrics has no pod any more",
    series: Object.fromEntries(Object.keys(soundPart).map((series) => [series, "1x20 _x100"])),
    at: 60,
    firing: { PlatformPartDown: 1 },
  },
  {
    name: "kube-state-metrics does not answer",
    series: {
      ...Object.fromEntries(Object.keys(soundPart).map((series) => [series, "1x20 _x100"])),
      [`up{${own}, job="kube-state-metrics", pod="kps-kube-state-metrics-6f7c9d5b8-x2x4z"}`]: "1x20 0x100",
    },
    at: 60,
    firing: { PlatformPartDown: 1 },
  },
];
