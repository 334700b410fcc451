// The two PrometheusAgents that scrape the cluster and push to Prometheus: settings in, specs of the custom resources
// out. Field names: CRD monitoring.coreos.com/v1alpha1 of operator v0.93.1.
//
// Scraping apart from storing buys two things. The tenant is stamped on the way out, by one table that nothing in a
// tenant's hands can override (tenants.ts). And while Prometheus restarts, the agent's log keeps the samples.
//
// Two of them, as what the platform's own monitors may do is what a tenant's may not: reach other namespaces, speak for
// them, send the service account's token, and be of any size. What a tenant's target does to its agent the platform's
// own alerts do not feel.
import { imageParts, images } from "../../../conventions/versions";
import type { Settings } from "../../../settings/settings";
import { prometheusWriters } from "../../endpoints";
import { type HelmValues, resources } from "../../helm-values";
import { inStorageClass, pulled } from "../../pods/organisation";
import { placement } from "../../pods/placement";
import { dataVolume } from "../../pods/storage-class";
import { fallbackScrapeProtocol, mskScrapeSecret } from "./msk-scrape";
import { monitorsHere, namespaceLabel, scrapedTenant, trustedNamespaces } from "./tenants";

/** Names of the custom resources; their pods are `prom-agent-<name>-<n>`. */
export const agentNames = { platform: "kps-agent", tenants: "kps-tenants" } as const;

/** Labels that the operator gives the pods of one. */
export const podsOfAgent = (agent: keyof typeof agentNames) => ({
  "app.kubernetes.io/name": "prometheus-agent",
  "app.kubernetes.io/instance": agentNames[agent],
});

/** Scraped as often as kube-prometheus-stack's rules and dashboards expect. */
export const scrapeIntervalSeconds = 30;

/** An empty selector is everything, an absent one nothing. */
const everything: HelmValues = {};

/** Scrapes what monitors in the platform's namespace and in kube-system name, wherever it is. */
export function platformAgentSpec(settings: Settings): HelmValues {
  const namespaces = inNamespaces("In", settings);
  return {
    ...common(settings, "prometheusAgent"),
    serviceMonitorNamespaceSelector: namespaces,
    podMonitorNamespaceSelector: namespaces,
    probeNamespaceSelector: namespaces,
    scrapeConfigSelector: everything,
    scrapeConfigNamespaceSelector: namespaces,
    additionalScrapeConfigs: { ...mskScrapeSecret, optional: true },
  };
}

/**
 * Scrapes what monitors in all other namespaces name, in the monitor's own namespace; another stack's are left to it
 * (tenants.ts). A ScrapeConfig names any address, so nobody else's is taken. What these fields leave open the admission
 * policies close (confinement/).
 */
export function tenantAgentSpec(settings: Settings): HelmValues {
  const namespaces = inNamespaces("NotIn", settings);
  const { samplesPerTarget } = settings.sizing.tenantAgent;
  return {
    ...common(settings, "tenantAgent"),
    serviceMonitorNamespaceSelector: namespaces,
    podMonitorNamespaceSelector: namespaces,
    probeNamespaceSelector: namespaces,
    enforcedNamespaceLabel: namespaceLabel,
    ignoreNamespaceSelectors: true,
    arbitraryFSAccessThroughSMs: { deny: true },
    enforcedSampleLimit: samplesPerTarget,
    // Told before the samples are parsed: a kilobyte a sample is more than any target takes.
    enforcedBodySizeLimit: `${samplesPerTarget}KB`,
    ...labelLimits,
    // A series that says how many samples a target may have: alerts and dashboards compare.
    enableFeatures: [...features, "extra-scrape-metrics"],
  };
}

/** Above these a label holds a text that no query will ever name. */
const labelLimits = {
  enforcedLabelLimit: 64,
  enforcedLabelNameLengthLimit: 256,
  enforcedLabelValueLengthLimit: 2_048,
} as const;

const features = ["exemplar-storage"];

function common(settings: Settings, row: "prometheusAgent" | "tenantAgent"): HelmValues {
  const size = settings.sizing[row];
  const image = pulled(images.prometheus, settings.images);
  return {
    replicas: size.replicas,
    version: imageParts(images.prometheus).tag,
    // The operator makes an agent's image of its own address and the version, and knows no digest for it.
    ...(image.includes("@") ? { image } : {}),
    ...placement(settings),
    podMetadata: { labels: settings.pods.labels, annotations: settings.pods.annotations },
    serviceAccountName: "kps-prometheus",
    resources: resources(size),
    storage: inStorageClass({ volumeClaimTemplate: dataVolume(size.volumeGib) }, settings.storageClass),
    scrapeInterval: `${scrapeIntervalSeconds}s`,
    // 10 s, Prometheus' own, is less than kube-state-metrics takes for the objects of a large cluster, and a busy kubelet
    // for its containers. A shorter interval shortens it.
    scrapeTimeout: `${scrapeIntervalSeconds}s`,
    portName: "http-web",
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 2000,
      fsGroup: 2000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    serviceMonitorSelector: everything,
    podMonitorSelector: everything,
    probeSelector: everything,
    // Many a hand-made /metrics sends no Content-Type, and Prometheus 3 refuses what it cannot tell.
    scrapeClasses: [{ name: "platform", default: true, fallbackScrapeProtocol }],
    // Without these two every stored series would carry the agent's own name.
    prometheusExternalLabelName: "",
    replicaExternalLabelName: "",
    // On every series, so that metrics say it as logs and traces do (docs/labels.md).
    externalLabels: { environment: settings.environment },
    enableFeatures: features,
    // To each of a pair from its own queue: the agent's log keeps what one that is away has not had.
    remoteWrite: prometheusWriters(settings).map((url, replica, { length }) => ({
      name: length === 1 ? "prometheus" : `prometheus-${replica}`,
      url,
      // Version 1 loses all of a request for one bad sample, that of another tenant included.
      messageVersion: "V2.0",
      sendExemplars: true,
      sendNativeHistograms: true,
      metadataConfig: { send: true, sendInterval: "1m" },
      writeRelabelConfigs: scrapedTenant(settings).map((rule) => ({ ...rule })),
    })),
  };
}

function inNamespaces(operator: "In" | "NotIn", { namespace }: Settings): HelmValues {
  const names = { key: "kubernetes.io/metadata.name", operator, values: trustedNamespaces(namespace) };
  return { matchExpressions: [names, ...monitorsHere.matchExpressions] };
}
