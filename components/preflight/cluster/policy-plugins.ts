// Whether anybody holds the platform's network policies: Kubernetes takes them without a word where nobody does, and so is
// EKS as AWS makes it. By the DaemonSets of network plugins. Pure.
import type { Settings } from "../../../settings/settings";
import { computeType } from "../../pods/placement";
import { type Check, judged } from "../check";
import type { Findings, Known } from "../findings";
import { hasOthers } from "../nodes/nodes";
import { itemsOf } from "./api-server";

/**
 * The controller that hands policies to nodes' agents: of EKS Auto Mode, whose plugin is no pod (docs.aws.amazon.com/eks, "Use
 * Network Policies with EKS Auto Mode"), and of the VPC CNI, whose agent is told besides.
 */
export const policyControllerPath = "/api/v1/namespaces/kube-system/configmaps/amazon-vpc-cni";

export function isPolicyControllerOn(body: unknown): boolean {
  const { data } = body as { data?: Readonly<Record<string, string>> | null };
  return data?.["enable-network-policy-controller"] === "true";
}

/**
 * `told`: the agents of the VPC's own plugin are told to hold policies, its controller besides or not; `off`: that plugin, not
 * told; `none`: no plugin that is known here.
 */
export type PolicyPlugin = "on" | "told" | "off" | "none";

/** Those that hold policies unless told otherwise, by the names that their makers give them. */
const holders = ["cilium", "calico-node", "canal", "antrea-agent", "kube-router"];

interface Expression {
  key?: string;
  operator?: string;
  values?: readonly string[] | null;
}

interface PodSpec {
  containers?: { args?: readonly string[] | null }[] | null;
  nodeSelector?: Readonly<Record<string, string>> | null;
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: {
        nodeSelectorTerms?: { matchExpressions?: readonly Expression[] | null }[] | null;
      } | null;
    } | null;
  } | null;
}

interface DaemonSet {
  metadata?: { name?: string };
  spec?: { template?: { spec?: PodSpec | null } | null } | null;
}

const hybrid = "hybrid";

/** Whether its pods are on hybrid nodes alone, as EKS has it for Cilium and Calico beside the VPC CNI of all others. */
function isOfHybridNodes({ spec }: DaemonSet): boolean {
  const { nodeSelector, affinity } = spec?.template?.spec ?? {};
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const isHybrid = ({ key, operator, values }: Expression) =>
    key === computeType && operator === "In" && (values ?? []).every((value) => value === hybrid);
  return (
    nodeSelector?.[computeType] === hybrid ||
    (terms.length > 0 && terms.every(({ matchExpressions }) => (matchExpressions ?? []).some(isHybrid)))
  );
}

/** Of a list of DaemonSets. */
export function policyPluginOf(body: unknown): PolicyPlugin {
  const named = (...names: string[]) =>
    itemsOf<DaemonSet>(body).filter(({ metadata }) => names.includes(metadata?.name ?? ""));
  const ofVpc = named("aws-node");
  const isTold = ofVpc.some(({ spec }) =>
    (spec?.template?.spec?.containers ?? []).some(({ args }) =>
      (args ?? []).some((argument) => /^--enable-network-policy(?:=true)?$/.test(argument)),
    ),
  );
  const found = named(...holders);
  if (!found.every(isOfHybridNodes)) return "on";
  if (ofVpc.length > 0) return isTold ? "told" : "off";
  return found.length > 0 ? "on" : "none";
}

/** A plugin of another name may hold them, so that this refuses nothing. */
export function networkPolicies({ cluster: { name } }: Settings, { aws, cluster }: Findings): Check {
  const row = {
    what: "network policies",
    needed: "a plugin that holds them: where nobody does, every pod writes and reads as any tenant",
  };
  const { policyPlugin: found } = cluster;
  const isControlled = !("is" in cluster.policyController) || cluster.policyController.is;
  const isOffElsewhere = hasOthers(cluster.nodes) && "is" in found && found.is === "off";
  if (aws.autoMode && !(isControlled && isOffElsewhere)) {
    const mend =
      "kubectl -n kube-system create configmap amazon-vpc-cni --from-literal=enable-network-policy-controller=true " +
      "--dry-run=client -o yaml | kubectl apply -f - (policies of others are held from then on, too)";
    return judged({ ...row, mend }, cluster.policyController, Boolean, "lacking", (is) =>
      is ? "held" : "switched off",
    );
  }
  const known: Known<PolicyPlugin> =
    "is" in found && found.is === "none" ? { unknown: "no network plugin that is known here" } : found;
  const isHeld = (plugin: PolicyPlugin) => plugin === "on" || (plugin === "told" && isControlled);
  const addOn = `--cluster-name ${name} --addon-name vpc-cni`;
  return judged(
    {
      ...row,
      // What is set takes the place of all that was: another command would undo custom networking.
      mend:
        `add "enableNetworkPolicy": "true" to what aws eks describe-addon ${addOn} --query addon.configurationValues ` +
        `shows, and set all of it: aws eks update-addon ${addOn} --configuration-values '<values>' (policies of others ` +
        "are held from then on, too); of its chart: enableNetworkPolicy=true",
    },
    known,
    isHeld,
    "lacking",
    (plugin) => (isHeld(plugin) ? "held" : "switched off in the VPC CNI"),
  );
}
