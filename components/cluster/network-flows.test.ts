// Every flow of the architecture, judged from the NetworkPolicy objects as each kind of network plugin reads them, on
// each kind of cluster; and the flows that must not be.
import assert from "node:assert/strict";
import type { ClusterKind } from "../../settings/cluster-kind";
import type { Settings } from "../../settings/settings";
import { kindsOfCluster } from "../../test/support/kinds-of-cluster";
import { type End, isAllowed, type Reading, readings } from "../../test/support/network-evaluator";
import { settingsOf } from "../../test/support/settings-of";
import { networkPolicySpecs } from "./network-policy-specs";
import { type PodGroup, pods } from "./network-table";

const kinds: Readonly<Record<string, ClusterKind>> = {
  "an ordinary cluster": kindsOfCluster.ordinary,
  "EKS Auto Mode": kindsOfCluster.autoMode,
  "custom networking": kindsOfCluster.customNetworking,
  "an IPv6 cluster": kindsOfCluster.ipv6,
};

interface Stage {
  settings: Settings;
  our: (group: PodGroup) => End;
  pod: (name: string, namespace: string, labels: Readonly<Record<string, string>>) => End;
  others: Readonly<Record<"application" | "ingressController" | "clusterDns" | "broker", End>>;
  hosts: Readonly<Record<"hostPod" | "kubelet" | "nodeLocalDns" | "podIdentityAgent", End>>;
  away: Readonly<Record<"internet" | "apiServer" | "s3" | "msk", End>>;
}

function stageOf(kind: ClusterKind, configuration: Record<string, unknown>): Stage {
  const v6 = kind.ipFamily === "ipv6";
  const pod = (name: string, namespace: string, labels = {}): End => ({
    name,
    address: v6 ? "2600:1f13:aa:bb00::4d2" : kind === kindsOfCluster.customNetworking ? "100.64.3.7" : "10.0.3.7",
    pod: { namespace: { "kubernetes.io/metadata.name": namespace }, labels, ours: namespace === "observability" },
  });
  const host = (name: string, address: string): End => ({ name, address, node: true });
  const node = v6 ? "2600:1f13:aa:bb00::1" : "10.0.3.1";
  const settings = { ...settingsOf(configuration), clusterKind: kind };
  const onNodes = settings.cluster.operatorsOnNodes !== undefined;
  return {
    settings,
    pod,
    our: (group) =>
      onNodes && (group === "prometheusOperator" || group === "instrumentationOperator")
        ? host(group, node)
        : pod(group, "observability", pods[group]),
    others: {
      application: pod("application", "payments", { app: "shop" }),
      ingressController: pod("ingress controller", "ingress-nginx"),
      clusterDns: pod("CoreDNS", "kube-system", { "k8s-app": "kube-dns" }),
      broker: pod("broker in the cluster", "kafka"),
    },
    hosts: {
      hostPod: host("pod on its node's network", node),
      kubelet: host("kubelet", node),
      nodeLocalDns: host("DNS on the node", v6 ? "fd00::a" : "169.254.20.10"),
      podIdentityAgent: host("Pod Identity agent", v6 ? "fd00:ec2::23" : "169.254.170.23"),
    },
    away: {
      internet: { name: "the internet", address: v6 ? "2001:db8::1" : "198.51.100.7" },
      apiServer: { name: "API server", address: v6 ? "2600:1f13:aa:bb00::99" : "10.0.9.9" },
      s3: { name: "S3", address: "52.219.1.1" },
      msk: { name: "MSK", address: "10.0.20.5" },
    },
  };
}

/** Whether somebody in the cluster is told of alerts. */
const hasHook = ({ alerts }: Settings) => alerts.receivers.length > 0 || alerts.deadMansSwitch !== undefined;

type Row = [from: End, to: End, port: number, protocol?: "UDP"];

