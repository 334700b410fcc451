// The API server of the test: namespaces, policies, pods and what the platform deploys, and what it says of an object.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { platformAgentSpec, tenantAgentSpec } from "../../../components/backends/prometheus/agent-spec";
import {
  admissionPolicies,
  bindingSpec,
  policySpec,
  tenantTable,
  tenantTableName,
} from "../../../components/backends/prometheus/confinement/policies";
import { prometheusValues } from "../../../components/backends/prometheus/values";
import { prober } from "../../../components/endpoints";
import type { HelmValues } from "../../../components/helm-values";
import { conventions } from "../../../conventions/names";
import type { KubeApi } from "../../servers/kube-api";
import { apply, type KubernetesObject } from "../../servers/monitoring-operator";
import { metrics, type PodNetwork } from "../../servers/pod-network";
import { namesFor } from "../../support/place";
import { addresses, forged, monitoring, object, platform, settings } from "./objects";

/** Namespaces, policies, pods. */
export async function furnish(api: KubeApi, network: PodNetwork): Promise<void> {
  for (const name of [platform, "payments", "payments-jobs", "shop", "elsewhere"]) {
    await must(api, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  const labels = {
    [conventions.rulesLabel]: conventions.elsewhere,
    [conventions.monitorsLabel]: conventions.elsewhere,
  };
  await must(api, { apiVersion: "v1", kind: "Namespace", metadata: { name: "other-stack", labels } });
  await must(api, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: tenantTableName, namespace: platform },
    data: tenantTable(settings),
  });
  for (const [name, policy] of Object.entries(admissionPolicies(settings))) {
    const registration = "admissionregistration.k8s.io/v1";
    const as = (kind: string, spec: object) => ({ apiVersion: registration, kind, metadata: { name }, spec });
    await must(api, as("ValidatingAdmissionPolicy", policySpec(policy)));
    await must(api, as("ValidatingAdmissionPolicyBinding", bindingSpec(name, platform)));
  }
  const million = Array.from({ length: 1_000_000 }, (_, index) => `boom{series="${index}"} 1\n`).join("");
  network.serve(addresses.exploding, metrics(million, "text/plain"));
  network.serve(addresses.untyped, metrics('app_info{name="untyped"} 1\n'));
  network.serve(addresses.victim, metrics('app_info{name="victim"} 1\n', "text/plain"));
  network.serve(addresses.app, forged("app"));
  network.serve(addresses.platformPart, metrics('app_info{name="part"} 1\n', "text/plain"));
  network.serve("10.1.0.6:8080", metrics('app_info{name="app-of-shop"} 1\n', "text/plain"));
  network.serve(prober(platform), metrics("probe_success 1\n", "text/plain"));
  await pod(api, "payments", "app", addresses.app);
  await pod(api, "payments", "untyped", addresses.untyped);
  await pod(api, "shop", "victim", addresses.victim);
  await pod(api, "shop", "exploding", addresses.exploding);
  await pod(api, "shop", "app-of-shop", "10.1.0.6:8080");
  await pod(api, platform, "part", addresses.platformPart);
}

/** A pod that is ready, and its Service. */
async function pod(api: KubeApi, namespace: string, app: string, address: string): Promise<void> {
  const [ip = "", port = ""] = address.split(":");
  const labels = { app };
  const ports = [{ name: "metrics", containerPort: Number(port) }];
  const made = await must(api, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: app, namespace, labels },
    spec: { containers: [{ name: "app", image: "example.com/app:0", ports }] },
  });
  const status = {
    phase: "Running",
    podIP: ip,
    podIPs: [{ ip }],
    conditions: [{ type: "Ready", status: "True" }],
  };
  const answer = await api.request("PUT", `/api/v1/namespaces/${namespace}/pods/${app}/status`, { ...made, status });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const metadata = { name: app, namespace, labels };
  const spec = { selector: labels, ports: [{ name: "metrics", port: 80, targetPort: "metrics" }] };
  await must(api, { apiVersion: "v1", kind: "Service", metadata, spec });
  // What the controller for them would write; the API server here runs without it.
  const targetRef = { kind: "Pod", name: app, namespace };
  const subsets = [{ addresses: [{ ip, targetRef }], ports: [{ name: "metrics", port: Number(port) }] }];
  await must(api, { apiVersion: "v1", kind: "Endpoints", metadata, subsets });
}

/** The agents, and Prometheus and Alertmanager with those of the chart's values that choose and confine. */
export async function deploy(api: KubeApi): Promise<void> {
  const values = prometheusValues(settings, namesFor(settings)) as unknown as {
    prometheus: { prometheusSpec: HelmValues };
    alertmanager: { config: HelmValues; alertmanagerSpec: HelmValues };
  };
  const { enforcedNamespaceLabel, excludedFromEnforcement, ruleNamespaceSelector } = values.prometheus.prometheusSpec;
  // The chart looks in every namespace where it is told of none.
  const scraped = ["serviceMonitor", "podMonitor", "probe", "scrapeConfig"].flatMap((kind) => [
    [`${kind}NamespaceSelector`, {}],
    [`${kind}Selector`, values.prometheus.prometheusSpec[`${kind}Selector`]],
  ]);
  await must(api, object("PrometheusAgent", platform, "kps-agent", platformAgentSpec(settings), `${monitoring}alpha1`));
  await must(api, object("PrometheusAgent", platform, "kps-tenants", tenantAgentSpec(settings), `${monitoring}alpha1`));
  await must(
    api,
    object("Prometheus", platform, "kps-prometheus", {
      enforcedNamespaceLabel,
      excludedFromEnforcement,
      ruleSelector: {},
      ruleNamespaceSelector,
      ...(Object.fromEntries(scraped) as HelmValues),
    }),
  );
  await must(api, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "alertmanager-kps-alertmanager", namespace: platform },
    stringData: { "alertmanager.yaml": stringify(values.alertmanager.config) },
  });
  await must(
    api,
    object("Alertmanager", platform, "kps-alertmanager", {
      alertmanagerConfigSelector: {},
      alertmanagerConfigNamespaceSelector: {},
      alertmanagerConfigMatcherStrategy: values.alertmanager.alertmanagerSpec.alertmanagerConfigMatcherStrategy,
    }),
  );
}

/** Creates it. A namespace takes pods, and a policy knows owners, a moment after they are made. */
export async function must(api: KubeApi, one: KubernetesObject): Promise<object> {
  for (const deadline = Date.now() + 20_000; ; await sleep(250)) {
    const { status, body } = await apply(api, one);
    if (status === 201) return body as object;
    assert.ok(Date.now() < deadline, `${one.kind} ${one.metadata.name}: ${JSON.stringify(body)}`);
  }
}

/** What the API server says; policies are in force, and know owners, a moment after they are made. */
export async function refusal(api: KubeApi, hostile: KubernetesObject): Promise<string> {
  for (const deadline = Date.now() + 20_000; ; await sleep(250)) {
    const { status, body } = await apply(api, hostile);
    const { message } = body as { message?: string };
    const settled = status >= 400 && !/no params found/.test(message ?? "");
    if (settled || Date.now() > deadline) return `${status} ${message}`;
    const { apiVersion, kind, metadata } = hostile;
    const gone = `/apis/${apiVersion}/namespaces/${metadata.namespace}/${kind.toLowerCase()}s/${metadata.name}`;
    await api.request("DELETE", gone);
  }
}
