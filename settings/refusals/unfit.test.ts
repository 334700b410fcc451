// What is well-formed, and nodes, load balancers, Helm or the engines would refuse or read otherwise once `up` runs.
import { charts } from "../../components/charts";
import { type Case, tellsOf, tenant } from "../../test/support/told";

const onNodes = (firstPort: number) => ({ cluster: { name: "c", operatorsOnNodes: { firstPort } } });
const blocks = (count: number) => ({
  cluster: {
    name: "c",
    externalIngest: {
      hostname: "i.example.com",
      tlsSecret: "tls",
      loadBalancer: { sourceRanges: Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`) },
    },
  },
});
const manyLabels = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`label-${index}`, "x".repeat(40)]));
const hooks = (url: string) => ({
  alerts: {
    receivers: [{ name: "a", type: "webhook", url: { secure: url } }],
    deadMansSwitch: { type: "webhook", url: { secure: url } },
  },
});

/** A DNS name of so many characters. */
const prefix = (length: number) => `${"a.".repeat(100)}${"a".repeat(length - 200)}`;
const prefixed = (length: number) => ({
  pods: { labels: { [`${prefix(length)}/l`]: "x" }, annotations: { [`${prefix(length)}/a`]: "x" } },
  scheduling: {
    nodeSelector: { [`${prefix(length)}/n`]: "x" },
    tolerations: [{ key: `${prefix(length)}/t`, operator: "Exists" }],
  },
});

const words = ["123", "1.5", "1e3", "0x1f", "0123", "2026-01-01", "on", "y", "null"];

const cases: Case[] = [
  ...words.map(
    (word): Case => [
      `names that charts write without quotes, and YAML reads otherwise: ${word}`,
      {
        storageClass: word,
        grafana: { hostname: "g.example.com", ingress: { className: word, controller: "other" } },
        images: { pullSecrets: ["fine", word] },
        ...(/^[a-z]/.test(word) ? { namespace: word } : {}),
      },
      `grafana.ingress.className: "${word}" - must be a name that is text without quotes`,
      `images.pullSecrets[1]: "${word}" - must be a name that is text without quotes`,
      ...(/^[a-z]/.test(word) ? [`namespace: "${word}" - must be a name that is text without quotes`] : []),
      `storageClass: "${word}" - must be a name that is text without quotes`,
    ],
  ),
  ["names that only look so", { storageClass: "1.2.3", images: { pullSecrets: ["123-a", "one", "0xyz"] } }],
  [
    "prefixes of keys that are longer than Kubernetes takes",
    prefixed(254),
    `pods.annotations["${prefix(254)}/a"]: "x" - must have a key that is the name of a Kubernetes annotation`,
    `pods.labels["${prefix(254)}/l"]: "x" - must have a key that is a Kubernetes label key`,
    `scheduling.nodeSelector["${prefix(254)}/n"]: "x" - must have a key that is a Kubernetes label key`,
    `scheduling.tolerations[0].key: "${prefix(254).slice(0, 80)}"... (256 characters) - must be a Kubernetes label key`,
  ],
  ["prefixes of keys that are as long", prefixed(253)],
  ...(
    [
      [2_700, "2703, which the Pod Identity agent has"],
      [8_159, "8162, which the VPC CNI's policy agent has"],
      [8_163, "8163, which the VPC CNI's policy agent has"],
      [9_805, "9808, which the EBS CSI driver has"],
    ] as const
  ).map(
    ([firstPort, why]): Case => [
      `ports of the operators that an add-on of EKS has: ${firstPort}`,
      onNodes(firstPort),
      `cluster.operatorsOnNodes.firstPort: ${firstPort} - must leave out ${why} on every node`,
    ],
  ),
  ["ports of the operators between those", onNodes(8_164)],
  [
    "more blocks of senders than a security group has rules for, two ports each",
    blocks(31),
    "cluster.externalIngest.loadBalancer.sourceRanges: a list of 31 - must have at most 30 entries",
  ],
  ["as many as it has rules for", blocks(30)],
  [
    "addresses that wait to be filled in, which Prometheus, Helm and the Collector would do, or fail",
    {
      alerts: { runbookBaseUrl: "https://wiki.example.com/{{alert}}" },
      fanout: {
        elasticsearch: { enabled: true, endpoints: ["https://es.example.com/${env:HOME}"] },
        otlpHttp: { enabled: true, endpoint: "https://<host>/otlp" },
      },
      proxy: { url: "http://proxy.example.com:3128/{{path}}" },
    },
    "alerts.runbookBaseUrl: [not shown] - must be an address with nothing left to fill in",
    "fanout.elasticsearch.endpoints[0]: [not shown] - must be an address with nothing left to fill in",
    "fanout.otlpHttp.endpoint: [not shown] - must be an https:// address",
    'proxy.url: "http://proxy.example.com:3128/..." - must be an address with nothing left to fill in',
  ],
  [
    "addresses that no server finds anything under, and ports that there are not",
    {
      longTermMetrics: { type: "mimir", url: "https://mimir.example.com/api/v1 /push" },
      alerts: { runbookBaseUrl: "https://wiki.example.com/100%/x" },
      fanout: { elasticsearch: { enabled: true, endpoints: ["https://es.example.com:92000/x"] } },
      proxy: { url: "http://proxy.example.com:65536" },
    },
    "alerts.runbookBaseUrl: [not shown] - must be an address without blanks, each % before two hexadecimal digits",
    "fanout.elasticsearch.endpoints[0]: [not shown] - must be an address with a port from 1 to 65535",
    "longTermMetrics.url: [not shown] - must be an address without blanks, each % before two hexadecimal digits",
    'proxy.url: "http://proxy.example.com:65536" - must be an address with a port from 1 to 65535',
  ],
  ...["mirror", "mirror/grafana", "localhost", "localhost:5000", "localhost/mirror"].map(
    (registry): Case => [
      `a registry that nodes look for elsewhere: ${registry}`,
      { images: { registry } },
      `images.registry: ${JSON.stringify(registry)} - must be a host with a dot or a port in it`,
    ],
  ),
  ...["registry:5000", "quay.io/acme", "ghcr.io/acme/mirror", "registry.example.com:5000/grafana"].map(
    (registry): Case => [`a registry that they find: ${registry}`, { images: { registry } }],
  ),
  ...[
    ...["docker.io", "index.docker.io", "registry-1.docker.io", "docker.io/acme", "quay.io", "quay.io:443", "ghcr.io"],
    ...["ghcr.io/grafana", "quay.io/prometheus", "registry.k8s.io", "k8s.gcr.io/x", "gcr.io", "public.ecr.aws"],
  ].map(
    (registry): Case => [
      `a registry that has some of the images: ${registry}`,
      { images: { registry } },
      `images.registry: ${JSON.stringify(registry)} - must be a registry with every image of the platform, which no ` +
        "public one has; without this key each comes from its own - pulumi config set --path observability:images.registry",
    ],
  ),
  ...[...new Set(Object.values(charts).map(({ repository }) => repository)), "oci://ghcr.io/grafana/helm-charts"].map(
    (mirror): Case => [`a mirror that has some of the charts: ${mirror}`, { charts: { mirror } }, 'charts.mirror: "'],
  ),
  [
    "nodes of Elasticsearch by the path that is appended",
    {
      fanout: {
        elasticsearch: { enabled: true, endpoints: ["https://s.example.com/x/_bulk", "https://t.example.com/x"] },
      },
    },
    "fanout.elasticsearch.endpoints[0]: [not shown] - must end before /_bulk, which is appended - pulumi config set ",
  ],
  ["a mirror on the pages of somebody else", { charts: { mirror: "https://acme.github.io/grafana" } }],
  ...["http://proxy.example.com/proxy.pac", "http://proxy.example.com:3128/wpad.dat", "https://10.0.0.9//"].map(
    (url): Case => [`a proxy with a path: ${url}`, { proxy: { url } }, "proxy.url: "],
  ),
  ["a proxy that ends in a stroke", { proxy: { url: "http://proxy.example.com:3128/" } }],
  ...["oci://charts.example.com:99999/x", "https://charts.example.com:0", "https://charts.example.com:8443x"].map(
    (mirror): Case => [
      `a mirror of charts with a port that is none: ${mirror}`,
      { charts: { mirror } },
      'charts.mirror: "',
    ],
  ),
  [
    "registries of ECR without the whole number of their account",
    {
      images: { registry: "11112222333.dkr.ecr.eu-central-1.amazonaws.com/mirror" },
      charts: { mirror: "oci://acme.dkr.ecr.eu-central-1.amazonaws.com/charts" },
    },
    'charts.mirror: "oci://acme.dkr.ecr.eu-central-1.amazonaws.com/..." - must be the registry of an AWS account: 12',
    'images.registry: "11112222333.dkr.ecr.eu-central-1.amazonaws.com/mirror" - must be the registry of an AWS account',
  ],
  [
    "registries of ECR, and one whose name merely looks so",
    {
      images: { registry: "111122223333.dkr-ecr.eu-central-1.on.aws/mirror" },
      charts: { mirror: "oci://111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/dkr.ecr.x" },
    },
  ],
  ["a mirror of charts with a port", { charts: { mirror: "https://charts.example.com:8443/stable" } }],
  ...["http://localhost:8080/hook", "https://127.0.0.1/hook", "http://[::1]:8080/hook", "http://LOCALHOST"].map(
    (url): Case => [
      `alerts sent to the pod that sends them: ${url}`,
      hooks(url),
      "alerts.deadMansSwitch.url: [secret] - must be reachable from every pod: at this address a pod finds only itself - " +
        "pulumi config set --secret --path observability:alerts.deadMansSwitch.url",
      "alerts.receivers[0].url: [secret] - must be reachable from every pod",
    ],
  ),
  ["alerts sent to a Service", hooks("http://hook.alerts.svc:8080/x")],
  [
    "labels and annotations that keep a pod's role from it",
    {
      pods: {
        labels: { "eks.amazonaws.com/skip-pod-identity-webhook": "true" },
        annotations: { "eks.amazonaws.com/skip-containers": "loki" },
      },
    },
    'pods.annotations["eks.amazonaws.com/skip-containers"]: "loki" - must be another annotation: with this one pods get no',
    'pods.labels["eks.amazonaws.com/skip-pod-identity-webhook"]: "true" - must be another label: with this one pods get no',
  ],
  [
    "more labels than the releases bear, in every pod",
    { pods: { labels: manyLabels(400) } },
    "pods.labels: a map of 400 keys - must be shorter: pods.labels, pods.annotations and scheduling.nodeSelector may have " +
      "at most 16384 bytes together (they have 19490), as every pod carries them - edit the stack's file: shorten them, or take " +
      "some away",
  ],
  [
    "as many among labels of pods and of nodes",
    { pods: { labels: manyLabels(200) }, scheduling: { nodeSelector: manyLabels(210) } },
    "scheduling.nodeSelector: a map of 210 keys - must be shorter: pods.labels",
  ],
  [
    "a tenant apart whose logs never come to the log consumer",
    {
      kafka: { mode: "msk" },
      logs: { filePipeline: "none" },
      tenants: [
        { id: "a", otlpPipeline: "kafka", logsApart: true },
        { id: "b", logsApart: true },
        { id: "c", logsApart: false },
      ],
    },
    "tenants[1].logsApart: true - must be false while none of its logs go through Kafka (logs.filePipeline, " +
      "otlpPipeline) - pulumi config set --path 'observability:tenants[1].logsApart' false",
  ],
  ["a tenant apart with log files", tenant({ logsApart: true })],
  [
    "a domain as other programs write it, and the dot of DNS, are read",
    {
      proxy: { url: "http://proxy.example.com:3128", noProxy: ["*.example.com", "*"] },
      grafana: { hostname: "g.example.com." },
    },
    'grafana.hostname: "g.example.com." - must be a fully qualified host name in lower case, without scheme or port ' +
      "- pulumi config set --path observability:grafana.hostname g.example.com",
    'proxy.noProxy[0]: "*.example.com" - must be a host, a domain or an address block - pulumi config set --path ' +
      "'observability:proxy.noProxy[0]' .example.com",
    'proxy.noProxy[1]: "*" - must be a host, a domain or an address block - edit the stack\'s file: name each one',
  ],
];

describe("what would fail once `up` runs", () => tellsOf(cases));
