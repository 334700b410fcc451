// What settings can't have in the place where the stack lives: its account and region, and the machine that runs it.
import { statSync } from "node:fs";
import { askedFor, type Path, type Problem, setTo } from "../settings/refusals/problem";
import type { Settings } from "../settings/settings";
import { charts } from "./charts";
import type { Place } from "./cloud/names";
import { externalCluster } from "./kafka-client/client";

/**
 * The problems of settings in this partition of AWS and on this machine; none where all is there.
 *
 * @param exists whether there is such a directory here.
 */
export function placeProblems(
  settings: Pick<
    Settings,
    "identity" | "charts" | "kmsKeyArn" | "iam" | "kafka" | "grafana" | "longTermMetrics" | "scheduling"
  >,
  place: Place,
  exists: (directory: string) => boolean = isDirectory,
): Problem[] {
  const { identity } = settings;
  const { partition } = place;
  return [
    ...arnsFromElsewhere(settings, place),
    ...nodesFromElsewhere(settings, place),
    // docs.amazonaws.cn, EKS user guide, "EKS Pod Identities": considerations.
    ...(partition === "aws-cn" && identity === "podIdentity"
      ? [setTo(["identity"], identity, "must be irsa in the regions of China, where EKS has no Pod Identity", "irsa")]
      : []),
    ...mirrorProblems(settings, exists),
  ];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Names of charts and files are appended to the mirror: one that ends with such a name holds none of them. */
function mirrorProblems(
  { charts: { mirror } }: Pick<Settings, "charts">,
  exists: (path: string) => boolean,
): Problem[] {
  if (mirror === undefined) return [];
  const path = ["charts", "mirror"];
  const [, holder = "", last = ""] = /^(.*[^/:])\/+([^/]+)\/*$/.exec(mirror) ?? [];
  const isChart = last.endsWith(".tgz") || Object.values<{ name: string }>(charts).some(({ name }) => name === last);
  if (holder !== "" && (isChart || last === "index.yaml")) {
    const what = isChart ? `name a chart: the name of each, ${last} too,` : "end with index.yaml, which";
    return [setTo(path, mirror, `must not ${what} is appended to it`, holder)];
  }
  return !mirror.startsWith("/") || exists(mirror)
    ? []
    : [askedFor(path, mirror, "must be a directory that exists on the machine that runs pulumi")];
}

/** Labels of nodes that no node of the cluster has: it is in one region. */
function nodesFromElsewhere({ scheduling }: Pick<Settings, "scheduling">, { region }: Place): Problem[] {
  // `us-east-1a`, and those of Local Zones and Wavelength: `us-east-1-bos-1a`, `us-east-1-wl1-bos-wlz-1`.
  const places = new Map([
    ["topology.kubernetes.io/region", new RegExp(`^${region}$`)],
    ["topology.kubernetes.io/zone", new RegExp(`^${region}([a-z]|-[a-z]+-[0-9]+[a-z]|-wl[0-9]+-[a-z]+-wlz-[0-9]+)$`)],
  ]);
  return Object.entries(scheduling.nodeSelector).flatMap(([key, value]) => {
    if (places.get(key)?.test(value) ?? true) return [];
    const path = ["scheduling", "nodeSelector", key];
    return [askedFor(path, value, `must be of region ${region}, as the cluster is`)];
  });
}

/** ARNs that AWS would refuse in the middle of an update: each field that has one right value in this place. */
function arnsFromElsewhere(
  {
    kmsKeyArn,
    iam,
    kafka,
    grafana,
    longTermMetrics: store,
  }: Pick<Settings, "kmsKeyArn" | "iam" | "kafka" | "grafana" | "longTermMetrics">,
  { partition, region, accountId }: Place,
): Problem[] {
  const certificateArn = grafana.ingress?.certificateArn;
  const arns: [path: Path, arn: string | undefined, fields: [name: string, position: number, right: string[]][]][] = [
    [
      ["kmsKeyArn"],
      kmsKeyArn,
      [
        ["partition", 1, [partition]],
        ["region", 3, [region]],
      ],
    ],
    [
      ["iam", "permissionsBoundary"],
      iam.permissionsBoundary,
      [
        ["partition", 1, [partition]],
        ["account", 4, [accountId, "aws"]],
      ],
    ],
    [
      ["grafana", "ingress", "certificateArn"],
      certificateArn,
      [
        ["partition", 1, [partition]],
        // Certificates of IAM have no region.
        ["region", 3, [certificateArn?.startsWith(`arn:${partition}:iam:`) ? "" : region]],
        ["account", 4, [accountId]],
      ],
    ],
    [
      ["longTermMetrics", "workspaceArn"],
      store?.type === "amp" ? store.workspaceArn : undefined,
      [["partition", 1, [partition]]],
    ],
    [["kafka", "clusterArn"], externalCluster({ kafka }), [["partition", 1, [partition]]]],
  ];
  return arns.flatMap(([path, arn, fields]) => {
    const parts = arn?.split(":") ?? [];
    const wrong =
      arn === undefined ? [] : fields.filter(([, position, right]) => !right.includes(parts[position] ?? ""));
    return wrong.length === 0
      ? []
      : [
          askedFor(
            path,
            arn,
            `must be of ${wrong.map(([name, , [right]]) => `${name} ${right}`).join(" and ")}, as the stack is`,
          ),
        ];
  });
}
