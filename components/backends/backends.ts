// Where metrics, logs and traces are kept, and looked at.
import * as pulumi from "@pulumi/pulumi";
import { dashboardFiles } from "../../dashboards";
import type { Settings } from "../../settings/settings";
import type { Cloud } from "../cloud/cloud";
import type { CloudNames } from "../cloud/names";
import { Grafana } from "./grafana/grafana";
import { PlatformDashboards } from "./grafana/platform-dashboards";
import { Loki } from "./loki/loki";
import { MonitorConfinement } from "./prometheus/confinement/confinement";
import { PrometheusCrds } from "./prometheus/crds";
import { PromLabelProxy } from "./prometheus/label-proxy";
import { PlatformRules } from "./prometheus/platform-rules";
import { Prometheus } from "./prometheus/prometheus";
import { ReadPasswords } from "./reads/passwords";
import { Tempo } from "./tempo/tempo";

export interface BackendsArgs {
  settings: Settings;
  names: CloudNames;
  cloud: Cloud;
}

export class Backends extends pulumi.ComponentResource {
  readonly grafanaAdminPassword: pulumi.Output<string>;
  /** Done when ServiceMonitors, rules and probes can be created. */
  readonly crds: PrometheusCrds;
  /** Done when Loki runs as it is to. */
  readonly loki: Loki;

  constructor(name: string, { settings, names, cloud }: BackendsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:Backends", name, {}, opts);

    this.crds = new PrometheusCrds(`${name}-crds`, { settings }, { parent: this });
    const after = (...resources: (pulumi.Resource | undefined)[]) => ({
      parent: this,
      dependsOn: [this.crds, ...resources.filter((resource) => resource !== undefined)],
    });

    new MonitorConfinement(`${name}-confinement`, { settings }, { parent: this });

    // Of all that is scraped, only the brokers' addresses wait for MSK; they arrive in a Secret of their own.
    new Prometheus(
      `${name}-prometheus`,
      { settings, names, mskBrokers: cloud.kafka?.hosts },
      after(cloud.identities.of.longTermMetrics),
    );
    new PromLabelProxy(`${name}-prom-label-proxy`, { settings }, after());
    const readPasswords = new ReadPasswords(`${name}-read-passwords`, { settings }, { parent: this });
    this.loki = new Loki(
      `${name}-loki`,
      { settings, names },
      after(cloud.storage, cloud.identities.of.loki, readPasswords),
    );
    new Tempo(`${name}-tempo`, { settings, names }, after(cloud.storage, cloud.identities.of.tempo));
    const grafana = new Grafana(
      `${name}-grafana`,
      { settings, tenantDashboards: tenantDashboards(settings) },
      after(readPasswords),
    );

    new PlatformDashboards(`${name}-dashboards`, { settings }, { parent: this });
    new PlatformRules(`${name}-rules`, { settings }, after());

    this.grafanaAdminPassword = grafana.adminPassword;
    this.registerOutputs({});
  }
}

function tenantDashboards(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    dashboardFiles(settings)
      .filter(({ folder }) => folder === "Tenants")
      .map(({ name, json }) => [name, json]),
  );
}
