// The resources that the components of metrics and Grafana register, under Pulumi's mocks.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ofType, only, type Registration, registrationsOf } from "../../../test/support/mock-stack";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { Grafana } from "../grafana/grafana";
import { PrometheusCrds } from "./crds";
import { PromLabelProxy } from "./label-proxy";
import { Prometheus } from "./prometheus";

const settings = settingsOf({
  size: "medium",
  alerts: { receivers: [{ name: "on-call", type: "pagerduty", routingKey: "the-routing-key" }] },
  fanout: {
    elasticsearch: {
      enabled: true,
      endpoints: ["https://search.example.com"],
      username: "otel",
      password: "the-search-password",
    },
  },
});
const credentials = [
  "the-routing-key",
  "the-search-password",
  "password-of-grafana-admin",
  "password-of-grafana-metrics",
];

const secretType = "kubernetes:core/v1:Secret";
const objectName = ({ inputs }: Registration) => (inputs.metadata as { name: string }).name;

describe("components of metrics and Grafana", () => {
  let resources: Registration[];

  before(async () => {
    resources = await registrationsOf(() => {
      const crds = new PrometheusCrds("prometheus-crds", { settings });
      const prometheus = new Prometheus(
        "prometheus",
        { settings, names: namesFor(settings), mskBrokers: pulumi.output(["b-1.example.com"]) },
        { dependsOn: crds },
      );
      new PromLabelProxy("prom-label-proxy", { settings }, { dependsOn: prometheus });
      new Grafana("grafana", { settings }, { dependsOn: prometheus });
    });
  });

  it("install their charts under the fixed release names", () => {
    const names = ofType(resources, "kubernetes:helm.sh/v3:Release").map(({ inputs }) => inputs.name);
    assert.deepEqual(names.sort(), ["grafana", "kps", "prometheus-operator-crds"]);
  });

  it("put each credential into a Secret, and nowhere else", () => {
    for (const credential of credentials) {
      const holders = resources
        .filter(({ inputs }) => JSON.stringify(inputs).includes(credential))
        .map(({ type }) => type);
      assert.deepEqual(holders, [secretType], credential);
    }
    assert.deepEqual(ofType(resources, secretType).map(objectName).sort(), [
      "alertmanager-receivers",
      "grafana-admin",
      "grafana-data-sources",
      "grafana-metrics",
      "prometheus-additional-scrape-configs",
    ]);
  });

  it("hand the agent the brokers' addresses in the Secret that it reads", () => {
    assert.match(
      JSON.stringify(only(resources, secretType, "prometheus-msk-scrape").inputs),
      /b-1\.example\.com:11001/,
    );
  });

  it("scrape each agent, in a job of its own, and the label proxy, for which no chart brings a monitor", () => {
    const monitors = resources.filter(({ inputs }) => inputs.kind === "PodMonitor");
    const podsOf = (name: string) =>
      monitors
        .filter((monitor) => objectName(monitor) === name)
        .map(({ inputs }) => (inputs.spec as { selector: { matchLabels: object } }).selector.matchLabels);
    assert.deepEqual(monitors.map(objectName).sort(), ["kps-agent", "kps-tenants", "prom-label-proxy"]);
    for (const agent of ["kps-agent", "kps-tenants"])
      assert.deepEqual(podsOf(agent), [
        { "app.kubernetes.io/name": "prometheus-agent", "app.kubernetes.io/instance": agent },
      ]);
  });

  it("protect the label proxy from losing all its pods at once", () => {
    assert.deepEqual(ofType(resources, "kubernetes:policy/v1:PodDisruptionBudget").map(objectName), [
      "prom-label-proxy",
    ]);
  });
});
