/**
 * Every external program that the checkout can get for itself: version, recipe, and the tier that needs it.
 *
 * Dependencies are pinned in the recipe's own directory (go.mod and go.sum, pom.xml, or requirements.txt), so raising a
 * version means the number here and, for Go, `go get -tool <package>@<version> && go mod tidy` there.
 */

/** Go toolchain that all Go programs are built with; any Go from 1.21 on fetches it. */
export const GO_TOOLCHAIN = "go1.27.3";

/** How a program is had. `directory` is below `tools/` and holds the pinned dependencies. */
export type Recipe =
  | {
      kind: "go";
      directory: string;
      /** Package of the command, `.` for a main of ours. */
      package: string;
      /** Variables set by the linker, mostly version stamps: `import/path.Name` to value. */
      stamps?: Readonly<Record<string, string>>;
      /** Build tags. */
      tags?: readonly string[];
      /** Files that the package embeds and its published module lacks: they are there, empty, in a vendored copy. */
      placeholders?: readonly string[];
    }
  | { kind: "maven"; directory: string }
  /** A package of PyPI that carries a program in its wheel; `requirements.txt` pins it with the hashes of its files. */
  | { kind: "pip"; directory: string };

export interface Tool {
  /** Name on the command line, and of the directory in the cache. */
  name: string;
  version: string;
  /** What the recipe yields in that directory: an executable's path, or `lib` for a directory of jars. */
  product: string;
  recipe: Recipe;
  /** A program of this name on PATH is used instead, whatever its version: the user's own choice of it. */
  preferInstalled?: boolean;
}

const KUBERNETES_VERSION = "1.37.2";

const kubernetesStamps = {
  "k8s.io/component-base/version.gitVersion": `v${KUBERNETES_VERSION}`,
  "k8s.io/component-base/version.gitMajor": "1",
  "k8s.io/component-base/version.gitMinor": "37",
};

/** Of all service discoveries only Kubernetes': the SDKs of the clouds behind the others take most of the build. */
const prometheusTags = ["remove_all_sd", "enable_kubernetes_sd"];

