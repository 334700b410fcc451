// What is in the cluster before the platform, and has the names of what is the platform's alone; and whose operators
// would act on the platform's objects. The engine finds out in the middle of `up`. Pure.
import { dataStorageClass } from "../../../conventions/names";
import { takeOverVariable } from "../../../conventions/take-over";
import type { Settings } from "../../../settings/settings";
import { namedOnce } from "../../cloud/fixed-names";
import { platformPriorityClass } from "../../pods/priority";
import { plannedReleases } from "../../releases";
import { type Check, foundOf, judged, list, mapped, none, type Row } from "../check";
import type { Findings, Known } from "../findings";
import { applications } from "./applications";
import { otherCollectors } from "./collectors";
import { deadApis } from "./dead-apis";
import { definitions } from "./definitions";
import { failingWebhooks } from "./failing-webhooks";
import { meshes } from "./meshes";
import { otherMonitors, readElsewhere } from "./monitors";
import { nodeExporters } from "./node-exporters";
import { operators } from "./operators";
import { strayRules, unreadRules } from "./rules";
import { servedVersions } from "./served-versions";
import { differing } from "./taken-over";

/** A ClusterRole of the platform's, and the release that makes it. */
export interface OwnRole {
  name: string;
  release: string;
}

export function ownRoles(settings: Settings): OwnRole[] {
  return plannedReleases(settings).flatMap(([, { release, clusterRoles = [] }]) =>
    clusterRoles.map((name) => ({ name, release })),
  );
}

const ofNoRelease = "of no release of Helm";

/** Whose a ClusterRole is that Helm would not take for the release's own; undefined where it would. */
export function otherOwner(body: unknown, { release }: OwnRole, namespace: string): string | undefined {
  const { annotations } = (body as { metadata?: { annotations?: Record<string, string> | null } }).metadata ?? {};
  const name = annotations?.["meta.helm.sh/release-name"];
  const place = annotations?.["meta.helm.sh/release-namespace"];
  if (name === undefined || place === undefined) return ofNoRelease;
  return name === release && place === namespace ? undefined : `of release ${name} in namespace ${place}`;
}

export function thereAlready(settings: Settings, findings: Findings): Check[] {
  return [
    otherPlatforms(settings, findings),
    kept(findings),
    ...(findings.isNew ? [namespace(settings, findings), ...classes(settings, findings)] : []),
    ...differing(settings, findings),
    ...(findings.isInCluster ? [ownNamespace(settings, findings)] : []),
    roles(findings),
    ...definitions(findings),
    ...servedVersions(findings),
    operators(settings, findings),
    ...otherCollectors(findings),
    nodeExporters(settings, findings),
    otherMonitors(findings),
    ...readElsewhere(settings, findings),
    strayRules(findings),
    ...unreadRules(findings),
    failingWebhooks(findings),
    ...applications(findings),
    ...deadApis(findings),
    ...meshes(settings, findings),
  ];
}

function otherPlatforms({ namespace }: Settings, { isNew, cluster: { platforms } }: Findings): Check {
  const row = {
    what: "other platforms in the cluster",
    needed: isNew ? "none: this stack has made nothing yet" : `none beside namespace ${namespace}`,
    mend: "destroy that stack first, or install on another cluster: classes and definitions are the cluster's",
  };
  const others = mapped(platforms, (names) => names.filter((name) => isNew || name !== namespace));
  return none(row, others, "impossible");
}

/** How a role of AWS is called in what was found. */
const ofRole = `${namedOnce["aws:iam/role:Role"].word} `;

/**
 * A first preview may be asked for a list of what there is to import (docs/operations/migrate.md), so that it is only
 * warned.
 */
function kept({ isNew, isPreview, aws: { kept: found, otherwiseNamed } }: Findings): Check {
  const isOfPods = otherwiseNamed !== undefined && foundOf(found).some((words) => words.startsWith(ofRole));
  return none(
    {
      what: "names in AWS",
      needed: "none of those that this run would make: AWS makes them once",
      mend:
        (isOfPods
          ? `the state has roles like ${otherwiseNamed}: where an up that was to give roles these names has failed, pods may ` +
            "still have those of before, so delete none; set iam.roleNamePrefix as that run had it, up to its end, then change " +
            "it; those that a run was cut off at as it made them have no policy yet (aws iam list-role-policies --role-name " +
            "<role>): aws iam delete-role --role-name <role>; else "
          : "") +
        "where a run goes on, wait for its end: what it makes is not in the state yet; take up what an earlier one left, " +
        "or delete it: docs/data.md, “What is there already”; where a run was cut off, npm run up -- <stack> prints the " +
        "command that takes it up",
    },
    found,
    isNew && isPreview ? "lacking" : "impossible",
  );
}

const takenOver = `to take it over, and delete it with destroy: ${takeOverVariable}=true npm run up -- <stack>`;

