// What the program accepts, the engines take: settings at random, the Collector's and Alertmanager's configuration that
// follows under their own checks, and the objects that the program itself makes in a dry run of the real API server.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import type { KubernetesObject } from "../../../commands/render/objects";
import { alertmanagerConfig } from "../../../components/backends/prometheus/alertmanager/config";
import { type CollectorConfig, configTexts } from "../../../components/collection/collector/config";
import { gatewayConfig } from "../../../components/collection/gateway/config";
import { logConsumerConfig } from "../../../components/collection/log-consumer/config";
import { samplerConfig } from "../../../components/collection/sampler/config";
import type { Settings } from "../../../settings/settings";
import { installed } from "../../../tools/install";
import { removeScratch, scratchDirectory } from "../../servers/cleanup";
import { ClusterObjects } from "../../servers/cluster-objects";
import { collectorBinary, validate } from "../../servers/collector-process";
import { KubeApi } from "../../servers/kube-api";
import { namesFor } from "../../support/place";
import { platformObjects } from "../../support/platform-objects";
import { acceptedSettings } from "../../support/settings-at-random";

const seed = Number(process.env.PROPERTY_SEED ?? 7);
const numRuns = Number(process.env.PROPERTY_RUNS ?? 25);

describe("settings at random that the program accepts", function () {
  this.timeout(1_800_000);
  let collector: string;
  let amtool: string;
  let directory: string;
  let api: KubeApi;
  let objects: ClusterObjects;

  before(async () => {
    collector = await collectorBinary();
    amtool = await installed("amtool");
    directory = scratchDirectory("settings-at-random-");
    api = await KubeApi.start();
    objects = new ClusterObjects(api);
  });
  after(async () => {
    if (directory) removeScratch(directory);
    await api?.stop();
  });

  const holds = (judge: (settings: Settings) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(acceptedSettings, ({ settings }) => judge(settings)),
      { seed, numRuns, endOnFailure: true },
    );

  it("are taken by the Collector: gateway, log consumer, sampler", () =>
    holds(async (settings) => {
      for (const config of collectorsOf(settings)) await validate(collector, configTexts(config));
    }));

  it("are taken by Alertmanager", () =>
    holds(async (settings) => {
      const file = join(directory, "alertmanager.yaml");
      writeFileSync(file, stringify(alertmanagerConfig(settings)));
      execFileSync(amtool, ["check-config", file], { stdio: "pipe" });
    }));

  it("make objects that the API server takes", () =>
    holds(async (settings) => {
      const own = await platformObjects(settings, () => []);
      await objects.create(own.filter(({ kind }) => kind === "Namespace"));
      for (const object of own.filter(({ kind }) => kind !== "Namespace")) await accepts(object);
    }));

  async function accepts(object: KubernetesObject): Promise<void> {
    const place = await objects.place(object);
    if (place === undefined) return; // of a definition, which a chart brings
    const { status, body } = await api.request("POST", `${place}?dryRun=All&fieldValidation=Strict`, object);
    assert.ok(status === 201 || status === 409, `${object.kind} ${object.metadata.name}: ${JSON.stringify(body)}`);
  }
});

/** Without the copies whose exporters this Collector is built without. */
function collectorsOf(settings: Settings): CollectorConfig[] {
  const { cloudwatch, datadog, elasticsearch } = settings.fanout;
  const off = { enabled: false, replacesLoki: false };
  const checked = {
    ...settings,
    fanout: {
      ...settings.fanout,
      cloudwatch: { ...cloudwatch, ...off },
      datadog: { ...datadog, ...off },
      elasticsearch: { ...elasticsearch, ...off },
    },
  };
  const names = namesFor(checked);
  return [
    gatewayConfig(checked, names),
    ...(checked.kafka.mode === "none" ? [] : [logConsumerConfig(checked, names)]),
    ...(checked.size === "large" ? [samplerConfig(checked)] : []),
  ];
}