function wanted({ settings, our, others, hosts, away }: Stage): Row[] {
  const everybody = Object.keys(pods) as PodGroup[];
  const roles: PodGroup[] = ["loki", "tempo", "fileLogs", "logConsumer", "gateway"];
  const kafka = settings.kafka.mode === "msk" ? [away.msk] : settings.kafka.mode === "external" ? [others.broker] : [];
  const brokerPort = settings.kafka.mode === "external" ? 9094 : 9098;
  return [
    // Out of every pod: names, the API server, AWS.
    ...everybody.flatMap((group): Row[] => [
      [our(group), others.clusterDns, 53, "UDP"],
      [our(group), others.clusterDns, 53],
      [our(group), hosts.nodeLocalDns, 53, "UDP"],
      [our(group), away.apiServer, 443],
      [our(group), away.s3, 443],
      [our("agent"), our(group), 9999],
    ]),
    ...(settings.identity === "podIdentity" ? roles.map((group): Row => [our(group), hosts.podIdentityAgent, 80]) : []),
    // Telemetry in.
    [others.application, our("gateway"), 4317],
    [others.application, our("gateway"), 4318],
    [our("gateway"), our("lokiGateway"), 8080],
    [our("alloy"), our("lokiGateway"), 8080],
    [our("promtail"), our("lokiGateway"), 8080],
    [our("kubernetesEvents"), our("lokiGateway"), 8080],
    [our("logConsumer"), our("lokiGateway"), 8080],
    [our("lokiGateway"), our("loki"), 3100],
    [our("sampler"), our("lokiGateway"), 8080],
    [our("lokiGateway"), our("tempo"), 4318],
    [our("gateway"), our("sampler"), 4317],
    [our("gateway"), our("prometheus"), 9090],
    [our("agent"), our("prometheus"), 9090],
    [our("tempo"), our("prometheus"), 9090],
    ...kafka.flatMap((broker): Row[] =>
      (["fileLogs", "logConsumer", "kafkaExporter"] as const).map((group): Row => [our(group), broker, brokerPort]),
    ),
    // Scrapes and probes.
    [our("agent"), others.application, 8080],
    [our("agent"), hosts.kubelet, 10_250],
    [our("agent"), away.msk, 11_001],
    [our("agent"), our("blackboxExporter"), 9115],
    [our("blackboxExporter"), away.internet, 443],
    // People and operators.
    [others.ingressController, our("grafana"), 3000],
    [away.internet, our("grafana"), 3000],
    [our("grafana"), our("lokiGateway"), 8090],
    [our("lokiGateway"), our("promLabelProxy"), 8080],
    [our("lokiGateway"), our("prometheus"), 9090],
    [our("lokiGateway"), our("alertmanager"), 9093],
    [our("lokiGateway"), our("tempo"), 3200],
    [our("prometheus"), our("alertmanager"), 9093],
    [our("loki"), our("alertmanager"), 9093],
    // Members of one cluster: Alertmanager's README asks for both.
    [our("alertmanager"), our("alertmanager"), 9094],
    [our("alertmanager"), our("alertmanager"), 9094, "UDP"],
    [our("loki"), our("loki"), 7946],
    [our("tempo"), our("tempo"), 7946],
    [our("alertmanager"), away.internet, 443],
    ...(hasHook(settings) ? ([[our("alertmanager"), others.application, 8080]] as Row[]) : []),
    // The proxy, where what leaves the cluster goes through it.
    ...(settings.proxy ? everybody.map((group): Row => [our(group), away.internet, 3128]) : []),
    [away.apiServer, our("prometheusOperator"), 10_250],
    [away.apiServer, our("instrumentationOperator"), 9443],
    ...(settings.cluster.externalIngest
      ? ([
          [away.internet, our("gateway"), 14_317],
          [hosts.hostPod, our("gateway"), 14_318],
          // The load balancer asks pods whether they are well.
          [away.internet, our("gateway"), 13_133],
        ] as Row[])
      : []),
  ];
}

