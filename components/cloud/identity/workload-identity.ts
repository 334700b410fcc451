// The AWS role of one workload, bound to its service account.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings/settings";
import type { ClusterFacts } from "../eks-facts";
import type { Place } from "../names";
import { irsaTrust, podIdentityTrust } from "./permissions";

export interface WorkloadIdentityArgs {
  /** Role name; fixed, so that charts can name the role at preview. */
  roleName: string;
  serviceAccount: string;
  /** What the role may do, as a policy document. */
  policy: pulumi.Input<string>;
  settings: Pick<Settings, "identity" | "namespace">;
  cluster: ClusterFacts;
  place: Place;
}

/** Pods take a new role, or the switch between the two ways of identity, only when they are replaced. */
export class WorkloadIdentity extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:WorkloadIdentity", name, {}, opts);
    const {
      serviceAccount,
      cluster,
      place,
      settings: { identity, namespace },
    } = args;

    const role = new aws.iam.Role(
      name,
      {
        name: args.roleName,
        description: `Service account ${namespace}/${serviceAccount} of EKS cluster ${cluster.name}`,
        assumeRolePolicy:
          identity === "irsa"
            ? irsaTrust(cluster.oidcIssuer, place.accountId, place.partition, namespace, serviceAccount)
            : podIdentityTrust(cluster.arn, namespace, serviceAccount),
      },
      { parent: this },
    );
    new aws.iam.RolePolicy(name, { name: "workload", role: role.name, policy: args.policy }, { parent: this });
    if (identity === "podIdentity") {
      new aws.eks.PodIdentityAssociation(
        name,
        { clusterName: cluster.name, namespace, serviceAccount, roleArn: role.arn },
        { parent: this },
      );
    }

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
