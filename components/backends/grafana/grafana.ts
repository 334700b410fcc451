// Grafana: the release, the Secrets it reads (administrator, data sources), the files of the tenants' organisations,
// and the Role of its dashboards sidecar. The administrator's password is generated here and leaves only as an output.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ownLabels } from "../../../conventions/names";
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import { releases } from "../../releases";
import { organisationFiles } from "./organisations";
import { dataSourcePasswords } from "./provisioning";
import { signOnCredentials } from "./sign-on";
import {
  adminSecret,
  dashboardsRole,
  dataSourceSecret,
  metricsSecret,
  organisationsConfigMap,
  organisationsScript,
} from "./values";

export interface GrafanaArgs {
  settings: Settings;
  /**
   * JSON of the dashboards that every tenant's organisation gets, by name. `@TENANT@` in them stands for the tenant's
   * id.
   */
  tenantDashboards?: Readonly<Record<string, string>>;
}

/** Login of the server administrator. */
export const grafanaAdministrator = "admin";

export class Grafana extends pulumi.ComponentResource {
  /** Password of the server administrator `admin`. Grafana takes it at its first start only. */
  readonly adminPassword: pulumi.Output<string>;

  constructor(name: string, { settings, tenantDashboards = {} }: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:Grafana", name, {}, opts);
    const parent = { parent: this };
    const metadata = (of: string) => ({ name: of, namespace: settings.namespace, labels: ownLabels });

    // Letters and digits only: the organisations' script hands it to curl in a quoted string.
    const password = new random.RandomPassword(`${name}-admin`, { length: 32, special: false }, parent);
    this.adminPassword = password.result;
    const ofMetrics = new random.RandomPassword(`${name}-metrics`, { length: 32, special: false }, parent);
    const prerequisites: pulumi.Resource[] = [
      new kubernetes.core.v1.Secret(
        `${name}-admin`,
        {
          metadata: metadata(adminSecret.name),
          stringData: { [adminSecret.userKey]: grafanaAdministrator, [adminSecret.passwordKey]: password.result },
        },
        parent,
      ),
      new kubernetes.core.v1.Secret(
        `${name}-metrics`,
        {
          metadata: metadata(metricsSecret.name),
          stringData: { [metricsSecret.userKey]: "prometheus", [metricsSecret.passwordKey]: ofMetrics.result },
        },
        parent,
      ),
      new kubernetes.core.v1.ConfigMap(
        `${name}-organisations`,
        {
          metadata: metadata(organisationsConfigMap),
          data: { ...organisationFiles(settings, tenantDashboards), [organisationsScript]: script() },
        },
        parent,
      ),
      new kubernetes.rbac.v1.Role(
        `${name}-dashboards`,
        {
          metadata: metadata(dashboardsRole),
          rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }],
        },
        parent,
      ),
    ];
    const secrets = [
      { resource: `${name}-data-sources`, secret: dataSourceSecret, contents: dataSourcePasswords(settings) },
      { resource: `${name}-sign-on`, secret: ownSecretNames.grafanaSignOn, contents: signOnCredentials(settings) },
    ].filter(({ contents }) => Object.keys(contents).length > 0);
    for (const { resource, secret, contents } of secrets)
      prerequisites.push(
        new kubernetes.core.v1.Secret(
          resource,
          { metadata: metadata(secret), stringData: pulumi.secret(contents) },
          parent,
        ),
      );

    new kubernetes.helm.v3.Release(name, releaseArgs(releases.grafana, settings, releases.grafana.values(settings)), {
      ...parent,
      dependsOn: prerequisites,
    });
    this.registerOutputs({ adminPassword: this.adminPassword });
  }
}

function script(): string {
  return readFileSync(join(__dirname, "organisations.sh"), "utf8");
}
