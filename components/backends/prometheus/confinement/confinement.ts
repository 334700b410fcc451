// Admission policies for tenants' monitors and rules, and the table of owners that they look up. They hold for what is
// created or changed from now on; nothing that is there already is touched.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../../conventions/names";
import type { Settings } from "../../../../settings/settings";
import { admissionPolicies, bindingSpec, policyName, policySpec, tenantTable, tenantTableName } from "./policies";

export interface MonitorConfinementArgs {
  settings: Settings;
}

export class MonitorConfinement extends pulumi.ComponentResource {
  constructor(name: string, { settings }: MonitorConfinementArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:MonitorConfinement", name, {}, opts);
    const { namespace } = settings;
    const table = new kubernetes.core.v1.ConfigMap(
      name,
      { metadata: { name: tenantTableName, namespace, labels: ownLabels }, data: tenantTable(settings) },
      { parent: this },
    );
    for (const [of, policy] of Object.entries(admissionPolicies(settings))) {
      const metadata = { name: policyName(settings, of), labels: ownLabels };
      const made = new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy(
        `${name}-${of}`,
        { metadata, spec: policySpec(policy) },
        { parent: this },
      );
      // Bound last and released first: a policy judges by its table.
      new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        `${name}-${of}`,
        { metadata, spec: bindingSpec(metadata.name, namespace) },
        { parent: this, dependsOn: [made, table] },
      );
    }
    this.registerOutputs({});
  }
}
