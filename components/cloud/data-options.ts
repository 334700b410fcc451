// Options of everything that holds data or keeps data safe.
import type * as pulumi from "@pulumi/pulumi";

/**
 * A protected stack refuses to delete these resources, and leaves them in AWS when told to forget them. Both flags live
 * in the state: after changing `protect`, run `up` once before `destroy`. Where the setting asks for nothing, the
 * platform's own options hold, as for every child.
 */
export function dataOptions(parent: pulumi.Resource, protect: boolean): pulumi.CustomResourceOptions {
  return protect ? { parent, protect, retainOnDelete: true } : { parent };
}
