import assert from "node:assert/strict";
import { sizeNames } from "../../../settings/sizing";
import { ofType, registrationsOf } from "../../../test/support/mock-stack";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import type { HelmValues } from "../../helm-values";
import { longTermCredentials, longTermSpec } from "./long-term-store";
import { Prometheus } from "./prometheus";
import { prometheusValues } from "./values";

const workspaceArn = "arn:aws:aps:eu-west-1:111122223333:workspace/ws-1a2b3c4d";
const amp = { type: "amp", workspaceArn };
const mimir = { type: "mimir", url: "https://mimir.example.com/api/v1/push", tenant: "platform" };
const remoteWriteOf = (store: object, more: object = {}) => {
  const { remoteWrite } = longTermSpec(settingsOf({ longTermMetrics: store, ...more })) as {
    remoteWrite: HelmValues[];
  };
  assert.equal(remoteWrite.length, 1);
  return remoteWrite[0] ?? {};
};

describe("the store of long-term metrics", () => {
  it("is none unless it is asked for", () => {
    assert.deepEqual(longTermSpec(settingsOf()), {});
    assert.deepEqual(longTermCredentials(settingsOf()), {});
  });

  it("is written to at the workspace's own address, signed for its region", () => {
    const { url, sigv4, basicAuth, authorization } = remoteWriteOf(amp);
    assert.equal(url, "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1a2b3c4d/api/v1/remote_write");
    assert.deepEqual(sigv4, { region: "eu-west-1" });
    assert.deepEqual([basicAuth, authorization], [undefined, undefined]);
  });

  it("is told its tenant in its own header", () => {
    assert.deepEqual(remoteWriteOf(mimir).headers, { "X-Scope-OrgID": "platform" });
    assert.deepEqual(remoteWriteOf({ ...mimir, type: "thanos" }).headers, { "THANOS-TENANT": "platform" });
  });

  it("is shown a password or a token, from a Secret", () => {
    const secret = (key: string) => ({ name: "long-term-metrics", key });
    const password = { ...mimir, username: "platform", credential: "correct horse" };
    assert.deepEqual(remoteWriteOf(password).basicAuth, {
      username: secret("username"),
      password: secret("credential"),
    });
    assert.deepEqual(longTermCredentials(settingsOf({ longTermMetrics: password })), {
      username: "platform",
      credential: "correct horse",
    });
    const token = { ...mimir, credential: "correct horse" };
    assert.deepEqual(remoteWriteOf(token).authorization, { type: "Bearer", credentials: secret("credential") });
    assert.equal(remoteWriteOf(token).basicAuth, undefined);
  });

  it("is asked again when it is asked for too much, through the proxy where there is one", () => {
    assert.equal((remoteWriteOf(amp).queueConfig as HelmValues).retryOnRateLimit, true);
    const proxied = remoteWriteOf(mimir, { proxy: { url: "http://proxy.example.com:3128" } });
    assert.equal(proxied.proxyUrl, "http://proxy.example.com:3128");
    assert.match(String(proxied.noProxy), /\.svc/);
    assert.equal(remoteWriteOf(mimir).proxyUrl, undefined);
  });

  it("can tell a pair's copies apart by the label that it knows, and needs none for one", () => {
    for (const size of sizeNames) {
      for (const [store, label] of [
        [amp, "__replica__"],
        [mimir, "__replica__"],
        [{ ...mimir, type: "thanos" }, "prometheus_replica"],
      ] as const) {
        const settings = settingsOf({ size, longTermMetrics: store });
        const { prometheus } = prometheusValues(settings, namesFor(settings));
        const { prometheusSpec: spec } = prometheus as { prometheusSpec: HelmValues };
        const isPair = settings.sizing.prometheus.replicas > 1;
        assert.equal(spec.replicaExternalLabelNameClear, !isPair, size);
        assert.equal(spec.replicaExternalLabelName, isPair ? label : undefined, `${size} ${store.type}`);
      }
    }
  });

  it("is told of every series that it is this cluster's: by another's a pair's requests are dropped", () => {
    for (const store of [amp, mimir]) {
      const rules = remoteWriteOf(store, { cluster: { name: "eks" } }).writeRelabelConfigs as HelmValues[];
      const last = rules.filter(({ targetLabel }) => targetLabel === "cluster").at(-1);
      assert.deepEqual(last, { targetLabel: "cluster", replacement: "eks" });
      const own = rules.find(({ targetLabel }) => targetLabel === "exported_cluster");
      assert.deepEqual([own?.sourceLabels, own?.regex], [["exported_cluster", "__tmp_cluster"], ";(.+)"]);
    }
  });

  it("gives the pods of Prometheus their role, and makes them anew for it", () => {
    const values = (more: object) => {
      const settings = settingsOf({ longTermMetrics: amp, ...more });
      return prometheusValues(settings, namesFor(settings)).prometheus as {
        serviceAccount: HelmValues;
        prometheusSpec: { podMetadata?: object };
      };
    };
    const { serviceAccount, prometheusSpec } = values({ identity: "irsa" });
    assert.equal(serviceAccount.name, "kps-prometheus");
    assert.deepEqual(serviceAccount.annotations, {
      "eks.amazonaws.com/role-arn": namesFor(settingsOf()).roles.longTermMetrics.arn,
    });
    assert.deepEqual(prometheusSpec.podMetadata, { annotations: { "observability.io/identity": "irsa" } });
    assert.deepEqual(values({}).serviceAccount, { create: true, name: "kps-prometheus" });
    assert.equal(values({ longTermMetrics: mimir }).prometheusSpec.podMetadata, undefined);
  });

  it("has its credential in one Secret, and nowhere else", async () => {
    const settings = settingsOf({ longTermMetrics: { ...mimir, credential: "the-long-term-credential" } });
    const made = await registrationsOf(() => new Prometheus("prometheus", { settings, names: namesFor(settings) }));
    const holders = made.filter(({ inputs }) => JSON.stringify(inputs).includes("the-long-term-credential"));
    assert.deepEqual(holders, ofType(made, "kubernetes:core/v1:Secret"));
    assert.equal(holders.length, 1);
  });
});
