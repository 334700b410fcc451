// Metrics: the operator with exporters, Prometheus and Alertmanager (one release), the agents that scrape, and the
// Secrets they read. Credentials of receivers and of the store outside go into a Secret here and nowhere else.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../../conventions/names";
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import { releaseArgs } from "../../chart-release";
import type { CloudNames } from "../../cloud/names";
import { releases } from "../../releases";
import { agentNames, platformAgentSpec, podsOfAgent, tenantAgentSpec } from "./agent-spec";
import { alertmanagerSecret, credentials } from "./alertmanager/receivers";
import { longTermCredentials } from "./long-term-store";
import { mskScrapeConfigs, mskScrapeSecret } from "./msk-scrape";
import { podMonitor } from "./pod-monitor";

export interface PrometheusArgs {
  settings: Settings;
  names: CloudNames;
  /** DNS names of MSK brokers with open monitoring, without port. None when absent. A change is picked up in place. */
  mskBrokers?: pulumi.Input<readonly string[]>;
}

export class Prometheus extends pulumi.ComponentResource {
  /** Done when the operator serves its webhooks, and monitors and rules can be created. */
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, { settings, names, mskBrokers }: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:Prometheus", name, {}, opts);
    const metadata = (of: string) => ({ name: of, namespace: settings.namespace, labels: ownLabels });

    const secrets = [
      { resource: `${name}-receivers`, secret: alertmanagerSecret, contents: credentials(settings.alerts) },
      {
        resource: `${name}-long-term`,
        secret: ownSecretNames.longTermMetrics,
        contents: longTermCredentials(settings),
      },
    ]
      .filter(({ contents }) => Object.keys(contents).length > 0)
      .map(
        ({ resource, secret, contents }) =>
          new kubernetes.core.v1.Secret(
            resource,
            {
              metadata: metadata(secret),
              stringData: Object.fromEntries(
                Object.entries(contents).map(([key, value]) => [key, pulumi.secret(value)]),
              ),
            },
            { parent: this },
          ),
      );
    if (mskBrokers !== undefined) {
      new kubernetes.core.v1.Secret(
        `${name}-msk-scrape`,
        {
          metadata: metadata(mskScrapeSecret.name),
          stringData: { [mskScrapeSecret.key]: pulumi.output(mskBrokers).apply(mskScrapeConfigs) },
        },
        { parent: this },
      );
    }

    this.release = new kubernetes.helm.v3.Release(
      name,
      releaseArgs(releases.prometheus, settings, releases.prometheus.values(settings, names)),
      { parent: this, dependsOn: secrets },
    );

    // After the release: it brings the operator, the service account, and the Prometheus that is written to.
    const agents = [
      { resource: `${name}-agent`, agent: "platform", spec: platformAgentSpec(settings) },
      { resource: `${name}-tenant-agent`, agent: "tenants", spec: tenantAgentSpec(settings) },
    ] as const;
    for (const { resource, agent, spec } of agents) {
      const scraper = new kubernetes.apiextensions.CustomResource(
        resource,
        {
          apiVersion: "monitoring.coreos.com/v1alpha1",
          kind: "PrometheusAgent",
          metadata: metadata(agentNames[agent]),
          spec,
        },
        { parent: this, dependsOn: this.release },
      );
      // A job of its own each: in one that both share, one that answers would stand for the other.
      podMonitor(
        `${resource}-monitor`,
        {
          name: agentNames[agent],
          namespace: settings.namespace,
          labels: podsOfAgent(agent),
          port: "http-web",
        },
        { parent: this, dependsOn: scraper },
      );
    }

    this.registerOutputs({});
  }
}