/** Enough to tell who they are. */
const some = (names: readonly string[]) => list(names.length > 6 ? [...names.slice(0, 6), "..."] : names);

function namespace({ namespace: name }: Settings, { takesOver, cluster }: Findings) {
  const { namespace: found, inhabitants, platforms } = cluster;
  const row = { what: `namespace ${name}`, needed: "none of the name: the platform makes it, and owns it" };
  const another = "name another: pulumi config set observability:namespace <namespace>";
  if ("is" in found && found.is === "going") {
    const mend = `wait until it is gone (kubectl get namespace ${name} -o yaml says what holds it), or ${another}`;
    return { ...row, found: "being deleted", verdict: "impossible" as const, mend };
  }
  // Told as another platform.
  const told = foundOf(platforms).includes(name);
  const isThere = "is" in found && found.is === "there" && !told;
  const livesThere = some(foundOf(inhabitants));
  if (isThere && livesThere !== "none") {
    const mend =
      `${another}; taken over, its pods would be cut off, and destroy would delete all that is in it (and up stops ` +
      "where a name of the platform's is in use; a ServiceAccount or Service made for it: delete it, up makes its own)";
    return { ...row, found: `there, with ${livesThere}`, verdict: "impossible" as const, mend };
  }
  if (isThere && takesOver) return judged({ ...row, mend: another }, inhabitants, () => true, "impossible", list);
  return judged(
    { ...row, mend: `${takenOver}; or ${another}` },
    found,
    (there) => there === "none" || takesOver || told,
    "impossible",
    (there) => (there === "none" ? "none" : "there"),
  );
}

/** The engine believes the state: what is gone would be called unchanged, and the rest of `up` stop half-way. */
function ownNamespace({ namespace: name }: Settings, { isAnother, cluster: { namespace: found } }: Findings): Check {
  const then = "the state then says what is there, and up makes the rest anew";
  const page = "docs/data.md, “What the state has and the cluster has not”";
  return judged(
    {
      what: `namespace ${name}`,
      needed: `to be there, as the state has it: somebody ${isAnother ? "made the cluster anew" : "deleted it"}`,
      // A refresh would ask the cluster of before.
      mend: isAnother
        ? `the commands of ${page}, for a cluster that was made anew: ${then}`
        : `pulumi refresh --stack <stack>, once it is gone for good: ${then} (${page})`,
    },
    found,
    (state) => state === "there",
    "impossible",
    (state) => ({ none: "not there", there: "there", going: "being deleted" })[state],
  );
}

const leftOf = (found: Known<readonly string[]>) => foundOf(found).join(" ") || "<name>";

/** Left by a platform that was not destroyed to its end, or somebody else's of the same name. */
function classes(
  settings: Settings,
  { takesOver, cluster: { storageClasses, priorityClass, admissionPolicies } }: Findings,
): Check[] {
  const row = (what: string, object: string, otherwise = ""): Row => ({
    what,
    needed: "none of the platform's name: it makes its own",
    mend: `one that is left of an earlier platform: kubectl delete ${object}${otherwise}`,
  });
  const check = (kind: string, name: string, there: Known<boolean>) =>
    judged(
      row(`${kind} ${name}`, `${kind.toLowerCase()} ${name}`, `; ${takenOver}`),
      there,
      (is) => !is || takesOver,
      "impossible",
      (is) => (is ? "there" : "none"),
    );
  const named = mapped(storageClasses, (all) => all.some(({ name }) => name === dataStorageClass));
  return [
    ...(settings.storageClass === undefined ? [check("StorageClass", dataStorageClass, named)] : []),
    check("PriorityClass", platformPriorityClass, priorityClass),
    // An `up` that takes over would stop at them: the API server has filled in what was left out, and lets no other set
    // it. `up` makes them anew, and until then nothing is refused.
    none(
      row(
        "ValidatingAdmissionPolicies",
        `--ignore-not-found validatingadmissionpolicy,validatingadmissionpolicybinding ${leftOf(admissionPolicies)}`,
      ),
      admissionPolicies,
      "impossible",
    ),
  ];
}

/** Helm installs no release over what belongs to another; of one that is installed it lets the mark be lost. */
function roles({ isNew, cluster: { otherRoles } }: Findings): Check {
  const others = mapped(otherRoles, (all) => all.filter(({ owner }) => isNew || owner !== ofNoRelease));
  return none(
    {
      what: "roles in the cluster",
      needed: "none of others that have the names of the platform's",
      mend:
        "uninstall what made it (a release, an add-on of EKS, manifests), or give that other names (fullnameOverride); only " +
        "one that nobody uses, left of an earlier platform: kubectl delete clusterrole,clusterrolebinding <name>",
    },
    mapped(others, (all) => all.map(({ name, owner }) => `ClusterRole ${name} ${owner}`)),
    "impossible",
  );
}
