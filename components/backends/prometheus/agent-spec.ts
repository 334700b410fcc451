// The PrometheusAgent that scrapes the cluster and pushes to Prometheus: settings in, spec of the custom resource out.
// Field names: CRD monitoring.coreos.com/v1alpha1 of operator v0.93.1.
//
// Scraping apart from storing buys two things. The tenant is stamped on the way out, by one table that nothing in a
// tenant's hands can override (prometheus-tenants.ts). And while Prometheus restarts, the agent's log keeps the
// samples.
import { imageParts, images } from "../../../conventions/versions";
import type { Settings } from "../../../settings/settings";
import { endpoints } from "../../endpoints";
import { type HelmValues, resources } from "../../helm-values";
import { inStorageClass } from "../../pods/organisation";
import { placement } from "../../pods/placement";
import { platformPriorityClass } from "../../pods/priority";
import { dataVolume } from "../../pods/storage-class";
import { mskScrapeSecret } from "./msk-scrape";
import { excludedFromEnforcement, namespaceLabel, scrapedTenant } from "./tenants";

/** Name of the custom resource; its pods are `prom-agent-<name>-<n>`. */
export const agentName = "kps-agent";

/** Labels that the operator gives the agent's pods. */
export const agentPodLabels = {
  "app.kubernetes.io/name": "prometheus-agent",
  "app.kubernetes.io/instance": agentName,
} as const;

/** Scraped as often as kube-prometheus-stack's rules and dashboards expect. */
export const scrapeIntervalSeconds = 30;

const everything: HelmValues = {};

export function prometheusAgentSpec(settings: Settings): HelmValues {
  const { namespace, sizing } = settings;
  return {
    replicas: sizing.prometheusAgent.replicas,
    priorityClassName: platformPriorityClass,
    version: imageParts(images.prometheus).tag,
    ...placement(settings),
    podMetadata: { labels: settings.pods.labels, annotations: settings.pods.annotations },
    serviceAccountName: "kps-prometheus",
    resources: resources(sizing.prometheusAgent),
    storage: inStorageClass(
      { volumeClaimTemplate: dataVolume(sizing.prometheusAgent.volumeGib) },
      settings.storageClass,
    ),
    scrapeInterval: `${scrapeIntervalSeconds}s`,
    portName: "http-web",
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 2000,
      fsGroup: 2000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...selectEverything,
    additionalScrapeConfigs: { ...mskScrapeSecret, optional: true },
    enforcedNamespaceLabel: namespaceLabel,
    excludedFromEnforcement: excludedFromEnforcement(namespace, [
      "servicemonitors",
      "podmonitors",
      "probes",
      "scrapeconfigs",
    ]),
    // Without these two every stored series would carry the agent's own name.
    prometheusExternalLabelName: "",
    replicaExternalLabelName: "",
    // On every series, so that metrics say it as logs and traces do (docs/labels.md).
    externalLabels: { environment: settings.environment },
    enableFeatures: ["exemplar-storage"],
    remoteWrite: [
      {
        name: "prometheus",
        url: endpoints(settings).prometheus.remoteWrite,
        // Version 1 loses all of a request for one bad sample, that of another tenant included.
        messageVersion: "V2.0",
        sendExemplars: true,
        sendNativeHistograms: true,
        metadataConfig: { send: true, sendInterval: "1m" },
        writeRelabelConfigs: scrapedTenant(settings).map((rule) => ({ ...rule })),
      },
    ],
  };
}

/** An empty selector is everything, an absent one nothing. */
const selectEverything = {
  serviceMonitorSelector: everything,
  serviceMonitorNamespaceSelector: everything,
  podMonitorSelector: everything,
  podMonitorNamespaceSelector: everything,
  probeSelector: everything,
  probeNamespaceSelector: everything,
  scrapeConfigSelector: everything,
  scrapeConfigNamespaceSelector: everything,
};
