// Labels, annotations, nodes and tolerations of pods that cannot work: refused before anything is planned.
import { type Case, tellsOf } from "../../test/support/told";

const cases: Case[] = [
  [
    "labels by which pods are found",
    { pods: { labels: { app: "mine", "app.kubernetes.io/part-of": "mine", "app.kubernetes.io/version": "fine" } } },
    'pods.labels.app: "mine" - must be another label: pods are found by this one',
    'pods.labels["app.kubernetes.io/part-of"]: "mine" - must be another label',
  ],
  [
    "annotations by which pods are replaced",
    { pods: { annotations: { "checksum/config": "1", "observability.io/identity": "1", "example.com/team": "a" } } },
    'pods.annotations["checksum/config"]: "1" - must be another annotation: by this one pods are replaced',
    'pods.annotations["observability.io/identity"]: "1" - must be another annotation',
  ],
  [
    "annotations that switch a container's profile off, in their older words",
    {
      pods: {
        annotations: {
          "container.apparmor.security.beta.kubernetes.io/grafana": "unconfined",
          "container.seccomp.security.alpha.kubernetes.io/grafana": "unconfined",
          "seccomp.security.alpha.kubernetes.io/pod": "unconfined",
          "kubernetes.io/description": "seccomp",
        },
      },
    },
    ...["container.apparmor.security.beta", "container.seccomp.security.alpha", "seccomp.security.alpha"].map(
      (prefix) => `pods.annotations["${prefix}.kubernetes.io/`,
    ),
  ],
  [
    "annotations that bring something into every pod, or before it",
    {
      pods: {
        annotations: {
          "instrumentation.opentelemetry.io/inject-java": "true",
          "k8s.v1.cni.cncf.io/networks": "storage",
          "kubernetes.io/config.mirror": "a",
        },
      },
    },
    'pods.annotations["instrumentation.opentelemetry.io/inject-java"]: "true" - must be another annotation: it puts into',
    'pods.annotations["k8s.v1.cni.cncf.io/networks"]: "storage" - must be another annotation',
    'pods.annotations["kubernetes.io/config.mirror"]: "a" - must be another annotation',
  ],
  [
    "what would keep Karpenter from every node of the cluster, as agents run on each",
    { pods: { annotations: { "karpenter.sh/do-not-disrupt": "true" } } },
    'pods.annotations["karpenter.sh/do-not-disrupt"]: "true" - must be another annotation: with this one on what runs',
  ],
  [
    "containers of meshes and stores of secrets, which no policy lets out; kept away they are nobody's",
    {
      pods: {
        annotations: {
          "linkerd.io/inject": "enabled",
          "sidecar.istio.io/inject": "false",
          "vault.hashicorp.com/agent-inject": "true",
        },
        labels: { "sidecar.istio.io/inject": "true", "kuma.io/sidecar-injection": "disabled" },
      },
    },
    'pods.annotations["linkerd.io/inject"]: "enabled" - must be another annotation: it puts into',
    'pods.annotations["vault.hashicorp.com/agent-inject"]: "true" - must be another annotation: it puts into',
    'pods.labels["sidecar.istio.io/inject"]: "true" - must be another label: it puts into every pod',
  ],
  [
    "a mesh that takes over the traffic of pods by a label; an annotation of that name is nothing",
    {
      pods: {
        annotations: { "istio.io/rev": "stable" },
        labels: { "istio.io/dataplane-mode": "ambient", "istio.io/rev": "stable", "istio.io/use-waypoint": "none" },
      },
    },
    'pods.labels["istio.io/dataplane-mode"]: "ambient" - must be another label: it puts into every pod',
    'pods.labels["istio.io/rev"]: "stable" - must be another label: it puts into every pod',
  ],
  ["one that leaves pods out", { pods: { labels: { "istio.io/dataplane-mode": "none" } } }],
  [
    "the label of older add-ons, named like any other",
    { pods: { labels: { "k8s-app": "x" } } },
    'pods.labels.k8s-app: "x" - must be another label: pods are found by this one',
  ],
  [
    "a label that is malformed hides none that selects pods",
    {
      pods: { labels: { team: "Team A", app: "x" } },
      scheduling: { nodeSelector: { a: "b c", "kubernetes.io/os": "windows" } },
    },
    'pods.labels.app: "x" - must be another label: pods are found by this one',
    'pods.labels.team: "Team A" - must be a Kubernetes label value',
    'scheduling.nodeSelector.a: "b c" - must be a Kubernetes label value',
    'scheduling.nodeSelector["kubernetes.io/os"]: "windows" - must be linux',
  ],
  [
    "annotations and labels that are credentials by their name",
    {
      pods: {
        annotations: { token: "s3cr3t-1", "example.com/api-key": "s3cr3t-2", "vault.example.com/agent-token": "true" },
        labels: { password: "s3cr3t-3" },
      },
      grafana: {
        hostname: "g.example.com",
        ingress: {
          className: "nginx",
          annotations: {
            "nginx.ingress.kubernetes.io/auth-secret": "people",
            "example.com/client-secret-key": "s3cr3t",
          },
        },
      },
    },
    'grafana.ingress.annotations["example.com/client-secret-key"]: [secret] - must be another name',
    'pods.annotations["example.com/api-key"]: [secret] - must be another name',
    "pods.annotations.token: [secret] - must be another name: this one is a credential's",
    "pods.labels.password: [secret] - must be another name",
  ],
  [
    "nodes that run no Linux",
    { scheduling: { nodeSelector: { "kubernetes.io/os": "windows", "beta.kubernetes.io/os": "linux" } } },
    'scheduling.nodeSelector["kubernetes.io/os"]: "windows" - must be linux, for which the images are',
  ],
  [
    "nodes of a kind that the images are not for",
    { scheduling: { nodeSelector: { "kubernetes.io/arch": "x86_64", "beta.kubernetes.io/arch": "arm64" } } },
    'scheduling.nodeSelector["kubernetes.io/arch"]: "x86_64" - must be amd64 or arm64, for which the images are',
  ],
  [
    "nodes without volumes",
    { scheduling: { nodeSelector: { "eks.amazonaws.com/compute-type": "fargate" } } },
    'scheduling.nodeSelector["eks.amazonaws.com/compute-type"]: "fargate" - must be auto, as Fargate and hybrid nodes',
  ],
  [
    "tolerations by which pods stay on nodes that are gone",
    { scheduling: { tolerations: [{ key: "node.kubernetes.io/unreachable", operator: "Exists" }, { key: "a" }] } },
    'scheduling.tolerations[0].key: "node.kubernetes.io/unreachable" - must be another taint: pods of a node that is ' +
      "gone would never be replaced - pulumi config rm --path 'observability:scheduling.tolerations[0]'",
  ],
  [
    "tolerations by which pods come back to nodes that are being drained",
    { scheduling: { tolerations: [{ key: "node.kubernetes.io/unschedulable", operator: "Exists" }] } },
    'scheduling.tolerations[0].key: "node.kubernetes.io/unschedulable" - must be another taint: pods would come back',
  ],
  [
    "tolerations of every taint",
    {
      scheduling: {
        tolerations: [{ operator: "Exists" }, { operator: "Exists", effect: "NoSchedule" }, { value: "b" }],
      },
    },
    "scheduling.tolerations[0].key: (not set) - is required",
    "scheduling.tolerations[1].key: (not set) - is required",
    "scheduling.tolerations[2].key: (not set) - is required",
  ],
  [
    "tolerations that the API server refuses",
    { scheduling: { tolerations: [{ key: "a", operator: "Exists", value: "b" }] } },
    'scheduling.tolerations[0].value: "b" - must be absent while operator is Exists',
  ],
  [
    "a single node",
    { scheduling: { nodeSelector: { "kubernetes.io/hostname": "ip-10-0-3-7.eu-central-1.compute.internal" } } },
    'scheduling.nodeSelector["kubernetes.io/hostname"]: "ip-10-0-3-7.eu-central-1.compute.internal" - must be absent: ',
  ],
  [
    "more annotations than the releases bear, in every pod",
    { pods: { annotations: Object.fromEntries([...Array(5)].map((_, index) => [`a${index}`, "x".repeat(4_000)])) } },
    "pods.annotations: a map of 5 keys - must be shorter: pods.labels, pods.annotations and scheduling.nodeSelector may have at most",
  ],
];

describe("pods and nodes that cannot work", () => tellsOf(cases));
