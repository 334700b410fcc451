// The AWS role of one workload, bound to its service account.
import { PodIdentityAssociation } from "@pulumi/aws/eks";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import type { ClusterArgs } from "../cluster-args";
import type { Place } from "../names";
import { workloadTrust } from "./permissions";

export interface WorkloadIdentityArgs {
  /** Role name; fixed, so that charts can name the role at preview. */
  roleName: string;
  serviceAccount: string;
  /** What the role may do, as policy documents by name: one that goes does so after the pods that need it. */
  policies: Readonly<Record<string, pulumi.Input<string>>>;
  settings: Pick<Settings, "identity" | "namespace" | "iam">;
  cluster: ClusterArgs;
  place: Place;
}

/** What the account demands of every role. */
export function roleOptions({ iam }: Pick<Settings, "iam">): { path?: string; permissionsBoundary?: string } {
  return {
    ...(iam.rolePath === "/" ? {} : { path: iam.rolePath }),
    ...(iam.permissionsBoundary === undefined ? {} : { permissionsBoundary: iam.permissionsBoundary }),
  };
}

/**
 * Options of a role and of what it may do. The provider would let go of one that the program names before it makes the next:
 * pods would be refused by AWS until they have been replaced.
 */
export const madeFirst = { deleteBeforeReplace: false } as const;

/**
 * The role trusts both ways of identity; `identity` decides which one pods are given. Running pods keep the way that
 * they started with, and a switch replaces them one after another (components/pods/revision.ts).
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:WorkloadIdentity", name, {}, opts);
    const {
      serviceAccount,
      cluster,
      place,
      settings: { identity, namespace, iam },
    } = args;

    const role = new Role(
      name,
      {
        name: args.roleName,
        ...roleOptions({ iam }),
        description: `Service account ${namespace}/${serviceAccount} of EKS cluster ${cluster.name}`,
        assumeRolePolicy: pulumi
          .all([cluster.arn, cluster.oidcIssuer])
          .apply(([clusterArn, oidcIssuer]) =>
            workloadTrust({ clusterArn, oidcIssuer, place, namespace, serviceAccount }),
          ),
      },
      { parent: this, ...madeFirst },
    );
    for (const [policy, text] of Object.entries(args.policies)) {
      const resource = policy === "workload" ? name : `${name}-${policy}`;
      new RolePolicy(resource, { name: policy, role: role.name, policy: text }, { parent: this, ...madeFirst });
    }
    if (identity === "podIdentity") {
      new PodIdentityAssociation(
        name,
        { clusterName: cluster.name, namespace, serviceAccount, roleArn: role.arn },
        { parent: this },
      );
    }

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
