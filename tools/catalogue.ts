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

type GoRecipe = Extract<Recipe, { kind: "go" }>;

/** A Go program. `stamp` is the variable that the linker sets to the version. */
function goTool(
  name: string,
  version: string,
  { stamp, ...recipe }: Pick<GoRecipe, "package"> & Partial<GoRecipe> & { stamp?: string },
): Tool {
  const stamps = stamp === undefined ? {} : { stamps: { [stamp]: version } };
  return { name, version, product: name, recipe: { kind: "go", directory: name, ...recipe, ...stamps } };
}

/** A program of Kubernetes' own module. */
function kubernetesTool(name: string): Tool {
  const version = "1.37.2";
  const [major = "", minor = ""] = version.split(".");
  const stamps = {
    "k8s.io/component-base/version.gitVersion": `v${version}`,
    "k8s.io/component-base/version.gitMajor": major,
    "k8s.io/component-base/version.gitMinor": minor,
  };
  return goTool(name, version, { directory: "kubernetes-api", package: `k8s.io/kubernetes/cmd/${name}`, stamps });
}

/** Prometheus, Alertmanager and the operator all say the version that stands here. */
const prometheusStamp = "github.com/prometheus/common/version.Version";

function prometheusTool(name: string): Tool {
  return goTool(name, "3.16.0", {
    directory: "prometheus",
    package: `github.com/prometheus/prometheus/cmd/${name}`,
    // Of all service discoveries only Kubernetes': the SDKs of the clouds behind the others take most of the build.
    tags: ["remove_all_sd", "enable_kubernetes_sd"],
    stamp: prometheusStamp,
  });
}

function alertmanagerTool(name: string, placeholders?: GoRecipe["placeholders"]): Tool {
  return goTool(name, "0.35.0", {
    directory: "alertmanager",
    package: `github.com/prometheus/alertmanager/cmd/${name}`,
    placeholders,
    stamp: prometheusStamp,
  });
}

const HELM_VERSION = "3.22.0";

export const TOOLS: readonly Tool[] = [
  {
    ...goTool("pulumi", "3.274.1", {
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      stamp: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    }),
    preferInstalled: true,
  },
  {
    ...goTool("kubernetes-provider", "4.34.2", {
      package: ".",
      stamp: "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version",
    }),
    product: "pulumi-resource-kubernetes",
  },
  goTool("etcd", "3.7.3", { package: "go.etcd.io/etcd/server/v3" }),
  kubernetesTool("kube-apiserver"),
  kubernetesTool("kube-controller-manager"),
  kubernetesTool("kube-scheduler"),
  // Plays the kubelets: nodes that report ready, and pods on them that run.
  goTool("kwok", "0.8.0", { package: "sigs.k8s.io/kwok/cmd/kwok" }),
  { name: "kafka", version: "4.3.1", product: "lib", recipe: { kind: "maven", directory: "kafka" } },
  { ...goTool("otel-collector", "0.165.1", { package: ".", stamp: "main.version" }), product: "otelcol" },
  prometheusTool("prometheus"),
  prometheusTool("promtool"),
  // Its pages are built by npm and are no part of the module: this one serves its API only.
  alertmanagerTool("alertmanager", ["github.com/prometheus/alertmanager/ui/app/dist/index.html"]),
  alertmanagerTool("amtool"),
  goTool("prom-label-proxy", "0.14.0", { package: "github.com/prometheus-community/prom-label-proxy" }),
  goTool("prometheus-operator", "0.93.1", {
    package: "github.com/prometheus-operator/prometheus-operator/cmd/operator",
    stamp: prometheusStamp,
  }),
  goTool("helm", HELM_VERSION, {
    package: "helm.sh/helm/v3/cmd/helm",
    stamps: { "helm.sh/helm/v3/internal/version.version": `v${HELM_VERSION}` },
  }),
  goTool("actionlint", "1.7.12", { package: "github.com/rhysd/actionlint/cmd/actionlint" }),
  {
    name: "shellcheck",
    version: "0.11.0.1",
    product: "bin/shellcheck",
    recipe: { kind: "pip", directory: "shellcheck" },
  },
  // Stands in for S3. `requirements.txt` is `uv pip compile --generate-hashes --universal` of moto[s3], flask, flask-cors.
  { name: "moto", version: "5.2.5", product: "bin/moto_server", recipe: { kind: "pip", directory: "moto" } },
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