export const TOOLS: readonly Tool[] = [
  {
    name: "pulumi",
    version: "3.274.1",
    product: "pulumi",
    preferInstalled: true,
    recipe: {
      kind: "go",
      directory: "pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "3.274.1" },
    },
  },
  {
    name: "kubernetes-provider",
    version: "4.34.2",
    product: "pulumi-resource-kubernetes",
    recipe: {
      kind: "go",
      directory: "kubernetes-provider",
      package: ".",
      stamps: { "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version": "4.34.2" },
    },
  },
  {
    name: "etcd",
    version: "3.7.3",
    product: "etcd",
    recipe: { kind: "go", directory: "etcd", package: "go.etcd.io/etcd/server/v3" },
  },
  {
    name: "kube-apiserver",
    version: KUBERNETES_VERSION,
    product: "kube-apiserver",
    recipe: {
      kind: "go",
      directory: "kubernetes-api",
      package: "k8s.io/kubernetes/cmd/kube-apiserver",
      stamps: kubernetesStamps,
    },
  },
  {
    name: "kube-controller-manager",
    version: KUBERNETES_VERSION,
    product: "kube-controller-manager",
    recipe: {
      kind: "go",
      directory: "kubernetes-api",
      package: "k8s.io/kubernetes/cmd/kube-controller-manager",
      stamps: kubernetesStamps,
    },
  },
  {
    name: "kube-scheduler",
    version: KUBERNETES_VERSION,
    product: "kube-scheduler",
    recipe: {
      kind: "go",
      directory: "kubernetes-api",
      package: "k8s.io/kubernetes/cmd/kube-scheduler",
      stamps: kubernetesStamps,
    },
  },
  {
    // Plays the kubelets: nodes that report ready, and pods on them that run.
    name: "kwok",
    version: "0.8.0",
    product: "kwok",
    recipe: { kind: "go", directory: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok" },
  },
  {
    name: "kafka",
    version: "4.3.1",
    product: "lib",
    recipe: { kind: "maven", directory: "kafka" },
  },
  {
    name: "otel-collector",
    version: "0.165.1",
    product: "otelcol",
    recipe: { kind: "go", directory: "otel-collector", package: ".", stamps: { "main.version": "0.165.1" } },
  },
  {
    name: "prometheus",
    version: "3.16.0",
    product: "prometheus",
    recipe: {
      kind: "go",
      directory: "prometheus",
      package: "github.com/prometheus/prometheus/cmd/prometheus",
      tags: prometheusTags,
      stamps: { "github.com/prometheus/common/version.Version": "3.16.0" },
    },
  },
  {
    name: "promtool",
    version: "3.16.0",
    product: "promtool",
    recipe: {
      kind: "go",
      directory: "prometheus",
      package: "github.com/prometheus/prometheus/cmd/promtool",
      tags: prometheusTags,
      stamps: { "github.com/prometheus/common/version.Version": "3.16.0" },
    },
  },
  {
    name: "alertmanager",
    version: "0.35.0",
    product: "alertmanager",
    recipe: {
      kind: "go",
      directory: "alertmanager",
      package: "github.com/prometheus/alertmanager/cmd/alertmanager",
      // Its pages are built by npm and are no part of the module: this one serves its API only.
      placeholders: ["github.com/prometheus/alertmanager/ui/app/dist/index.html"],
      stamps: { "github.com/prometheus/common/version.Version": "0.35.0" },
    },
  },
  {
    name: "amtool",
    version: "0.35.0",
    product: "amtool",
    recipe: {
      kind: "go",
      directory: "alertmanager",
      package: "github.com/prometheus/alertmanager/cmd/amtool",
      stamps: { "github.com/prometheus/common/version.Version": "0.35.0" },
    },
  },
  {
    name: "prom-label-proxy",
    version: "0.14.0",
    product: "prom-label-proxy",
    recipe: {
      kind: "go",
      directory: "prom-label-proxy",
      package: "github.com/prometheus-community/prom-label-proxy",
    },
  },
  {
    name: "prometheus-operator",
    version: "0.93.1",
    product: "prometheus-operator",
    recipe: {
      kind: "go",
      directory: "prometheus-operator",
      package: "github.com/prometheus-operator/prometheus-operator/cmd/operator",
      stamps: { "github.com/prometheus/common/version.Version": "0.93.1" },
    },
  },
  {
    name: "helm",
    version: "3.22.0",
    product: "helm",
    recipe: {
      kind: "go",
      directory: "helm",
      package: "helm.sh/helm/v3/cmd/helm",
      stamps: { "helm.sh/helm/v3/internal/version.version": "v3.22.0" },
    },
  },
  {
    name: "actionlint",
    version: "1.7.12",
    product: "actionlint",
    recipe: { kind: "go", directory: "actionlint", package: "github.com/rhysd/actionlint/cmd/actionlint" },
  },
  {
    name: "shellcheck",
    version: "0.11.0.1",
    product: "bin/shellcheck",
    recipe: { kind: "pip", directory: "shellcheck" },
  },
  {
    // Stands in for S3. `requirements.txt` is `uv pip compile --generate-hashes --universal` of moto[s3], flask,
    // flask-cors.
    name: "moto",
    version: "5.2.5",
    product: "bin/moto_server",
    recipe: { kind: "pip", directory: "moto" },
  },
];

/** What each tier of tests (and the sandbox) needs. */
export const TIERS = {
  lint: ["shellcheck"],
  sandbox: ["pulumi"],
  engine: [
    "pulumi",
    "kubernetes-provider",
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
    "kafka",
    "otel-collector",
    "prometheus",
    "promtool",
    "alertmanager",
    "amtool",
    "prom-label-proxy",
    "prometheus-operator",
    "actionlint",
    "shellcheck",
  ],
  charts: ["helm"],
  backends: ["kafka", "otel-collector", "prometheus", "moto"],
  demo: ["kafka", "otel-collector", "prometheus"],
} as const satisfies Record<string, readonly string[]>;

export type Tier = keyof typeof TIERS;

/**
 * The tools meant by a list of tier and tool names, each once, in the order of the catalogue.
 * Throws an Error that lists what may be named when a name is unknown or none is given.
 */
export function resolveTools(names: readonly string[]): Tool[] {
  const wanted = new Set(names.flatMap((name) => (isTier(name) ? [...TIERS[name]] : [name])));
  const unknown = [...wanted].filter((name) => !TOOLS.some((tool) => tool.name === name));
  if (unknown.length > 0 || wanted.size === 0) {
    const problem = unknown.length > 0 ? `no tool or tier is called ${unknown.join(", ")}` : "no tool is named";
    throw new Error(
      `${problem}; tiers: ${Object.keys(TIERS).join(", ")}; tools: ${TOOLS.map((tool) => tool.name).join(", ")}`,
    );
  }
  return TOOLS.filter((tool) => wanted.has(tool.name));
}

/** The tool of that name; throws an Error when there is none. */
export function findTool(name: string): Tool {
  const [tool] = resolveTools([name]);
  if (tool === undefined || tool.name !== name) {
    throw new Error(`${name} is a tier, not a tool`);
  }
  return tool;
}

function isTier(name: string): name is Tier {
  return Object.hasOwn(TIERS, name);
}