function unwanted({ settings, our, pod, others, hosts, away }: Stage): Row[] {
  const strangers = [others.application, hosts.hostPod, away.internet];
  const doors: [PodGroup, number][] = [
    ["lokiGateway", 8080],
    ["loki", 3100],
    ["loki", 9095],
    ["tempo", 3200],
    ["tempo", 4317],
    ["tempo", 4318],
    ["prometheus", 9090],
    ["alertmanager", 9093],
    ["promLabelProxy", 8080],
    ["sampler", 4317],
    ["gateway", 4319],
  ];
  return [
    ...strangers.flatMap((stranger) => doors.map(([group, port]): Row => [stranger, our(group), port])),
    [away.internet, our("gateway"), 4317],
    // Who reads a tenant's data comes by the front door.
    // Where is written, the tenant is whoever is named.
    [our("grafana"), our("lokiGateway"), 8080],
    [our("grafana"), our("tempo"), 3200],
    [our("grafana"), our("promLabelProxy"), 8080],
    [our("grafana"), our("prometheus"), 9090],
    [our("grafana"), our("alertmanager"), 9093],
    // What people have them post would be stored as the platform's own; where a hook is in the cluster Alertmanager may.
    [our("grafana"), our("gateway"), 4318],
    ...(hasHook(settings) ? [] : ([[our("alertmanager"), our("gateway"), 4318]] as Row[])),
    // Pods of the Prometheus operator's release, which stay on the pods' network.
    ...(settings.cluster.operatorsOnNodes
      ? [[away.internet, pod("kube-state-metrics", "observability", pods.prometheusOperator), 10_250] as Row]
      : []),
    ...(settings.cluster.externalIngest
      ? []
      : ([
          [away.internet, our("gateway"), 14_317],
          [away.internet, our("gateway"), 13_133],
        ] as Row[])),
    ...(hasHook(settings) ? [] : ([[our("alertmanager"), others.application, 8080]] as Row[])),
    ...(settings.proxy ? [] : ([[our("loki"), away.internet, 3128]] as Row[])),
    [our("grafana"), our("loki"), 3100],
    [our("grafana"), hosts.podIdentityAgent, 80],
    [our("alloy"), away.internet, 80],
    [our("grafana"), away.msk, 9098],
  ];
}

const stacks: Readonly<Record<string, Record<string, unknown>>> = {
  "with MSK": { kafka: { mode: "msk" }, size: "large" },
  "with external senders, IRSA, no Kafka": {
    kafka: { mode: "none" },
    identity: "irsa",
    cluster: {
      name: "c",
      externalIngest: {
        hostname: "ingest.example.com",
        tlsSecret: "t",
        loadBalancer: { sourceRanges: ["192.0.2.0/24"] },
      },
    },
  },
  "with operators on their nodes, which no policy guards": { cluster: { name: "c", operatorsOnNodes: {} } },
  "with a proxy, and a webhook in the cluster": {
    proxy: { url: "http://proxy.example.com:3128" },
    alerts: { receivers: [{ name: "hook", type: "webhook", url: "http://hook.alerts.svc:8080/alerts" }] },
  },
  "with a dead man's switch in the cluster": {
    alerts: { deadMansSwitch: { type: "webhook", url: "http://hook_of.alerts.svc:8080" } },
  },
  "with brokers that advertise another port": {
    kafka: {
      mode: "external",
      auth: "scram",
      bootstrapServers: ["kafka.kafka:9092"],
      advertisedPorts: [9094],
      existingSecret: "k",
    },
  },
};

const failing = (stage: Stage, rows: readonly Row[], reading: Reading, expected: boolean) => {
  const policies = networkPolicySpecs(stage.settings);
  return rows
    .filter(
      ([from, to, port, protocol]) =>
        isAllowed(policies, { from, to, port, ...(protocol && { protocol }) }, reading) !== expected,
    )
    .map(([from, to, port]) => `${from.name} -> ${to.name}:${port}`);
};

for (const [kindName, kind] of Object.entries(kinds)) {
  for (const [stackName, configuration] of Object.entries(stacks)) {
    describe(`the network on ${kindName}, ${stackName}`, () => {
      const stage = stageOf(kind, configuration);
      for (const reading of readings) {
        it(`lets every flow of the platform through where an address block is ${reading}`, () => {
          assert.deepEqual(failing(stage, wanted(stage), reading, true), []);
        });
        it(`lets nothing else through where an address block is ${reading}`, () => {
          assert.deepEqual(failing(stage, unwanted(stage), reading, false), []);
        });
      }
      it("takes OTLP from pods on their node's network; with Cilium's reading only where nodes are addresses", () => {
        const rows = [4317, 4318].map((port): Row => [stage.hosts.hostPod, stage.our("gateway"), port]);
        assert.deepEqual(failing(stage, rows, "every address", true), []);
        assert.deepEqual(failing(stage, rows, "outside the cluster only", false), []);
      });
    });
  }
}
